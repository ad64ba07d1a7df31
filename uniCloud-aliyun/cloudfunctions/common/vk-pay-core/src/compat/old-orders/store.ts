/** vk-uni-pay 的订单表 vk-pay-orders：只读，从不写它。 */
import type { Document, Vk } from '../../kernel/vk';

const dbName = 'vk-pay-orders';

/** @returns 没有这张单、没有这张表为 undefined */
export async function findOldOrder(vk: Vk, out_trade_no: string): Promise<Document | undefined> {
  try {
    const row = await vk.baseDao.findByWhereJson({ dbName, whereJson: { out_trade_no } });
    return row ?? undefined;
  } catch (error) {
    if (/not found|not exist|不存在/i.test(String(error))) return undefined;
    throw error;
  }
}
