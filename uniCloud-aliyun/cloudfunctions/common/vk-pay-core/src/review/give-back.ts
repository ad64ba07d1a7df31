/**
 * 按策略退回的付款：多付的（同一笔业务已由另一张单付过）、迟到的（关闭之后才付，订单类型不再卖）。
 * 退款单号由订单号而来，所以做几次都是一笔。
 */
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { retryDelay } from '../ledger/retry';
import type { GiveBack, OrderRecord } from '../orders/record';
import { refundableFee } from '../orders/refundable';
import { ordersOf } from '../orders/store';
import { refundOrder } from '../refunds/refund';
import { refundsOf } from '../refunds/store';

interface Policy {
  readonly prefix: string;
  /** 写进退款单，付款人也看得到 */
  readonly reason: string;
  readonly operator: string;
  readonly title: string;
}
const POLICIES: Readonly<Record<GiveBack, Policy>> = {
  surplus: { prefix: 'SP', reason: '重复付款，自动退回', operator: 'surplus-policy', title: '多付的' },
  late: { prefix: 'LP', reason: '订单关闭之后才付款，自动退回', operator: 'late-policy', title: '关闭之后才付的' },
};

/** 该按策略退回的话，为什么。早先的版本只记了 surplus_of。 */
export function giveBackOf({ status, give_back, surplus_of }: OrderRecord): GiveBack | undefined {
  if (status !== 'SUCCESS') return undefined;
  return give_back ?? (surplus_of === undefined ? undefined : 'surplus');
}

export async function returnPayment(k: Kernel, order: OrderRecord, why: GiveBack): Promise<OrderRecord> {
  const orders = ordersOf(k);
  const { prefix, reason, operator, title } = POLICIES[why];
  const out_refund_no = `${prefix}${order.out_trade_no}`;
  const existing = await refundsOf(k).find(out_refund_no);
  const done = existing ? existing.status === 'SUCCESS' : refundableFee(order) < 1;
  if (done) return (await orders.write(order, { set: { next_query_date: 0 } })) ?? order;
  const attempts = order.query_attempts + 1;
  // 先排好下一次：余额不足之类的拒绝，补足之后自动再退。
  const scheduled = await orders.write(order, {
    set: { query_attempts: attempts, next_query_date: k.now() + retryDelay('task', attempts) },
  });
  if (!scheduled) return order;
  try {
    // 这时员工决定了照常办业务的，就不再退。
    const still = (latest: OrderRecord): boolean => giveBackOf(latest) === why;
    await refundOrder(k, scheduled, { out_refund_no, reason, operator, still }, existing);
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    await k.journal.alert({
      kind: `${why}-not-returned`,
      level: 'critical',
      out_trade_no: order.out_trade_no,
      fact: error.gatewayCode ?? error.kind,
      message: `${title}还没有退成：${error.gatewayCode ?? error.message}`,
      ...(error.gatewayCode === undefined ? {} : { figures: { gateway_code: error.gatewayCode } }),
    });
  }
  return (await orders.find(order._id)) ?? scheduled;
}
