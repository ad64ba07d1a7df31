/**
 * 下单（docs/protocols/wxpay.md §2.1、§8、§10.4）：同号同参数重入得到新的 prepay_id / code_url / h5_url，别的重入各有各的拒绝。
 */
import { randomBytes, randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { beijingTime } from '../kit/beijing-time';
import { HOUR, MINUTE } from '../kit/schedule';
import { GatewayError } from './errors';
import type { Ledger } from './ledger';
import type { JsonObject, Order, PaySession } from './model';
import type { WxpayGatewayOptions, WxpayMerchant } from './options';
import type { CreatedProduct, OrderRequest } from './request-shapes';

const SESSION_LIFE_MS: Readonly<Record<CreatedProduct, number>> = { jsapi: 2 * HOUR, app: 2 * HOUR, native: 2 * HOUR, h5: 5 * MINUTE };
/** 不足一分钟的按一分钟算 */
const MIN_PAY_WINDOW_MS = MINUTE;
/** 一个订单保留的下单结果数，更旧的早已过期 */
const KEPT_SESSIONS = 20;
const REENTRY_DIFFERENT = 268498688;
const ALREADY_PAID = 268449538;
const ORDER_NO_LONGER_VALID = 268447914;
export const CODE_URL_PREFIX = 'weixin://wxpay/bizpayurl?pr=';

type CreateBody = OrderRequest & { readonly payer?: { readonly openid: string } };

type PartnerPart = Pick<Order, 'subMchid' | 'subAppid' | 'payerKind'>;

export class Creation {
  constructor(
    private readonly ledger: Ledger,
    private readonly now: () => number,
    private readonly options: Pick<WxpayGatewayOptions, 'paidOrderCode' | 'publicBaseUrl'>,
  ) {}

  /** @param partner 服务商替谁收、付款人是谁的 */
  create(merchant: WxpayMerchant, product: CreatedProduct, body: CreateBody, partner: PartnerPart = {}): JsonObject {
    if (!merchant.appids.includes(body.appid)) throw new GatewayError('APPID_MCHID_NOT_MATCH');
    const existing = this.ledger.orderOf(merchant.mchid, body.out_trade_no);
    const request: JsonObject = { product, ...body, ...partner };
    if (existing) this.checkReentry(existing, request);
    const order = existing ?? { ...this.newOrder(merchant.mchid, product, body, request), ...partner };
    const session = this.newSession(product);
    // 重新下单使之前的二维码失效（§2.1）。
    const earlier = product === 'native' ? order.sessions.map((old) => ({ ...old, revoked: true })) : order.sessions;
    this.ledger.saveOrder({ ...order, sessions: [...earlier, session].slice(-KEPT_SESSIONS) });
    return this.resultOf(product, session);
  }

  private resultOf(product: CreatedProduct, { prepayId, codeId }: PaySession): JsonObject {
    if (product === 'native') return { code_url: `${CODE_URL_PREFIX}${codeId}` };
    if (product !== 'h5') return { prepay_id: prepayId };
    const { publicBaseUrl } = this.options;
    return { h5_url: `${publicBaseUrl}/simulator/wxpay/cashier/h5?prepay_id=${prepayId}&package=${randomInt(1e9, 4e9)}` };
  }

  private newOrder(mchid: string, product: CreatedProduct, body: CreateBody, request: JsonObject): Order {
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
      payUntil: body.time_expire === undefined ? undefined : Math.max(Date.parse(body.time_expire), now + MIN_PAY_WINDOW_MS),
      state: 'NOTPAY',
      sessions: [],
      failedAttempts: 0,
    };
  }

  private newSession(product: CreatedProduct): PaySession {
    const now = this.now();
    return {
      prepayId: `wx${beijingTime(now, 'YYYYMMDDHHmmss')}${randomBytes(9).toString('hex')}0000`,
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
}
