/** 多付的退回：同一笔业务已由另一张单付过，按设置自动退；退款单号由订单号而来，所以做几次都是一笔。 */
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { retryDelay } from '../ledger/retry';
import type { OrderRecord } from '../orders/record';
import { refundableFee } from '../orders/refundable';
import { ordersOf } from '../orders/store';
import { refundOrder } from '../refunds/refund';
import { refundsOf } from '../refunds/store';

/** 记在退款单上的操作人 */
const OPERATOR = 'surplus-policy';

export async function returnSurplus(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  const orders = ordersOf(k);
  const out_refund_no = `SP${order._id}`;
  const existing = await refundsOf(k).find(out_refund_no);
  const done = existing ? existing.status === 'SUCCESS' : refundableFee(order) < 1;
  if (done || order.status !== 'SUCCESS') return (await orders.write(order, { set: { next_query_date: 0 } })) ?? order;
  const attempts = order.query_attempts + 1;
  // 先排好下一次：余额不足之类的拒绝，补足之后自动再退。
  const scheduled = await orders.write(order, {
    set: { query_attempts: attempts, next_query_date: k.now() + retryDelay('task', attempts) },
  });
  if (!scheduled) return order;
  try {
    await refundOrder(k, scheduled, { out_refund_no, reason: '重复付款，自动退回', operator: OPERATOR }, existing);
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    await k.journal.alert({
      kind: 'surplus-not-returned',
      level: 'critical',
      out_trade_no: order._id,
      fact: error.gatewayCode ?? error.kind,
      message: `多付的还没有退成：${error.gatewayCode ?? error.message}`,
    });
  }
  return (await orders.find(order._id)) ?? scheduled;
}
