/** 告警：员工的收件箱。种类、等级、状态前后端共用；时间是毫秒。 */
import type { OkAnswer } from '../answer';

export const ALERT_LEVELS = ['info', 'warning', 'critical'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** OPEN 还没有人认领 · ACKNOWLEDGED 有人在处理（或处理了） · RECOVERED 情况自己好了 */
export const ALERT_STATUSES = ['OPEN', 'ACKNOWLEDGED', 'RECOVERED'] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

/** 由规则看统计得出的；别的种类是一件件具体的事（journal 记下的）。 */
export const ALERT_RULES = [
  'error-rate',
  'success-drop',
  'slow-gateway',
  'no-payments',
  'callbacks-rejected',
  'signature-probes',
  'fulfilment-failing',
  'review-queue',
  'refund-stuck-long',
  'bills-failing',
  'complaint-due',
  'timer-silent',
] as const;
export type AlertRule = (typeof ALERT_RULES)[number];

/** 一条告警里的数目、单号与时间（毫秒）：别的语言照它们说同样的话。 */
export type AlertFigures = Readonly<Record<string, string | number>>;

/** 一个渠道收到了没有 */
export interface AlertChannelView {
  readonly name: string;
  /** 最近一次送到的时间 */
  readonly told_date?: number;
  /** 最近一次没有送到的原因；后来送到了就没有 */
  readonly problem?: string;
  /** 还要再送 */
  readonly waiting: boolean;
}

export interface AlertView {
  readonly id: string;
  readonly kind: string;
  readonly level: AlertLevel;
  readonly message: string;
  /** message 里的数；以前写下的没有 */
  readonly figures?: AlertFigures;
  readonly out_trade_no?: string;
  /** 说的是谁：渠道、账单…… */
  readonly subject?: string;
  readonly status: AlertStatus;
  readonly create_date: number;
  /** 规则最近一次仍然成立的时间 */
  readonly last_date?: number;
  /** 规则看到它成立的次数，大约是分钟数 */
  readonly seen?: number;
  /** 同一种告警，七天里一共几条，连这一条 */
  readonly in_week: number;
  readonly acknowledged?: { readonly by: string; readonly at: number; readonly note: string };
  readonly recovered_date?: number;
  readonly escalated_date?: number;
  /** 还没有人认领：这时升级 */
  readonly escalates_date?: number;
  /** 没有送到的下次再送的时间 */
  readonly retry_date?: number;
  readonly channels: readonly AlertChannelView[];
}

export interface ListAlertsInput {
  readonly status?: AlertStatus;
  readonly pageIndex?: number;
  readonly pageSize?: number;
}
export interface ListAlertsAnswer extends OkAnswer {
  /** 新的在前 */
  readonly rows: readonly AlertView[];
  readonly hasMore: boolean;
  /** 还没有人认领的、有人在处理的各几条 */
  readonly counts: Readonly<Record<Exclude<AlertStatus, 'RECOVERED'>, number>>;
  readonly server_date: number;
}
export interface AcknowledgeAlertInput {
  readonly id: string;
  /** 打算怎么办 */
  readonly note?: string;
}
export interface AcknowledgeAlertAnswer extends OkAnswer {
  readonly alert: AlertView;
  /** 现在认领着的是调用的人 */
  readonly taken: boolean;
}
