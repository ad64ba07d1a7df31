/**
 * 网关自己的账本：交易、二维码、退款、通知。测试拿它当作真相与我们的数据库比较。
 * 过时未付的关闭、退款期满的完结，都在读取时按时钟推进。
 */
import type { Collection, DocumentStore } from '../kit/document-store';
import type { CashierSession, Notice, QrCode, Refund, Trade } from './model';
import { PayerError, type EventDetail } from './options';

/** 测试与演示的只读入口。 */
export interface LedgerView {
  /** 几个收款方用了同一个号时必须给 sellerId。@throws PayerError ambiguous */
  trade(outTradeNo: string, sellerId?: string): Trade | undefined;
  trades(): readonly Trade[];
  qrCode(outTradeNo: string, sellerId?: string): QrCode | undefined;
  refunds(outTradeNo?: string): readonly Refund[];
  notifications(outTradeNo?: string): readonly Notice[];
}

const keyOf = ({ sellerId, outTradeNo }: { sellerId: string; outTradeNo: string }): string => `${sellerId}:${outTradeNo}`;

export class Ledger implements LedgerView {
  private readonly tradeDocs: Collection<Trade>;
  /** trade_no → 交易的键 */
  private readonly tradeNos: Collection<{ key: string }>;
  private readonly qrDocs: Collection<QrCode>;
  private readonly qrOfTrade: Collection<{ code: string }>;
  private readonly refundDocs: Collection<{ refunds: Refund[] }>;
  private readonly notes: Collection<Notice>;
  readonly sessions: Collection<CashierSession>;

  constructor(
    readonly store: DocumentStore,
    private readonly now: () => number,
    private readonly emit: (event: EventDetail) => void,
    private readonly sellerIds: readonly string[],
    private readonly refundWindowMs: number,
  ) {
    this.tradeDocs = store.collection('trades');
    this.tradeNos = store.collection('trade_nos');
    this.qrDocs = store.collection('qr_codes');
    this.qrOfTrade = store.collection('qr_of_trade');
    this.refundDocs = store.collection('refunds');
    this.notes = store.collection('notifications');
    this.sessions = store.collection('sessions');
  }

  tradeOf(sellerId: string, outTradeNo: string): Trade | undefined {
    const trade = this.tradeDocs.get(keyOf({ sellerId, outTradeNo }));
    return trade && this.aged(trade);
  }

  tradeByNo(tradeNo: string): Trade | undefined {
    const key = this.tradeNos.get(tradeNo)?.key;
    const trade = key === undefined ? undefined : this.tradeDocs.get(key);
    return trade && this.aged(trade);
  }

  saveTrade(trade: Trade): Trade {
    const key = keyOf(trade);
    const before = this.tradeDocs.get(key)?.status ?? null;
    this.tradeDocs.put(key, trade, trade.createdAt);
    if (before === null) this.tradeNos.put(trade.tradeNo, { key }, null);
    if (before !== trade.status) this.emit({ kind: 'state', subject: 'trade', id: trade.outTradeNo, before, after: trade.status });
    return trade;
  }

  /** 过了支付时限的关闭，过了退款期的完结（docs/protocols/alipay.md §6）。 */
  private aged(trade: Trade): Trade {
    const now = this.now();
    if (trade.status === 'WAIT_BUYER_PAY' && now >= trade.payUntil)
      return this.saveTrade({ ...trade, status: 'TRADE_CLOSED', closedAt: trade.payUntil });
    if (trade.status === 'TRADE_SUCCESS' && trade.paidAt !== undefined && now >= trade.paidAt + this.refundWindowMs)
      return this.saveTrade({ ...trade, status: 'TRADE_FINISHED' });
    return trade;
  }

  qrCodeOf(sellerId: string, outTradeNo: string): QrCode | undefined {
    const code = this.qrOfTrade.get(keyOf({ sellerId, outTradeNo }))?.code;
    return code === undefined ? undefined : this.qrDocs.get(code);
  }

  qrCodeByCode(code: string): QrCode | undefined {
    return this.qrDocs.get(code);
  }

  saveQrCode(qr: QrCode): QrCode {
    this.qrDocs.put(qr.code, qr, qr.createdAt);
    this.qrOfTrade.put(keyOf(qr), { code: qr.code }, null);
    return qr;
  }

  refundsOf(trade: Trade): readonly Refund[] {
    return this.refundDocs.get(trade.tradeNo)?.refunds ?? [];
  }

  saveRefund(refund: Refund, trade: Trade): void {
    this.refundDocs.put(trade.tradeNo, { refunds: [...this.refundsOf(trade), refund] }, null);
    this.emit({ kind: 'state', subject: 'refund', id: refund.outRequestNo, before: null, after: 'REFUND_SUCCESS' });
  }

  saveNotice(note: Notice): Notice {
    this.notes.put(note.notifyId, note, note.state === 'PENDING' ? note.dueAt : null);
    return note;
  }

  notice(notifyId: string): Notice | undefined {
    return this.notes.get(notifyId);
  }

  /** 到期未完成的通知，按到期时间、产生次序。 */
  noticesDue(): Notice[] {
    return this.notes.until(this.now()).sort((a, b) => a.dueAt - b.dueAt || a.sequence - b.sequence);
  }

  heldNotices(): Notice[] {
    return this.notes.until(Number.MAX_SAFE_INTEGER).filter((note) => note.held);
  }

  nextNoticeAt(): number | undefined {
    return this.notes.earliest();
  }

  /** 等人扫的二维码，新的在前。 */
  openQrCodes(limit: number): QrCode[] {
    return this.qrDocs
      .latest(limit * 5)
      .filter((qr) => !qr.scanned && qr.expiresAt > this.now())
      .slice(0, limit);
  }

  /** 等人付的交易，新的在前。 */
  openTrades(limit: number): Trade[] {
    return this.tradeDocs
      .latest(limit * 5)
      .map((trade) => this.aged(trade))
      .filter((trade) => trade.status === 'WAIT_BUYER_PAY')
      .slice(0, limit);
  }

  private only<T>(found: readonly T[], outTradeNo: string): T | undefined {
    if (found.length > 1) throw new PayerError('ambiguous', `订单号 ${outTradeNo} 属于多个收款方，请给出 sellerId 或 trade_no`);
    return found[0];
  }

  trade(outTradeNo: string, sellerId?: string): Trade | undefined {
    return this.only(
      (sellerId === undefined ? this.sellerIds : [sellerId]).flatMap((id) => this.tradeOf(id, outTradeNo) ?? []),
      outTradeNo,
    );
  }

  qrCode(outTradeNo: string, sellerId?: string): QrCode | undefined {
    return this.only(
      (sellerId === undefined ? this.sellerIds : [sellerId]).flatMap((id) => this.qrCodeOf(id, outTradeNo) ?? []),
      outTradeNo,
    );
  }

  trades(): readonly Trade[] {
    return this.tradeDocs.all().map((trade) => this.aged(trade));
  }

  refunds(outTradeNo?: string): readonly Refund[] {
    return this.refundDocs
      .all()
      .flatMap(({ refunds }) => refunds)
      .filter((refund) => outTradeNo === undefined || refund.outTradeNo === outTradeNo);
  }

  notifications(outTradeNo?: string): readonly Notice[] {
    return this.notes
      .all()
      .filter((note) => outTradeNo === undefined || note.outTradeNo === outTradeNo)
      .sort((a, b) => a.sequence - b.sequence);
  }
}
