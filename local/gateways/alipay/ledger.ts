/**
 * 网关自己的账本：交易、二维码、退款、收银台的打开。测试拿它当作真相与我们的数据库比较。
 * 过时未付的关闭、退款期满的完结，都在读取时按时钟推进。
 */
import { Documents } from '../kit/documents';
import type { Collection, LedgerStore } from '../kit/ledger-store';
import type { Notifier } from '../kit/notifier';
import type { CashierSession, Notice, NoticeContent, QrCode, Refund, Trade, Transfer } from './model';
import type { AlipayEmit } from './options';

/** 测试与演示的只读入口。 */
export interface LedgerView {
  /** 几个收款方用了同一个号时必须给 sellerId。@throws PayerError ambiguous */
  trade(outTradeNo: string, sellerId?: string): Trade | undefined;
  trades(): readonly Trade[];
  qrCode(outTradeNo: string, sellerId?: string): QrCode | undefined;
  refunds(outTradeNo?: string): readonly Refund[];
  transfer(outBizNo: string, sellerId?: string): Transfer | undefined;
  transfers(): readonly Transfer[];
  notifications(outTradeNo?: string): readonly Notice[];
}

export class Ledger implements LedgerView {
  private readonly tradeDocs: Documents<Trade>;
  /** trade_no → 交易的键，二维码的内容 → 二维码的键 */
  private readonly links: Collection<{ key: string }>;
  private readonly qrDocs: Documents<QrCode>;
  private readonly refundDocs: Collection<{ refunds: Refund[] }>;
  private readonly transferDocs: Documents<Transfer>;
  /** 各收款方的余额，分 */
  readonly balances: Collection<{ readonly available: number }>;
  readonly sessions: Collection<CashierSession>;

  constructor(
    readonly store: LedgerStore,
    private readonly now: () => number,
    private readonly emit: AlipayEmit,
    sellerIds: readonly string[],
    private readonly notices: Pick<Notifier<NoticeContent>, 'list'>,
    private readonly refundWindowMs: number,
  ) {
    const byNumber = {
      numberName: '订单号',
      ownerOf: ({ sellerId }: { readonly sellerId: string }) => sellerId,
      numberOf: ({ outTradeNo }: { readonly outTradeNo: string }) => outTradeNo,
      sortOf: ({ createdAt }: { readonly createdAt: number }) => createdAt,
    };
    this.tradeDocs = new Documents<Trade>(
      store.collection('trades'),
      {
        ...byNumber,
        stateOf: (trade) => trade.status,
        aged: (trade) => this.aged(trade),
        changed: (trade, before, after) => emit({ kind: 'state', subject: 'trade', id: trade.outTradeNo, before, after }),
      },
      sellerIds,
    );
    // 二维码没有状态可说：扫没扫、过没过期都看字段。
    this.qrDocs = new Documents<QrCode>(
      store.collection('qr_codes_by_number'),
      { ...byNumber, stateOf: () => '', changed: () => undefined },
      sellerIds,
    );
    this.transferDocs = new Documents<Transfer>(
      store.collection('transfers'),
      {
        numberName: '转账单号',
        ownerOf: ({ sellerId }) => sellerId,
        numberOf: ({ outBizNo }) => outBizNo,
        stateOf: ({ status }) => status,
        sortOf: ({ createdAt }) => createdAt,
        changed: (transfer, before, after) => emit({ kind: 'state', subject: 'transfer', id: transfer.outBizNo, before, after }),
      },
      sellerIds,
    );
    this.balances = store.collection('balances');
    this.links = store.collection('links');
    this.refundDocs = store.collection('refunds');
    this.sessions = store.collection('sessions');
  }

  /** 过了支付时限的关闭，过了退款期的完结（docs/protocols/alipay.md §6）。 */
  private aged(trade: Trade): Trade | undefined {
    const now = this.now();
    if (trade.status === 'WAIT_BUYER_PAY' && now >= trade.payUntil) return { ...trade, status: 'TRADE_CLOSED', closedAt: trade.payUntil };
    if (trade.status === 'TRADE_SUCCESS' && trade.paidAt !== undefined && now >= trade.paidAt + this.refundWindowMs)
      return { ...trade, status: 'TRADE_FINISHED' };
    return undefined;
  }

