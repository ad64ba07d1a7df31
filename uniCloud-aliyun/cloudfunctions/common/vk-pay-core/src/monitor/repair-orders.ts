/** 补漏：到期该查的订单逐一向网关求证——回调丢了也能到账；过期未付的负责关掉；25 小时仍不明的交给人。 */
import { PayError, toPayError } from '../kernel/pay-error';
import type { Kernel } from '../kernel/kernel';
import { closeOrder } from '../orders/close';
import { fulfil } from '../orders/fulfil';
import { askGateway, isOpen, postpone, refresh } from '../orders/refresh';
import { settle, transit } from '../orders/settle';
import type { TradeFacts } from '../providers/provider';
import type { OrderRecord } from '../orders/record';
import { runBatch, type JobResult } from './jobs';

const BATCH = 100;
/** 网关最长的重发期约 24 小时，再加一小时仍没有结论就不再自动处理。 */
const UNRESOLVED_MS = 25 * 3_600_000;

/** 提前关闭的订单，付款期限过后的最后一眼：有人付了就是迟到的支付，没有就不再看。 */
async function lookOnceMore(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  let facts: TradeFacts;
  try {
    facts = await askGateway(k, order);
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return postpone(k, order);
  }
  const settled = await settle(k, order, facts, 'query');
  if (settled.moved) return fulfil(k, settled.order);
  return (await k.orders.swap(settled.order, { next_query_date: 0, update_date: k.now() })) ?? settled.order;
}

async function repair(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  if (order.status === 'CLOSED') return lookOnceMore(k, order);
  const { order: fresh } = await refresh(k, order);
  if (!isOpen(fresh)) return fulfil(k, fresh);
  if (fresh.expire_date > k.now()) return fresh;
  try {
    return await closeOrder(k, fresh);
  } catch (error) {
    // 能关清楚的就关，无论多晚（定时任务可能停过几天）；只有一直说不清的才交给人。
    if (!(error instanceof PayError) || k.now() - fresh.create_date < UNRESOLVED_MS) throw error;
    return escalate(k, (await k.orders.find(fresh._id)) ?? fresh);
  }
}

async function escalate(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  if (!isOpen(order)) return order;
  await k.logs.alert({
    kind: 'order-unresolved',
    level: 'critical',
    out_trade_no: order._id,
    message: '25 小时仍无法确定支付结果，转人工',
  });
  return (
    (await transit(k, order, 'REVIEW', 'unresolved', 'query', {
      update_date: k.now(),
      next_query_date: 0,
      review_reason: '25 小时仍无法确定支付结果',
    })) ?? order
  );
}

export async function repairOrders(k: Kernel, deadline: number): Promise<JobResult> {
  return runBatch(k, await k.orders.dueForQuery(k.now(), BATCH), deadline, async (order) => {
    try {
      return (await repair(k, order)).status !== order.status;
    } catch (thrown) {
      // 排期已后移，下一轮再来。
      await k.logs.error(toPayError(thrown), { type: 'monitor', out_trade_no: order._id });
      throw thrown;
    }
  });
}
