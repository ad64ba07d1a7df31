/** 员工看一张订单的全部。 */
import type { ComplaintView } from '../complaints/complaint';
import type { SharingStanding, SharingView } from '../sharing/services';
import type { ReviewPaymentAnswer } from '../review/review-payment';
import type { StaffOrderView } from './list-orders';

/** 日志与错误里的一行，已脱敏。 */
export interface JournalView {
  readonly kind: 'log' | 'error';
  readonly at: number;
  /** 操作：create / query / notify / refund … */
  readonly type: string;
  /** SUCCESS / ERROR / IGNORED；错误没有 */
  readonly status?: string;
  readonly text: string;
  readonly request_id?: string;
  /** 耗时，毫秒 */
  readonly ms?: number;
}

/** 一张订单的分账：最近的在前，最多 20 笔。 */
export interface OrderSharing {
  /** 收这笔钱的商户：分得到的只有它添加的接收方 */
  readonly pid: string;
  readonly rows: readonly SharingView[];
  readonly standing: SharingStanding;
}

/** `pay/sys/orderDetail`（入参 out_trade_no）：员工看一张订单的全部，连同网关刚刚的说法。 */
export interface OrderDetailAnswer extends ReviewPaymentAnswer {
  readonly order: StaffOrderView;
  /** 新的在前，最多各 50 行 */
  readonly journal: readonly JournalView[];
  /** 付款人为这一笔投诉过的，新的在前 */
  readonly complaints: readonly Pick<ComplaintView, 'complaint_id' | 'status' | 'waiting'>[];
  /** 付款时说过要分账的才有 */
  readonly sharing?: OrderSharing;
  /** 此刻可以撤销 */
  readonly may_cancel: boolean;
}
