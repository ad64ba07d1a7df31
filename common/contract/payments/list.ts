/** 付款人自己的订单列表。 */
import type { OrderStatus } from './order';
import type { OkAnswer } from '../answer';
import type { OrderView } from './order-view';

export interface ListPaymentsInput {
  /** 从 1 起 */
  readonly pageIndex?: number;
  /** 1–50，默认 10 */
  readonly pageSize?: number;
  readonly status?: OrderStatus;
}

export interface ListPaymentsAnswer extends OkAnswer {
  readonly rows: readonly OrderView[];
  readonly hasMore: boolean;
  readonly server_date: number;
}
