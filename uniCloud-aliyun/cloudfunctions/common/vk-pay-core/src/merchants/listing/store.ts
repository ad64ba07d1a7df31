/** vk-pay-config 一批一批地列；回调函数用不着它。 */
import { COLLECTIONS } from '../../kernel/collections';
import type { Document, Vk } from '../../kernel/vk';

/** 按编号排在 `after` 之后的一批。 */
export async function documentsAfter(vk: Vk, after: string, limit: number): Promise<readonly Document[]> {
  const { rows } = await vk.baseDao.select({
    dbName: COLLECTIONS.merchants,
    whereJson: { _id: vk.getUnicloud()._.gt(after) },
    sortArr: [{ name: '_id', type: 'asc' }],
    pageIndex: 1,
    pageSize: limit,
    getCount: false,
  });
  return rows;
}
