/**
 * 查单、关单与付款人的动作（docs/protocols/wxpay.md §2.2、§2.3、§4、§10.5、§10.7）。
 */
import { randomBytes, randomInt } from 'node:crypto';
import { beijingTime } from '../kit/beijing-time';
import { GatewayError } from './errors';
import type { Ledger } from './ledger';
import type { JsonObject, Order, PaySession } from './model';
import { PayerError, type WxpayMerchant } from './options';
import { sameSub } from './parties';
import type { Product } from './request-shapes';
import { rfc3339 } from './sealed';

export const TRADE_TYPE: Readonly<Record<Product, string>> = {
  jsapi: 'JSAPI',
  app: 'APP',
  h5: 'MWEB',
  native: 'NATIVE',
  codepay: 'MICROPAY',
};
const STATE_TEXT = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '转入退款',
  CLOSED: '订单已关闭',
  USERPAYING: '等待用户输入支付密码',
  PAYERROR: '支付失败',
  REVOKED: '已撤销',
} as const;

const MAX_WRONG_PASSWORDS = 2;

export class Orders {
  constructor(
    private readonly ledger: Ledger,
    private readonly now: () => number,
  ) {}

  byOutTradeNo(merchant: WxpayMerchant, outTradeNo: string, subMchid?: string): JsonObject {
    const order = this.ledger.orderOf(merchant.mchid, outTradeNo);
    if (!order || order.neverCreated) throw new GatewayError('ORDER_NOT_EXIST');
    sameSub(subMchid, order);
    return this.view(order);
  }

  /** 未支付的订单没有微信订单号，只能用商户订单号查。 */
  byTransactionId(merchant: WxpayMerchant, transactionId: string, subMchid?: string): JsonObject {
    const order = this.ledger.orderByLink(transactionId);
    if (!order || order.mchid !== merchant.mchid || order.payment?.transactionId !== transactionId)
      throw new GatewayError('ORDER_NOT_EXIST');
    sameSub(subMchid, order);
    return this.view(order);
  }

  /** 查单与支付回调的内容（§2.2）；未支付时只有少数字段。 */
  view(order: Order): JsonObject {
    const base = {
      ...partiesOf(order),
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
      success_time: rfc3339(payment.paidAt),
      payer: payerOf(order, payment.openid),
      amount: { total: order.total, payer_total: payment.payerTotal, currency: 'CNY', payer_currency: 'CNY' },
      ...(coupon > 0 ? { promotion_detail: [promotion(coupon)] } : {}),
    };
  }

  /** 关单：可重复；已支付拒绝；从未下单的号也返回成功，但此后作废（§2.3）。 */
  close(merchant: WxpayMerchant, outTradeNo: string, subMchid?: string): void {
    const order = this.ledger.orderOf(merchant.mchid, outTradeNo);
    if (order && !order.neverCreated) sameSub(subMchid, order);
    if (order?.state === 'CLOSED') return;
    if (order?.product === 'codepay') throw new GatewayError('INVALID_REQUEST', { message: '付款码支付的订单请撤销', suffix: 268449641 });
    if (order?.payment) throw new GatewayError('ORDER_PAID');
    const now = this.now();
    this.ledger.saveOrder(
      order ? { ...order, state: 'CLOSED', closedAt: now } : { ...tombstone(merchant, outTradeNo, now), closedAt: now },
    );
  }

  /** 网关自己关了还没付的订单（风控、超时……）：没有回调，商户下次来才知道。@throws PayerError 已支付 */
  closeByGateway(order: Order): Order {
    if (order.payment) throw new PayerError('paid', '这笔订单已经支付，关不了');
    return this.ledger.saveOrder({ ...order, state: 'CLOSED', closedAt: order.closedAt ?? this.now() });
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

  /** 一次失败的尝试（余额不足、密码错误）：仍未支付。@throws PayerError */
  fail(order: Order): void {
    this.requirePayable(order);
    // 密码输错几次，这一笔就没有付成；此前还在等。
    const state = order.product === 'codepay' && order.failedAttempts >= MAX_WRONG_PASSWORDS ? 'PAYERROR' : order.state;
    this.ledger.saveOrder({ ...order, state, failedAttempts: order.failedAttempts + 1 });
  }

  /** 还能付吗：状态、time_expire、至少一个没过期的支付凭据。 */
  requirePayable(order: Order, session?: PaySession): void {
    if (order.payment && order.state !== 'REVOKED') throw new PayerError('paid', '这笔订单已经支付，不用再付');
    if (order.state === 'CLOSED' || order.state === 'REVOKED' || order.state === 'PAYERROR')
      throw new PayerError('closed', '订单已关闭，请回到商家重新下单');
    const now = this.now();
    const live = (candidate: PaySession): boolean => !candidate.revoked && candidate.expiresAt > now;
    const usable = session ? live(session) : order.sessions.some(live);
    if (!usable || (order.payUntil !== undefined && order.payUntil <= now))
      throw new PayerError('expired', '支付已过期，请回到商家重新下单');
  }

  /** 28 位：4200 开头，含日期与跨重启递增的序号，不会重复。 */
  private newTransactionId(paidAt: number): string {
    const serial = String(this.ledger.store.nextNumber('transaction')).padStart(10, '0');
    return `4200${String(randomInt(1e6)).padStart(6, '0')}${beijingTime(paidAt, 'YYYYMMDD')}${serial}`;
  }
}

/** 谁收的款：服务商的单据说 sp_* 与 sub_*（§2.9）。 */
export function partiesOf({ appid, mchid, subAppid, subMchid }: Order): JsonObject {
  if (subMchid === undefined) return { appid, mchid };
  return { sp_appid: appid, sp_mchid: mchid, ...(subAppid === undefined ? {} : { sub_appid: subAppid }), sub_mchid: subMchid };
}

/** 付款人在服务商应用里的 openid 总有；在特约商户应用里的，有 sub_appid 才有。 */
function payerOf({ subMchid, subAppid, payerKind }: Order, openid: string): JsonObject {
  if (subMchid === undefined) return { openid };
  const other = `o${openid.slice(1).split('').reverse().join('')}`;
  const sub = payerKind === 'sub' ? openid : other;
  return { sp_openid: payerKind === 'sub' ? other : openid, ...(subAppid === undefined ? {} : { sub_openid: sub }) };
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

/** 关掉一个从未下单的号之后，账本里留下的记号。 */
function tombstone(merchant: WxpayMerchant, outTradeNo: string, createdAt: number): Order {
  return {
    mchid: merchant.mchid,
    outTradeNo,
    appid: merchant.appids[0] ?? '',
    product: 'native',
    request: {},
    description: '',
    total: 0,
    notifyUrl: '',
    createdAt,
    state: 'CLOSED',
    sessions: [],
    failedAttempts: 0,
    neverCreated: true,
  };
}
