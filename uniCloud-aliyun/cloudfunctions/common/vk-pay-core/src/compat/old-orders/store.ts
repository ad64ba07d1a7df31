/** vk-uni-pay 的订单表 vk-pay-orders：老的页面与服务直接读它，所以照我们的账跟着写；钱的事从不看它（抄进来的那一次除外）。 */
import { canonicalJson } from '../../../../../../../common/contract/canonical-json';
import { orderIdOf } from '../../../../../../../common/contract/payments/order-number';
import { isDuplicateKey } from '../../kernel/duplicate-key';
import type { Document, Vk } from '../../kernel/vk';

const dbName = 'vk-pay-orders';

/** 项目里没有这张表。 */
const isMissing = (error: unknown): boolean => /not found|not exist|不存在/i.test(String(error));

/** @returns 没有这张单、没有这张表为 undefined */
export async function findOldOrder(vk: Vk, out_trade_no: string): Promise<Document | undefined> {
  try {
    const row = await vk.baseDao.findByWhereJson({ dbName, whereJson: { out_trade_no } });
    return row ?? undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** 这一行已经这样说了。 */
const says = (known: Document, row: Document): boolean =>
  Object.entries(row).every(([key, value]) => canonicalJson(known[key] ?? null) === canonicalJson(value ?? null));

/** 写成这样；没有就加一行。没有这张表的什么也不做。 */
export async function saveOldOrder(vk: Vk, out_trade_no: string, row: Document): Promise<void> {
  const { custom, ...values } = row;
  // 嵌套的对象默认按路径合并，整个换掉要说明。
  const dataJson = { ...values, custom: vk.getUnicloud()._.set(custom ?? {}) };
  try {
    const known = await vk.baseDao.findByWhereJson({ dbName, whereJson: { out_trade_no } });
    // 收银台轮询着查：没有变的不写。
    if (known && says(known, row)) return;
    if (known) return void (await vk.baseDao.updateById({ dbName, id: String(known['_id']), dataJson }));
    await vk.baseDao.add({ dbName, dataJson: { ...row, _id: orderIdOf(out_trade_no) }, cancelAddTime: true });
  } catch (error) {
    if (!isMissing(error) && !isDuplicateKey(error)) throw error;
  }
}
