/** 模块内部抛出的唯一一种错误。 */
import { ERROR_CATALOGUE, type CatalogueEntry, type ErrorAnswer, type ErrorName } from '../../../../../../common/contract/errors';

/** 一处不合格的入参。 */
export interface FieldProblem {
  /** 字段路径，如 `data.total_fee` */
  readonly field: string;
  readonly problem: string;
}

/**
 * 这次对外操作到底发生了没有：
 * - `none` 肯定没发生（请求没发出，或网关明确拒绝）
 * - `unknown` 不知道（超时、断线、答复不可信）：只能查询，绝不能当作失败
 */
export type Outcome = 'none' | 'unknown';

/** `closed` 这张单已关闭 · `number_used` 单号已被别的交易用掉 */
export type GatewayHint = 'closed' | 'number_used';

export interface PayErrorOptions {
  /** 覆盖目录文案；只用于参数错误这类需要点名字段的情形 */
  readonly msg?: string;
  readonly problems?: readonly FieldProblem[];
  readonly outcome?: Outcome;
  /** 网关原始错误码，只进日志，不给调用方 */
  readonly gatewayCode?: string;
  readonly gatewayStatus?: number;
  /** 给维护者的说明，只进日志 */
  readonly detail?: string;
  readonly retryable?: boolean;
  /** 网关借这个错误说出的、关于这张单的事：只是线索，要查询才算数 */
  readonly gatewaySays?: GatewayHint;
  /** 前端补上什么就能接着来 */
  readonly need?: 'payer';
  readonly cause?: unknown;
}

/**
 * 支付错误。`code` 为目录数字码；`name` 保持 "Error"，因为框架会把其它 name 的错误改写成 500。
 */
export class PayError extends Error {
  readonly kind: ErrorName;
  readonly code: number;
  readonly outcome: Outcome;
  readonly retryable: boolean;
  readonly problems: readonly FieldProblem[];
  readonly gatewayCode: string | undefined;
  readonly gatewayStatus: number | undefined;
  readonly detail: string | undefined;
  readonly gatewaySays: GatewayHint | undefined;
  readonly need: 'payer' | undefined;

  constructor(kind: ErrorName, options: PayErrorOptions = {}) {
    const entry: CatalogueEntry = ERROR_CATALOGUE[kind];
    // 畸形请求、假回调是预料之中的，不值得收集调用栈（那占了拒绝一次的九成时间）；意外才要。
    const limit = Error.stackTraceLimit;
    if (kind !== 'SYSTEM') Error.stackTraceLimit = 0;
    super(options.msg ?? entry.msg, options.cause === undefined ? undefined : { cause: options.cause });
    Error.stackTraceLimit = limit;
    this.kind = kind;
    this.code = entry.code;
    this.outcome = options.outcome ?? 'none';
    this.retryable = options.retryable ?? entry.retryable;
    this.problems = options.problems ?? [];
    this.gatewayCode = options.gatewayCode;
    this.gatewayStatus = options.gatewayStatus;
    this.detail = options.detail;
    this.gatewaySays = options.gatewaySays;
    this.need = options.need;
  }

  /** 参数错误，文案点名每个字段。 */
  static param(problems: readonly FieldProblem[]): PayError {
    const text = problems
      .slice(0, 5)
      .map((p) => `${p.field} ${p.problem}`)
      .join('；');
    return new PayError('PARAM', { msg: `参数错误：${text}`, problems });
  }

  toAnswer(requestId: string): ErrorAnswer {
    const { action } = ERROR_CATALOGUE[this.kind];
    return { code: this.code, msg: this.message, action, requestId, ...(this.need === undefined ? {} : { need: this.need }) };
  }
}

/**
 * 任何抛出物 → PayError；不认识的一律 50000，原物只留作 cause 供日志使用。
 * @param outcome 不认识的意外算不算「没发生」：请求可能已经发出的地方要说 'unknown'
 */
export function toPayError(thrown: unknown, outcome: Outcome = 'none'): PayError {
  return thrown instanceof PayError ? thrown : new PayError('SYSTEM', { cause: thrown, outcome });
}
