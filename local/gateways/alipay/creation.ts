/**
 * 下单（docs/protocols/alipay.md §4.0–4.5）：检查参数，得出「同号是否同一笔」与支付时限，建交易或二维码。
 * create 立即有交易；app、wap、page 在付款人打开收银台时才有；precreate 在扫码时才有。
 */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { beijingTime, endOfBeijingDay, parseBeijingTime } from '../kit/beijing-time';
import { DAY, HOUR, MINUTE } from '../kit/schedule';
import { GatewayError, type NodeFields } from './errors';
import { invalid, parse } from './fields';
import type { Ledger } from './ledger';
import type { Buyer, JsonObject, Product, Purchase, QrCode, Trade } from './model';
import type { AlipayApp } from './options';
import { purchaseShapes, type CreateBody, type PrecreateBody, type PurchaseBody, type WapBody } from './request-shapes';

const LONGEST_MS = 15 * DAY;
const QR_LIFE_MS = 2 * HOUR;
/** 不说时限时：当面付 3 小时，其余 15 天（§4.0） */
const DEFAULT_LIFE_MS: Readonly<Record<Product, number>> = {
  create: LONGEST_MS,
  app: LONGEST_MS,
  wap: LONGEST_MS,
  page: LONGEST_MS,
  precreate: 3 * HOUR,
};
const MAX_GOODS = 150;
const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY };

/** 每个接口签约的产品码；第一个是缺省，空表示必须写明（§4.1–4.5）。 */
const PRODUCT_CODES: Readonly<Record<Product, readonly string[]>> = {
  create: ['', 'JSAPI_PAY'],
  app: ['QUICK_MSECURITY_PAY'],
  wap: ['QUICK_WAP_WAY', 'QUICK_WAP_PAY'],
  page: ['', 'FAST_INSTANT_TRADE_PAY'],
  precreate: ['FACE_TO_FACE_PAYMENT', 'QR_CODE_OFFLINE'],
};
/** 各种超时不算「另一笔」：再次下单时往往变了。 */
const NOT_COMPARED = ['time_expire', 'timeout_express', 'qr_code_timeout_express'];

/** 一次下单请求，已经通过全部与账本无关的检查。 */
export interface Intent {
  readonly purchase: Purchase;
  /** 绝对时限，毫秒 */
  readonly payUntil?: number;
  /** 相对时限，毫秒；从交易建立起算 */
  readonly payWithinMs: number;
  readonly qrLifeMs: number;
  readonly quitUrl?: string;
}

export interface RequestAddress {
  readonly notifyUrl?: string;
}

const UNTIL_MIDNIGHT = '1c';

/** `90m` `2h` `1d` → 毫秒；`1c` 到当天 24:00。 */
function timeoutOf(name: string, text: string, now: number): number {
  const ms = text === UNTIL_MIDNIGHT ? endOfBeijingDay(now) - now : Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? 0);
  if (text !== UNTIL_MIDNIGHT && (ms < MINUTE || ms > LONGEST_MS)) throw invalid(name, '应在 1 分钟到 15 天之间');
  return ms;
}

/** 绝对时限：写明的优先（§4.0）；`1c` 也是绝对的，二维码晚些扫也还是当天 24:00。 */
function deadlineOf({ time_expire: text, timeout_express }: PurchaseBody, now: number): number | undefined {
  if (text === undefined) return timeout_express === UNTIL_MIDNIGHT ? endOfBeijingDay(now) : undefined;
  const at = parseBeijingTime(text);
  if (at === undefined) throw invalid('time_expire', '应为 yyyy-MM-dd HH:mm:ss');
  if (at <= now) throw new GatewayError('ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR');
  if (at > now + LONGEST_MS) throw invalid('time_expire', '不能晚于 15 天之后');
  return at;
}

function checkProductCode(product: Product, code: string): void {
  if (code === '' && product === 'page') throw invalid('product_code', '缺失');
  if (!PRODUCT_CODES[product].includes(code) || code === '') throw new GatewayError('ACQ.ACCESS_FORBIDDEN');
}

function checkAmounts({ total_amount, discountable_amount, undiscountable_amount }: PurchaseBody): void {
  if (
    discountable_amount !== undefined &&
    undiscountable_amount !== undefined &&
    discountable_amount + undiscountable_amount !== total_amount
  ) {
    throw invalid('discountable_amount', '与 undiscountable_amount 之和应等于 total_amount');
  }
}

function buyerOf(body: CreateBody, app: AlipayApp): Buyer {
  if (body.op_app_id === undefined) throw invalid('op_app_id', '缺失');
  if (body.op_app_id !== app.appId) throw new GatewayError('ACQ.PARTNER_ERROR');
  if (body.buyer_id === undefined && body.buyer_open_id === undefined) throw invalid('buyer_open_id', '与 buyer_id 应有一个');
  if (body.buyer_id === app.sellerId) throw new GatewayError('ACQ.BUYER_SELLER_EQUAL');
  return { logonId: 'sim***@example.com', userId: body.buyer_id, openId: body.buyer_open_id };
}

/**
 * 读一次下单请求。
 * @param now 网关时钟，毫秒
 * @throws GatewayError
 */
export function readIntent(product: Product, biz: unknown, app: AlipayApp, address: RequestAddress, now: number): Intent {
  const body: PurchaseBody = parse(purchaseShapes[product], biz);
  checkProductCode(product, body.product_code ?? PRODUCT_CODES[product][0] ?? '');
  checkAmounts(body);
  if (body.seller_id !== undefined && body.seller_id !== app.sellerId) throw new GatewayError('ACQ.SELLER_NOT_EXIST');
  if (body.enable_pay_channels !== undefined && body.disable_pay_channels !== undefined)
    throw invalid('enable_pay_channels', '与 disable_pay_channels 不能同时给出');
  if ((body.goods_detail?.length ?? 0) > MAX_GOODS) throw new GatewayError('ACQ.SUB_GOODS_SIZE_MAX_COUNT');
  const compared = Object.fromEntries(
    Object.entries(body as JsonObject).filter(([key, value]) => !NOT_COMPARED.includes(key) && value !== undefined),
  );
  const qrLife = product === 'precreate' ? (body as PrecreateBody).qr_code_timeout_express : undefined;
  return {
    purchase: {
      sellerId: app.sellerId,
      outTradeNo: body.out_trade_no,
      appId: app.appId,
      product,
      request: JSON.parse(JSON.stringify({ product, appId: app.appId, ...compared })) as JsonObject,
      subject: body.subject,
      body: body.body,
      total: body.total_amount,
      notifyUrl: address.notifyUrl,
      passbackParams: body.passback_params,
      storeId: body.store_id,
      buyer: product === 'create' ? buyerOf(body as CreateBody, app) : undefined,
    },
    payUntil: deadlineOf(body, now),
    payWithinMs: body.timeout_express === undefined ? DEFAULT_LIFE_MS[product] : timeoutOf('timeout_express', body.timeout_express, now),
    qrLifeMs: Math.min(QR_LIFE_MS, qrLife === undefined ? QR_LIFE_MS : timeoutOf('qr_code_timeout_express', qrLife, now)),
    quitUrl: product === 'wap' ? (body as WapBody).quit_url : undefined,
  };
}

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
    const { sellerId, outTradeNo, appId, product, request, subject, body, total, notifyUrl, passbackParams, storeId, buyer } = purchase;
    return this.ledger.saveTrade({
      sellerId,
      outTradeNo,
      appId,
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
