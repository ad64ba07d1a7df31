/**
 * uni-pay 2 的错误码（它的公开文档「全局错误码」）：字段 errCode，数字。做事的是 vk-uni-pay 那一套（compat/codes），
 * 它的码换成这里的；说不清是哪一个的，照这个方法自己的那一个。我们错误目录里的码在 `pay_code`。
 */
import { ERROR_CATALOGUE } from '../../../../../../common/contract/errors';
import type { TheirAnswer } from './codes';

const WORDS = {
  50403: '当前登录用户的角色权限不足',
  51001: '支付单号（out_trade_no）不能为空',
  51002: 'code 不能为空',
  51003: '订单号（order_no）不能为空',
  51004: '回调类型（type）不能为空',
  51005: '支付金额（total_fee）必须为正整数（单位：分）',
  51006: '支付描述（description）不能为空',
  51007: '支付供应商（provider）不能为空',
  51008: '未获取到 clientInfo',
  52001: '查询的支付订单不存在',
  52002: '未配置正确的异步回调 URL',
  53001: '获取支付信息失败',
  53002: '退款失败',
  53003: '查询退款信息失败',
  53004: '关闭订单失败',
  53005: '证书错误，请检查支付证书',
} as const;
export type UniCode = keyof typeof WORDS;

/** 云对象里发现的：带着它的码；`uni-id-…` 是登录凭证的（uni-id-common 的公开文档）。 */
export class UniRefusal extends Error {
  constructor(
    readonly errCode: UniCode | 'uni-id-check-token-failed',
    msg?: string,
    readonly pay_code?: number,
  ) {
    super(msg ?? (errCode === 'uni-id-check-token-failed' ? '缺少登录凭证，或它已经失效' : WORDS[errCode]));
  }
}

/** vk-uni-pay 的码 → 它的；参数写得不对与没有写不是一回事的，不在这里。 */
const FROM_VK: Readonly<Record<number, UniCode>> = {
  101: 52002,
  1001: 51001,
  1002: 51004,
  1003: 51005,
  1004: 51006,
  1013: 51002,
  2001: 52001,
  2003: 53003,
};

/** @param otherwise 这个方法自己的失败。@throws UniRefusal 答复不是成功 */
export function requireDone<Answer extends { readonly code: number }>(
  answer: Answer | TheirAnswer,
  otherwise: UniCode,
): asserts answer is Answer {
  if (answer.code === 0) return;
  const { code, msg = '', pay_code } = answer as TheirAnswer;
  const certificate = pay_code === ERROR_CATALOGUE.CERTIFICATE.code ? 53005 : undefined;
  const errCode = FROM_VK[code];
  // 换得过来的用它自己的话；换不过来的，原因仍是我们说的。
  if (errCode !== undefined) throw new UniRefusal(errCode, undefined, pay_code);
  throw new UniRefusal(certificate ?? otherwise, msg, pay_code);
}
