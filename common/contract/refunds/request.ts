/** 付款人申请退款、员工答复：入参与答复（状态表见 refund-request.ts）。 */
import type { RequestStatus } from './refund-request';
import type { RefundView } from './refund-view';
import type { OkAnswer } from '../answer';
import type { OrderView } from '../payments/order-view';

/** 付款人的退款申请。 */
export interface RefundRequestView {
  /** 同意之后就是退款单号 */
  readonly request_no: string;
  readonly out_trade_no: string;
  /** 想退多少，分 */
  readonly refund_fee: number;
  readonly reason: string;
  readonly status: RequestStatus;
  /** 不同意的理由 */
  readonly answer?: string;
  readonly create_date: number;
  readonly answer_date?: number;
  /** 同意之后那笔退款到哪一步 */
  readonly refund?: RefundView;
}

/** `pay/kh/requestRefund` 入参。 */
export interface RequestRefundInput {
  readonly out_trade_no: string;
  /** 缺省由服务端生成；要能安全重试就自己给一个 */
  readonly request_no?: string;
  /** 分；缺省为全部剩余可退金额 */
  readonly refund_fee?: number;
  readonly reason: string;
}

export interface RefundRequestAnswer extends OkAnswer {
  readonly request: RefundRequestView;
}

/** 给员工看的申请：连同是哪张订单、谁申请的。 */
export interface StaffRequestView extends RefundRequestView {
  readonly user_id: string;
  readonly order: OrderView;
  /** 此刻还能退多少，分 */
  readonly refundable_fee: number;
  /** 谁答复的 */
  readonly operator?: string;
}

/** `pay/sys/listRefundRequests`：先申请的在前。 */
export interface ListRequestsInput {
  readonly status?: RequestStatus;
  /** 1–50，默认 20 */
  readonly pageSize?: number;
  readonly after?: string;
}

export interface ListRequestsAnswer extends OkAnswer {
  readonly rows: readonly StaffRequestView[];
  readonly next?: string;
  readonly server_date: number;
}

/** `pay/sys/answerRefundRequest` 入参：不同意要写理由，付款人会看到。 */
export interface AnswerRequestInput {
  readonly request_no: string;
  readonly act: 'approve' | 'decline';
  readonly reason?: string;
}

export interface AnswerRequestAnswer extends OkAnswer {
  readonly request: StaffRequestView;
}
