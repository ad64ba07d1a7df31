/** 日志的保留期：只删这里列出的表；订单、退款、转账永远不在其中。 */
import { COLLECTIONS } from '../../kernel/collections';
import type { Vk } from '../../kernel/vk';

/** 有保留期的表。它们都以 create_date 为准，也都有它的索引。 */
export type Expiring = 'logs' | 'errors' | 'notifies';

/**
 * 删掉最早的一批。
 * @param before 毫秒；早于它的才删
 * @returns 删了几行
 */
export async function purgeBefore({ baseDao, getUnicloud }: Vk, journal: Expiring, before: number, limit: number): Promise<number> {
  const dbName = COLLECTIONS[journal];
  const command = getUnicloud()._;
  const old = { create_date: command.lt(before) };
  const { rows } = await baseDao.select({
    dbName,
    whereJson: old,
    fieldJson: { _id: true },
    sortArr: [{ name: 'create_date', type: 'asc' }],
    pageIndex: 1,
    pageSize: limit,
    getCount: false,
  });
  if (rows.length === 0) return 0;
  return baseDao.del({ dbName, whereJson: { _id: command.in(rows.map(({ _id }) => _id)), ...old } });
}
