/** 员工查错误（payment_errors）：`pay/sys/findErrors`。 */
import type { OkAnswer } from '../answer';

export interface FindErrorsInput {
  readonly request_id?: string;
  readonly out_trade_no?: string;
  /** 目录里的码，如 40004 */
  readonly code?: number;
  /** 从 1 起 */
  readonly pageIndex?: number;
  /** 1–50，默认 20 */
  readonly pageSize?: number;
}
/** 一条错误；入参与堆栈不给，只有说得清的那些。 */
export interface ErrorView {
  readonly id: string;
  /** 毫秒 */
  readonly at: number;
  /** 云端的，还是前端报来的 */
  readonly source: 'cloud' | 'client';
  /** 在做什么：create、query、notify…… */
  readonly type: string;
  readonly code: number;
  readonly message: string;
  readonly action: string;
  /** 网关的原话 */
  readonly gateway_code?: string;
  readonly detail?: string;
  readonly out_trade_no?: string;
  readonly request_id?: string;
  readonly user_id?: string;
  readonly retryable?: boolean;
}
export interface FindErrorsAnswer extends OkAnswer {
  /** 新的在前 */
  readonly rows: readonly ErrorView[];
  readonly hasMore: boolean;
  readonly server_date: number;
}
