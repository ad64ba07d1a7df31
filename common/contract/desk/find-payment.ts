/** 员工按单号看订单。 */
import type { OkAnswer } from '../answer';
import type { OrderView } from '../payments/order-view';
import type { RefundView } from '../refunds/refund-view';

/** `pay/sys/findPayment`：员工按单号查订单（不限本人）。 */
export interface FindPaymentAnswer extends OkAnswer {
  readonly order: OrderView;
  readonly refunds: readonly RefundView[];
  /** 还能退多少，分 */
  readonly refundable_fee: number;
}
