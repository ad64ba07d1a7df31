/**
 * 一次退款请求：单号先定好、先记下，再发出去。
 * 没有等到答复就不算结束：同一张订单再退时仍用同一个单号与金额，所以钱不会退两次；页面刷新也记得。
 */
import { ERROR_CATALOGUE } from '../../contract/errors';
import type { RefundAnswer } from '../../contract/refunds/services';
import type { RefundView } from '../../contract/refunds/refund-view';
import { DEVICE_KEYS, rememberedList } from '../shell/device-memory';
import { describeFailure, type Failure } from '../shell/errors';
import { newRefundNumber } from '../pay/order-number';
import type { RefundWish } from '../refunds/refund-wish';
import { callService, type CallService } from '../shell/services';

export interface RefundAttempt extends RefundWish {
  readonly out_trade_no: string;
  readonly out_refund_no: string;
}

/**
 * - `answered` 服务端收下了（退款本身可能还在处理） · `refused` 服务端明确说不行，这个单号作废
 * - `turned-away` 在门口被拦下（登录、权限、太频繁），这次请求没有被处理
 * - `lost` 没有答复：可能已经退了，只能用同一个单号再问
 */
export type AttemptEnd =
  | { readonly kind: 'answered'; readonly answer: RefundAnswer }
  | { readonly kind: 'refused' | 'turned-away' | 'lost'; readonly failure: Failure };

export interface AttemptPorts {
  readonly call: CallService;
  readonly newNumber: () => Promise<string>;
}

const DEFAULT_PORTS: AttemptPorts = { call: callService, newNumber: () => newRefundNumber() };

const list = rememberedList<RefundAttempt>(DEVICE_KEYS.refunds, 20);

/** 这张订单上还没有等到答复的那一次。 */
export function lostAttempt(out_trade_no: string): RefundAttempt | undefined {
  return list.all().find((row) => row.out_trade_no === out_trade_no);
}

export function forgetAttempt({ out_refund_no }: Pick<RefundAttempt, 'out_refund_no'>): void {
  list.replace(list.all().filter((row) => row.out_refund_no !== out_refund_no));
}

/** 服务端的退款列表里已经有这个单号，就是等到了答复。@returns 仍没有答复的那一次 */
export function reconcileAttempt(out_trade_no: string, refunds: readonly RefundView[]): RefundAttempt | undefined {
  const lost = lostAttempt(out_trade_no);
  if (!lost || !refunds.some(({ out_refund_no }) => out_refund_no === lost.out_refund_no)) return lost;
  forgetAttempt(lost);
  return undefined;
}

const REFUSALS: readonly number[] = [ERROR_CATALOGUE.PARAM.code, ERROR_CATALOGUE.ORDER_NOT_FOUND.code, ERROR_CATALOGUE.BALANCE.code];
const AT_THE_DOOR: readonly number[] = [ERROR_CATALOGUE.PERMISSION.code, ERROR_CATALOGUE.RATE_LIMIT.code];

/** 这次失败说明了什么；转账也照这样认。 */
export function attemptEnd(failure: Failure): 'refused' | 'turned-away' | 'lost' {
  if (failure.kind === 'login' || AT_THE_DOOR.includes(failure.code)) return 'turned-away';
  // 认不准的一律当作没有答复：用同一个单号再问一次没有坏处，换号却可能退两次
  return REFUSALS.includes(failure.code) ? 'refused' : 'lost';
}

/** 退款。已有没等到答复的一次时，不论这次想退多少，都只把那一次问清楚。从不抛出。 */
export async function sendRefund(
  out_trade_no: string,
  wish: RefundWish,
  unanswered: RefundAttempt | undefined,
  ports: AttemptPorts = DEFAULT_PORTS,
): Promise<{ readonly attempt: RefundAttempt; readonly end: AttemptEnd }> {
  const earlier = unanswered ?? lostAttempt(out_trade_no);
  const attempt: RefundAttempt = earlier ?? { out_trade_no, ...wish, out_refund_no: await ports.newNumber() };
  list.replace([attempt, ...list.all().filter((row) => row.out_refund_no !== attempt.out_refund_no)]);
  try {
    const answer = await ports.call('refund', { ...attempt });
    forgetAttempt(attempt);
    return { attempt, end: { kind: 'answered', answer } };
  } catch (thrown) {
    const failure = describeFailure(thrown);
    const kind = attemptEnd(failure);
    // 第一次就被拦在门口：没有发生过；以前没等到答复的那次则仍然不明
    if (kind === 'refused' || (kind === 'turned-away' && !earlier)) forgetAttempt(attempt);
    return { attempt, end: { kind, failure } };
  }
}
