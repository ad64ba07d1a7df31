/**
 * 状态变化 → 要送的事件。变化与「还有事件没列出来」的记号在同一次写入里（ledger/machine 的 alongside），履历就是发件箱：
 * 这里照履历把每一步列成一行事件，编号由单号与第几步而来，列几次都是一行；列完才抹掉记号。
 */
import { createHash } from 'node:crypto';
import { EVENT_NAMES, TRANSFER_EVENTS, type EventKind } from '../../../../../../common/contract/events/events';
import type { HistoryEntry, OrderStatus } from '../../../../../../common/contract/payments/order';
import type { TransferStatus } from '../../../../../../common/contract/transfers/transfer';
import type { Kernel } from '../kernel/kernel';
import type { OrderRecord } from '../orders/record';
import { paidFee } from '../orders/refundable';
import { ordersOf } from '../orders/store';
import type { RefundRecord } from '../refunds/record';
import { refundsOf } from '../refunds/store';
import type { TransferRecord } from '../transfers/record';
import { transfersOf } from '../transfers/store';
import type { EventRecord } from './record';
import { eventsOf } from './store';

const KINDS: Readonly<Partial<Record<OrderStatus, EventKind>>> = { SUCCESS: 'paid', CLOSED: 'closed', REFUND: 'refunded' };

const idOf = (number: string, step: number): string =>
  `evt_${createHash('sha256').update(`${number}\n${step}`).digest('base64url').slice(0, 27)}`;

type About = Pick<EventRecord, '_id' | 'kind' | 'type' | 'out_trade_no' | 'user_id'> & { readonly out_refund_no?: string };

/** 列的那一刻。 */
type Moment = Pick<Kernel, 'now'>;

function eventOf(k: Moment, about: About, at: number, data: object): EventRecord {
  const now = k.now();
  return {
    ...about,
    body: JSON.stringify({ type: EVENT_NAMES[about.kind], timestamp: new Date(at).toISOString(), data }),
    status: 'PENDING',
    attempts: 0,
    next_date: now,
    sending_until: 0,
    tries: [],
    version: 1,
    create_date: now,
  };
}

function orderEvent(k: Moment, order: OrderRecord, { to, reason, at }: HistoryEntry, step: number): EventRecord | undefined {
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

/** 一张订单还没列的。 */
export const orderEvents = (k: Moment, order: OrderRecord): EventRecord[] =>
  order.history.flatMap((entry, step) => (step < (order.events_from ?? 0) ? [] : (orderEvent(k, order, entry, step) ?? [])));

/** 列出一张订单还没列的；被别人抢先就算了，记号还在，下一轮再来。 */
export async function announceOrder(k: Kernel, order: OrderRecord): Promise<boolean> {
  for (const event of orderEvents(k, order)) await eventsOf(k).addOnce(event);
  return (await ordersOf(k).write(order, { set: { event_date: 0 } })) !== undefined;
}

export function refundEvents(k: Moment, refund: RefundRecord): EventRecord[] {
  const { out_trade_no, out_refund_no, type, user_id, provider, refund_fee, refunded_fee, total_fee, refund_date, reason } = refund;
  return refund.history.flatMap((entry, step): EventRecord[] => {
    if (step < (refund.events_from ?? 0) || entry.to !== 'SUCCESS') return [];
    const about = { _id: idOf(refund._id, step), kind: 'refunded', type, out_trade_no, out_refund_no, user_id } as const;
    const data = { out_trade_no, out_refund_no, type, user_id, provider, refund_fee, refunded_fee, total_fee, refund_date, reason };
    return [eventOf(k, about, entry.at, data)];
  });
}

export async function announceRefund(k: Kernel, refund: RefundRecord): Promise<boolean> {
  for (const event of refundEvents(k, refund)) await eventsOf(k).addOnce(event);
  return (await refundsOf(k).write(refund, { set: { event_date: 0 } })) !== undefined;
}

const TRANSFER_KINDS: Readonly<Partial<Record<TransferStatus, EventKind>>> = {
  SUCCESS: 'transfer_paid',
  FAILED: 'transfer_failed',
  CANCELLED: 'transfer_cancelled',
};

/** 一笔转账有了结论：付成、没有付成、撤销。收款人的编号与姓名不在其中。 */
export function transferEvents(k: Moment, transfer: TransferRecord): EventRecord[] {
  const { _id, user_id, provider, transfer_fee, content, transfer_bill_no, failure } = transfer;
  return transfer.history.flatMap((entry, step): EventRecord[] => {
    const kind = step < (transfer.events_from ?? 0) ? undefined : TRANSFER_KINDS[entry.to];
    if (!kind) return [];
    const about = { _id: idOf(_id, step), kind, type: TRANSFER_EVENTS, out_trade_no: _id, user_id } as const;
    const data = {
      out_bill_no: _id,
      user_id,
      provider,
      transfer_fee,
      remark: content.remark,
      finish_date: entry.at,
      ...(transfer_bill_no ? { transfer_bill_no } : {}),
      ...(entry.to === 'FAILED' && failure?.gateway_code ? { fail_reason: failure.gateway_code } : {}),
    };
    return [eventOf(k, about, entry.at, data)];
  });
}

export async function announceTransfer(k: Kernel, transfer: TransferRecord): Promise<boolean> {
  for (const event of transferEvents(k, transfer)) await eventsOf(k).addOnce(event);
  return (await transfersOf(k).write(transfer, { set: { event_date: 0 } })) !== undefined;
}
