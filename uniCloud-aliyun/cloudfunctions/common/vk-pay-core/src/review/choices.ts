/** 一张等人处理的订单可以怎么办：由刚问到的网关事实决定，不由人的印象决定；账号已拿掉的，由记录里的事实决定。 */
import type { ReviewAct } from '../../../../../../common/contract/review/acts';
import { findMismatch } from '../orders/match';
import { isFree, type OrderRecord } from '../orders/record';
import { refundableFee } from '../orders/refundable';
import type { TradeFacts } from '../providers/provider';

/** 钱到了、业务没有办，而且不会自己去办：迟到的付款留给人的、多付的、处理失败的。 */
function choicesForHeld(order: OrderRecord, facts: TradeFacts): readonly ReviewAct[] {
  if (facts.state !== 'SUCCESS' && facts.state !== 'REFUND') return [];
  // 一次也没办过、钱又在退或退过的，再办就是既发货又退款；办到一半失败的，退一部分不妨碍接着办。
  const untouched = order.refunding_fee === 0 && order.refund_fee === 0 && facts.state === 'SUCCESS';
  const left = refundableFee(order) > 0;
  const fulfil = order.fulfil.status === 'FAILED' ? left : untouched;
  return [...(fulfil ? (['fulfil'] as const) : []), ...(left ? (['refund'] as const) : []), ...(fulfil ? (['write_off'] as const) : [])];
}

/** 网关亲口说过这张单收到钱。 */
const heardPaid = ({ history }: OrderRecord): boolean =>
  history.some(({ to, reason }) => to === 'SUCCESS' || (to === 'REVIEW' && reason === 'mismatch'));

/** 业务等着办而没有人在办。 */
const waits = ({ fulfil }: OrderRecord): boolean => (fulfil.status === 'NONE' || fulfil.status === 'FAILED') && fulfil.lease === undefined;

/**
 * 账号已从配置里拿掉，再也问不到网关：只剩不动钱的做法，人查过商户平台之后写明理由。
 * 网关说过收到钱的不能当作没人付而关闭。
 */
export function choicesWithoutAccount(order: OrderRecord): readonly ReviewAct[] {
  // 退款没有结论的，先了结那笔退款：多少钱退了由它说。
  if (order.refunding_fee > 0) return [];
  if (order.status === 'REVIEW') return heardPaid(order) ? ['write_off'] : ['close', 'write_off'];
  return order.status === 'SUCCESS' && waits(order) ? ['write_off'] : [];
}

/** 没有钱的事：只有业务办不办。 */
function choicesForFree(order: OrderRecord): readonly ReviewAct[] {
  if (order.status === 'REVIEW') return ['settle', 'close'];
  return order.status === 'SUCCESS' && waits(order) ? ['fulfil', 'write_off'] : [];
}

/** @param facts 刚问到的事实；问不到时为 undefined，那就什么也不能做 */
export function choicesFor(order: OrderRecord, facts: TradeFacts | undefined): readonly ReviewAct[] {
  if (facts === undefined || order.cancel?.status === 'ASKED') return [];
  if (isFree(order)) return choicesForFree(order);
  if (order.status === 'SUCCESS') {
    return waits(order) ? choicesForHeld(order, facts) : [];
  }
  // 退款正在路上：等它有结论，不然会退两次、或既入账又退款。
  if (order.status !== 'REVIEW' || order.refunding_fee > 0) return [];
  switch (facts.state) {
    case 'SUCCESS':
      // 金额、应用对不上的，只能退回：不能拿别的钱当这张单的钱。
      return findMismatch({ ...order, transaction_id: facts.transaction_id }, facts) === undefined ? ['settle', 'refund'] : ['refund'];
    case 'REFUND':
      // 网关只说「退过」，不说退了多少：其余的可以再退；确知全退了的由人记账。
      return ['refund', 'write_off'];
    case 'CLOSED':
    case 'NOT_EXIST':
    case 'NOTPAY':
      return ['close'];
    case 'UNKNOWN':
      return [];
  }
}
