/**
 * 退款：受理、结果、查询、异常退款（docs/protocols/wxpay.md §2.5、§4、§8、§10.6）。受理不等于到账，结果由查询或回调给出。
 */
import { isDeepStrictEqual } from 'node:util';
import { beijingTime } from '../kit/beijing-time';
import { DAY, MINUTE } from '../kit/schedule';
import { GatewayError } from './errors';
import type { Ledger } from './ledger';
import type { JsonObject, Order, Refund } from './model';
import type { WxpayGatewayOptions, WxpayMerchant } from './options';
import type { AbnormalRefundRequest, RefundRequest } from './request-shapes';
import { sameSub } from './parties';
import { rfc3339 } from './sealed';
import { paidBy, type SharingBook } from './sharing-book';

const REFUND_WINDOW_MS = 365 * DAY;
const MAX_REFUNDS = 50;
const DEFAULT_DURATION_MS = 5 * MINUTE;
const DEFAULT_SPACING_MS = MINUTE;

const broken = (message: string): GatewayError => new GatewayError('INVALID_REQUEST', { message });

export class Refunds {
  private readonly durationMs: number;
  private readonly spacingMs: number;
  /** 预先指定的结果；'*' 用于以后的每一笔 */
  private readonly outcomes = new Map<string, Refund['outcome']>();

  constructor(
    private readonly ledger: Ledger,
    private readonly sharing: Pick<SharingBook, 'standingOf'>,
    private readonly now: () => number,
    options: Pick<WxpayGatewayOptions, 'timeCompression' | 'refundDurationMs' | 'refundSpacingMs'>,
    private readonly finished: (refund: Refund) => void,
  ) {
    const compression = options.timeCompression ?? 1;
    this.durationMs = (options.refundDurationMs ?? DEFAULT_DURATION_MS) / compression;
    this.spacingMs = (options.refundSpacingMs ?? DEFAULT_SPACING_MS) / compression;
  }

  /** 受理退款；同号同参数返回同一笔，决不退两次。 */
  create(merchant: WxpayMerchant, body: RefundRequest): JsonObject {
    const existing = this.ledger.refundOf(merchant.mchid, body.out_refund_no);
    if (existing) {
      if (!isDeepStrictEqual(existing.request, JSON.parse(JSON.stringify(body)))) throw broken('退款单号已存在，且参数与首次请求时不一致');
      return this.view(existing);
    }
    const order = this.orderFor(merchant, body);
    this.checkRules(order, body);
    const fundsAccount = this.accountFor(order, body);
    const { from, refund: fee } = body.amount;
    this.take(merchant.mchid, paidBy({ from, fundsAccount, refund: fee }, 'AVAILABLE'));
    const now = this.now();
    const payerTotal = order.payment?.payerTotal ?? order.total;
    const refund: Refund = {
      mchid: merchant.mchid,
      ...(order.subMchid === undefined ? {} : { subMchid: order.subMchid }),
      outTradeNo: order.outTradeNo,
      transactionId: order.payment?.transactionId ?? '',
      outRefundNo: body.out_refund_no,
      refundId: `503${String(this.ledger.store.nextNumber('refund')).padStart(17, '0')}${beijingTime(now, 'YYYYMMDD')}`,
      request: body,
      refund: body.amount.refund,
      total: order.total,
      payerTotal,
      payerRefund: Math.round((body.amount.refund * payerTotal) / order.total),
      notifyUrl: body.notify_url ?? merchant.refundNotifyUrl,
      fundsAccount,
      ...(body.amount.from ? { from: body.amount.from } : {}),
      createdAt: now,
      state: 'PROCESSING',
      finishAt: this.finishAt(),
      outcome: this.outcomes.get(body.out_refund_no) ?? this.outcomes.get('*') ?? 'SUCCESS',
    };
    this.ledger.saveOrder({ ...order, state: 'REFUND' });
    return this.view(this.ledger.saveRefund(refund));
  }

  /** 可用余额里还有多少，分；没有说过就不管。 */
  setBalance(mchid: string, available: number): void {
    this.ledger.funds.put(`${mchid}:basic`, { available, pending: 0 }, null);
  }

