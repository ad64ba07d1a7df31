/** 对外的事件：告诉商户自己的地址，一笔付了、退了、关了；付给用户的一笔转账有了结论。 */
import type { OkAnswer } from '../answer';

/** 种类 → 正文里的 type */
export const EVENT_NAMES = {
  paid: 'payment.paid',
  refunded: 'payment.refunded',
  closed: 'payment.closed',
  transfer_paid: 'transfer.paid',
  transfer_failed: 'transfer.failed',
  transfer_cancelled: 'transfer.cancelled',
} as const;
export type EventKind = keyof typeof EVENT_NAMES;
export const EVENT_KINDS = Object.keys(EVENT_NAMES) as EventKind[];
/** 转账没有订单类型：它的事件送到以这个名字配置的地址，没有就送到 `*` 的。 */
export const TRANSFER_EVENTS = 'transfer';
/** PENDING 还在送 · DELIVERED 送到了 · FAILED 送了十次都没有送到，已停下 */
export const EVENT_STATUSES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** 送过的一次：对方的状态码，或为什么没有送到。 */
export interface EventTry {
  /** 毫秒 */
  readonly at: number;
  readonly status?: number;
  readonly problem?: string;
}

/** 员工重发过的一次：谁、什么时候。 */
export interface EventResend {
  /** 毫秒 */
  readonly at: number;
  readonly operator: string;
}

export interface EventView {
  /** webhook-id，重试、重发都不变 */
  readonly id: string;
  readonly kind: EventKind;
  /** 订单类型；转账为 `transfer` */
  readonly type: string;
  /** 转账为转账单号 */
  readonly out_trade_no: string;
  readonly out_refund_no?: string;
  readonly status: EventStatus;
  readonly attempts: number;
  /** 下次送的时间，毫秒；0 = 不再送 */
  readonly next_date: number;
  /** 最近二十次，旧的在前 */
  readonly tries: readonly EventTry[];
  /** 员工重发过的，最近二十次，旧的在前 */
  readonly resends: readonly EventResend[];
  readonly create_date: number;
  readonly delivered_date?: number;
}

/** `pay/sys/listEvents` 入参。 */
export interface ListEventsInput {
  readonly status?: EventStatus;
  readonly out_trade_no?: string;
  readonly pageIndex?: number;
  readonly pageSize?: number;
}
export interface ListEventsAnswer extends OkAnswer {
  /** 从新到旧 */
  readonly rows: readonly EventView[];
  readonly hasMore: boolean;
}
/** `pay/sys/resendEvent`（入参 id）的答复。 */
export interface ResendEventAnswer extends OkAnswer {
  readonly event: EventView;
}
