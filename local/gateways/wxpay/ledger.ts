/**
 * 网关自己的账本：订单、退款、转账。测试拿它当作真相与我们的数据库比较。
 * 订单七天未付自动关闭、退款到时间出结果，都在读取时按时钟推进。
 */
import { Documents } from '../kit/documents';
import type { Collection, LedgerStore } from '../kit/ledger-store';
import type { Notifier } from '../kit/notifier';
import { DAY } from '../kit/schedule';
import type { BillDownload, Notification, NotificationContent, Order, Refund, Transfer } from './model';
import type { WxpayEmit } from './options';

const ORDER_LIFE_MS = 7 * DAY;

/** 测试与演示的只读入口。 */
export interface LedgerView {
  /** 多个商户用了同一个号时必须给 mchid */
  order(outTradeNo: string, mchid?: string): Order | undefined;
  orders(): readonly Order[];
  refund(outRefundNo: string, mchid?: string): Refund | undefined;
  refunds(outTradeNo?: string): readonly Refund[];
  transfer(outBillNo: string, mchid?: string): Transfer | undefined;
  transfers(): readonly Transfer[];
  notifications(outTradeNo?: string): readonly Notification[];
}

export class Ledger implements LedgerView {
  private readonly orderDocs: Documents<Order>;
  private readonly refundDocs: Documents<Refund>;
  private readonly refundsOfOrder: Collection<{ outRefundNos: string[] }>;
  private readonly transferDocs: Documents<Transfer>;
  /** 各商户运营账户里的钱，分 */
  readonly funds: Collection<{ readonly available: number; readonly pending: number }>;
  /** prepay_id、pr、transaction_id → 订单的键；refund_id → 退款的键；transfer_bill_no → 转账的键 */
  private readonly links: Collection<{ key: string }>;
  readonly downloads: Collection<BillDownload>;

  constructor(
    readonly store: LedgerStore,
    private readonly now: () => number,
    emit: WxpayEmit,
    mchids: readonly string[],
    private readonly notices: Pick<Notifier<NotificationContent>, 'list'>,
  ) {
    this.orderDocs = new Documents<Order>(
      store.collection('orders'),
      {
        numberName: '订单号',
        ownerOf: (order) => order.mchid,
        numberOf: (order) => order.outTradeNo,
        stateOf: (order) => order.state,
        sortOf: (order) => order.createdAt,
        aged: (order) => this.aged(order),
        changed: (order, before, after) => emit({ kind: 'state', subject: 'order', id: order.outTradeNo, before, after }),
      },
      mchids,
    );
    this.refundDocs = new Documents<Refund>(
      store.collection('refunds'),
      {
        numberName: '退款单号',
        ownerOf: (refund) => refund.mchid,
        numberOf: (refund) => refund.outRefundNo,
        stateOf: (refund) => refund.state,
        // sort 只给还没有结果的退款：到时间的由 refundsDue 找到。
        sortOf: (refund) => (refund.state === 'PROCESSING' ? refund.finishAt : null),
        changed: (refund, before, after) => emit({ kind: 'state', subject: 'refund', id: refund.outRefundNo, before, after }),
      },
      mchids,
    );
    this.transferDocs = new Documents<Transfer>(
      store.collection('transfers'),
      {
        numberName: '转账单号',
        ownerOf: (transfer) => transfer.mchid,
        numberOf: (transfer) => transfer.outBillNo,
        stateOf: (transfer) => transfer.state,
        sortOf: (transfer) => transfer.nextAt,
        changed: (transfer, before, after) => emit({ kind: 'state', subject: 'transfer', id: transfer.outBillNo, before, after }),
      },
      mchids,
    );
    this.funds = store.collection('funds');
    this.refundsOfOrder = store.collection('refunds_of_order');
    this.links = store.collection('links');
    this.downloads = store.collection('downloads');
  }

  /** 七天未支付的订单自动关闭（docs/protocols/wxpay.md §2.1）。 */
  private aged(order: Order): Order | undefined {
    const closedAt = order.createdAt + ORDER_LIFE_MS;
    return order.state === 'NOTPAY' && this.now() >= closedAt ? { ...order, state: 'CLOSED', closedAt } : undefined;
  }

