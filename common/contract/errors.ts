/**
 * 错误目录：全系统唯一的错误来源，云函数与前端共用。
 * 文案取自规范「常见错误码」与「错误处理示例」；docs/errors.md 与本表由测试双向核对。
 */

/** 目录里的一种错误。`retryable` 表示原样重试（同一业务单号、同一参数）是否可能成功。 */
export interface CatalogueEntry {
  readonly code: number;
  /** 错误类型（规范表格第二列） */
  readonly type: string;
  /** 给付款人看的话 */
  readonly msg: string;
  /** 下一步该做什么 */
  readonly action: string;
  /** 同样的话，英文 */
  readonly english: { readonly msg: string; readonly action: string };
  /** 作为 HTTP 应答时的状态码 */
  readonly http: number;
  readonly retryable: boolean;
}

export const ERROR_CATALOGUE = {
  PARAM: {
    code: 40001,
    type: '参数错误',
    msg: '参数错误，请检查输入',
    action: '检查参数完整性',
    english: { msg: 'Invalid parameters, please check them', action: 'check the parameters' },
    http: 400,
    retryable: false,
  },
  SIGNATURE: {
    code: 40002,
    type: '签名错误',
    msg: '签名验证失败',
    action: '检查API密钥配置',
    english: { msg: 'Signature verification failed', action: 'check the API keys' },
    http: 401,
    retryable: false,
  },
  CERTIFICATE: {
    code: 40003,
    type: '证书错误',
    msg: '证书配置错误',
    action: '确保证书文件正确',
    english: { msg: 'The certificate is not configured correctly', action: 'check the certificate files' },
    http: 500,
    retryable: false,
  },
  NETWORK: {
    code: 40004,
    type: '网络错误',
    msg: '网络连接失败，请重试',
    action: '检查网络连接',
    english: { msg: 'Network failure, please try again', action: 'check the network' },
    http: 502,
    retryable: true,
  },
  ORDER_NOT_FOUND: {
    code: 40005,
    type: '订单不存在',
    msg: '订单不存在',
    action: '检查订单号',
    english: { msg: 'No such order', action: 'check the order number' },
    http: 404,
    retryable: false,
  },
  ORDER_PAID: {
    code: 40006,
    type: '订单已支付',
    msg: '订单已支付，无需重复操作',
    action: '查询订单状态',
    english: { msg: 'The order is already paid, nothing more to do', action: 'query the order' },
    http: 409,
    retryable: false,
  },
  BALANCE: {
    code: 40007,
    type: '余额不足',
    msg: '余额不足，请充值',
    action: '提示用户充值',
    english: { msg: 'Insufficient balance, please top up', action: 'ask for a top-up' },
    http: 402,
    retryable: false,
  },
  RATE_LIMIT: {
    code: 40008,
    type: '频率限制',
    msg: '操作过于频繁，请稍后重试',
    action: '降低调用频率',
    english: { msg: 'Too many requests, please try again later', action: 'call less often' },
    http: 429,
    retryable: true,
  },
  PERMISSION: {
    code: 40009,
    type: '权限不足',
    msg: '权限不足，无法操作',
    action: '检查API权限',
    english: { msg: 'Not allowed', action: 'check permissions' },
    http: 403,
    retryable: false,
  },
  BUSY: {
    code: 40010,
    type: '系统繁忙',
    msg: '系统繁忙，请稍后重试',
    action: '稍后重试',
    english: { msg: 'The system is busy, please try again later', action: 'try again later' },
    http: 503,
    retryable: true,
  },
  SYSTEM: {
    code: 50000,
    type: '系统错误',
    msg: '系统错误，请联系客服',
    action: '联系技术支持',
    english: { msg: 'System error, please contact support', action: 'contact support' },
    http: 500,
    retryable: false,
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorName = keyof typeof ERROR_CATALOGUE;
export type ErrorCode = (typeof ERROR_CATALOGUE)[ErrorName]['code'];

/** 给调用方的错误答复：只有这几个字段，绝不含堆栈、路径、网关原文或密钥。 */
export interface ErrorAnswer {
  readonly code: number;
  readonly msg: string;
  readonly action: string;
  readonly requestId?: string;
  /** 还不知道付款人是谁：取一个登录凭证交给 `pay/kh/identifyPayer`，再以同一个单号来 */
  readonly need?: 'payer';
}

/** 按数字码取目录项；不认识的码一律当作 50000。 */
export function catalogueEntry(code: number): CatalogueEntry {
  return Object.values<CatalogueEntry>(ERROR_CATALOGUE).find((entry) => entry.code === code) ?? ERROR_CATALOGUE.SYSTEM;
}

function numericCode(code: unknown): number {
  if (typeof code === 'number') return code;
  if (typeof code === 'string' && /^\d{5}$/.test(code)) return Number(code);
  return ERROR_CATALOGUE.SYSTEM.code;
}

function textOf(error: Record<string, unknown>, code: number): string | undefined {
  // 只有参数错误的原话会说出是哪个字段，值得让人看到；其它错误一律用目录文案，避免泄露内部信息。
  if (code !== ERROR_CATALOGUE.PARAM.code && code !== ERROR_CATALOGUE.ORDER_PAID.code) return undefined;
  const text = error['msg'] ?? error['message'];
  return typeof text === 'string' && text.length > 0 && text.length <= 300 ? text : undefined;
}

/**
 * 统一的错误处理函数：把任何形状的失败（数字或字符串错误码，`msg` 或 `message`，甚至非对象）
 * 变成目录里的 `{ code, msg, action }`。来源：规范「错误处理示例」。从不抛出。
 */
export function handlePaymentError(error: unknown): ErrorAnswer {
  const source = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
  const entry = catalogueEntry(numericCode(source['code']));
  const requestId = source['requestId'];
  return {
    code: entry.code,
    msg: textOf(source, entry.code) ?? entry.msg,
    action: entry.action,
    ...(typeof requestId === 'string' && requestId !== '' ? { requestId } : {}),
    ...(source['need'] === 'payer' ? { need: 'payer' } : {}),
  };
}