  private take(mchid: string, amount: number): void {
    const known = this.ledger.funds.get(`${mchid}:basic`);
    if (!known) return;
    if (known.available < amount) throw new GatewayError('NOT_ENOUGH', { message: '基本账户余额不足，请充值后重新发起' });
    this.setBalance(mchid, known.available - amount);
  }

  /** 各账户分别出多少：只有还没有分完的分账订单能说，一个账户一次。 */
  private checkFrom(order: Order, from: NonNullable<RefundRequest['amount']['from']>): void {
    const { enabled, unfrozen } = this.sharing.standingOf(order);
    if (!enabled || unfrozen) throw broken('只有没有分完的分账订单可以指定出资账户');
    if (new Set(from.map(({ account }) => account)).size !== from.length) throw broken('同一个出资账户只能出现一次');
  }

  /** 哪个账户出钱：没有分完的分账订单用冻结着的钱，分出去的不会自己回来；不够的由可用余额出。 */
  private accountFor(order: Order, { funds_account, amount }: RefundRequest): string {
    const { enabled, unfrozen, unsplit } = this.sharing.standingOf(order);
    if (funds_account === undefined && enabled && !unfrozen && unsplit >= amount.refund) return 'UNAVAILABLE';
    return funds_account ?? 'AVAILABLE';
  }

  private finishAt(): number {
    return Math.ceil(this.now() + this.durationMs);
  }

  private orderFor(merchant: WxpayMerchant, body: RefundRequest): Order {
    if (body.transaction_id === undefined && body.out_trade_no === undefined) {
      throw new GatewayError('PARAM_ERROR', {
        message: 'transaction_id 与 out_trade_no 必须填写一个',
        detail: { location: 'body', field: '/out_trade_no', issue: '必填性规则校验失败' },
      });
    }
    const order =
      body.transaction_id === undefined
        ? this.ledger.orderOf(merchant.mchid, body.out_trade_no ?? '')
        : this.ledger.orderByLink(body.transaction_id);
    const mine =
      order?.mchid === merchant.mchid &&
      order.payment &&
      (body.transaction_id === undefined || order.payment.transactionId === body.transaction_id);
    if (!mine) throw new GatewayError('RESOURCE_NOT_EXISTS', { message: '订单不存在或未支付' });
    sameSub(body.sub_mchid, order);
    if (body.out_trade_no !== undefined && body.out_trade_no !== order.outTradeNo) throw broken('微信支付订单号与商户订单号不匹配');
    return order;
  }

  private checkRules(order: Order, body: RefundRequest): void {
    const { amount } = body;
    const now = this.now();
    const earlier = this.ledger.refundsOf(order.mchid, order.outTradeNo);
    const taken = earlier.filter((refund) => refund.state !== 'CLOSED').reduce((sum, refund) => sum + refund.refund, 0);
    if (amount.total !== order.total) throw broken('订单金额与原订单不一致');
    if (amount.from && amount.from.reduce((sum, part) => sum + part.amount, 0) !== amount.refund)
      throw broken('各出资账户的金额之和与退款金额不一致');
    if (amount.from) this.checkFrom(order, amount.from);
    if (taken + amount.refund > order.total) throw broken('累计退款金额超过订单金额');
    if (now > (order.payment?.paidAt ?? now) + REFUND_WINDOW_MS) throw broken('订单已超过可退款的最大期限（一年）');
    if (earlier.length >= MAX_REFUNDS) throw broken('一笔订单最多退款 50 次');
    if (earlier.some((refund) => now - refund.createdAt < this.spacingMs)) throw broken('同一笔订单的多次退款需要间隔一分钟');
  }

  query(merchant: WxpayMerchant, outRefundNo: string, subMchid?: string): JsonObject {
    this.advance();
    const refund = this.ledger.refundOf(merchant.mchid, outRefundNo);
    if (!refund) throw new GatewayError('RESOURCE_NOT_EXISTS', { message: '退款单不存在' });
    sameSub(subMchid, refund);
    return this.view(refund);
  }

