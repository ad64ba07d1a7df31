/** 服务端的答复说付了没有。只认服务端：客户端的支付窗口说什么都不算。 */
import type { Answer } from './action';
import { COMPAT } from './words';

export interface Verdict {
  readonly paid: boolean;
  /** 交给回调的：答复，没有话的补一句 */
  readonly answer: Answer;
}

/** -1 已关闭 · 0 未支付 · 1 已支付 · 2 部分退款 · 3 全额退款（两家文档相同） */
const REFUNDED = 3;

const said = (answer: Answer, key: 'msg' | 'errMsg', words: string): Answer => {
  const text = answer[key];
  return typeof text === 'string' && !['', 'ok', 'success'].includes(text) ? answer : { ...answer, [key]: words };
};

function verdictOf(answer: Answer, paidKey: 'orderPaid' | 'has_paid', textKey: 'msg' | 'errMsg'): Verdict {
  if (answer['status'] === REFUNDED) return { paid: false, answer: { ...answer, [textKey]: COMPAT.refunded } };
  const paid = answer[paidKey] === true;
  return { paid, answer: said(answer, textKey, paid ? COMPAT.paid : COMPAT.notPaid) };
}

/** vk-uni-pay 的 queryPayment */
export const vkVerdict = (answer: Answer): Verdict => verdictOf(answer, 'orderPaid', 'msg');
/** uni-pay-co 的 getOrder */
export const uniPayVerdict = (answer: Answer): Verdict => verdictOf(answer, 'has_paid', 'errMsg');
