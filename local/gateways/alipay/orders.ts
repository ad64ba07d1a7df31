/**
 * 查询、关闭、撤销与付款人的动作（docs/protocols/alipay.md §4.7–4.9、§6）。
 */
import { beijingTime } from '../kit/beijing-time';
import { DAY } from '../kit/schedule';
import { yuan } from '../kit/yuan';
import { GatewayError, type NodeFields } from './errors';
import { invalid } from './fields';
import type { Ledger } from './ledger';
import type { Buyer, Refund, Trade } from './model';
import { PayerError, type AlipayApp } from './options';
import type { QueryBody } from './request-shapes';

const CANCEL_WINDOW_MS = DAY;
/** 没有指定付款人时，付款的是这位。 */
export const DEFAULT_BUYER = {
  userId: '2088102100000001',
  openId: '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5',
  logonId: 'sim***@example.com',
} as const;
const ZERO_AMOUNTS = { buyer_pay_amount: '0.00', invoice_amount: '0.00', point_amount: '0.00', receipt_amount: '0.00' };

export interface TradeNumber {
  readonly out_trade_no?: string;
  readonly trade_no?: string;
}

/** 付款人的编号：新应用只给 open_id，老应用给 user_id。 */
export function buyerFields(buyer: Buyer | undefined, app: AlipayApp): NodeFields {
  const { logonId, openId, userId } = { ...DEFAULT_BUYER, ...buyer };
  return {
    buyer_logon_id: logonId,
    ...((app.buyerIdentity ?? 'open_id') === 'open_id' ? { buyer_open_id: openId } : { buyer_user_id: userId }),
  };
}

export class Orders {
  constructor(
    private readonly ledger: Ledger,
    private readonly now: () => number,
    /** 全额退款随撤销发生 */
    private readonly refundAll: (trade: Trade) => Refund,
  ) {}

  /** 按号找交易；trade_no 优先（§4.7）。别的收款方的交易视同不存在。 */
  find(app: AlipayApp, { out_trade_no, trade_no }: TradeNumber): Trade | undefined {
    if (out_trade_no === undefined && trade_no === undefined) throw invalid('out_trade_no', '与 trade_no 应有一个');
    const trade = trade_no === undefined ? this.ledger.tradeOf(app.sellerId, out_trade_no ?? '') : this.ledger.tradeByNo(trade_no);
    return trade?.sellerId === app.sellerId ? trade : undefined;
  }

  private require(app: AlipayApp, number: TradeNumber, fields: NodeFields = {}): Trade {
    const trade = this.find(app, number);
    if (!trade)
      throw new GatewayError('ACQ.TRADE_NOT_EXIST', undefined, {
        fields: { ...fields, ...(number.out_trade_no === undefined ? {} : { out_trade_no: number.out_trade_no }) },
      });
    return trade;
  }

  /** 真实的已付款回答里 receipt_amount 可能是 0.00（§4.7），这里照做：只有 total_amount 可信。 */
  query(app: AlipayApp, body: QueryBody): NodeFields {
    const trade = this.require(app, body, ZERO_AMOUNTS);
    return {
      ...ZERO_AMOUNTS,
      out_trade_no: trade.outTradeNo,
      trade_no: trade.tradeNo,
      trade_status: trade.status,
      total_amount: yuan(trade.total),
      buyer_user_type: 'PRIVATE',
      ...buyerFields(trade.buyer, app),
      send_pay_date: trade.paidAt === undefined ? undefined : beijingTime(trade.paidAt),
      passback_params: trade.passbackParams,
      store_id: trade.storeId,
    };
  }

  /** 只能关未付的；没扫过的码没有交易，也就关不了（§4.8）。 */
  close(app: AlipayApp, body: TradeNumber): Trade {
    const trade = this.require(app, body);
    if (trade.status !== 'WAIT_BUYER_PAY') throw new GatewayError('ACQ.REASON_TRADE_STATUS_INVALID');
    return this.ledger.saveTrade({ ...trade, status: 'TRADE_CLOSED', closedAt: this.now() });
  }

