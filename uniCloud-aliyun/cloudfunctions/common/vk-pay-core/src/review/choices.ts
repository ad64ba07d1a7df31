/** 一张等人处理的订单可以怎么办：由刚问到的网关事实决定，不由人的印象决定。 */
import type { ReviewAct } from '../../../../../../common/contract/services';
import { findMismatch } from '../orders/match';
import type { OrderRecord } from '../orders/record';
import type { TradeFacts } from '../providers/provider';

/** 钱到了、业务没有办，而且不会自己去办：迟到的付款留给人的、多付的、处理失败的。 */
function awaitsPerson(order: OrderRecord): boolean {
  return order.status === 'SUCCESS' && (order.fulfil.status === 'NONE' || order.fulfil.status === 'FAILED');
}

/** @param facts 刚问到的事实；问不到时为 undefined，那就什么也不能做 */
export function choicesFor(order: OrderRecord, facts: TradeFacts | undefined): readonly ReviewAct[] {
  if (facts === undefined || order.cancel?.status === 'ASKED') return [];
  if (awaitsPerson(order)) return facts.state === 'SUCCESS' || facts.state === 'REFUND' ? ['fulfil', 'refund'] : [];
  if (order.status !== 'REVIEW') return [];
  switch (facts.state) {
    case 'SUCCESS':
      // 金额、应用对不上的，只能退回：不能拿别的钱当这张单的钱。
      return findMismatch({ ...order, transaction_id: facts.transaction_id }, facts) === undefined ? ['settle', 'refund'] : ['refund'];
    case 'REFUND':
      return ['refund'];
    case 'CLOSED':
    case 'NOT_EXIST':
    case 'NOTPAY':
      return ['close'];
    case 'UNKNOWN':
      return [];
  }
}