  orderOf(mchid: string, outTradeNo: string): Order | undefined {
    return this.orderDocs.of(mchid, outTradeNo);
  }

  /** 按 prepay_id、pr 或 transaction_id 找订单。 */
  orderByLink(link: string): Order | undefined {
    const key = this.links.get(link)?.key;
    return key === undefined ? undefined : this.orderDocs.byKey(key);
  }

  saveOrder(order: Order): Order {
    const key = this.orderDocs.keyOf(order);
    for (const { prepayId, codeId } of order.sessions) {
      this.links.put(prepayId, { key }, null);
      if (codeId) this.links.put(codeId, { key }, null);
    }
    if (order.payment) this.links.put(order.payment.transactionId, { key }, null);
    return this.orderDocs.save(order);
  }

  refundOf(mchid: string, outRefundNo: string): Refund | undefined {
    return this.refundDocs.of(mchid, outRefundNo);
  }

  refundById(refundId: string): Refund | undefined {
    const key = this.links.get(refundId)?.key;
    return key === undefined ? undefined : this.refundDocs.byKey(key);
  }

  refundsOf(mchid: string, outTradeNo: string): Refund[] {
    const numbers = this.refundsOfOrder.get(`${mchid}:${outTradeNo}`)?.outRefundNos ?? [];
    return numbers.flatMap((number) => this.refundOf(mchid, number) ?? []);
  }

  saveRefund(refund: Refund): Refund {
    const key = this.refundDocs.keyOf(refund);
    if (!this.refundDocs.byKey(key)) {
      const order = `${refund.mchid}:${refund.outTradeNo}`;
      const outRefundNos = this.refundsOfOrder.get(order)?.outRefundNos ?? [];
      this.refundsOfOrder.put(order, { outRefundNos: [...outRefundNos, refund.outRefundNo] }, null);
      this.links.put(refund.refundId, { key }, null);
    }
    return this.refundDocs.save(refund);
  }

  refundsDue(): Refund[] {
    return this.refundDocs.until(this.now());
  }

  nextRefundAt(): number | undefined {
    return this.refundDocs.earliest();
  }

  transferOf(mchid: string, outBillNo: string): Transfer | undefined {
    return this.transferDocs.of(mchid, outBillNo);
  }

  transferByBillNo(billNo: string): Transfer | undefined {
    const key = this.links.get(billNo)?.key;
    return key === undefined ? undefined : this.transferDocs.byKey(key);
  }

  saveTransfer(transfer: Transfer): Transfer {
    this.links.put(transfer.billNo, { key: this.transferDocs.keyOf(transfer) }, null);
    return this.transferDocs.save(transfer);
  }

  transfersDue(): Transfer[] {
    return this.transferDocs.until(this.now());
  }

  nextTransferAt(): number | undefined {
    return this.transferDocs.earliest();
  }

  transfer(outBillNo: string, mchid?: string): Transfer | undefined {
    return this.transferDocs.find(outBillNo, mchid);
  }

  transfers(): readonly Transfer[] {
    return [...this.transferDocs.all()].sort((a, b) => a.createdAt - b.createdAt);
  }

  /** 最近的订单，新的在前；作废的空号不算。 */
  latestOrders(limit: number): Order[] {
    return this.orderDocs.latest(limit, (order) => !order.neverCreated);
  }

  /** 还能付的订单，新的在前：「扫一扫」页面列出它们。 */
  openOrders(limit: number): Order[] {
    return this.orderDocs.latest(limit, (order) => order.state === 'NOTPAY');
  }

  order(outTradeNo: string, mchid?: string): Order | undefined {
    return this.orderDocs.find(outTradeNo, mchid);
  }

  orders(): readonly Order[] {
    return this.orderDocs.all();
  }

  refund(outRefundNo: string, mchid?: string): Refund | undefined {
    return this.refundDocs.find(outRefundNo, mchid);
  }

  refunds(outTradeNo?: string): readonly Refund[] {
    return this.refundDocs
      .all()
      .filter((refund) => outTradeNo === undefined || refund.outTradeNo === outTradeNo)
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  notifications(outTradeNo?: string): readonly Notification[] {
    return this.notices.list(outTradeNo);
  }
}
