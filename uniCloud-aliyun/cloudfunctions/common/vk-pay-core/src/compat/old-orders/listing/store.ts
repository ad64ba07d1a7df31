/** 旧表一批一批地列：先 vk-uni-pay 的，再 uni-pay 2 的；没有的那张表就是一行也没有。 */
import type { Document, Vk } from '../../../kernel/vk';
import { oldOrderOfUni } from '../../../order-types/uni-pay-orders';

/** 走到第二张表的记号：后面是那张表里的 `_id`。 */
const SECOND = 'uni:';

async function page(vk: Vk, dbName: string, after: string, limit: number): Promise<readonly Document[]> {
  try {
    const { rows } = await vk.baseDao.select({
      dbName,
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

/** 按 `_id` 排在 `after` 之后的一批，都是 vk-pay-orders 的样子。`next` 没有就是两张表都走完了。 */
export async function oldOrdersAfter(
  vk: Vk,
  after: string,
  limit: number,
): Promise<{ readonly rows: readonly Document[]; readonly next?: string }> {
  if (!after.startsWith(SECOND)) {
    const rows = await page(vk, 'vk-pay-orders', after, limit);
    return { rows, next: rows.length < limit ? SECOND : String(rows.at(-1)?.['_id']) };
  }
  const rows = await page(vk, 'uni-pay-orders', after.slice(SECOND.length), limit);
  const more = rows.length < limit ? {} : { next: `${SECOND}${String(rows.at(-1)?.['_id'])}` };
  return { rows: rows.map(oldOrderOfUni), ...more };
}
