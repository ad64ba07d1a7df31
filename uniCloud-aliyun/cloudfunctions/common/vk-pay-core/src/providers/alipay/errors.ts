/**
 * 支付宝错误码 → 错误目录（docs/protocols/alipay.md §8）。自上而下，先中先得；原始码只进日志。
 * 归一：sub_code 取最后一个 `.` 之后的文字、大写、`-` 换成 `_`（官方前缀并不一致）。
 */
import type { ErrorName } from '../../../../../../../common/contract/errors';
import { PayError, type Outcome } from '../../kernel/pay-error';

export interface GatewayFailure {
  readonly code: string;
  readonly subCode: string;
}

export function normalizeSubCode(subCode: string): string {
  return subCode
    .slice(subCode.lastIndexOf('.') + 1)
    .toUpperCase()
    .replace(/-/g, '_');
}

interface Rule {
  readonly kind: ErrorName;
  /** 结果不明：只能查询，不能当作失败 */
  readonly outcome?: Outcome;
  readonly codes?: readonly string[];
  readonly names?: readonly string[];
  readonly pattern?: RegExp;
}

const ALIPAY_ERROR_RULES: readonly Rule[] = [
  {
    kind: 'SIGNATURE',
    names: [
      'INVALID_SIGNATURE',
      'INVALID_SIGNATURE_TYPE',
      'MISSING_SIGNATURE',
      'MISSING_SIGNATURE_TYPE',
      'MISSING_SIGNATURE_KEY',
      'MISSING_SIGNATURE_CONFIG',
      'MISSING_DEFAULT_SIGNATURE_TYPE',
      'MISSING_ENCRYPT_KEY',
      'INVALID_DIGEST',
    ],
    pattern: /^(?:DECRYPTION_ERROR_|INVALID_ENCRYPT)/,
  },
  { kind: 'CERTIFICATE', pattern: /APP_CERT|ALIPAY_CERT|ROOT_CERT/ },
  { kind: 'ORDER_NOT_FOUND', names: ['TRADE_NOT_EXIST', 'ORDER_NOT_EXIST'] },
  { kind: 'ORDER_PAID', names: ['TRADE_HAS_SUCCESS'] },
  {
    kind: 'BALANCE',
    names: ['PAYMENT_MONEY_NOT_ENOUGH', 'AUTH_AMOUNT_NOT_ENOUGH', 'BALANCE_NOT_ENOUGH_FOR_CARD_FEE'],
    pattern: /BALANCE_(?:IS_)?NOT_ENOUGH$/,
  },
  {
    kind: 'RATE_LIMIT',
    outcome: 'unknown',
    codes: ['40005'],
    names: ['FREQUENCY_LIMITED', 'RESOURCE_LIMIT_EXCEED'],
    pattern: /(?:_RATE_LIMIT|CALL_LIMITED)$/,
  },
  {
    kind: 'PERMISSION',
    codes: ['40006', '20001'],
    names: [
      'ACCESS_FORBIDDEN',
      'PARTNER_ERROR',
      'PRODUCT_NOT_SIGN',
      'PRODUCT_UNSIGN',
      'NO_ORDER_PERMISSION',
      'ISV_AUTH_ERROR',
      'NOT_IN_WHITE_LIST',
      'BIZ_PRODUCT_NOT_ALLOWED',
      'UNBOUND_APPLICATION',
      'NOT_SUPPORT_ROYALTY',
      'INVALID_AUTH_RELATIONS',
      'INVALID_APP_STATE',
      'NOT_ONLINE_APP',
      'FORBIDDEN_API',
    ],
    pattern: /^(?:NO_PERMISSION|MERCHANT_AGREEMENT_)|^NO_ACCOUNT_.*_PERMISSION$/,
  },
  {
    kind: 'BUSY',
    outcome: 'unknown',
    codes: ['20000'],
    names: ['SYSTEM_ERROR', 'UNKNOW_ERROR', 'UNKNOWN_ERROR', 'REQUEST_PROCESSING', 'TRANS_ORDER_DEALING', 'BANK_RESPONSE_ERROR'],
  },
  {
    kind: 'PARAM',
    names: ['CONTEXT_INCONSISTENT', 'DISCORDANT_REPEAT_REQUEST', 'PAYMENT_INFO_INCONSISTENCY', 'REP_INCONSISTENT', 'DUP_OUT_REQUEST_NO'],
  },
  {
    kind: 'PARAM',
    codes: ['40001', '40002'],
    names: [
      'INVALID_PARAMETER',
      'ILLEGAL_ARGUMENT',
      'PARAM_ILLEGAL',
      'PARAMETER_ERROR',
      'INVAILID_ARGUMENTS',
      'CODE_INVALID',
      'GRANT_TYPE_INVALID',
      'PAYMENT_AUTH_CODE_INVALID',
      'REFUND_AMT_NOT_EQUAL_TOTAL',
      'REASON_TRADE_REFUND_FEE_ERR',
      'REFUND_FEE_ERROR',
      'TRADE_HAS_CLOSE',
      'TOTAL_FEE_EXCEED',
      'EXIST_FORBIDDEN_WORD',
      'NOW_TIME_AFTER_EXPIRE_TIME_ERROR',
      'SUB_GOODS_SIZE_MAX_COUNT',
      'BILL_NOT_EXIST',
      'NO_BILL_DATA',
    ],
    pattern: /^(?:REFRESH_TOKEN_|EXCEED_LIMIT_|TRANSFER_SCENE_|PAYEE_)/,
  },
];

function matches(rule: Rule, code: string, name: string): boolean {
  return Boolean(rule.codes?.includes(code) || rule.names?.includes(name) || rule.pattern?.test(name));
}

/** 网关明确的失败 → PayError。没有规则的一律 50000。 */
export function alipayError({ code, subCode }: GatewayFailure): PayError {
  const name = normalizeSubCode(subCode);
  const rule = ALIPAY_ERROR_RULES.find((candidate) => matches(candidate, code, name));
  return new PayError(rule?.kind ?? 'SYSTEM', { outcome: rule?.outcome ?? 'none', gatewayCode: subCode || code });
}
