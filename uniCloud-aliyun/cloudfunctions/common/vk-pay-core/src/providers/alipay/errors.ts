/**
 * 支付宝错误码 → 错误目录（docs/protocols/alipay.md §8）。自上而下，先中先得；原始码只进日志。
 * 归一：sub_code 取最后一个 `.` 之后的文字、大写、`-` 换成 `_`（官方前缀并不一致）。
 * 40001 一定点名字段：说不出是调用方哪个入参的，是商户的配置、权限或本模块自己的请求有问题（kit/refusal）。
 */
import { visibleLine } from '../../../../../../../common/contract/visible-text';
import type { PayError } from '../../kernel/pay-error';
import { CLOSED, NUMBER_USED, refusal, type Input, type Operation, type Refusal } from '../kit/refusal';

export interface GatewayFailure {
  readonly code: string;
  readonly subCode: string;
  /** 给人看的话；会变，只用来猜是哪个字段 */
  readonly subMsg?: string;
}

export function normalizeSubCode(subCode: string): string {
  return subCode
    .slice(subCode.lastIndexOf('.') + 1)
    .toUpperCase()
    .replace(/-/g, '_');
}

interface Rule extends Omit<Refusal, 'outcome'> {
  /** 结果不明：只能查询，不能当作失败 */
  readonly outcome?: 'unknown';
  readonly codes?: readonly string[];
  readonly names?: string;
  readonly pattern?: RegExp;
}

const ALIPAY_ERROR_RULES: readonly Rule[] = [
  {
    kind: 'SIGNATURE',
    names: `INVALID_SIGNATURE INVALID_SIGNATURE_TYPE MISSING_SIGNATURE MISSING_SIGNATURE_TYPE MISSING_SIGNATURE_KEY
      MISSING_SIGNATURE_CONFIG MISSING_DEFAULT_SIGNATURE_TYPE MISSING_ENCRYPT_KEY INVALID_DIGEST`,
    pattern: /^(?:DECRYPTION_ERROR_|INVALID_ENCRYPT)/,
  },
  { kind: 'CERTIFICATE', pattern: /APP_CERT|ALIPAY_CERT|ROOT_CERT/ },
  { kind: 'ORDER_NOT_FOUND', names: 'TRADE_NOT_EXIST ORDER_NOT_EXIST' },
  { kind: 'ORDER_PAID', names: 'TRADE_HAS_SUCCESS' },
  {
    kind: 'BALANCE',
    names: 'PAYMENT_MONEY_NOT_ENOUGH AUTH_AMOUNT_NOT_ENOUGH BALANCE_NOT_ENOUGH_FOR_CARD_FEE',
    pattern: /BALANCE_(?:IS_)?NOT_ENOUGH$/,
  },
  {
    kind: 'RATE_LIMIT',
    outcome: 'unknown',
    codes: ['40005'],
    names: 'FREQUENCY_LIMITED RESOURCE_LIMIT_EXCEED',
    pattern: /(?:_RATE_LIMIT|CALL_LIMITED)$/,
  },
  {
    // 商户要去支付宝那边改的：没有签约、没有授权、应用或收款账号不对。
    kind: 'PERMISSION',
    codes: ['40006', '20001'],
    names: `ACCESS_FORBIDDEN PARTNER_ERROR PRODUCT_NOT_SIGN PRODUCT_UNSIGN NO_ORDER_PERMISSION ISV_AUTH_ERROR NOT_IN_WHITE_LIST
      BIZ_PRODUCT_NOT_ALLOWED UNBOUND_APPLICATION NOT_SUPPORT_ROYALTY INVALID_AUTH_RELATIONS INVALID_APP_STATE NOT_ONLINE_APP
      FORBIDDEN_API INVALID_APP_ID MISSING_APP_ID UNMATCHED_APP_ID SELLER_BEEN_BLOCKED SELLER_NOT_EXIST MERCHANT_STATUS_NOT_NORMAL
      RESTRICTED_MERCHANT_INDUSTRY MERCHANT_RISK_LIMIT`,
    pattern: /^(?:NO_PERMISSION|MERCHANT_AGREEMENT_|MERCHANT_PERM_|BEYOND_P(?:AY|ER)_)|^NO_ACCOUNT_.*_PERMISSION$/,
  },
  {
    kind: 'BUSY',
    outcome: 'unknown',
    codes: ['20000'],
    names: 'SYSTEM_ERROR UNKNOW_ERROR UNKNOWN_ERROR REQUEST_PROCESSING TRANS_ORDER_DEALING BANK_RESPONSE_ERROR',
  },
  // 单号：已关闭的换一个；内容与首次不同、二维码过期后要不到新码的，也得换一个。
  { kind: 'PARAM', names: 'TRADE_HAS_CLOSE', ...CLOSED },
  { kind: 'PARAM', names: 'CONTEXT_INCONSISTENT APPLY_PC_MERCHANT_CODE_ERROR', ...NUMBER_USED },
  { kind: 'PARAM', names: 'DISCORDANT_REPEAT_REQUEST DUP_OUT_REQUEST_NO', input: 'out_refund_no', problem: '已用于另一笔退款' },
  {
    kind: 'PARAM',
    names: 'REFUND_AMT_NOT_EQUAL_TOTAL REASON_TRADE_REFUND_FEE_ERR REFUND_FEE_ERROR',
    input: 'refund_fee',
    problem: '退款金额不对，或超过可退的金额',
  },
  {
    kind: 'PARAM',
    names: 'TOTAL_FEE_EXCEED REQUEST_AMOUNT_EXCEED PRODUCT_AMOUNT_LIMIT_ERROR',
    input: 'total_fee',
    problem: '超出网关的限额',
  },
  { kind: 'PARAM', names: 'EXIST_FORBIDDEN_WORD SUSPECTED_ATTACK', input: 'subject', problem: '标题或描述里有网关不接受的内容' },
  { kind: 'PARAM', names: 'NOW_TIME_AFTER_EXPIRE_TIME_ERROR', input: 'time_expire', problem: '付款期限已经过去' },
  { kind: 'PARAM', names: 'SUB_GOODS_SIZE_MAX_COUNT', input: 'other.goods_detail', problem: '不能超过 150 行' },
  { kind: 'PARAM', names: 'INVALID_STORE_ID STORE_INFO_INVALID', input: 'other.store_id' },
  { kind: 'PARAM', names: 'PAYMENT_AUTH_CODE_INVALID', input: 'auth_code', problem: '付款码无效或已过期' },
  {
    kind: 'PARAM',
    names:
      'BUYER_NOT_EXIST BUYER_SELLER_EQUAL TRADE_BUYER_NOT_MATCH PAYER_UNMATCHED OPEN_ID_NOT_TINY_APP INVALID_OPENID OPENID_APPID_NOT_MATCH',
    input: 'openid',
    problem: '不能用它付款：不存在、不属于这个应用，或与收款方相同',
  },
  { kind: 'PARAM', names: 'CODE_INVALID UNMATCHED_APP_ID', input: 'code', problem: '登录凭证无效、过期或已经用过' },
  // 转账（§4.12）
  { kind: 'PARAM', names: 'PAYMENT_INFO_INCONSISTENCY REP_INCONSISTENT', input: 'out_bill_no', problem: '已用于另一笔转账' },
  { kind: 'PARAM', pattern: /^EXCEED_LIMIT_/, input: 'transfer_amount', problem: '超出网关的限额' },
  {
    kind: 'PARAM',
    pattern: /^(?:PAYEE_|PERM_AML_)|^USER_NOT_EXIST$|^PAYER_PAYEE_CANNOT_SAME$/,
    input: 'payee_info',
    problem: '不能付给这个收款人：不存在、未实名、姓名不符或与付款方相同',
  },
  { kind: 'PARAM', pattern: /^TRANSFER_SCENE_NAME/, input: 'transfer_scene_name' },
  { kind: 'PARAM', pattern: /^TRANSFER_SCENE_/, input: 'transfer_scene_report_infos' },
  { kind: 'PARAM', names: 'MEMO_REQUIRED_IN_TRANSFER_ERROR REMARK_HAS_SENSITIVE_WORD', input: 'transfer_remark' },
  // 是哪个字段，网关写在话里（blamed）；没写的就不是调用方的入参。
  {
    kind: 'PARAM',
    codes: ['40001', '40002'],
    names: 'INVALID_PARAMETER ILLEGAL_ARGUMENT PARAM_ILLEGAL PARAMETER_ERROR INVAILID_ARGUMENTS',
  },
];