  /** 指定退款的结果；'*' 为以后的每一笔。 */
  choose(outRefundNo: string, outcome: Refund['outcome']): void {
    this.outcomes.set(outRefundNo, outcome);
    const refund = outRefundNo === '*' ? undefined : this.ledger.refund(outRefundNo);
    if (refund?.state === 'PROCESSING') this.ledger.saveRefund({ ...refund, outcome });
  }

  /** 让到时间的退款出结果。 */
  advance(): void {
    for (const refund of this.ledger.refundsDue()) this.finish(refund);
  }

  /** 立刻出结果。@param outcome 缺省为原来定下的结局；异常的缺省为退成 */
  finish(refund: Refund, outcome: Refund['outcome'] = refund.state === 'ABNORMAL' ? 'SUCCESS' : refund.outcome): Refund {
    if (refund.state !== 'PROCESSING' && refund.state !== 'ABNORMAL') return refund;
    const done = this.ledger.saveRefund({ ...refund, state: outcome, outcome, finishedAt: this.now() });
    if (outcome === 'CLOSED') this.take(refund.mchid, -paidBy(refund, 'AVAILABLE'));
    this.finished(done);
    return done;
  }

  /** 商户为异常的退款换一个收款账户：重新处理，这次退成（§2.5）。 */
  applyAbnormal(merchant: WxpayMerchant, refundId: string, body: AbnormalRefundRequest, cardTail: string | undefined): JsonObject {
    const refund = this.ledger.refundById(refundId);
    if (refund?.mchid !== merchant.mchid || refund.outRefundNo !== body.out_refund_no)
      throw new GatewayError('RESOURCE_NOT_EXISTS', { message: '退款单不存在' });
    sameSub(body.sub_mchid, refund);
    if (refund.state !== 'ABNORMAL') throw broken('退款单不是异常状态，不能发起异常退款');
    return this.view(
      this.ledger.saveRefund({
        ...refund,
        state: 'PROCESSING',
        outcome: 'SUCCESS',
        finishAt: this.finishAt(),
        receivedAccount: cardTail === undefined ? '商户银行卡' : `${body.bank_type ?? ''} ${cardTail}`,
      }),
    );
  }

  view(refund: Refund): JsonObject {
    return {
      refund_id: refund.refundId,
      out_refund_no: refund.outRefundNo,
      transaction_id: refund.transactionId,
      out_trade_no: refund.outTradeNo,
      channel: refund.receivedAccount === undefined ? 'ORIGINAL' : 'OTHER_BANKCARD',
      user_received_account: refund.receivedAccount ?? '支付用户零钱',
      ...(refund.state === 'SUCCESS' && refund.finishedAt !== undefined ? { success_time: rfc3339(refund.finishedAt) } : {}),
      create_time: rfc3339(refund.createdAt),
      status: refund.state,
      funds_account: refund.fundsAccount,
      amount: {
        total: refund.total,
        refund: refund.refund,
        ...(refund.from ? { from: refund.from } : {}),
        payer_total: refund.payerTotal,
        payer_refund: refund.payerRefund,
        settlement_refund: refund.refund,
        settlement_total: refund.total,
        discount_refund: refund.refund - refund.payerRefund,
        currency: 'CNY',
      },
    };
  }

  /** 退款回调的内容（§5.1）。 */
  noticeOf(refund: Refund): JsonObject {
    return {
      ...(refund.subMchid === undefined ? { mchid: refund.mchid } : { sp_mchid: refund.mchid, sub_mchid: refund.subMchid }),
      transaction_id: refund.transactionId,
      out_trade_no: refund.outTradeNo,
      refund_id: refund.refundId,
      out_refund_no: refund.outRefundNo,
      refund_status: refund.state,
      ...(refund.state === 'SUCCESS' && refund.finishedAt !== undefined ? { success_time: rfc3339(refund.finishedAt) } : {}),
      user_received_account: refund.receivedAccount ?? '支付用户零钱',
      amount: { total: refund.total, refund: refund.refund, payer_total: refund.payerTotal, payer_refund: refund.payerRefund },
    };
  }
}
