/**
 * 下单（docs/protocols/alipay.md §4.0–4.5）：建交易或二维码，或接着付同一笔。
 * create 立即有交易；app、wap、page 在付款人打开收银台时才有；precreate 在扫码时才有。
 */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { beijingTime } from '../kit/beijing-time';
import { GatewayError, type NodeFields } from './errors';
import { DEFAULT_LIFE_MS, type Intent } from './intent';
import type { Ledger } from './ledger';
import type { Purchase, QrCode, Trade } from './model';

export class Creation {
  constructor(
    private readonly ledger: Ledger,
    private readonly now: () => number,
  ) {}

  /** 同号的那一笔还能接着付，否则说明为什么不能。 */
  private requireSame(existing: Trade | QrCode, purchase: Purchase): void {
    if (!isDeepStrictEqual(existing.request, purchase.request)) throw new GatewayError('ACQ.CONTEXT_INCONSISTENT');
  }

  private requireOpen(trade: Trade): void {
    if (trade.status === 'TRADE_CLOSED') throw new GatewayError('ACQ.TRADE_HAS_CLOSE');
    if (trade.status !== 'WAIT_BUYER_PAY') throw new GatewayError('ACQ.TRADE_HAS_SUCCESS');
  }

  /** create、app、wap、page：建交易，或接着付同一笔。 */
  open({ purchase, payUntil, payWithinMs }: Intent): Trade {
    const existing = this.ledger.tradeOf(purchase.sellerId, purchase.outTradeNo);
    if (existing) {
      this.requireOpen(existing);
      this.requireSame(existing, purchase);
      return existing;
    }
    const qr = this.ledger.qrCodeOf(purchase.sellerId, purchase.outTradeNo);
    if (qr) this.requireSame(qr, purchase);
    const now = this.now();
    return this.newTrade(purchase, payUntil ?? now + payWithinMs);
  }

  private newTrade(purchase: Purchase, payUntil: number): Trade {
    const now = this.now();
    const { sellerId, outTradeNo, appId, authAppId, product, request, subject, body, total, notifyUrl, passbackParams, storeId, buyer } =
      purchase;
    return this.ledger.saveTrade({
      sellerId,
      outTradeNo,
      appId,
      authAppId,
      product,
      request,
      subject,
      body,
      total,
      notifyUrl,
      passbackParams,
      storeId,
      buyer,
      tradeNo: this.newTradeNo(now),
      createdAt: now,
      payUntil,
      status: 'WAIT_BUYER_PAY',
      failedAttempts: 0,
      refunded: 0,
    });
  }

  /** 28 位：日期 + 22001 + 跨重启递增的序号，不会重复。 */
  private newTradeNo(now: number): string {
    return `${beijingTime(now, 'YYYYMMDD')}22001${String(this.ledger.store.nextNumber('trade')).padStart(15, '0')}`;
  }

  create(intent: Intent): NodeFields {
    const trade = this.open(intent);
    return { out_trade_no: trade.outTradeNo, trade_no: trade.tradeNo };
  }

  /** 同号同参数、码没过期时给同一个码；过期后不再给新码（§4.5）。 */
  precreate({ purchase, payUntil, payWithinMs, qrLifeMs }: Intent): NodeFields {
    const trade = this.ledger.tradeOf(purchase.sellerId, purchase.outTradeNo);
    if (trade) {
      this.requireOpen(trade);
      this.requireSame(trade, purchase);
    }
    const now = this.now();
    const existing = this.ledger.qrCodeOf(purchase.sellerId, purchase.outTradeNo);
    if (existing) {
      this.requireSame(existing, purchase);
      if (existing.expiresAt <= now) throw new GatewayError('ACQ.APPLY_PC_MERCHANT_CODE_ERROR');
      return { out_trade_no: existing.outTradeNo, qr_code: existing.code };
    }
    const code = `https://qr.alipay.com/bax${randomBytes(12).toString('hex')}`;
    const expiresAt = Math.min(now + qrLifeMs, payUntil ?? Infinity);
    const qr = this.ledger.saveQrCode({
      ...purchase,
      code,
      createdAt: now,
      expiresAt,
      payUntil,
      payWithinMs,
      scanned: trade !== undefined,
    });
    return { out_trade_no: qr.outTradeNo, qr_code: qr.code };
  }

  /** 付款人扫了码：第一次扫时建交易。码过期或没有这个码时为 undefined。 */
  scan(code: string): Trade | undefined {
    const qr = this.ledger.qrCodeByCode(code);
    if (!qr) return undefined;
    const existing = this.ledger.tradeOf(qr.sellerId, qr.outTradeNo);
    if (existing) return existing;
    const now = this.now();
    if (qr.expiresAt <= now) return undefined;
    this.ledger.saveQrCode({ ...qr, scanned: true });
    return this.newTrade(qr, qr.payUntil ?? now + (qr.payWithinMs ?? DEFAULT_LIFE_MS.precreate));
  }
}
