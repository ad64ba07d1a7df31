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
  'timer-silent',
] as const;
export type AlertRule = (typeof ALERT_RULES)[number];

export interface AlertView {
  readonly id: string;
  readonly kind: string;
  readonly level: AlertLevel;
  readonly message: string;
  readonly out_trade_no?: string;
  readonly status: AlertStatus;
  readonly create_date: number;
  /** 规则最近一次仍然成立的时间 */
  readonly last_date?: number;
  readonly acknowledged?: { readonly by: string; readonly at: number; readonly note: string };
  readonly recovered_date?: number;
  readonly escalated_date?: number;
  /** 送到过的渠道的名字 */
  readonly told: readonly string[];
  /** 还没有送到的渠道的名字 */
  readonly pending: readonly string[];
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
  readonly server_date: number;
}
export interface AcknowledgeAlertInput {
  readonly id: string;
  /** 打算怎么办 */
  readonly note?: string;
}
export interface AcknowledgeAlertAnswer extends OkAnswer {
  readonly alert: AlertView;
}
