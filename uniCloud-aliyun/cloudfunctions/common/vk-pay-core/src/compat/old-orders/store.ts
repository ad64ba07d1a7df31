/**
 * 旧的订单表：vk-uni-pay 的 vk-pay-orders、uni-pay 2 的 uni-pay-orders。老的页面与服务直接读它，所以照我们的账跟着写；
 * 钱的事从不看它（抄进来的那一次除外）。进出这里的都是 vk-pay-orders 的样子，另一张表的样子在这里换。
 */
import { canonicalJson } from '../../../../../../../common/contract/canonical-json';
import { orderIdOf } from '../../../../../../../common/contract/payments/order-number';
import { isDuplicateKey } from '../../kernel/duplicate-key';
import type { Document, Vk } from '../../kernel/vk';
import { isUniOrder, oldOrderOfUni, uniOrderOf } from '../../order-types/uni-pay-orders';

const VK_TABLE = 'vk-pay-orders';
const UNI_TABLE = 'uni-pay-orders';

/** 项目里没有这张表。 */
const isMissing = (error: unknown): boolean => /not found|not exist|不存在/i.test(String(error));

async function findIn(vk: Vk, dbName: string, whereJson: Document): Promise<Document | undefined> {
  try {
    return (await vk.baseDao.findByWhereJson({ dbName, whereJson })) ?? undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** 凭支付单号，或渠道的交易号。 */
export type OldNumber = { readonly out_trade_no: string } | { readonly transaction_id: string };

/** @returns 两张表里都没有为 undefined */
export async function findOldOrder(vk: Vk, number: OldNumber): Promise<Document | undefined> {
  const row = await findIn(vk, VK_TABLE, { ...number });
  if (row) return row;
  const uni = await findIn(vk, UNI_TABLE, { ...number });
  return uni && oldOrderOfUni(uni);
}

/** 这一行已经这样说了。 */
const says = (known: Document, row: Document): boolean =>
  Object.entries(row).every(([key, value]) => canonicalJson(known[key] ?? null) === canonicalJson(value ?? null));

/** 写成这样，没有说的字段不动；没有就加一行。没有这张表的什么也不做。 */
export async function saveOldOrder(vk: Vk, out_trade_no: string, old: Document): Promise<void> {
  const dbName = isUniOrder(old) ? UNI_TABLE : VK_TABLE;
  const { _id, ...row } = dbName === UNI_TABLE ? uniOrderOf(old) : old;
  const { custom, ...values } = row;
  // 嵌套的对象默认按路径合并，整个换掉要说明。
  const dataJson = { ...values, ...(custom === undefined ? {} : { custom: vk.getUnicloud()._.set(custom) }) };
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
