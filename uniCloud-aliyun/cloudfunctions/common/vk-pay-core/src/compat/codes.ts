/**
 * vk-uni-pay 的错误码（它的公开文档「全局错误码」）：照它写的调用方按 `code` 判断，所以答复里的 `code` 是它的，
 * 我们自己的（错误目录）放在 `pay_code`。一张表：谁缺了、谁不对 → 哪个码；表里没有的，`code` 就是我们的。
 */
import { ERROR_CATALOGUE, type ErrorAnswer } from '../../../../../../common/contract/errors';
import { ConfigError } from '../config/config';
import { PayError } from '../kernel/pay-error';

/** 码 → 给人看的话。 */
const WORDS: Readonly<Record<number, string>> = {
  101: '请先配置正确的异步回调 URL（uni-pay/config.js 的 notifyUrl）',
  1001: 'out_trade_no 必须是 string 类型，且不能为空',
  1002: 'type 必须是 string 类型，且不能为空',
  1003: 'total_fee 必须为正整数（单位：分）',
  1004: 'subject 必须是 string 类型，且不能为空',
  1005: 'provider 必须是支持的支付供应商',
  1006: '用户 openid 不能为空',
  1007: 'amount 必须是数字类型',
  1008: 'amount 必须大于 0（单位：分）',
  1009: 'account 不能为空',
  1010: 'real_name 不能为空',
  1011: 'platform 不能为空',
  1012: '转账接收者的 openid 不能为空',
  1013: 'code 不能为空',
  1014: 'transaction_receipt 必须是 string 类型，且不能为空',
  1015: 'transaction_identifier 必须是 string 类型，且不能为空',
  1016: 'ios 内购凭据校验不通过',
  1017: 'wxpay_virtual 不能为空',
  1018: 'buy_quantity 必须为正整数',
  1019: '参数 mode 错误',
  2001: '订单不存在',
  2002: '订单未支付',
  2003: '订单未退款',
  2004: '该订单暂无法退款，请等 1 分钟后再试',
  3001: '获取支付信息失败，请稍后再试',
};

export type Method =
  | 'createPayment'
  | 'queryPayment'
  | 'closePayment'
  | 'refund'
  | 'queryRefund'
  | 'transfer'
  | 'queryTransfer'
  | 'createAuthorization'
  | 'authorization'
  | 'queryAccountBalance'
  | 'code2Session';

/** 兼容模式里自己发现的：带着它的码。 */
export class TheirError extends PayError {
  constructor(
    readonly theirs: number,
    msg = WORDS[theirs] ?? '',
  ) {
    super(theirs === 2001 ? 'ORDER_NOT_FOUND' : 'PARAM', { msg });
  }
}

type Params = Readonly<Record<string, unknown>>;
interface Rule {
  readonly field: string;
  readonly code: number;
  readonly ok: (value: unknown, params: Params) => boolean;
}
const text = (value: unknown): boolean => typeof value === 'string' && value !== '';
const wholeFee = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;
const one = (code: number, field: string, ok: Rule['ok'] = text): Rule => ({ code, field, ok });

/** 落到我们的检查之前，照它的文档查一遍：依次，第一个不对的说话。 */
const REQUIRED: Readonly<Partial<Record<Method, readonly Rule[]>>> = {
  createPayment: [
    one(1005, 'provider'),
    one(1001, 'data.out_trade_no'),
    one(1003, 'data.total_fee', wholeFee),
    one(1004, 'data.subject'),
    one(1002, 'data.type'),
  ],
  queryPayment: [one(1001, 'out_trade_no', (value, { transaction_id }) => text(value) || text(transaction_id))],
  closePayment: [one(1001, 'out_trade_no')],
  refund: [
    one(1001, 'out_trade_no'),
    // 1.18.0 起，0 与空文字不再是「全额」
    one(1003, 'refund_fee', (value) => value === undefined || wholeFee(value)),
  ],
  queryRefund: [one(1001, 'out_trade_no', (value, { out_refund_no }) => text(value) || text(out_refund_no))],
  transfer: [
    one(1005, 'provider'),
    one(1007, 'transfer_amount', (value) => typeof value === 'number' && !Number.isNaN(value)),
    one(1008, 'transfer_amount', (value) => Number(value) > 0),
    one(1009, 'payee_info.identity', (value, { provider, openid }) => provider !== 'alipay' || text(value) || text(openid)),
    one(1010, 'payee_info.name', (value, { provider, payee_info }) => {
      const { identity_type } = (payee_info ?? {}) as Params;
      return provider !== 'alipay' || identity_type !== 'ALIPAY_LOGON_ID' || text(value);
    }),
    one(1011, 'platform', (value, { provider }) => provider !== 'wxpay' || text(value)),
    one(
      1012,
      'openid',
      (value, params) =>
        params['provider'] !== 'wxpay' || [value, params['user_id'], params['out_authorization_no'], params['authorization_id']].some(text),
    ),
  ],
  createAuthorization: [
    one(1005, 'provider'),
    one(1011, 'platform'),
    one(1012, 'openid', (value, { user_id }) => text(value) || text(user_id)),
  ],
  authorization: [one(1005, 'provider')],
  queryAccountBalance: [one(1005, 'provider')],
  code2Session: [one(1013, 'code')],
};

