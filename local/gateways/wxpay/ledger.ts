/**
 * 网关自己的账本：订单、退款、通知。测试拿它当作真相与我们的数据库比较。
 * 订单七天未付自动关闭、退款到时间出结果，都在读取时按时钟推进。
 */
import type { Collection, DocumentStore } from '../kit/document-store';
import type { BillDownload, Notification, Order, Refund } from './model';
import type { EventDetail } from './options';

const ORDER_LIFE_MS = 7 * 24 * 3600_000;

/** 测试与演示的只读入口。 */
export interface LedgerView {
  /** 多个商户用了同一个号时必须给 mchid */
  order(outTradeNo: string, mchid?: string): Order | undefined;
  orders(): readonly Order[];
  refund(outRefundNo: string, mchid?: string): Refund | undefined;
  refunds(outTradeNo?: string): readonly Refund[];
  notifications(outTradeNo?: string): readonly Notification[];
}

export class Ledger implements LedgerView {
  private readonly orderDocs: Collection<Order>;
  private readonly refundDocs: Collection<Refund>;
  private readonly refundsOfOrder: Collection<{ outRefundNos: string[] }>;
  /** prepay_id、pr、transaction_id、refund_id → 订单或退款的键 */
  private readonly links: Collection<{ key: string }>;
  private readonly notes: Collection<Notification>;
  readonly downloads: Collection<BillDownload>;

  constructor(
    readonly store: DocumentStore,
    private readonly now: () => number,
    private readonly emit: (event: EventDetail) => void,
    private readonly mchids: readonly string[],
  ) {
    this.orderDocs = store.collection('orders');
    this.refundDocs = store.collection('refunds');
    this.refundsOfOrder = store.collection('refunds_of_order');
    this.links = store.collection('links');
    this.notes = store.collection('notifications');
    this.downloads = store.collection('downloads');
  }

  orderOf(mchid: string, outTradeNo: string): Order | undefined {
    const order = this.orderDocs.get(`${mchid}:${outTradeNo}`);
    return order && this.aged(order);
  }

  /** 按 prepay_id、pr 或 transaction_id 找订单。 */
  orderByLink(link: string): Order | undefined {
    const key = this.links.get(link)?.key;
    const order = key === undefined ? undefined : this.orderDocs.get(key);
    return order && this.aged(order);
  }

  saveOrder(order: Order): Order {
    const key = `${order.mchid}:${order.outTradeNo}`;
    const before = this.orderDocs.get(key)?.state ?? null;
    this.orderDocs.put(key, order, order.createdAt);
    for (const session of order.sessions) {
      this.links.put(session.prepayId, { key }, null);
      if (session.codeId) this.links.put(session.codeId, { key }, null);
    }
    if (order.payment) this.links.put(order.payment.transactionId, { key }, null);
    if (before !== order.state) this.emit({ kind: 'state', subject: 'order', id: order.outTradeNo, before, after: order.state });
    return order;
  }

  /** 七天未支付的订单自动关闭（docs/protocols/wxpay.md §2.1）。 */
  private aged(order: Order): Order {
    if (order.state !== 'NOTPAY' || this.now() < order.createdAt + ORDER_LIFE_MS) return order;
    return this.saveOrder({ ...order, state: 'CLOSED', closedAt: order.createdAt + ORDER_LIFE_MS });
  }

  refundOf(mchid: string, outRefundNo: string): Refund | undefined {
    return this.refundDocs.get(`${mchid}:${outRefundNo}`);
  }

  refundsOf(mchid: string, outTradeNo: string): Refund[] {
    const numbers = this.refundsOfOrder.get(`${mchid}:${outTradeNo}`)?.outRefundNos ?? [];
    return numbers.flatMap((number) => this.refundOf(mchid, number) ?? []);
  }

  saveRefund(refund: Refund): Refund {
    const key = `${refund.mchid}:${refund.outRefundNo}`;
    const before = this.refundDocs.get(key)?.state ?? null;
    // sort 只给还没有结果的退款：到时间的由 refundsDue 找到。
    this.refundDocs.put(key, refund, refund.state === 'PROCESSING' ? refund.finishAt : null);
    if (before === null) {
      const order = `${refund.mchid}:${refund.outTradeNo}`;
      const outRefundNos = this.refundsOfOrder.get(order)?.outRefundNos ?? [];
      this.refundsOfOrder.put(order, { outRefundNos: [...outRefundNos, refund.outRefundNo] }, null);
    }
    if (before !== refund.state) this.emit({ kind: 'state', subject: 'refund', id: refund.outRefundNo, before, after: refund.state });
    return refund;
  }

  refundsDue(): Refund[] {
    return this.refundDocs.until(this.now());
  }

  nextRefundAt(): number | undefined {
    return this.refundDocs.earliest();
  }

  saveNotification(note: Notification): Notification {
    this.notes.put(note.id, note, note.state === 'PENDING' ? note.dueAt : null);
    return note;
  }

  notification(id: string): Notification | undefined {
    return this.notes.get(id);
  }

  /** 到期未完成的通知，按到期时间、产生次序。 */
  notificationsDue(): Notification[] {
    return this.notes.until(this.now()).sort((a, b) => a.dueAt - b.dueAt || a.sequence - b.sequence);
  }

  heldNotifications(): Notification[] {
    return this.notes.until(Number.MAX_SAFE_INTEGER).filter((note) => note.held);
  }

  nextNotificationAt(): number | undefined {
    return this.notes.earliest();
  }

  /** 还能付的订单，新的在前：「扫一扫」页面列出它们。 */
  openOrders(limit: number): Order[] {
    return this.orderDocs
      .latest(limit * 5)
      .map((order) => this.aged(order))
      .filter((order) => order.state === 'NOTPAY')
      .slice(0, limit);
  }

  order(outTradeNo: string, mchid?: string): Order | undefined {
    const candidates = (mchid === undefined ? this.mchids : [mchid]).flatMap((id) => this.orderOf(id, outTradeNo) ?? []);
    if (candidates.length > 1) throw new Error(`订单号 ${outTradeNo} 属于多个商户，请给出 mchid`);
    return candidates[0];
  }

  orders(): readonly Order[] {
    return this.orderDocs.all().map((order) => this.aged(order));
  }

  refund(outRefundNo: string, mchid?: string): Refund | undefined {
    const candidates = (mchid === undefined ? this.mchids : [mchid]).flatMap((id) => this.refundOf(id, outRefundNo) ?? []);
    if (candidates.length > 1) throw new Error(`退款单号 ${outRefundNo} 属于多个商户，请给出 mchid`);
    return candidates[0];
  }

  refunds(outTradeNo?: string): readonly Refund[] {
    return this.refundDocs
      .all()
      .filter((refund) => outTradeNo === undefined || refund.outTradeNo === outTradeNo)
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  notifications(outTradeNo?: string): readonly Notification[] {
    return this.notes
      .all()
      .filter((note) => outTradeNo === undefined || note.outTradeNo === outTradeNo)
      .sort((a, b) => a.sequence - b.sequence);
  }
}
