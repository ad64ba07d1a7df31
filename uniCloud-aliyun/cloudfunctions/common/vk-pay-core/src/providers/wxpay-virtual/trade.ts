/** 虚拟支付的一张单、一笔退款：query_order 的应答窄化成事实（docs/protocols/wxpay.md §13.1）。 */
import { integerOf, textOf, type Json } from '../kit/json';
import type { RefundFacts, RefundState, TradeFacts, TradeState, Writable } from '../provider';

const SECOND_MS = 1000;

/** 7 是退款失败：钱还在我们这里。没见过的是 UNKNOWN，从不猜。 */
const STATES: ReadonlyMap<number | undefined, TradeState> = new Map<number | undefined, TradeState>([
  [0, 'NOTPAY'],
  [1, 'NOTPAY'],
  [2, 'SUCCESS'],
  [3, 'SUCCESS'],
  [4, 'SUCCESS'],
  [5, 'REFUND'],
  [6, 'CLOSED'],
  [7, 'SUCCESS'],
]);
const REFUND_STATES: ReadonlyMap<number | undefined, RefundState> = new Map<number | undefined, RefundState>([
  [5, 'SUCCESS'],
  [7, 'FAILED'],
]);

const PAY_ORDER = 0;
const REFUND_ORDER = 1;
export const isPayOrder = (order: Json): boolean => (integerOf(order, 'order_type') ?? PAY_ORDER) === PAY_ORDER;
export const isRefundOrder = (order: Json): boolean => integerOf(order, 'order_type') === REFUND_ORDER;

export function readOrder(order: Json, out_trade_no: string, appid: string): TradeFacts {
  const status = integerOf(order, 'status');
  const facts: Writable<TradeFacts> = { out_trade_no, state: STATES.get(status) ?? 'UNKNOWN', appid, gatewayState: String(status) };
  // 苹果收的没有微信支付的交易号：一律以虚拟支付自己的单号认。
  const transaction_id = textOf(order, 'wx_order_id');
  const total_fee = integerOf(order, 'order_fee');
  const paid = integerOf(order, 'paid_time') ?? 0;
  if (transaction_id && paid > 0) facts.transaction_id = transaction_id;
  if (total_fee !== undefined) facts.total_fee = total_fee;
  if (paid > 0) facts.paidAt = paid * SECOND_MS;
  return facts;
}

export function readRefund(order: Json, out_trade_no: string, out_refund_no: string, appid: string): RefundFacts {
  const status = integerOf(order, 'status');
  const state = REFUND_STATES.get(status) ?? 'PENDING';
  const facts: Writable<RefundFacts> = { out_trade_no, out_refund_no, appid, state, gatewayState: String(status) };
  const refund_id = textOf(order, 'wx_order_id');
  const refund_fee = integerOf(order, 'refund_fee');
  const ended = integerOf(order, 'update_time');
  if (refund_id) facts.refund_id = refund_id;
  if (refund_fee !== undefined) facts.refund_fee = refund_fee;
  if (state === 'SUCCESS' && ended !== undefined) facts.refundedAt = ended * SECOND_MS;
  return facts;
}