/** 网关的参数名 → 我们的入参；先长后短，免得 `subject` 抢了别人的。 */
const WORDS: readonly (readonly [RegExp, Input])[] = [
  [/\bout_request_no\b/, 'out_refund_no'],
  [/\bout_trade_no\b|商户订单号/, 'out_trade_no'],
  [/\brefund_amount\b|退款金额/, 'refund_fee'],
  [/\brefund_reason\b/, 'refund_desc'],
  [/\btotal_amount\b|订单(?:总)?金额/, 'total_fee'],
  [/\bbuyer(?:_open)?_id\b|买家/, 'openid'],
  [/\btime_expire\b/, 'time_expire'],
  [/\bpassback_params\b/, 'other.passback_params'],
  [/\bgoods_detail\b/, 'other.goods_detail'],
  [/\bextend_params\b/, 'other.extend_params'],
  [/\bstore_id\b/, 'other.store_id'],
  [/\bsubject\b|订单标题/, 'subject'],
  [/\bbody\b/, 'other.body'],
];

function matches(rule: Rule, code: string, name: string): boolean {
  return Boolean(rule.codes?.includes(code) || rule.names?.split(/\s+/).includes(name) || rule.pattern?.test(name));
}

/** 网关明确的失败 → PayError。没有规则的一律 50000。 */
export function alipayError(operation: Operation, { code, subCode, subMsg = '' }: GatewayFailure): PayError {
  const name = normalizeSubCode(subCode);
  const rule = ALIPAY_ERROR_RULES.find((candidate) => matches(candidate, code, name)) ?? { kind: 'SYSTEM' as const };
  const { codes: _codes, names: _names, pattern: _pattern, ...refused }: Rule = rule;
  const input = refused.input ?? WORDS.find(([pattern]) => pattern.test(subMsg))?.[1];
  const about = { gatewayCode: subCode || code, ...(subMsg ? { detail: visibleLine(subMsg).slice(0, 300) } : {}) };
  return refusal(operation, { ...refused, outcome: refused.outcome ?? 'none', ...(input ? { input } : {}) }, about);
}
