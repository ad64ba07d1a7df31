/** 付款码支付与撤销（docs/protocols/wxpay.md §2.4、§10.9）：扣款当场有结果，或等付款人输密码；没有回调。 */
import { randomBytes } from 'node:crypto';
import type { PayerCodes } from '../kit/payer-codes';
import { GatewayError } from './errors';
import type { Ledger } from './ledger';
import type { JsonObject, Order } from './model';
import type { WxpayMerchant } from './options';
import { partiesOf, type Orders } from './orders';
import { sameSub } from './parties';
import type { CodepayRequest } from './request-shapes';

const MIN_REVERSE_MS = 15_000;
const MAX_REVERSE_MS = 7 * 24 * 3_600_000;
/** 密码要在这么久之内输完 */
const PASSWORD_MS = 5 * 60_000;

export class Codepay {
  constructor(
    private readonly ledger: Ledger,
    private readonly orders: Orders,
    private readonly codes: PayerCodes,
    private readonly now: () => number,
  ) {}

  /** @param partner 服务商替谁收 */
  pay(merchant: WxpayMerchant, body: CodepayRequest, partner: Pick<Order, 'subMchid' | 'subAppid'> = {}): JsonObject {
    if (!merchant.appids.includes(body.appid)) throw new GatewayError('APPID_MCHID_NOT_MATCH');
    const existing = this.ledger.orderOf(merchant.mchid, body.out_trade_no);
    if (existing?.payment) throw new GatewayError('ORDER_PAID');
    if (existing) throw new GatewayError('OUT_TRADE_NO_USED');
    const taken = this.codes.take(body.payer.auth_code);
    if ('problem' in taken) throw new GatewayError(taken.problem === 'unknown' ? 'AUTH_CODE_INVALID' : 'AUTHCODEEXPIRE');
    if (taken.mode === 'poor') throw new GatewayError('NOT_ENOUGH', { message: '用户余额不足' });
    const now = this.now();
    const order: Order = {
      mchid: merchant.mchid,
      ...partner,
      outTradeNo: body.out_trade_no,
      appid: body.appid,
      product: 'codepay',
      request: body.settle_info === undefined ? {} : { settle_info: body.settle_info },
      description: body.description,
      total: body.amount.total,
      notifyUrl: '',
      attach: body.attach,
      createdAt: now,
      state: 'USERPAYING',
      sessions: [{ prepayId: `wxcode${randomBytes(12).toString('hex')}`, createdAt: now, expiresAt: now + PASSWORD_MS }],
      failedAttempts: 0,
    };
    const saved = this.ledger.saveOrder(order);
    return this.orders.view(taken.mode === 'pay' ? this.orders.pay(saved, {}) : saved);
  }

  /** 没付的关了，付了的全额退回；可重复。 */
  reverse(merchant: WxpayMerchant, outTradeNo: string, subMchid?: string): JsonObject {
    const order = this.ledger.orderOf(merchant.mchid, outTradeNo);
    if (!order) throw new GatewayError('ORDER_NOT_EXIST');
    sameSub(subMchid, order);
    if (order.product !== 'codepay') throw new GatewayError('INVALID_REQUEST', { message: '只有付款码支付的订单可以撤销' });
    const answer = { ...partiesOf(order), out_trade_no: outTradeNo };
    if (order.state === 'REVOKED') return answer;
    const age = this.now() - order.createdAt;
    if (age < MIN_REVERSE_MS) throw new GatewayError('INVALID_REQUEST', { message: '支付 15 秒之后才能撤销' });
    if (age > MAX_REVERSE_MS) throw new GatewayError('INVALID_REQUEST', { message: '超过可以撤销的期限' });
    if (this.ledger.refundsOf(merchant.mchid, outTradeNo).length > 0)
      throw new GatewayError('INVALID_REQUEST', { message: '已有退款，不能撤销' });
    this.ledger.saveOrder({ ...order, state: 'REVOKED', closedAt: this.now() });
    if (order.payment) this.giveBack(order, order.payment);
    return answer;
  }

  private giveBack(order: Order, { transactionId, payerTotal }: NonNullable<Order['payment']>): void {
    const now = this.now();
    this.ledger.saveRefund({
      mchid: order.mchid,
      ...(order.subMchid === undefined ? {} : { subMchid: order.subMchid }),
      outTradeNo: order.outTradeNo,
      transactionId,
      outRefundNo: order.outTradeNo,
      refundId: `5030${randomBytes(12).toString('hex')}`,
      request: {},
      refund: order.total,
      total: order.total,
      payerTotal,
      payerRefund: payerTotal,
      fundsAccount: 'AVAILABLE',
      createdAt: now,
      state: 'SUCCESS',
      finishAt: now,
      outcome: 'SUCCESS',
      finishedAt: now,
    });
  }
}
