/** 退款表单：填得对不对，服务端退回的问题该显示在哪一栏。 */
import { formatFee } from '../../contract/money';
import { BETWEEN_FIELDS, PARAM_PREFIX, TOO_MUCH } from '../shell/server-phrases';
import { language } from '../words/language';
import { REFUNDS } from '../words/refunds';
import { parseYuan } from './yuan-input';

/** 服务端以 UTF-8 字节计（支付渠道的限制），一个汉字占 3 个。 */
export const REASON_MAX_BYTES = 80;

export type RefundField = 'order' | 'amount' | 'reason';
export type FieldProblems = Readonly<Partial<Record<RefundField, string>>>;

export interface RefundForm {
  /** 元，人输入的文字 */
  readonly amount: string;
  readonly reason: string;
}
export interface RefundWish {
  /** 分 */
  readonly refund_fee: number;
  readonly refund_desc: string;
}
export type CheckedForm = { readonly wish: RefundWish } | { readonly problems: FieldProblems };

/** UTF-8 字节数；小程序里没有 TextEncoder，所以自己数。 */
export function utf8Length(text: string): number {
  let length = 0;
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}

function amountProblem(fee: number | undefined, text: string, refundable: number): string | undefined {
  if (text.trim() === '') return REFUNDS.amountEmpty;
  if (fee === undefined) return REFUNDS.amountWrong;
  return fee > refundable ? REFUNDS.askMost(formatFee(refundable)) : undefined;
}

function reasonProblem(reason: string): string | undefined {
  if (reason === '') return REFUNDS.reasonEmpty;
  return utf8Length(reason) > REASON_MAX_BYTES ? REFUNDS.reasonLong : undefined;
}

/** @param refundable 还能退多少，分 */
export function checkRefundForm({ amount, reason }: RefundForm, refundable: number): CheckedForm {
  const fee = parseYuan(amount);
  // 换行等控制字符服务端不收，退款原因也用不着
  // eslint-disable-next-line no-control-regex
  const refund_desc = reason.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  const amountText = amountProblem(fee, amount, refundable);
  const reasonText = reasonProblem(refund_desc);
  if (fee !== undefined && amountText === undefined && reasonText === undefined) return { wish: { refund_fee: fee, refund_desc } };
  return {
    problems: { ...(amountText === undefined ? {} : { amount: amountText }), ...(reasonText === undefined ? {} : { reason: reasonText }) },
  };
}

const FIELDS: ReadonlyMap<string, RefundField> = new Map([
  ['out_trade_no', 'order'],
  ['refund_fee', 'amount'],
  ['refund_desc', 'reason'],
]);

/** 服务端的话是中文的：中文页面原样说，英文页面说得出哪一栏就行。 */
function wordsOf(field: RefundField, problem: string): string {
  if (language.value === 'zh') return problem;
  if (field === 'amount') return TOO_MUCH.test(problem) ? REFUNDS.amountTooMuch : REFUNDS.amountWrong;
  return field === 'reason' ? REFUNDS.reasonLong : REFUNDS.orderRefused;
}

/** 服务端的「参数错误：refund_fee 超过可退金额；…」→ 各栏的问题；一栏都认不出时为 undefined。 */
export function problemsFromServer(msg: string): FieldProblems | undefined {
  const problems: Partial<Record<RefundField, string>> = {};
  for (const part of msg.replace(PARAM_PREFIX, '').split(BETWEEN_FIELDS)) {
    const [, name = '', problem = ''] = /^(\w+) (.+)$/.exec(part) ?? [];
    const field = FIELDS.get(name);
    if (field) problems[field] = wordsOf(field, problem);
  }
  return Object.keys(problems).length > 0 ? problems : undefined;
}