  tradeOf(sellerId: string, outTradeNo: string): Trade | undefined {
    return this.tradeDocs.of(sellerId, outTradeNo);
  }

  tradeByNo(tradeNo: string): Trade | undefined {
    const key = this.links.get(tradeNo)?.key;
    return key === undefined ? undefined : this.tradeDocs.byKey(key);
  }

  saveTrade(trade: Trade): Trade {
    this.links.put(trade.tradeNo, { key: this.tradeDocs.keyOf(trade) }, null);
    return this.tradeDocs.save(trade);
  }

  qrCodeOf(sellerId: string, outTradeNo: string): QrCode | undefined {
    return this.qrDocs.of(sellerId, outTradeNo);
  }

  qrCodeByCode(code: string): QrCode | undefined {
    const key = this.links.get(code)?.key;
    return key === undefined ? undefined : this.qrDocs.byKey(key);
  }

  saveQrCode(qr: QrCode): QrCode {
    this.links.put(qr.code, { key: this.qrDocs.keyOf(qr) }, null);
    return this.qrDocs.save(qr);
  }

  refundsOf(trade: Trade): readonly Refund[] {
    return this.refundDocs.get(trade.tradeNo)?.refunds ?? [];
  }

  saveRefund(refund: Refund, trade: Trade): void {
    this.refundDocs.put(trade.tradeNo, { refunds: [...this.refundsOf(trade), refund] }, null);
    this.emit({ kind: 'state', subject: 'refund', id: refund.outRequestNo, before: null, after: 'REFUND_SUCCESS' });
  }

  /** 等人扫的二维码，新的在前。 */
  openQrCodes(limit: number): QrCode[] {
    return this.qrDocs.latest(limit, (qr) => !qr.scanned && qr.expiresAt > this.now());
  }

  /** 最近的交易，新的在前。 */
  latestTrades(limit: number): Trade[] {
    return this.tradeDocs.latest(limit, () => true);
  }

  /** 等人付的交易，新的在前。 */
  openTrades(limit: number): Trade[] {
    return this.tradeDocs.latest(limit, (trade) => trade.status === 'WAIT_BUYER_PAY');
  }

  transferOf(sellerId: string, outBizNo: string): Transfer | undefined {
    return this.transferDocs.of(sellerId, outBizNo);
  }

  /** 按 order_id 或 pay_fund_order_id。 */
  transferByLink(link: string): Transfer | undefined {
    const key = this.links.get(link)?.key;
    return key === undefined ? undefined : this.transferDocs.byKey(key);
  }

  saveTransfer(transfer: Transfer): Transfer {
    const key = this.transferDocs.keyOf(transfer);
    for (const link of [transfer.orderId, transfer.fundOrderId]) this.links.put(link, { key }, null);
    return this.transferDocs.save(transfer);
  }

  transfer(outBizNo: string, sellerId?: string): Transfer | undefined {
    return this.transferDocs.find(outBizNo, sellerId);
  }

  transfers(): readonly Transfer[] {
    return this.transferDocs.all();
  }

  trade(outTradeNo: string, sellerId?: string): Trade | undefined {
    return this.tradeDocs.find(outTradeNo, sellerId);
  }

  qrCode(outTradeNo: string, sellerId?: string): QrCode | undefined {
    return this.qrDocs.find(outTradeNo, sellerId);
  }

  trades(): readonly Trade[] {
    return this.tradeDocs.all();
  }

  refunds(outTradeNo?: string): readonly Refund[] {
    return this.refundDocs
      .all()
      .flatMap(({ refunds }) => refunds)
      .filter((refund) => outTradeNo === undefined || refund.outTradeNo === outTradeNo);
  }

  notifications(outTradeNo?: string): readonly Notice[] {
    return this.notices.list(outTradeNo);
  }
}