  /** 网关自己关了还没付的交易（风控、超时……）：商户下次来才知道。@throws PayerError 已付 */
  closeByGateway(shown: Trade): Trade {
    const trade = this.current(shown);
    if (trade.status === 'TRADE_CLOSED') return trade;
    if (trade.status !== 'WAIT_BUYER_PAY') throw new PayerError('paid', '这笔交易已经付款，关不了');
    return this.ledger.saveTrade({ ...trade, status: 'TRADE_CLOSED', closedAt: this.now() });
  }

  /** 撤销：未付的关闭，已付的全额退款；没有交易也回答成功（§4.9）。 */
  cancel(app: AlipayApp, body: TradeNumber): NodeFields {
    const trade = this.find(app, body);
    if (!trade) return { out_trade_no: body.out_trade_no, retry_flag: 'N' };
    const answer = { out_trade_no: trade.outTradeNo, trade_no: trade.tradeNo, retry_flag: 'N' };
    if (trade.status === 'TRADE_FINISHED') throw new GatewayError('ACQ.TRADE_HAS_FINISHED');
    if (trade.status === 'TRADE_CLOSED') return { ...answer, action: trade.fullyRefunded ? 'refund' : 'close' };
    if (trade.status === 'WAIT_BUYER_PAY') {
      this.ledger.saveTrade({ ...trade, status: 'TRADE_CLOSED', closedAt: this.now() });
      return { ...answer, action: 'close' };
    }
    if (trade.refunded > 0) throw new GatewayError('ACQ.REASON_TRADE_REFUND_FEE_ERR');
    if (this.now() > (trade.paidAt ?? 0) + CANCEL_WINDOW_MS) throw new GatewayError('ACQ.TRADE_CANCEL_TIME_OUT');
    const refund = this.refundAll(trade);
    return { ...answer, action: 'refund', gmt_refund_pay: beijingTime(refund.refundedAt) };
  }

  /** 账本里此刻的样子：收银台读表单的片刻，交易可能已在别处付掉或关闭。 */
  private current(trade: Trade): Trade {
    return this.ledger.tradeByNo(trade.tradeNo) ?? trade;
  }

  /** @throws PayerError */
  requirePayable(trade: Trade): void {
    if (trade.status === 'WAIT_BUYER_PAY') return;
    if (trade.status !== 'TRADE_CLOSED') throw new PayerError('paid', '这笔交易已经付款，不用再付');
    if (trade.fullyRefunded) throw new PayerError('closed', '这笔交易已经退款');
    throw trade.closedAt !== undefined && trade.closedAt >= trade.payUntil
      ? new PayerError('expired', '支付已过期，请回到商家重新下单')
      : new PayerError('closed', '交易已关闭，请回到商家重新下单');
  }

  /**
   * 付款人付了款。
   * @throws PayerError 已付、已关、过期、不是下单时指定的人
   */
  pay(shown: Trade, buyer: Partial<Buyer> = {}): Trade {
    const trade = this.current(shown);
    this.requirePayable(trade);
    const differs = (key: 'openId' | 'userId'): boolean =>
      trade.buyer?.[key] !== undefined && buyer[key] !== undefined && trade.buyer[key] !== buyer[key];
    if (differs('openId') || differs('userId')) throw new PayerError('wrongPayer', '这笔交易只能由下单的用户支付');
    return this.ledger.saveTrade({
      ...trade,
      buyer: trade.buyer ?? { ...DEFAULT_BUYER, ...buyer },
      status: 'TRADE_SUCCESS',
      paidAt: this.now(),
    });
  }

  /** 一次失败的尝试：仍可再付。 */
  fail(shown: Trade): void {
    const trade = this.current(shown);
    this.requirePayable(trade);
    this.ledger.saveTrade({ ...trade, failedAttempts: trade.failedAttempts + 1 });
  }
}
