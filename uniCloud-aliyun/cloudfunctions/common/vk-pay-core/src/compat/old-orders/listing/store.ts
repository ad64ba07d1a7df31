/** 旧表 vk-pay-orders 一批一批地列；没有这张表就是一行也没有。 */
import type { Document, Vk } from '../../../kernel/vk';

/** 按 `_id` 排在 `after` 之后的一批。 */
export async function oldOrdersAfter(vk: Vk, after: string, limit: number): Promise<readonly Document[]> {
  try {
    const { rows } = await vk.baseDao.select({
      dbName: 'vk-pay-orders',
      whereJson: { _id: vk.getUnicloud()._.gt(after) },
      sortArr: [{ name: '_id', type: 'asc' }],
      pageIndex: 1,
      pageSize: limit,
      getCount: false,
    });
    return rows;
  } catch (error) {
    if (/not found|not exist|不存在/i.test(String(error))) return [];
    throw error;
  }
}
