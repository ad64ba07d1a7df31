/**
 * payment_errors 的一行。字段名取自规范「错误日志记录」，每个字段只有一种类型、一种意思：
 * `error_code` 总是目录里的或渠道给前端的数字，`error_action` 总是目录里的下一步；
 * 前端报来的不是数字的码另放 `client_code`。全部内容都已脱敏。
 */
import { catalogueEntry, ERROR_CATALOGUE } from '../../../../../../common/contract/errors';
import type { PayError } from '../kernel/pay-error';
import type { Document } from '../kernel/vk';
import { cleanText, redact } from './redact';

/** 这个错误出在哪里。 */
export interface ErrorSite {
  readonly type: string;
  readonly out_trade_no?: string;
  /** 相关的入参 */
  readonly data?: unknown;
}

/** 前端报上来的失败或异常。 */
export interface ClientReport {
  readonly kind: string;
  readonly code?: number | string;
  readonly message: string;
  readonly out_trade_no?: string;
  readonly stage?: string;
  readonly user_id?: string;
  readonly detail?: unknown;
}

const common = (about: Pick<ErrorSite, 'out_trade_no' | 'data'>): Document => ({
  ...(about.out_trade_no ? { out_trade_no: about.out_trade_no } : {}),
  ...(about.data === undefined ? {} : { payment_data: JSON.stringify(redact(about.data)) }),
});

/** 别的运行环境里的 Error 不是 instanceof Error，平台的错误有时只是普通对象或文字。 */
function stackOf(cause: unknown): string {
  if (cause === undefined || cause === null) return '';
  return cleanText(ownStack(cause) ?? JSON.stringify(redact(cause)) ?? '', 1500);
}

function ownStack(cause: object): string | undefined {
  try {
    const { stack } = cause as { readonly stack?: unknown };
    return typeof stack === 'string' ? stack : undefined;
  } catch {
    return undefined;
  }
}

export function cloudErrorRow(error: PayError, site: ErrorSite): Document {
  return {
    source: 'cloud',
    type: cleanText(site.type, 60),
    error_code: error.code,
    error_message: cleanText(error.message),
    error_action: ERROR_CATALOGUE[error.kind].action,
    ...(error.gatewayCode ? { gateway_code: cleanText(error.gatewayCode, 60) } : {}),
    ...(error.gatewayStatus === undefined ? {} : { gateway_status: error.gatewayStatus }),
    retryable: error.retryable,
    outcome: error.outcome,
    ...(error.detail ? { detail: cleanText(error.detail, 1500) } : {}),
    ...common(site),
    // 只有不认识的错误才需要堆栈；它只进数据库，从不给调用方。
    stack_trace: error.kind === 'SYSTEM' ? stackOf(error.cause) : '',
  };
}

/** 数字码（包括写成文字的）；不是数字的返回 undefined。 */
function numberOf(code: ClientReport['code']): number | undefined {
  const value = typeof code === 'string' && /^-?\d{1,15}$/.test(code) ? Number(code) : code;
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

export function clientErrorRow(report: ClientReport): Document {
  const { code, detail, ...rest } = report;
  const known = numberOf(code);
  const error_code = known ?? ERROR_CATALOGUE.SYSTEM.code;
  return {
    source: 'client',
    type: cleanText(report.kind, 60),
    error_code,
    ...(known === undefined && code !== undefined && code !== '' ? { client_code: cleanText(String(code), 40) } : {}),
    error_message: cleanText(report.message),
    error_action: catalogueEntry(error_code).action,
    ...(rest.stage ? { stage: cleanText(rest.stage, 40) } : {}),
    ...(rest.user_id ? { user_id: rest.user_id } : {}),
    ...common({ ...rest, data: detail }),
    stack_trace: '',
  };
}
