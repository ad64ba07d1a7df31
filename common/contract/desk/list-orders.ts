/** 员工的订单列表：入参与答复。 */
import type { OrderStatus } from '../payments/order';
import type { ProviderName } from '../channels';
import type { OrderView } from '../payments/order-view';
import type { ShippingState } from '../payments/shipping';
import type { OkAnswer } from '../answer';

/** `pay/sys/listOrders` 入参：条件之间是「并且」，都不给就是全部。 */
export interface ListOrdersInput {
  readonly out_trade_no?: string;
  /** 渠道的交易号 */
  readonly transaction_id?: string;
  readonly user_id?: string;
  /** 请求编号：付款人报给客服的那一串 */
  readonly request_id?: string;
  /** 下单的日子，北京时间，`2026-11-23`；头尾都算 */
  readonly from?: string;
  readonly to?: string;
  readonly status?: OrderStatus;
  readonly provider?: ProviderName;
  /** 只要付了款、业务还没办完的 */
  readonly unfinished?: true;
  /** 分 */
  readonly total_fee?: number;
  /** 1–50，默认 20 */
  readonly pageSize?: number;
  /** 上一页答复里的 next */
  readonly after?: string;
}

/** 给员工看的订单。 */
export interface StaffOrderView extends OrderView {
  readonly user_id: string;
  /** 关闭之后才到账 */
  readonly late?: boolean;
  /** 多付的：同一笔业务已由这张单付过 */
  readonly surplus_of?: string;
  /** 录发货信息到哪一步；不用录的没有 */
  readonly shipping?: ShippingState;
  /** 撤销到哪一步 */
  readonly cancel_status?: 'ASKED' | 'REFUSED' | 'DONE';
}

export interface ListOrdersAnswer extends OkAnswer {
  readonly rows: readonly StaffOrderView[];
  /** 下一页从这里接着取；没有就是到头了 */
  readonly next?: string;
  readonly server_date: number;
}
