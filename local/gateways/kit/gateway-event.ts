/** 时间线事件里各网关相同的部分。 */

/** 账本里一张单据的状态变化。 */
export interface StateChange<Subject extends string> {
  readonly kind: 'state';
  readonly subject: Subject;
  readonly id: string;
  readonly before: string | null;
  readonly after: string;
}

/** 一次回调投递走到哪一步。 */
export interface CallbackProgress {
  readonly kind: 'callback';
  readonly step: 'sent' | 'acked' | 'retry' | 'gaveUp' | 'suppressed';
  readonly id: string;
  readonly outTradeNo: string;
  /** 第几次投递，从 1 起 */
  readonly attempt: number;
  /** 接收方的 HTTP 状态；超时或连不上为 0 */
  readonly status?: number;
  /** 下一次投递的时间，毫秒 */
  readonly nextAt?: number;
  /** 先发的假回调 */
  readonly variant?: string;
}

/** 事件去掉时间：由网关统一补上。 */
export type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at'> : never;
