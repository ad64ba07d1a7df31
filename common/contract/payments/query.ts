/** 查询一笔支付：入参与答复。 */
import type { OkAnswer } from '../answer';
import type { OrderView } from './order-view';
import type { OrderStatus } from './order';
import type { RefundView } from '../refunds/refund-view';
import type { RefundRequestView } from '../refunds/request';

/** `pay/kh/queryPayment` 入参。 */
export interface QueryPaymentInput {
  /** 与 transaction_id 给一个 */
  readonly out_trade_no?: string;
  /** 渠道的交易号 */
  readonly transaction_id?: string;
  /** true：查到已付款而业务尚未处理时，当场处理完再答复（vk-uni-pay 的 await_notify） */
  readonly await_notify?: boolean;
  /** await_notify 时，别处正在处理业务的话最多等多少秒，1–40，默认 20 */
  readonly await_max_time?: number;
  /** true：答复里带 payOrder（vk-uni-pay） */
  readonly pay_order_info?: boolean;
  /** true：连同这张订单的退款一起返回（订单详情用） */
  readonly with_refunds?: boolean;
}

/** vk-uni-pay 的订单状态：-1 已关闭 0 未支付 1 已支付 2 部分退款 3 全额退款 */
export type VkUniPayStatus = -1 | 0 | 1 | 2 | 3;

export interface QueryPaymentAnswer extends OkAnswer {
  readonly out_trade_no: string;
  readonly transaction_id?: string;
  readonly status: VkUniPayStatus;
  /** 仅在 pay_order_info 时有；与 order 相同 */
  readonly payOrder?: OrderView;
  /** 与 order.status 相同（规范 `data.trade_state` 的平铺形式） */
  readonly trade_state: OrderStatus;
  readonly total_fee: number;
  /** 付款时间，毫秒 */
  readonly time_end?: number;
  /** vk-uni-pay：用户是否已付款 */
  readonly orderPaid: boolean;
  /** vk-uni-pay：业务是否已处理；undefined = 还没处理完 */
  readonly user_order_success?: boolean;
  readonly server_date: number;
  readonly order: OrderView;
  /** 仅在 with_refunds 时有 */
  readonly refunds?: readonly RefundView[];
  /** 仅在 with_refunds 时有：最近的一个退款申请 */
  readonly refund_request?: RefundRequestView;
  /** 规范形状 `res.data.trade_state` */
  readonly data: { readonly trade_state: OrderStatus; readonly total_fee: number; readonly time_end?: number };
}
