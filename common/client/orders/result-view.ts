/** 结果页说什么：由服务端的答复决定，客户端的线索只影响等待时的措辞。 */
import type { QueryPaymentAnswer } from '../../contract/services';
import type { Failure } from '../shell/errors';
import { refundedText } from './order-words';
import type { ResultHint } from '../shell/pages';

export interface ResultView {
  readonly state: 'success' | 'waiting' | 'unpaid' | 'closed' | 'refunded' | 'review' | 'login' | 'failed';
  readonly title: string;
  readonly text: string;
  readonly action?: string;
  readonly requestId?: string;
}

export interface ResultFacts {
  readonly answer: QueryPaymentAnswer | undefined;
  readonly failure: Failure | undefined;
  readonly hint: ResultHint | undefined;
  /** 已经问过几次 */
  readonly asked: number;
}

/** 从收银台回来、问过这么多次仍没到账，就当作没付（仍在后台继续问）。 */
const ASKS_BEFORE_UNPAID = 3;

const PAID_TEXT = {
  NONE: '',
  PENDING: '商家正在处理您的订单，请稍候。',
  DONE: '',
  FAILED: '钱已收到，订单处理遇到问题，商家会尽快补上，请勿重复付款。',
} as const;

function presentFailure({ kind, msg, action, requestId, unknown }: Failure): ResultView {
  if (kind === 'login') return { state: 'login', title: '请先登录', text: '登录后就能看到这笔付款的结果。' };
  if (unknown)
    return {
      state: 'waiting',
      title: '结果确认中',
      text: `${msg}。如果已经付款，钱是安全的；连上后会自动更新。`,
      ...(requestId ? { requestId } : {}),
    };
  return { state: 'failed', title: '没有查到结果', text: msg, action, ...(requestId ? { requestId } : {}) };
}

/** 还没问到任何结果时为 undefined（显示骨架）。 */
export function presentResult({ answer, failure, hint, asked }: ResultFacts): ResultView | undefined {
  if (failure) return presentFailure(failure);
  if (!answer) return undefined;
  const { order, trade_state } = answer;
  switch (trade_state) {
    case 'SUCCESS':
      // 退过一部分的也是付成了；退了多少、还在退多少要说清楚
      if (refundedText(order) !== '')
        return { state: 'success', title: '支付成功', text: `${refundedText(order)}，款项原路退回，到账时间以支付平台为准。` };
      return { state: 'success', title: '支付成功', text: PAID_TEXT[order.fulfil_status] };
    case 'REFUND':
      return { state: 'refunded', title: '已退款', text: `${refundedText(order)}，款项原路退回，到账时间以支付平台为准。` };
    case 'CLOSED':
      return { state: 'closed', title: '订单已关闭', text: '没有扣款。如果还想购买，请重新下单。' };
    case 'REVIEW':
      return {
        state: 'review',
        title: '付款核对中',
        text: '我们收到了这笔付款，正在人工核对，请不要重复付款。',
        action: '有疑问请联系客服，并提供下面的订单号。',
      };
    case 'NOTPAY':
    case 'PROCESSING':
      break;
    default:
      // 服务端比前端新：认不出的状态不能说成成功或失败
      return { state: 'waiting', title: '结果确认中', text: '请稍候，结果会自动更新。' };
  }
  const saysPaid = hint === 'paid';
  if (!saysPaid && (hint === 'cancel' || asked >= ASKS_BEFORE_UNPAID)) {
    return { state: 'unpaid', title: '未支付', text: '还没有收到付款。如果您刚刚付过，请稍候，结果会自动更新，不要重复付款。' };
  }
  return { state: 'waiting', title: '结果确认中', text: '正在向支付平台核实。如果已经付款，钱是安全的，到账后这里会自动更新。' };
}
