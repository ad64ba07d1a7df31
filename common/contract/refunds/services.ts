/** 员工退款与查退款：入参与答复。 */
import type { OkAnswer } from '../answer';
import type { RefundView } from './refund-view';
import type { OrderView } from '../payments/order-view';

/** `pay/sys/refund` 入参；仅管理员。同一 out_refund_no 重复调用是幂等的。 */
export interface RefundInput {
  readonly out_trade_no: string;
  /** 缺省由服务端生成；要能安全重试就自己给一个 */
  readonly out_refund_no?: string;
  /** 分；缺省为全部剩余可退金额 */
  readonly refund_fee?: number;
  readonly refund_desc?: string;
}

export interface RefundAnswer extends OkAnswer {
  readonly refund: RefundView;
  /** 订单最新状态与累计退款 */
  readonly order: OrderView;
}

export interface QueryRefundInput {
  readonly out_refund_no: string;
}
