/** 就近显示在按钮旁边的话：出了什么事、接下来怎么办。 */
import { ERROR_CATALOGUE } from '../../contract/errors';
import type { Failure } from '../shell/errors';
import { SAFE_TO_RETRY } from '../shell/report';

export interface Trouble {
  readonly tone: 'info' | 'warning' | 'danger';
  readonly text: string;
  readonly detail?: string;
}

/** 客服要的请求编号；没有就说下一步。 */
export function requestNote({ requestId, action }: Failure): string {
  return requestId ? `请求编号 ${requestId}` : action;
}

/** 不明的不说成失败。 */
export function troubleOf(failure: Failure): Trouble {
  if (failure.unknown && failure.code !== ERROR_CATALOGUE.BUSY.code)
    return { tone: 'warning', text: `${failure.msg}，结果还不清楚`, detail: SAFE_TO_RETRY };
  return { tone: 'danger', text: failure.msg, detail: requestNote(failure) };
}

export const TROUBLES = {
  cancelled: { tone: 'warning', text: '付款已取消，没有扣款', detail: '可以再次确认支付，或换一种方式。' },
  codeCancelled: { tone: 'info', text: '这一笔已取消，没有扣款', detail: '可以换一种方式，或再次确认支付。' },
  otherDevice: { tone: 'info', text: '这笔订单原来是用另一种方式付的', detail: '已经换成在这里付款的新单号，原来的不能再付，不会付两次。' },
  expired: { tone: 'info', text: '上一笔付款已过期', detail: '没有扣款，再次确认会重新下单。' },
  notYet: { tone: 'warning', text: '还没有收到付款', detail: '如果已经付完，请稍候片刻；没有付的话可以再次确认支付。' },
} as const satisfies Record<string, Trouble>;
