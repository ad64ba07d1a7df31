/** 订单 → 给人看的样子。 */
import type { HistoryEntry } from '../../../../../../common/contract/payments/order';
import type { OrderView } from '../../../../../../common/contract/payments/order-view';
import type { OrderRecord } from './record';
import { withoutSealed } from './open-sealed';

/** 谁处理的、写了什么理由，是给员工看的。 */
const publicEntry = ({ from, to, reason, source, at, requestId }: HistoryEntry): HistoryEntry => ({
  from,
  to,
  reason,
  source,
  at,
  requestId,
});

/** 给员工看的：履历里连同谁处理的与理由。 */
export function viewOrderForStaff(order: OrderRecord): OrderView {
  return { ...viewOrder(order), history: order.history };
}

export function viewOrder(order: OrderRecord): OrderView {
  return {
    out_trade_no: order.out_trade_no,
    provider: order.provider,
    platform: order.platform,
    pay_type: order.pay_type,
    type: order.type,
    subject: order.subject,
    total_fee: order.total_fee,
    ...(order.free ? { free: true } : {}),
    refund_fee: order.refund_fee,
    refunding_fee: order.refunding_fee,
    ...(order.intent ? { intent: order.intent.custom ? { custom: withoutSealed(order.intent.custom) } : {} } : {}),
    status: order.status,
    fulfil_status: order.fulfil.status,
    ...(order.transaction_id ? { transaction_id: order.transaction_id } : {}),
    create_date: order.create_date,
    expire_date: order.expire_date,
    ...(order.pay_date === undefined ? {} : { pay_date: order.pay_date }),
    history: order.history.map(publicEntry),
  };
}
