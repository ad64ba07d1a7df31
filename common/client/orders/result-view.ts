/** 结果页说什么：由服务端的答复决定，客户端的线索只影响等待时的措辞。 */
import type { QueryPaymentAnswer } from '../../contract/payments/query';
import type { Failure } from '../shell/errors';
import { refundedText } from './order-words';
import type { ResultHint } from '../shell/pages';
import { SHELL } from '../words/shell';
import { ORDERS } from '../words/orders';

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
  get PENDING() {
    return ORDERS.handling;
  },
  DONE: '',
  get FAILED() {
    return ORDERS.handlingFailed;
  },
} as const;

function presentFailure({ kind, msg, action, requestId, unknown }: Failure): ResultView {
  if (kind === 'login') return { state: 'login', title: SHELL.signInFirst, text: ORDERS.signInForResult };
  if (unknown)
    return {
      state: 'waiting',
      title: ORDERS.resultWaiting,
      text: ORDERS.resultUnclear(msg),
      ...(requestId ? { requestId } : {}),
    };
  return { state: 'failed', title: ORDERS.resultNone, text: msg, action, ...(requestId ? { requestId } : {}) };
}

/** 还没问到任何结果时为 undefined（显示骨架）。 */
export function presentResult({ answer, failure, hint, asked }: ResultFacts): ResultView | undefined {
  if (failure) return presentFailure(failure);
  if (!answer) return undefined;
  const { order, trade_state } = answer;
  switch (trade_state) {
    case 'SUCCESS':
      // 退过一部分的也是付成了；退了多少、还在退多少要说清楚
      if (refundedText(order) !== '') return { state: 'success', title: ORDERS.resultPaid, text: ORDERS.backTheWay(refundedText(order)) };
      return { state: 'success', title: order.free ? ORDERS.resultFree : ORDERS.resultPaid, text: PAID_TEXT[order.fulfil_status] };
    case 'REFUND':
      return { state: 'refunded', title: ORDERS.refunded, text: ORDERS.backTheWay(refundedText(order)) };
    case 'CLOSED':
      return { state: 'closed', title: ORDERS.wasClosed, text: ORDERS.resultClosedText };
    case 'REVIEW':
      return {
        state: 'review',
        title: ORDERS.resultReview,
        text: ORDERS.resultReviewText,
        action: ORDERS.resultReviewNext,
      };
    case 'NOTPAY':
    case 'PROCESSING':
      break;
    default:
      // 服务端比前端新：认不出的状态不能说成成功或失败
      return { state: 'waiting', title: ORDERS.resultWaiting, text: ORDERS.resultWaitingText };
  }
  const saysPaid = hint === 'paid';
  if (!saysPaid && (hint === 'cancel' || asked >= ASKS_BEFORE_UNPAID)) {
    return { state: 'unpaid', title: ORDERS.resultUnpaid, text: ORDERS.resultUnpaidText };
  }
  return { state: 'waiting', title: ORDERS.resultWaiting, text: ORDERS.resultAskingText };
}
