/**
 * 下单、查单、关单与付款人的动作（docs/protocols/wxpay.md §2.1–2.3、§4、§8、§10.4–10.7）。
 */
import { randomBytes, randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { GatewayError } from './errors';
import type { Ledger } from './ledger';
import type { JsonObject, Order, PaySession } from './model';
import { PayerError, type WxpayGatewayOptions, type WxpayMerchant } from './options';
import type { OrderRequest, Product } from './request-shapes';
import { beijingDate, beijingTime } from './sealed';

const HOUR_MS = 3600_000;
const SESSION_LIFE_MS: Readonly<Record<Product, number>> = { jsapi: 2 * HOUR_MS, app: 2 * HOUR_MS, native: 2 * HOUR_MS, h5: 5 * 60_000 };
const MIN_PAY_WINDOW_MS = 60_000;
/** 一个订单保留的下单结果数，更旧的早已过期 */
const KEPT_SESSIONS = 20;
const REENTRY_DIFFERENT = 268498688;
const ALREADY_PAID = 268449538;
const ORDER_NO_LONGER_VALID = 268447914;
export const TRADE_TYPE: Readonly<Record<Product, string>> = { jsapi: 'JSAPI', app: 'APP', h5: 'MWEB', native: 'NATIVE' };
const STATE_TEXT = { NOTPAY: '订单未支付', SUCCESS: '支付成功', REFUND: '转入退款', CLOSED: '订单已关闭' } as const;
export const CODE_URL_PREFIX = 'weixin://wxpay/bizpayurl?pr=';

type CreateBody = OrderRequest & { readonly payer?: { readonly openid: string } };

export class Orders {
  constructor(
    private readonly ledger: Ledger,
    private readonly now: () => number,
    private readonly options: Pick<WxpayGatewayOptions, 'paidOrderCode' | 'publicBaseUrl'>,
  ) {}

  /** 下单；同号同参数重入得到新的 prepay_id / code_url / h5_url。 */
  create(merchant: WxpayMerchant, product: Product, body: CreateBody): JsonObject {
    if (!merchant.appids.includes(body.appid)) throw new GatewayError('APPID_MCHID_NOT_MATCH');
    const existing = this.ledger.orderOf(merchant.mchid, body.out_trade_no);
    const request: JsonObject = { product, ...body };
    if (existing) this.checkReentry(existing, request);
    const order = existing ?? this.newOrder(merchant.mchid, product, body, request);
    const session = this.newSession(product);
    // 重新下单使之前的二维码失效（§2.1）。
    const earlier = product === 'native' ? order.sessions.map((old) => ({ ...old, revoked: true })) : order.sessions;
    this.ledger.saveOrder({ ...order, sessions: [...earlier, session].slice(-KEPT_SESSIONS) });
    if (product === 'native') return { code_url: `${CODE_URL_PREFIX}${session.codeId}` };
    if (product === 'h5')
      return {
        h5_url: `${this.options.publicBaseUrl}/simulator/wxpay/cashier/h5?prepay_id=${session.prepayId}&package=${randomInt(1e9, 4e9)}`,
      };
    return { prepay_id: session.prepayId };
  }

  private newOrder(mchid: string, product: Product, body: CreateBody, request: JsonObject): Order {
    const now = this.now();
    return {
      mchid,
      outTradeNo: body.out_trade_no,
      appid: body.appid,
      product,
      request,
      description: body.description,
      total: body.amount.total,
      notifyUrl: body.notify_url,
      attach: body.attach,
      openid: body.payer?.openid,
      createdAt: now,
      // 不足一分钟的按一分钟算。
      payUntil: body.time_expire === undefined ? undefined : Math.max(Date.parse(body.time_expire), now + MIN_PAY_WINDOW_MS),
      state: 'NOTPAY',
      sessions: [],
      failedAttempts: 0,
    };
  }

  private newSession(product: Product): PaySession {
    const now = this.now();
    const prepayId = `wx${beijingTime(now).replace(/\D/g, '').slice(0, 14)}${randomBytes(9).toString('hex')}0000`;
    return {
      prepayId,
      codeId: product === 'native' ? randomBytes(6).toString('base64url').replace(/[-_]/g, 'x') : undefined,
      createdAt: now,
      expiresAt: now + SESSION_LIFE_MS[product],
    };
  }

  private checkReentry(order: Order, request: JsonObject): void {
    if (order.neverCreated) throw new GatewayError('OUT_TRADE_NO_USED');
    if (order.state === 'SUCCESS' || order.state === 'REFUND')
      throw new GatewayError(this.options.paidOrderCode ?? 'INVALID_REQUEST', {
        message: '该订单已支付',
        suffix: ALREADY_PAID,
        status: 400,
      });
    if (order.state === 'CLOSED') throw new GatewayError('ORDER_CLOSED');
    if (!isDeepStrictEqual(order.request, JSON.parse(JSON.stringify(request))))
      throw new GatewayError('INVALID_REQUEST', { message: '请求重入时，参数与首次请求时不一致', suffix: REENTRY_DIFFERENT });
    if (order.payUntil !== undefined && order.payUntil <= this.now())
      throw new GatewayError('INVALID_REQUEST', { message: '订单已失效，请重新下单', suffix: ORDER_NO_LONGER_VALID });
  }

  byOutTradeNo(merchant: WxpayMerchant, outTradeNo: string): JsonObject {
    const order = this.ledger.orderOf(merchant.mchid, outTradeNo);
    if (!order || order.neverCreated) throw new GatewayError('ORDER_NOT_EXIST');
    return this.view(order);
  }

  /** 未支付的订单没有微信订单号，只能用商户订单号查。 */
  byTransactionId(merchant: WxpayMerchant, transactionId: string): JsonObject {
    const order = this.ledger.orderByLink(transactionId);
    if (!order || order.mchid !== merchant.mchid || order.payment?.transactionId !== transactionId)
      throw new GatewayError('ORDER_NOT_EXIST');
    return this.view(order);
  }

  /** 查单与支付回调的内容（§2.2）；未支付时只有少数字段。 */
  view(order: Order): JsonObject {
    const base = {
      appid: order.appid,
      mchid: order.mchid,
      out_trade_no: order.outTradeNo,
      trade_state: order.state,
      trade_state_desc: STATE_TEXT[order.state],
    };
    const { payment } = order;
    if (!payment) return base;
    const coupon = order.total - payment.payerTotal;
    return {
      ...base,
      transaction_id: payment.transactionId,
      trade_type: TRADE_TYPE[order.product],
      bank_type: payment.bankType,
      attach: order.attach ?? '',
      success_time: beijingTime(payment.paidAt),
      payer: { openid: payment.openid },
      amount: { total: order.total, payer_total: payment.payerTotal, currency: 'CNY', payer_currency: 'CNY' },
      ...(coupon > 0 ? { promotion_detail: [promotion(coupon)] } : {}),
    };
  }

  /** 关单：可重复；已支付拒绝；从未下单的号也返回成功，但此后作废（§2.3）。 */
  close(merchant: WxpayMerchant, outTradeNo: string): void {
    const order = this.ledger.orderOf(merchant.mchid, outTradeNo);
    if (order?.state === 'CLOSED') return;
    if (order?.payment) throw new GatewayError('ORDER_PAID');
    const now = this.now();
    if (order) this.ledger.saveOrder({ ...order, state: 'CLOSED', closedAt: now });
    else this.ledger.saveOrder({ ...tombstone(merchant, outTradeNo), createdAt: now, closedAt: now });
  }

  /**
   * 付款人付了款。
   * @param coupon 代金券抵扣，分
   * @throws PayerError 订单已支付、已关闭或支付凭据已过期
   */
  pay(order: Order, payer: { readonly openid?: string; readonly coupon?: number }): Order {
    this.requirePayable(order);
    if (order.openid !== undefined && payer.openid !== undefined && payer.openid !== order.openid)
      throw new PayerError('wrongPayer', '这笔订单只能由下单的用户支付');
    const paidAt = this.now();
    const openid = order.openid ?? payer.openid ?? `oSIM${randomBytes(12).toString('hex')}`;
    const payment = {
      transactionId: this.newTransactionId(paidAt),
      paidAt,
      openid,
      payerTotal: order.total - (payer.coupon ?? 0),
      bankType: 'OTHERS',
    };
    return this.ledger.saveOrder({ ...order, state: 'SUCCESS', payment });
  }

  /** 还能付吗：状态、time_expire、至少一个没过期的支付凭据。 */
  requirePayable(order: Order, session?: PaySession): void {
    if (order.payment) throw new PayerError('paid', '这笔订单已经支付，不用再付');
    if (order.state === 'CLOSED') throw new PayerError('closed', '订单已关闭，请回到商家重新下单');
    const now = this.now();
    const live = (candidate: PaySession): boolean => !candidate.revoked && candidate.expiresAt > now;
    const usable = session ? live(session) : order.sessions.some(live);
    if (!usable || (order.payUntil !== undefined && order.payUntil <= now))
      throw new PayerError('expired', '支付已过期，请回到商家重新下单');
  }

  /** 28 位：4200 开头，含日期与跨重启递增的序号，不会重复。 */
  private newTransactionId(paidAt: number): string {
    const serial = String(this.ledger.store.nextNumber('transaction')).padStart(10, '0');
    return `4200${String(randomInt(1e6)).padStart(6, '0')}${beijingDate(paidAt).replace(/-/g, '')}${serial}`;
  }
}

const promotion = (amount: number): JsonObject => ({
  coupon_id: '1000000001',
  name: '模拟代金券',
  scope: 'GLOBAL',
  type: 'NOCASH',
  amount,
  stock_id: '9300001',
  wechatpay_contribute: amount,
  merchant_contribute: 0,
  other_contribute: 0,
  currency: 'CNY',
});

function tombstone(merchant: WxpayMerchant, outTradeNo: string): Order {
  return {
    mchid: merchant.mchid,
    outTradeNo,
    appid: merchant.appids[0] ?? '',
    product: 'native',
    request: {},
    description: '',
    total: 0,
    notifyUrl: '',
    createdAt: 0,
    state: 'CLOSED',
    sessions: [],
    failedAttempts: 0,
    neverCreated: true,
  };
}
