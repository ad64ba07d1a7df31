/** 交易的状态与事实（docs/protocols/alipay.md §6）：查询与通知的字段名不同，说的是同一件事。 */
import type { TradeState } from '../provider';

const STATES: ReadonlyMap<string, TradeState> = new Map([
  ['WAIT_BUYER_PAY', 'NOTPAY'],
  ['TRADE_SUCCESS', 'SUCCESS'],
  ['TRADE_FINISHED', 'SUCCESS'],
  ['TRADE_CLOSED', 'CLOSED'],
]);

/** TRADE_CLOSED 既是没付而关闭、也是全额退款之后（6）：以有没有付款时间区分。 */
export function tradeState(status: string | undefined, paidAt: number | undefined): TradeState {
  const state = (status === undefined ? undefined : STATES.get(status)) ?? 'UNKNOWN';
  return state === 'CLOSED' && paidAt !== undefined ? 'REFUND' : state;
}
