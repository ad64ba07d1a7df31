/** 前端报上来的失败。 */

/** `pay/kh/recordError`：前端把失败与异常报上来，落入 payment_errors（已脱敏）。 */
export interface RecordErrorInput {
  readonly kind: 'error' | 'exception';
  readonly code?: number | string;
  readonly message?: string;
  readonly out_trade_no?: string;
  /** 出错的环节，如 create / request / result */
  readonly stage?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}
