/**
 * 微信支付错误码 → 错误目录（docs/protocols/wxpay.md §2、§7.1、§7.2、§7.3）。新旧两种拼法都认；原始码只进日志。
 * 「重试」指同一业务单号、同样参数、新的时间戳与随机串。
 * `outcome: 'unknown'`：写操作可能已经生效，只能查询，不能当作失败。
 * 40001 一定点名字段：说不出是调用方哪个入参的，是商户的配置、权限或本模块自己的请求有问题（kit/refusal）。
 */
import type { ErrorName } from '../../../../../../../common/contract/errors';
import { visibleLine } from '../../../../../../../common/contract/visible-text';
import { PayError, type Outcome } from '../../kernel/pay-error';
import { asObject, textOf, type Json } from '../kit/json';
import { CLOSED, NUMBER_USED, refusal, type Input, type Operation, type Refusal } from '../kit/refusal';

export interface WxpayErrorRow extends Refusal {
  readonly code: string;
}
const rows = (kind: ErrorName, outcome: Outcome, codes: string, more: Partial<Refusal> = {}): WxpayErrorRow[] =>
  codes
    .trim()
    .split(/\s+/)
    .map((code) => ({ code, kind, outcome, ...more }));

export const WXPAY_ERRORS: readonly WxpayErrorRow[] = [
  // 是哪个字段，网关写在 detail.field 或话里（blamed）。
  ...rows('PARAM', 'none', 'PARAM_ERROR INVALID_REQUEST'),
  ...rows('PARAM', 'none', 'OUT_TRADE_NO_USED', NUMBER_USED),
  ...rows('PARAM', 'none', 'ORDER_CLOSED ORDERCLOSED ORDERREVERSED', CLOSED),
  ...rows('PARAM', 'none', 'OPENID_MISMATCH', { input: 'openid', problem: '与 appid 不匹配' }),
  ...rows('PARAM', 'none', 'ALREADY_EXISTS', { input: 'out_refund_no', problem: '已用于另一笔' }),
  ...rows('PARAM', 'none', 'REFUND_FEE_MISMATCH', { input: 'refund_fee', problem: '与首次退款不同' }),
  ...rows('PARAM', 'none', 'TRADE_OVERDUE', { input: 'out_trade_no', problem: '订单已超过可退款的期限' }),
  ...rows('PARAM', 'none', 'AUTHCODEEXPIRE AUTH_CODE_ERROR AUTH_CODE_INVALID', { input: 'auth_code', problem: '付款码无效或已过期' }),
  // 商户要去微信那边改的：没有绑定、没有开通、商户号不对。
  ...rows('PERMISSION', 'none', 'NO_AUTH NOAUTH REQUEST_BLOCKED APPID_MCHID_NOT_MATCH MCH_NOT_EXISTS APPID_NOT_EXIST MCHID_NOT_EXIST'),
  // 明确的业务失败，或本模块发出的请求不成形：换参数也没用，但确实没有发生。
  ...rows('SYSTEM', 'none', 'TRADE_ERROR USER_ACCOUNT_ABNORMAL ACCOUNT_ERROR ACCOUNTERROR BUYER_MISMATCH NOTSUPORTCARD REVERSE_EXPIRE'),
  ...rows('SYSTEM', 'none', 'LACK_PARAMS XML_FORMAT_ERROR POST_DATA_EMPTY NOT_UTF8 REQUIRE_POST_METHOD'),
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
  ...rows('PARAM', 'none', '268435461 268435464'),
  ...rows('PARAM', 'none', '268501013', { input: 'openid', problem: '不能为空' }),
  // 同一个单号，内容与首次不同（7.3）。
  ...rows('PARAM', 'none', '268498688', NUMBER_USED),
  ...rows('PARAM', 'none', '268447914', CLOSED),
  // 多余的参数、该撤销而不是关闭：是本模块的请求不对。
  ...rows('SYSTEM', 'none', '270924358 268449641'),
  ...rows('SIGNATURE', 'none', '268443699'),
  ...rows('PERMISSION', 'none', '268443715 268448010 268443701 268443704 268443705 268445527 268447843 268447845'),
];

const BY_CODE = new Map(WXPAY_ERRORS.map((row) => [row.code, row]));
const BY_SUFFIX = new Map(REQUEST_ID_SUFFIXES.map((row) => [row.code, row]));

