/** 转人工：网关一直说不清的订单交给人。先告警、后改状态：倒在中间的，下一次再来也只有一条告警。 */
import type { OrderSource } from '../../../../../../common/contract/payments/order';
import type { Kernel } from '../kernel/kernel';
import { contend, LostRace } from '../ledger/conflict';
import type { OrderRecord } from '../orders/record';
import { isOpen } from '../orders/refresh';
import { ordersOf } from '../orders/store';

/** 没有结论的订单 → REVIEW；已有结论的原样返回。@throws 告警落不了盘 */
export async function escalate(k: Kernel, first: OrderRecord, review_reason: string, source: OrderSource): Promise<OrderRecord> {
  if (!isOpen(first)) return first;
  await k.journal.alert({
    kind: 'order-unresolved',
    level: 'critical',
    out_trade_no: first.out_trade_no,
    message: `${review_reason}，转人工`,
  });
  return contend(k, async (attempt) => {
    const order = attempt === 0 ? first : await ordersOf(k).require(first._id);
    if (!isOpen(order)) return order;
    // 撤销做到一半的，结局仍由定时任务问出来。
    const next_query_date = order.cancel?.status === 'ASKED' ? order.next_query_date : 0;
    const written = await ordersOf(k).write(
      order,
      { set: { next_query_date, review_reason } },
      { to: 'REVIEW', reason: 'unresolved', source },
    );
    if (!written) throw new LostRace();
    return written;
  });
}
