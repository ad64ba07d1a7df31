/** alipay.trade.pay（docs/protocols/alipay.md §4.6）：扣款当场有结果，或等付款人输密码（10003）。 */
import { beijingTime } from '../kit/beijing-time';
import type { PayerCodes } from '../kit/payer-codes';
import { yuan } from '../kit/yuan';
import type { Creation } from './creation';
import { GatewayError, type NodeFields } from './errors';
import type { Intent } from './intent';
import type { Ledger } from './ledger';
import type { Trade } from './model';
import { buyerFields } from './orders';
import type { AlipayApp } from './options';

export class Codepay {
  constructor(
    private readonly ledger: Ledger,
    private readonly creation: Creation,
    private readonly codes: PayerCodes,
    private readonly pay: (trade: Trade) => Trade,
  ) {}

  charge(app: AlipayApp, intent: Intent, authCode: string): NodeFields {
    const { sellerId, outTradeNo } = intent.purchase;
    const existing = this.ledger.tradeOf(sellerId, outTradeNo);
    if (existing) {
      this.creation.open(intent);
      return { ...this.fields(existing, app), code: '10003', msg: 'order success pay inprocess' };
    }
    const taken = this.codes.take(authCode);
    if ('problem' in taken) throw new GatewayError('ACQ.PAYMENT_AUTH_CODE_INVALID');
    if (taken.mode === 'poor') throw new GatewayError('ACQ.BUYER_BALANCE_NOT_ENOUGH');
    const trade = this.creation.open(intent);
    if (taken.mode === 'password') return { ...this.fields(trade, app), code: '10003', msg: 'order success pay inprocess' };
    const paid = this.pay(trade);
    return {
      ...this.fields(paid, app),
      gmt_payment: beijingTime(paid.paidAt ?? 0),
      receipt_amount: yuan(paid.total),
      buyer_pay_amount: yuan(paid.total),
    };
  }

  private fields(trade: Trade, app: AlipayApp): NodeFields {
    return {
      out_trade_no: trade.outTradeNo,
      trade_no: trade.tradeNo,
      total_amount: yuan(trade.total),
      ...buyerFields(trade.buyer, app),
    };
  }
}
