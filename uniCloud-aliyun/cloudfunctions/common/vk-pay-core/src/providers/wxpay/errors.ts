/**
 * 微信支付错误码 → 错误目录（docs/protocols/wxpay.md §2、§7.1、§7.2、§7.3）。新旧两种拼法都认；原始码只进日志。
 * 「重试」指同一业务单号、同样参数、新的时间戳与随机串。
 * `outcome: 'unknown'`：写操作可能已经生效，只能查询，不能当作失败。
 */
import { ERROR_CATALOGUE, type ErrorName } from '../../../../../../../common/contract/errors';
import { PayError, type Outcome } from '../../kernel/pay-error';
import { asObject, type Json } from '../kit/json';

export interface WxpayErrorRow {
  readonly code: string;
  readonly kind: ErrorName;
  /** 原样重试是否可能成功 */
  readonly retryable: boolean;
  readonly outcome: Outcome;
}
const rows = (kind: ErrorName, outcome: Outcome, codes: string): WxpayErrorRow[] =>
  codes
    .trim()
    .split(/\s+/)
    .map((code) => ({ code, kind, retryable: ERROR_CATALOGUE[kind].retryable, outcome }));

export const WXPAY_ERRORS: readonly WxpayErrorRow[] = [
  ...rows(
    'PARAM',
    'none',
    'PARAM_ERROR INVALID_REQUEST APPID_MCHID_NOT_MATCH MCH_NOT_EXISTS OPENID_MISMATCH OUT_TRADE_NO_USED ORDER_CLOSED ORDERCLOSED ALREADY_EXISTS',
  ),
  ...rows(
    'PARAM',
    'none',
    'LACK_PARAMS XML_FORMAT_ERROR POST_DATA_EMPTY NOT_UTF8 REQUIRE_POST_METHOD APPID_NOT_EXIST MCHID_NOT_EXIST ORDERREVERSED REFUND_FEE_MISMATCH TRADE_OVERDUE REVERSE_EXPIRE',
  ),
  ...rows('PARAM', 'none', 'AUTHCODEEXPIRE AUTH_CODE_ERROR AUTH_CODE_INVALID BUYER_MISMATCH NOTSUPORTCARD'),
  // 明确的业务失败：换参数也没用，但确实没有发生。
  ...rows('SYSTEM', 'none', 'TRADE_ERROR USER_ACCOUNT_ABNORMAL ACCOUNT_ERROR ACCOUNTERROR'),
  ...rows('SIGNATURE', 'none', 'SIGN_ERROR SIGNERROR'),
  ...rows('CERTIFICATE', 'none', 'CERT_ERROR CA_ERROR CA_VERIFY_FAILED'),
  ...rows(
    'ORDER_NOT_FOUND',
    'none',
    'ORDER_NOT_EXIST ORDERNOTEXIST RESOURCE_NOT_EXISTS NOT_FOUND INVALID_TRANSACTIONID REFUNDNOTEXIST NO_STATEMENT_EXIST',
  ),
  ...rows('ORDER_PAID', 'none', 'ORDER_PAID ORDERPAID'),
  ...rows('BALANCE', 'none', 'NOT_ENOUGH NOTENOUGH'),
  // 退款遇到频率限制时可能已经受理（2.5）。
  ...rows(
    'RATE_LIMIT',
    'unknown',
    'FREQUENCY_LIMITED RATELIMIT_EXCEEDED RATE_LIMITED FREQUENCY_LIMIT FREQUENCY_LIMIT_EXCEED INVALID_REQ_TOO_MUCH',
  ),
  ...rows('RATE_LIMIT', 'none', 'RULE_LIMIT RULELIMIT'),
  ...rows('PERMISSION', 'none', 'NO_AUTH NOAUTH REQUEST_BLOCKED'),
  ...rows(
    'BUSY',
    'unknown',
    'SYSTEM_ERROR SYSTEMERROR BANK_ERROR BANKERROR SERVICE_UNAVAILABLE BIZERR_NEED_RETRY ORDER_NOT_READY STATEMENT_CREATING USER_PAYING USERPAYING',
  ),
];

/** Request-ID 末段的内部错误码（7.3）：比 code 更细，先看它。 */
export const REQUEST_ID_SUFFIXES: readonly WxpayErrorRow[] = [
  ...rows('ORDER_NOT_FOUND', 'none', '268512771'),
  ...rows('ORDER_PAID', 'none', '268449538 268498689'),
  ...rows('RATE_LIMIT', 'unknown', '268447840'),
  ...rows('PARAM', 'none', '268435461 268435464 270924358 268501013 268498688 268445527 268447843 268447845 268447914 268449641'),
  ...rows('SIGNATURE', 'none', '268443699'),
  ...rows('PERMISSION', 'none', '268443715 268448010 268443701 268443704 268443705'),
];

const BY_CODE = new Map(WXPAY_ERRORS.map((row) => [row.code, row]));
const BY_SUFFIX = new Map(REQUEST_ID_SUFFIXES.map((row) => [row.code, row]));
/** SIGN_ERROR 的原因若在证书，换密钥才有用（1.3）。只为归类，绝不据此推进状态。 */
const CERTIFICATE_REASON = /证书|certificate/i;
const MAX_DETAIL_LENGTH = 300;

const textIn = (json: Json | undefined, key: string): string => (typeof json?.[key] === 'string' ? json[key] : '');

/** 给维护者的一行：网关的话、哪个字段、请求号。控制字符不进日志。 */
function describe(body: Json | undefined, requestId: string | undefined): string {
  const field = textIn(asObject(body?.['detail']), 'field');
  const parts = [textIn(body, 'message'), field && `字段 ${field}`, requestId && `Request-ID ${requestId}`];
  return parts
    .filter(Boolean)
    .join('；')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, MAX_DETAIL_LENGTH);
}

/**
 * 不是 200 / 204 的应答 → PayError。
 * - 正文不是 JSON：那多半不是网关而是代理在说话，40004
 * - 5xx 与 202 一律结果不明，无论它自称什么；不认识的码也是
 */
export function wxpayError(status: number, body: Json | undefined, requestId: string | undefined): PayError {
  const code = textIn(body, 'code');
  const about = { gatewayCode: code || `HTTP_${status}`, gatewayStatus: status, detail: describe(body, requestId) };
  if (!body) return new PayError('NETWORK', { ...about, outcome: 'unknown' });

  const row = BY_SUFFIX.get(requestId?.slice(requestId.lastIndexOf('-') + 1) ?? '') ?? BY_CODE.get(code);
  const unclear = status >= 500 || status < 400;
  if (!row) return new PayError(unclear ? 'BUSY' : 'SYSTEM', { ...about, outcome: 'unknown' });
  const kind = row.kind === 'SIGNATURE' && CERTIFICATE_REASON.test(textIn(body, 'message')) ? 'CERTIFICATE' : row.kind;
  return new PayError(kind, { ...about, outcome: unclear ? 'unknown' : row.outcome, retryable: row.retryable });
}
