/** 等人处理的一张订单：给员工看的，与员工的决定。 */
import type { FindPaymentAnswer } from '../desk/find-payment';
import type { ReviewAct, StaffAct, ReviewProposal } from './acts';

/** 网关刚刚亲口说的，已验签。 */
export interface GatewayView {
  readonly state: 'NOTPAY' | 'SUCCESS' | 'CLOSED' | 'REFUND' | 'NOT_EXIST' | 'UNKNOWN';
  /** 网关的原话 */
  readonly gateway_state?: string;
  /** 分 */
  readonly total_fee?: number;
  readonly transaction_id?: string;
  readonly pay_date?: number;
}

/** `pay/sys/reviewPayment`（入参 out_trade_no）：等人处理的订单，连同网关刚刚的说法与可以怎么办。 */
export interface ReviewPaymentAnswer extends FindPaymentAnswer {
  readonly review_reason?: string;
  /** 问不到网关时没有 */
  readonly gateway?: GatewayView;
  /** 此刻允许的做法；空 = 只能等，或到商户平台处理 */
  readonly choices: readonly ReviewAct[];
  /** 员工做过的 */
  readonly acts: readonly StaffAct[];
  /** 已有人提议，等第二个人 */
  readonly proposal?: ReviewProposal;
  /** 这一件要第二个人点头 */
  readonly needs_second: boolean;
}

/** `pay/sys/resolvePayment` 入参；答复为处理之后的 ReviewPaymentAnswer。 */
export interface ResolvePaymentInput {
  readonly out_trade_no: string;
  readonly act: ReviewAct;
  /** 为什么这样处理，写进履历 */
  readonly reason: string;
}