/** detail.field（JSON Pointer）→ 我们的入参；其余字段（notify_url、appid……）是商户的配置。 */
const POINTERS: readonly (readonly [RegExp, Input | ((name: string) => Input)])[] = [
  [/^\/out_trade_no$/, 'out_trade_no'],
  [/^\/description$/, 'subject'],
  [/^\/time_expire$/, 'time_expire'],
  [/^\/amount\/total$/, 'total_fee'],
  [/^\/payer\/openid$/, 'openid'],
  [/^\/scene_info\/payer_client_ip$/, 'CLIENTIP'],
  [/^\/(attach|goods_tag|support_fapiao|detail)(?:\/|$)/, (name) => `other.${name}`],
  [/^\/out_refund_no$/, 'out_refund_no'],
  [/^\/amount\/refund$/, 'refund_fee'],
  [/^\/reason$/, 'refund_desc'],
  [/^\/(out_bill_no|transfer_amount|transfer_remark|transfer_scene_id|user_recv_perception|user_name)$/, (name) => name as Input],
  [/^\/(out_authorization_no|authorization_id|user_display_name)$/, (name) => name as Input],
  [/^\/openid$/, 'openid'],
  [/^\/transfer_scene_report_infos(?:\/|$)/, 'transfer_scene_report_infos'],
];

/**
 * INVALID_REQUEST 什么都装，网关只在话里说是哪一种。话会变，所以只用来决定告诉谁：
 * 认不出的归为 50000，认出来的线索（已关闭、单号用过）也要再查一次才算数。
 */
const WORDS: readonly (readonly [RegExp, Partial<Refusal>])[] = [
  [/商户订单号重复|参数与首次请求时不一致|订单号已存在/, NUMBER_USED],
  [/订单已(?:被)?关闭|订单已失效/, CLOSED],
  [/已支付/, { kind: 'ORDER_PAID' }],
  [/openid/i, { input: 'openid', problem: '无效，或与 appid 不匹配' }],
  [/退款金额|可退/, { input: 'refund_fee', problem: '网关不接受这个退款金额' }],
  [/限制|权限|未开通|受限|停用|冻结|白名单|关联|绑定/, { kind: 'PERMISSION' }],
];

function blamed(row: WxpayErrorRow, body: Json): Partial<Refusal> {
  if (row.kind !== 'PARAM' || row.input !== undefined) return {};
  const pointer = textOf(asObject(body['detail']) ?? {}, 'field') ?? '';
  for (const [pattern, input] of POINTERS) {
    const match = pattern.exec(pointer);
    if (match) return { input: typeof input === 'function' ? input(match[1] as string) : input };
  }
  const message = textOf(body, 'message') ?? '';
  return pointer === '' ? (WORDS.find(([pattern]) => pattern.test(message))?.[1] ?? {}) : {};
}

/** SIGN_ERROR 的原因若在证书，换密钥才有用（1.3）。只为归类，绝不据此推进状态。 */
const CERTIFICATE_REASON = /证书|certificate/i;
const MAX_DETAIL_LENGTH = 300;

/** 给维护者的一行：网关的话、哪个字段、请求号。控制字符不进日志。 */
function describe(body: Json | undefined, requestId: string | undefined): string {
  const field = textOf(asObject(body?.['detail']) ?? {}, 'field');
  const parts = [textOf(body ?? {}, 'message'), field && `字段 ${field}`, requestId && `Request-ID ${requestId}`];
  return visibleLine(parts.filter(Boolean).join('；')).slice(0, MAX_DETAIL_LENGTH);
}

/**
 * 不是 200 / 204 的应答 → PayError。
 * - 正文不是 JSON：那多半不是网关而是代理在说话，40004
 * - 5xx 与 202 一律结果不明，无论它自称什么；不认识的码也是
 */
export function wxpayError(operation: Operation, status: number, body: Json | undefined, requestId: string | undefined): PayError {
  const code = textOf(body ?? {}, 'code') ?? '';
  const about = { gatewayCode: code || `HTTP_${status}`, gatewayStatus: status, detail: describe(body, requestId) };
  if (!body) return new PayError('NETWORK', { ...about, outcome: 'unknown' });

  const row = BY_SUFFIX.get(requestId?.slice(requestId.lastIndexOf('-') + 1) ?? '') ?? BY_CODE.get(code);
  const unclear = status >= 500 || status < 400;
  if (!row) return new PayError(unclear ? 'BUSY' : 'SYSTEM', { ...about, outcome: 'unknown' });
  const refused: Refusal = { ...row, ...blamed(row, body), outcome: unclear ? 'unknown' : row.outcome };
  const aboutCertificate = row.kind === 'SIGNATURE' && CERTIFICATE_REASON.test(textOf(body, 'message') ?? '');
  return refusal(operation, aboutCertificate ? { ...refused, kind: 'CERTIFICATE' } : refused, about);
}
