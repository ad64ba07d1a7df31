/** 时间线事件：供演示打印与测试断言；不含密钥、签名、付款人编号。 */

/** 一次请求的来回。 */
export interface ExchangeProgress<Operation extends string> {
  readonly kind: 'request';
  readonly operation: Operation;
  readonly outTradeNo?: string;
  /** verified 验签通过并处理；refused 被拒绝；lost 故障使请求或回答丢失 */
  readonly outcome: 'verified' | 'refused' | 'lost';
  /** 没有回答时为 0 */
  readonly status: number;
  /** 拒绝时网关自己的错误码 */
  readonly code?: string;
  readonly fault?: string;
}

/** 账本里一张单据的状态变化。 */
export interface StateChange<Subject extends string> {
  readonly kind: 'state';
  readonly subject: Subject;
  readonly id: string;
  readonly before: string | null;
  readonly after: string;
}

export type CallbackStep = 'sent' | 'acked' | 'retry' | 'gaveUp' | 'suppressed';

/** 一次通知走到哪一步。 */
export interface CallbackProgress {
  readonly kind: 'callback';
  readonly step: CallbackStep;
  readonly id: string;
  /** 协议里这是哪一种通知 */
  readonly notice: string;
  readonly outTradeNo: string;
  /** 第几次投递，从 1 起 */
  readonly attempt: number;
  /** 接收方的 HTTP 状态；超时或连不上为 0 */
  readonly status?: number;
  /** 下一次投递的时间，毫秒 */
  readonly nextAt?: number;
  /** 先发的假通知 */
  readonly variant?: string;
}

/** 没有时间的事件：时间由网关统一补上。 */
export type EventDetail<Operation extends string, Subject extends string> =
  ExchangeProgress<Operation> | StateChange<Subject> | CallbackProgress;
/** `at` 毫秒 */
export type GatewayEvent<Operation extends string, Subject extends string> = { readonly at: number } & EventDetail<Operation, Subject>;
export type Emit<Operation extends string, Subject extends string> = (event: EventDetail<Operation, Subject>) => void;
