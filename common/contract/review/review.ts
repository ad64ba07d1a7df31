/** 复核台：等人处理的每一张单、每一笔退款、每一件说不清的事，都在一条队列里。 */
import type { PayerCard } from '../refunds/abnormal';
import type { ProviderName } from '../channels';
import type { AlertFigures } from '../watch/alerts';
import type { DifferenceKind, DifferenceView } from '../reconciliation/reconciliation';
import type { RefundHistoryEntry } from '../refunds/refund';
import type { GatewayView } from './review-payment';
import type { OkAnswer } from '../answer';
import type { OrderView } from '../payments/order-view';
import type { RefundView } from '../refunds/refund-view';
import type { ReviewAct, ReviewProposal, StaffAct } from './acts';

/** 自己没有一行可看的事，记在 payment_reviews 里；别的种类直接从订单、退款里看出来，原因没了就自己离开。 */
export const NOTE_KINDS = ['unknown_order', 'unknown_refund', 'anomaly', 'uncertain', 'bill', 'unreadable'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/**
 * review 转人工 · late 迟到的付款留给人 · surplus 多付的留给人 · return 该退回的退不掉 · fulfil 业务一直办不成
 * abnormal 退款异常，等人去商户平台 · stuck 退款一天没有结论 · revoke 权益一直收不回 · difference 对账差的一处
 * unknown_order 网关说起一张我们没有的单 · unknown_refund 网关说起一笔我们没有的退款 · anomaly 对不上的说法
 * uncertain 权益给没给出去说不清 · bill 账单里有读不懂的行 · unreadable 数据读不懂
 */
export const REVIEW_KINDS = [
  'review',
  'late',
  'surplus',
  'return',
  'fulfil',
  'abnormal',
  'stuck',
  'revoke',
  'difference',
  ...NOTE_KINDS,
] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/** 说的是哪一件：恰好给一个。 */
export interface ReviewSubject {
  readonly out_trade_no?: string;
  readonly out_refund_no?: string;
  /** payment_reviews 的 _id */
  readonly note?: string;
  /** 一处对账差异，payment_reconciliations 的 _id */
  readonly difference?: string;
}

/** 同时告过的警：别的语言照它说；以前写下的没有。 */
export interface NoteAlert {
  readonly kind: string;
  readonly figures?: AlertFigures;
}

export interface ReviewItem extends ReviewSubject {
  readonly kind: ReviewKind;
  /** 从什么时候起，毫秒 */
  readonly since: number;
  readonly provider?: ProviderName;
  /** 牵涉的金额，分 */
  readonly fee?: number;
  readonly subject?: string;
  /** 为什么在这里，给员工看 */
  readonly reason?: string;
  readonly alert?: NoteAlert;
  /** 对账差异是哪一种：怎么称呼、建议怎么办由它查 */
  readonly difference_kind?: DifferenceKind;
  /** 已有人提议，等第二个人 */
  readonly proposal?: ReviewProposal;
}

/** `pay/sys/listReviews` 入参。 */
export interface ListReviewsInput {
  readonly kind?: ReviewKind;
  /** 1–20 */
  readonly pageIndex?: number;
  /** 1–50，默认 20 */
  readonly pageSize?: number;
}
export interface ListReviewsAnswer extends OkAnswer {
  /** 最早的在前 */
  readonly rows: readonly ReviewItem[];
  readonly hasMore: boolean;
  /** 每一种有多少件；数到 100 为止。没有的不在里面 */
  readonly counts: Readonly<Partial<Record<ReviewKind, number>>>;
  readonly server_date: number;
}

/** 网关刚刚怎么说这笔退款。 */
export interface GatewayRefundView {
  readonly state: 'PENDING' | 'SUCCESS' | 'FAILED' | 'ABNORMAL' | 'NOT_EXIST' | 'UNKNOWN';
  readonly gateway_state?: string;
  readonly refund_fee?: number;
  readonly refund_id?: string;
}

/** `pay/sys/reviewDetail`、`pay/sys/resolveReview` 的答复。 */
export interface ReviewDetailAnswer extends OkAnswer {
  readonly order?: OrderView;
  readonly refunds: readonly RefundView[];
  /** 说的是退款时 */
  readonly refund?: RefundView & { readonly revoke_status: string; readonly history: readonly RefundHistoryEntry[] };
  /** 说的是一件记下来的事时 */
  readonly note?: {
    readonly kind: NoteKind;
    readonly message: string;
    readonly alert?: NoteAlert;
    readonly create_date: number;
    readonly open: boolean;
    readonly fee?: number;
  };
  /** 说的是一处对账差异时；背后那一笔在 order 或 refund 里 */
  readonly difference?: DifferenceView;
  readonly review_reason?: string;
  /** 刚问到的；问不到时没有 */
  readonly gateway?: GatewayView;
  readonly gateway_refund?: GatewayRefundView;
  /** 收款账号已从配置里拿掉：再也问不到网关 */
  readonly account_left?: boolean;
  /** 此刻允许的做法；空 = 只能等，或到商户平台处理 */
  readonly choices: readonly ReviewAct[];
  readonly acts: readonly StaffAct[];
  readonly proposal?: ReviewProposal;
  /** 这一件要第二个人点头 */
  readonly needs_second: boolean;
}
/** `pay/sys/resolveReview` 入参：哪一件、怎么办、为什么。 */
export interface ResolveReviewInput extends ReviewSubject {
  readonly act: ReviewAct;
  readonly reason: string;
  /** 只有 to_card 要；当场加密交给网关，不存 */
  readonly card?: PayerCard;
}
