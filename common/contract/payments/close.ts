/** 关单与撤销。 */
import type { OkAnswer } from '../answer';
import type { OrderStatus } from './order';

export interface ClosePaymentInput {
  readonly out_trade_no: string;
}

export interface ClosePaymentAnswer extends OkAnswer {
  readonly out_trade_no: string;
  readonly status: OrderStatus;
}

/** `pay/sys/cancelPayment`：撤销结果不明的支付；仅管理员，仅部分渠道支持。 */
export interface CancelPaymentAnswer extends OkAnswer {
  readonly out_trade_no: string;
  /** CLOSED 没有人付过 · REFUND 付过、已全额退回 · SUCCESS 原来已付成功，没有撤销 */
  readonly status: OrderStatus;
}
