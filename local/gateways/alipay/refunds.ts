/**
 * 退款与退款查询（docs/protocols/alipay.md §4.10、§4.11）：同步到账，refund_fee 是整笔交易的累计值，重放回答 fund_change=N。
 */
import { beijingTime } from '../kit/beijing-time';
import { yuan } from '../kit/yuan';
import { GatewayError, type NodeFields } from './errors';
import type { Ledger } from './ledger';
import type { Refund, Trade } from './model';
import type { AlipayApp, AlipayGatewayOptions } from './options';
import type { RefundBody, RefundQueryBody } from './request-shapes';
import { buyerFields } from './orders';
import type { Royalty } from './royalty';

const NOTHING_REFUNDED = { refund_fee: '0.00', send_back_fee: '0.00' };

export class Refunds {
  constructor(
    private readonly ledger: Ledger,
    private readonly royalty: Pick<Royalty, 'planRefund'>,
    private readonly now: () => number,
    private readonly options: Pick<AlipayGatewayOptions, 'refundVisibleAfterMs'>,
    private readonly finished: (refund: Refund, trade: Trade) => void,
  ) {}

  /** @param trade 已按号找到；没有时为 undefined */
  refund(app: AlipayApp, trade: Trade | undefined, body: RefundBody): NodeFields {
    const refuse = (subCode: ConstructorParameters<typeof GatewayError>[0]): GatewayError =>
      new GatewayError(subCode, undefined, {
        fields: { ...NOTHING_REFUNDED, ...(body.out_trade_no === undefined ? {} : { out_trade_no: body.out_trade_no }) },
      });
    if (!trade) throw refuse('ACQ.TRADE_NOT_EXIST');
    const outRequestNo = body.out_request_no ?? trade.outTradeNo;
    const earlier = this.ledger.refundsOf(trade).find((refund) => refund.outRequestNo === outRequestNo);
    if (earlier) {
      if (earlier.amount !== body.refund_amount) throw refuse('ACQ.DISCORDANT_REPEAT_REQUEST');
      return this.answer(app, trade, earlier, 'N');
    }
    if (trade.status === 'WAIT_BUYER_PAY') throw refuse('ACQ.TRADE_STATUS_ERROR');
    if (trade.status === 'TRADE_CLOSED') throw refuse('ACQ.TRADE_HAS_CLOSE');
    if (trade.status === 'TRADE_FINISHED') throw refuse('ACQ.TRADE_HAS_FINISHED');
    if (body.refund_amount === 0 && (body.refund_royalty_parameters ?? []).length === 0) throw refuse('ACQ.INVALID_PARAMETER');
    // 部分退款必须有 out_request_no；与超过剩余金额是同一个错误码。
    if (body.refund_amount > trade.total - trade.refunded || (body.out_request_no === undefined && body.refund_amount !== trade.total))
      throw refuse('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
    this.royalty.planRefund(trade, body.refund_amount, body.refund_royalty_parameters)();
    return this.answer(
      app,
      this.ledger.tradeByNo(trade.tradeNo) ?? trade,
      this.book(trade, outRequestNo, body.refund_amount, body.refund_reason),
      'Y',
    );
  }

  /** 撤销已付的交易：全额退款，请求号是订单号。 */
  refundAll(trade: Trade): Refund {
    return this.book(trade, trade.outTradeNo, trade.total, '撤销');
  }

  private book(trade: Trade, outRequestNo: string, amount: number, reason: string | undefined): Refund {
    const now = this.now();
    const refunded = trade.refunded + amount;
    const { sellerId, outTradeNo, tradeNo } = trade;
    const refund: Refund = { sellerId, outTradeNo, tradeNo, outRequestNo, amount, reason, refundedAt: now, cumulative: refunded };
    const full = refunded === trade.total;
    const after = this.ledger.saveTrade({
      ...trade,
      refunded,
      ...(full ? { status: 'TRADE_CLOSED' as const, closedAt: now, fullyRefunded: true } : {}),
    });
    this.ledger.saveRefund(refund, after);
    // 只退分账的没有退给付款人，也就没有通知。
    if (amount > 0) this.finished(refund, after);
    return refund;
  }

  private answer(app: AlipayApp, trade: Trade, refund: Refund, fundChange: 'Y' | 'N'): NodeFields {
    return {
      out_trade_no: trade.outTradeNo,
      trade_no: trade.tradeNo,
      ...buyerFields(trade.buyer, app),
      fund_change: fundChange,
      refund_fee: yuan(this.ledger.tradeByNo(trade.tradeNo)?.refunded ?? trade.refunded),
      gmt_refund_pay: beijingTime(refund.refundedAt),
      // 没有要 refund_detail_item_list 时，成功的退款也回答 0.00（§4.10）。
      send_back_fee: '0.00',
    };
  }

  /** 查不到这个号：仍是 10000，只是没有退款的字段。 */
  query(trade: Trade | undefined, body: RefundQueryBody): NodeFields {
    if (!trade) throw new GatewayError('ACQ.TRADE_NOT_EXIST');
    const refund = this.ledger.refundsOf(trade).find((item) => item.outRequestNo === body.out_request_no);
    if (!refund || this.now() < refund.refundedAt + (this.options.refundVisibleAfterMs ?? 0)) return {};
    return {
      out_trade_no: trade.outTradeNo,
      trade_no: trade.tradeNo,
      out_request_no: refund.outRequestNo,
      refund_amount: yuan(refund.amount),
      total_amount: yuan(trade.total),
      refund_status: 'REFUND_SUCCESS',
      refund_reason: refund.reason,
      gmt_refund_pay: body.query_options?.includes('gmt_refund_pay') ? beijingTime(refund.refundedAt) : undefined,
    };
  }
}