const at = (params: Params, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Params)[key] : undefined), params);

/** @throws TheirError 第一个不对的 */
export function requireTheirs(method: Method, params: Params): void {
  const wrong = (REQUIRED[method] ?? []).find(({ field, ok }) => !ok(at(params, field), params));
  if (wrong) throw new TheirError(wrong.code, `${WORDS[wrong.code] ?? ''}${wrong.field === 'refund_fee' ? '（refund_fee）' : ''}`);
}

/** 我们点名的字段 → 它的码。 */
const BY_FIELD: readonly (readonly [RegExp, number])[] = [
  [/(^|\.)openid$/, 1006],
  [/^data\.out_trade_no$/, 1001],
  [/(^|\.)type$/, 1002],
  [/(^|\.)(total_fee|refund_fee)$/, 1003],
  [/(^|\.)subject$/, 1004],
  [/^provider$/, 1005],
  [/(^|\.)transfer_amount$/, 1008],
  [/(^|\.)platform$/, 1011],
  [/(^|\.)code$/, 1013],
];

/** 写得不对；「订单已过期」这些不是。 */
const MALFORMED = /^(?:必须|不能|不是|格式|24 位)/;

/** 有这一个的：别的失败都是「获取支付信息失败」。 */
const OTHERWISE: Readonly<Partial<Record<Method, number>>> = { createPayment: 3001 };

function theirCode(method: Method, thrown: unknown): number | undefined {
  if (thrown instanceof TheirError) return thrown.theirs;
  const cause = thrown instanceof PayError ? thrown.cause : thrown;
  if (cause instanceof ConfigError) return cause.problems.some(({ path }) => path === 'uni-pay.notifyUrl') ? 101 : OTHERWISE[method];
  if (!(thrown instanceof PayError)) return OTHERWISE[method];
  const payee = method === 'transfer' || method === 'createAuthorization';
  if (thrown.need === 'payer') return payee ? 1012 : 1006;
  if (thrown.kind === 'ORDER_NOT_FOUND' && !method.startsWith('code')) return 2001;
  if (thrown.kind === 'PARAM') {
    const { field = '', problem = '' } = thrown.problems[0] ?? {};
    const known = BY_FIELD.find(([pattern, code]) => pattern.test(field) && (code === 1006 || MALFORMED.test(problem)))?.[1];
    if (known !== undefined) return payee && known === 1006 ? 1012 : known;
  }
  return thrown.kind === 'PERMISSION' ? undefined : OTHERWISE[method];
}

export interface TheirAnswer extends Omit<ErrorAnswer, 'need'> {
  /** 与 code 相同；不在它的表里的没有 */
  readonly vkCode?: number;
  /** 我们的错误目录里的码 */
  readonly pay_code: number;
}

/** 失败的答复换成它的码；原因仍是我们说的话（点名字段的更清楚）。 */
export function inTheirWords(method: Method, answer: ErrorAnswer, thrown: unknown): TheirAnswer {
  const { code, msg, action, requestId } = answer;
  const theirs = theirCode(method, thrown);
  const generic = Object.values(ERROR_CATALOGUE).some((entry) => entry.msg === msg);
  return {
    code: theirs ?? code,
    msg: theirs !== undefined && generic && theirs < 2000 ? (WORDS[theirs] ?? msg) : msg,
    action,
    ...(requestId ? { requestId } : {}),
    ...(theirs === undefined ? {} : { vkCode: theirs }),
    pay_code: code,
  };
}
