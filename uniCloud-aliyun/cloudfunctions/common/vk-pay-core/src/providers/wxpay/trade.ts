/** 交易对象（docs/protocols/wxpay.md §2.2、§4）：查询与回调的明文是同一种形状，从外来的 JSON 窄化成事实。 */
import type { TradeFacts, TradeState, Writable } from '../provider';
import { asObject, integerOf, textOf, timeOf, type Json } from '../kit/json';
import { namedIn, transactionsPath } from './parties';

const STATES: ReadonlyMap<string, TradeState> = new Map([
  ['NOTPAY', 'NOTPAY'],
  ['USERPAYING', 'NOTPAY'],
  // 付款码支付失败：这张单还没有撤销，理论上仍可能付成，不能当作关闭。
  ['PAYERROR', 'NOTPAY'],
  ['SUCCESS', 'SUCCESS'],
  ['REFUND', 'REFUND'],
  ['CLOSED', 'CLOSED'],
  ['REVOKED', 'CLOSED'],
]);

/** 没见过的状态当作 UNKNOWN，不崩溃也不猜。 */
export function readTransaction(json: Json): TradeFacts {
  const amount = asObject(json['amount']) ?? {};
  const gatewayState = textOf(json, 'trade_state');
  const { mchid, appid } = namedIn(json);
  const transaction_id = textOf(json, 'transaction_id');
  const total_fee = integerOf(amount, 'total');
  const currency = textOf(amount, 'currency');
  const paidAt = timeOf(json, 'success_time');
  const known = (gatewayState === undefined ? undefined : STATES.get(gatewayState)) ?? 'UNKNOWN';
  // 撤销了一笔付过的：钱已全额退回。
  const state = gatewayState === 'REVOKED' && paidAt !== undefined ? 'REFUND' : known;
  const facts: Writable<TradeFacts> = { out_trade_no: textOf(json, 'out_trade_no') ?? '', state };
  if (mchid) facts.mchid = mchid;
  if (appid) facts.appid = appid;
  if (transaction_id) facts.transaction_id = transaction_id;
  if (total_fee !== undefined) facts.total_fee = total_fee;
  if (currency) facts.currency = currency;
  if (paidAt !== undefined) facts.paidAt = paidAt;
  if (gatewayState) facts.gatewayState = gatewayState;
  return facts;
}

/** 按商户订单号定位一笔交易的路径；单号里的 `|` 要编码，签名签的也是编码后的。 */
export function transactionPath(account: Parameters<typeof transactionsPath>[0], out_trade_no: string): string {
  return `${transactionsPath(account)}/out-trade-no/${encodeURIComponent(out_trade_no)}`;
}
