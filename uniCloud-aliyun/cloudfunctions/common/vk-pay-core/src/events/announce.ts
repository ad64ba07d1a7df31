/**
 * 状态变化 → 要送的事件。变化与「还有事件没列出来」的记号在同一次写入里（ledger/machine 的 alongside），履历就是发件箱：
 * 这里照履历把每一步列成一行事件，编号由单号与第几步而来，列几次都是一行；列完才抹掉记号。
 */
import { createHash } from 'node:crypto';
import type { EventKind } from '../../../../../../common/contract/events/events';
import type { HistoryEntry, OrderStatus } from '../../../../../../common/contract/payments/order';
import type { Kernel } from '../kernel/kernel';
import type { OrderRecord } from '../orders/record';
import { paidFee } from '../orders/refundable';
import { ordersOf } from '../orders/store';
import type { RefundRecord } from '../refunds/record';
import { refundsOf } from '../refunds/store';
import type { EventRecord } from './record';
import { eventsOf } from './store';

const KINDS: Readonly<Partial<Record<OrderStatus, EventKind>>> = { SUCCESS: 'paid', CLOSED: 'closed', REFUND: 'refunded' };

const idOf = (number: string, step: number): string =>
  `evt_${createHash('sha256').update(`${number}\n${step}`).digest('base64url').slice(0, 27)}`;

type About = Pick<EventRecord, '_id' | 'kind' | 'type' | 'out_trade_no' | 'user_id'> & { readonly out_refund_no?: string };

function eventOf(k: Kernel, about: About, at: number, data: object): EventRecord {
  const now = k.now();
  return {
    ...about,
    body: JSON.stringify({ type: `payment.${about.kind}`, timestamp: new Date(at).toISOString(), data }),
    status: 'PENDING',
    attempts: 0,
    next_date: now,
    sending_until: 0,
    tries: [],
    version: 1,
    create_date: now,
  };
}

function orderEvent(k: Kernel, order: OrderRecord, { to, reason, at }: HistoryEntry, step: number): EventRecord | undefined {
  const kind = KINDS[to];
  // 退完而成的 REFUND，由退款单自己说。
  if (!kind || reason === 'refunded_in_full') return undefined;
  const { out_trade_no, type, user_id, provider, transaction_id, pay_date, late, surplus_of, custom } = order;
  return eventOf(k, { _id: idOf(order._id, step), kind, type, out_trade_no, user_id }, at, {
    out_trade_no,
    type,
    user_id,
    provider,
    custom,
    total_fee: kind === 'closed' ? order.total_fee : paidFee(order),
    ...(kind === 'refunded' ? { refund_fee: order.refund_fee } : {}),
    ...(transaction_id ? { transaction_id } : {}),
    ...(kind === 'closed' || pay_date === undefined ? {} : { pay_date }),
    ...(kind === 'paid' && late ? { late } : {}),
    ...(kind === 'paid' && surplus_of ? { surplus_of } : {}),
  });
}

/** 列出一张订单还没列的；被别人抢先就算了，记号还在，下一轮再来。 */
export async function announceOrder(k: Kernel, order: OrderRecord): Promise<boolean> {
  const from = order.events_from ?? 0;
  for (const [index, entry] of order.history.entries()) {
    const event = index < from ? undefined : orderEvent(k, order, entry, index);
    if (event) await eventsOf(k).addOnce(event);
  }
  return (await ordersOf(k).write(order, { set: { event_date: 0 } })) !== undefined;
}

export async function announceRefund(k: Kernel, refund: RefundRecord): Promise<boolean> {
  const { out_trade_no, out_refund_no, type, user_id, provider, refund_fee, refunded_fee, total_fee, refund_date, reason } = refund;
  for (const [index, entry] of refund.history.entries()) {
    if (index < (refund.events_from ?? 0) || entry.to !== 'SUCCESS') continue;
    const about = { _id: idOf(refund._id, index), kind: 'refunded', type, out_trade_no, out_refund_no, user_id } as const;
    const data = { out_trade_no, out_refund_no, type, user_id, provider, refund_fee, refunded_fee, total_fee, refund_date, reason };
    await eventsOf(k).addOnce(eventOf(k, about, entry.at, data));
  }
  return (await refundsOf(k).write(refund, { set: { event_date: 0 } })) !== undefined;
}
