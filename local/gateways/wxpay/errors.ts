/**
 * 微信支付 APIv3 的错误回答（docs/protocols/wxpay.md §1.9、§2 各节的错误表、§7.3 的 Request-ID 后缀）。
 * 内部用新拼写；打开 legacySpelling 后按 2020–2022 年页面的旧拼写回答。
 */

export type ErrorCode =
  | 'PARAM_ERROR'
  | 'INVALID_REQUEST'
  | 'SIGN_ERROR'
  | 'NO_AUTH'
  | 'APPID_MCHID_NOT_MATCH'
  | 'MCH_NOT_EXISTS'
  | 'OUT_TRADE_NO_USED'
  | 'ORDER_PAID'
  | 'ORDER_CLOSED'
  | 'ORDER_NOT_EXIST'
  | 'RESOURCE_NOT_EXISTS'
  | 'NOT_FOUND'
  | 'AUTH_CODE_INVALID'
  | 'AUTHCODEEXPIRE'
  | 'ALREADY_EXISTS'
  | 'NOT_ENOUGH'
  | 'USER_ACCOUNT_ABNORMAL'
  | 'ACCOUNT_ERROR'
  | 'TRADE_ERROR'
  | 'RULE_LIMIT'
  | 'OPENID_MISMATCH'
  | 'BANK_ERROR'
  | 'FREQUENCY_LIMITED'
  | 'RATELIMIT_EXCEEDED'
  | 'NO_STATEMENT_EXIST'
  | 'STATEMENT_CREATING'
  | 'SYSTEM_ERROR'
  | 'SERVICE_UNAVAILABLE';

interface CodeMeaning {
  readonly status: number;
  readonly message: string;
  /** Request-ID 末段的内部错误号；没有公开的用 0 */
  readonly suffix?: number;
  readonly legacy?: string;
}

/** 每个错误码的 HTTP 状态、缺省说明、内部错误号与旧拼写。 */
export const ERROR_CODES: Readonly<Record<ErrorCode, CodeMeaning>> = {
  PARAM_ERROR: { status: 400, message: '参数错误', suffix: 268435461 },
  INVALID_REQUEST: { status: 400, message: '请求不符合业务规则' },
  SIGN_ERROR: { status: 401, message: '错误的签名，验签失败', suffix: 268443699 },
  NO_AUTH: { status: 403, message: '商户无权限，产品未开通或 IP 未加入白名单', suffix: 268443715, legacy: 'NOAUTH' },
  APPID_MCHID_NOT_MATCH: { status: 400, message: 'appid 和 mchid 不匹配', suffix: 268445527 },
  MCH_NOT_EXISTS: { status: 400, message: '商户号不存在' },
  OUT_TRADE_NO_USED: { status: 403, message: '商户订单号已被使用' },
  ORDER_PAID: { status: 400, message: '该订单已支付', suffix: 268449538, legacy: 'ORDERPAID' },
  ORDER_CLOSED: { status: 400, message: '该订单已关闭', legacy: 'ORDERCLOSED' },
  ORDER_NOT_EXIST: { status: 404, message: '订单不存在', suffix: 268512771, legacy: 'ORDERNOTEXIST' },
  RESOURCE_NOT_EXISTS: { status: 404, message: '查询的资源不存在' },
  NOT_FOUND: { status: 404, message: '记录不存在' },
  // v3 的付款码错误没有公开的表【未证实】：用 v2 的名字。
  AUTH_CODE_INVALID: { status: 400, message: '付款码无效' },
  AUTHCODEEXPIRE: { status: 400, message: '付款码已过期，请刷新再试' },
  ALREADY_EXISTS: { status: 400, message: '商户单号已存在，且参数与首次请求时不一致' },
  NOT_ENOUGH: { status: 403, message: '商户余额不足', legacy: 'NOTENOUGH' },
  USER_ACCOUNT_ABNORMAL: { status: 403, message: '用户账户异常或已注销' },
  ACCOUNT_ERROR: { status: 403, message: '账户异常', legacy: 'ACCOUNTERROR' },
  TRADE_ERROR: { status: 403, message: '交易错误' },
  RULE_LIMIT: { status: 403, message: '业务规则限制', legacy: 'RULELIMIT' },
  OPENID_MISMATCH: { status: 500, message: 'openid 和 appid 不匹配' },
  BANK_ERROR: { status: 500, message: '银行系统异常', legacy: 'BANKERROR' },
  FREQUENCY_LIMITED: { status: 429, message: '频率限制，请降低请求频率', suffix: 268447840 },
  RATELIMIT_EXCEEDED: { status: 429, message: '请求超过频率限制', suffix: 268447840 },
  NO_STATEMENT_EXIST: { status: 400, message: '账单文件不存在，请检查当天是否有交易' },
  STATEMENT_CREATING: { status: 400, message: '账单生成中，请稍后再试' },
  SYSTEM_ERROR: { status: 500, message: '系统异常，请用相同参数重新调用', legacy: 'SYSTEMERROR' },
  SERVICE_UNAVAILABLE: { status: 503, message: '服务不可用，请稍后再试' },
};

export interface GatewayErrorOptions {
  readonly message?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly suffix?: number;
  readonly status?: number;
}

/** 网关拒绝一个请求。 */
export class GatewayError extends Error {
  readonly status: number;
  readonly suffix: number;
  readonly detail: Readonly<Record<string, unknown>> | undefined;

  constructor(
    readonly code: ErrorCode,
    options: GatewayErrorOptions = {},
  ) {
    const meaning = ERROR_CODES[code];
    super(options.message ?? meaning.message);
    this.status = options.status ?? meaning.status;
    this.suffix = options.suffix ?? meaning.suffix ?? 0;
    this.detail = options.detail;
  }

  /** 回答正文 */
  body(legacySpelling: boolean): Record<string, unknown> {
    const code = legacySpelling ? (ERROR_CODES[this.code].legacy ?? this.code) : this.code;
    return { code, message: this.message, ...(this.detail ? { detail: this.detail } : {}) };
  }
}
