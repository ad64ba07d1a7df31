/**
 * 微信支付错误码 → 错误目录（7.1、7.3）。新旧两种拼法都认；原始码只进日志。
 * `outcome: 'unknown'`：写操作可能已经生效，只能查询，不能当作失败。
 */
import type { ErrorName } from '../../../../../../../common/contract/errors';
import { PayError, type Outcome } from '../../errors/pay-error';

export interface WxpayErrorRow {
  readonly code: string;
  readonly kind: ErrorName;
  readonly outcome?: Outcome;
}
const rows = (kind: ErrorName, codes: readonly string[], outcome?: Outcome): WxpayErrorRow[] => codes.map((code) => ({ code, kind, ...(outcome ? { outcome } : {}) }));

export const WXPAY_ERRORS: readonly WxpayErrorRow[] = [
  ...rows('PARAM', ['PARAM_ERROR', 'INVALID_REQUEST', 'APPID_MCHID_NOT_MATCH', 'MCH_NOT_EXISTS', 'OPENID_MISMATCH', 'OUT_TRADE_NO_USED', 'ORDER_CLOSED', 'ORDERCLOSED', 'ALREADY_EXISTS']),
  ...rows('SYSTEM', ['TRADE_ERROR', 'USER_ACCOUNT_ABNORMAL', 'ACCOUNT_ERROR', 'ACCOUNTERROR']),
  ...rows('SIGNATURE', ['SIGN_ERROR']),
  ...rows('ORDER_NOT_FOUND', ['ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'RESOURCE_NOT_EXISTS', 'NOT_FOUND', 'INVALID_TRANSACTIONID', 'NO_STATEMENT_EXIST']),
  ...rows('ORDER_PAID', ['ORDER_PAID', 'ORDERPAID']),
  ...rows('BALANCE', ['NOT_ENOUGH', 'NOTENOUGH']),
  // 退款遇到频率限制时可能已经受理。
  ...rows('RATE_LIMIT', ['FREQUENCY_LIMITED', 'RATELIMIT_EXCEEDED', 'RATE_LIMITED', 'FREQUENCY_LIMIT', 'FREQUENCY_LIMIT_EXCEED'], 'unknown'),
  ...rows('RATE_LIMIT', ['RULE_LIMIT', 'RULELIMIT']),
  ...rows('PERMISSION', ['NO_AUTH', 'NOAUTH', 'REQUEST_BLOCKED']),
  ...rows('BUSY', ['SYSTEM_ERROR', 'SYSTEMERROR', 'BANK_ERROR', 'BANKERROR', 'SERVICE_UNAVAILABLE', 'STATEMENT_CREATING', 'USER_PAYING', 'USERPAYING'], 'unknown'),
];

/** Request-ID 末段的内部错误码（7.3）：比 code 更细，先看它。 */
export const REQUEST_ID_SUFFIXES: readonly WxpayErrorRow[] = [
  ...rows('ORDER_NOT_FOUND', ['268512771']),
  ...rows('ORDER_PAID', ['268449538', '268498689']),
  ...rows('RATE_LIMIT', ['268447840'], 'unknown'),
  ...rows('PARAM', ['268435461', '268435464', '270924358', '268501013', '268498688', '268445527', '268447843', '268447845', '268447914', '268449641']),
  ...rows('SIGNATURE', ['268443699']),
  ...rows('PERMISSION', ['268443715', '268448010', '268443701', '268443704', '268443705']),
];

const BY_CODE = new Map(WXPAY_ERRORS.map((row) => [row.code, row]));
const BY_SUFFIX = new Map(REQUEST_ID_SUFFIXES.map((row) => [row.code, row]));
/** SIGN_ERROR 的原因若在证书，换密钥才有用（1.3）。只为归类，绝不据此推进状态。 */
const CERTIFICATE_REASON = /证书|certificate/i;

export interface ErrorBody {
  readonly code?: unknown;
  readonly message?: unknown;
}

/** 非 2xx 应答 → PayError。没有可认的码时：4xx 为 50000，5xx 为结果不明的 40010。 */
export function wxpayError(status: number, body: ErrorBody | undefined, requestId: string | undefined): PayError {
  const code = typeof body?.code === 'string' ? body.code : '';
  const message = typeof body?.message === 'string' ? body.message : '';
  const about = { gatewayCode: code || `HTTP_${status}`, gatewayStatus: status, detail: message };
  const suffix = requestId?.slice(requestId.lastIndexOf('-') + 1) ?? '';
  const row = BY_SUFFIX.get(suffix) ?? BY_CODE.get(code);
  if (row?.kind === 'SIGNATURE' && CERTIFICATE_REASON.test(message)) return new PayError('CERTIFICATE', about);
  // 5xx 一律可能已经生效，无论它自称什么。
  const unknown: Outcome = status >= 500 ? 'unknown' : 'none';
  if (row) return new PayError(row.kind, { ...about, outcome: row.outcome ?? unknown });
  if (body === undefined) return new PayError('NETWORK', { ...about, outcome: 'unknown' });
  return status >= 500 ? new PayError('BUSY', { ...about, outcome: 'unknown' }) : new PayError('SYSTEM', { ...about, outcome: 'unknown' });
}
