/**
 * 虚拟支付的服务端接口（docs/protocols/wxpay.md §13.1）：查单、退款、补报发货、代币的余额与增减。
 * 发没发货由推送的确认得出；退款受理之后过一会儿才有结果。
 */
import { randomBytes } from 'node:crypto';
import { beijingTime } from '../kit/beijing-time';
import { DAY, MINUTE } from '../kit/schedule';
import type { JsonObject, Notification, PushEvent } from './model';
import { OpenApiError } from './open-api-error';
import type { WxpayApp, WxpayGatewayOptions } from './options';
import type { Spending, VirtualBook, VirtualOrder, VirtualRefund } from './virtual-book';
import type { PresentBody, ProvideBody, QueryOrderBody, RefundOrderBody, SpendBody, UnspendBody, UserBody } from './xpay-shapes';

const REFUND_WITHIN_MS = 365 * DAY;
/** 手续费 1 %，三天之后结算 */
const SETTLE_AFTER_MS = 3 * DAY;
const FEE_PERCENT = 1;

const NOT_FOUND = (): OpenApiError => new OpenApiError(268490002, '数据不存在');
const seconds = (ms: number): number => Math.floor(ms / 1000);

export class Xpay {
  private readonly refundMs: number;
  /** 以后退不成的退款单号；'*' 为每一笔 */
  private readonly failing = new Set<string>();

  constructor(
    private readonly book: VirtualBook,
    private readonly apps: ReadonlyMap<string, WxpayApp>,
    private readonly now: () => number,
    options: Pick<WxpayGatewayOptions, 'timeCompression' | 'refundDurationMs'>,
    private readonly notices: (outTradeNo: string) => readonly Notification[],
    private readonly push: (order: VirtualOrder, event: PushEvent, fields: JsonObject) => void,
  ) {
    this.refundMs = (options.refundDurationMs ?? 5 * MINUTE) / (options.timeCompression ?? 1);
  }

  private find(appid: string, { order_id, wx_order_id, env }: ProvideBody): VirtualOrder | undefined {
    if ((order_id === undefined) === (wx_order_id === undefined)) throw new OpenApiError(268490002, 'order_id and wx_order_id: need one');
    return order_id === undefined ? this.book.orderByWxId(appid, env, wx_order_id ?? '') : this.book.orderOf(appid, env, order_id);
  }

  /** 发货推送确认了，或商户补报了，就是发了货。 */
  private providedAt(order: VirtualOrder): number | undefined {
    const acked = this.deliveries(order).find(({ state }) => state === 'ACKED');
    return order.providedAt ?? acked?.attempts.find((attempt) => attempt.acked)?.at;
  }
  private deliveries({ appid, outTradeNo }: VirtualOrder): Notification[] {
    return this.notices(outTradeNo).filter(({ push, eventType }) => push?.appid === appid && eventType !== 'xpay_refund_notify');
  }

  private statusOf(order: VirtualOrder): number {
    if (!order.payment) return 1;
    if (this.leftOf(order, 'done') === 0) return 5;
    if (this.providedAt(order) !== undefined) return 4;
    return this.deliveries(order).some(({ attempts }) => attempts.length > 0) ? 3 : 2;
  }

  /** 还能退多少；`done` 只减退成的 */
  private leftOf(order: VirtualOrder, counted: 'taken' | 'done' = 'taken'): number {
    const taken = this.book.refundsOf(order).filter(({ state }) => state === 'done' || (counted === 'taken' && state === 'running'));
    return order.fee - taken.reduce((sum, { fee }) => sum + fee, 0);
  }

  query(appid: string, body: QueryOrderBody): object {
    this.advance();
    const refund = body.order_id === undefined ? undefined : this.book.refundOf(appid, body.env, body.order_id);
    if (refund) return { order: this.refundView(this.mine(refund, body.openid)) };
    const order = this.find(appid, body);
    if (!order) throw NOT_FOUND();
    return { order: this.view(this.mine(order, body.openid)) };
  }

  private mine<T extends { readonly openid: string }>(document: T, openid: string): T {
    if (document.openid !== openid) throw new OpenApiError(268490001, 'invalid openid');
    return document;
  }

  private view(order: VirtualOrder): JsonObject {
    const { payment } = order;
    const providedAt = this.providedAt(order);
    const settledAt = payment && payment.paidAt + SETTLE_AFTER_MS;
    const settled = settledAt !== undefined && this.now() >= settledAt;
    return {
      order_id: order.outTradeNo,
      create_time: seconds(order.createdAt),
      update_time: seconds(providedAt ?? payment?.paidAt ?? order.createdAt),
      status: this.statusOf(order),
      biz_type: order.mode === 'short_series_coin' ? 1 : 4,
      order_fee: order.fee,
      coupon_fee: 0,
      paid_fee: payment ? order.fee : 0,
      order_type: 0,
      refund_fee: 0,
      paid_time: payment ? seconds(payment.paidAt) : 0,
      provide_time: providedAt === undefined ? 0 : seconds(providedAt),
      biz_meta: order.attach,
      env_type: order.env === 0 ? 1 : 2,
      token: '',
      left_fee: payment ? this.leftOf(order) : 0,
      wx_order_id: order.wxOrderId,
      channel_order_id: payment?.channelOrderId ?? '',
      wxpay_order_id: payment?.transactionId ?? '',
      sett_state: settled ? 2 : payment ? 1 : 0,
      ...(settled ? { sett_time: seconds(settledAt), platform_fee_fen: Math.round((order.fee * FEE_PERCENT) / 100) } : {}),
    };
  }

  private refundView(refund: VirtualRefund): JsonObject {
    return {
      order_id: refund.refundOrderId,
      create_time: seconds(refund.createdAt),
      update_time: seconds(refund.state === 'running' ? refund.createdAt : refund.finishAt),
      status: { running: 0, done: 5, failed: 7 }[refund.state],
      order_type: 1,
      refund_fee: refund.fee,
      env_type: refund.env === 0 ? 1 : 2,
      wx_order_id: refund.wxRefundId,
    };
  }

  refund(appid: string, body: RefundOrderBody): object {
    this.advance();
    const order = this.find(appid, body);
    if (!order?.payment) throw NOT_FOUND();
    this.mine(order, body.openid);
    const known = this.book.refundOf(appid, body.env, body.refund_order_id);
    if (known) {
      if (known.outTradeNo !== order.outTradeNo || known.fee !== body.refund_fee)
        throw new OpenApiError(268490002, 'refund_order_id is used');
      throw known.state === 'running' ? new OpenApiError(268490014, 'refund is running') : new OpenApiError(268490004, 'duplicate request');
    }
    if (this.book.refundsOf(order).some(({ state }) => state === 'running')) throw new OpenApiError(268490014, 'refund is running');
    const left = this.leftOf(order);
    if (left === 0) throw new OpenApiError(268490005, 'order is refunded');
    if (body.left_fee !== left) throw new OpenApiError(268490016, 'left_fee mismatch');
    if (body.refund_fee > left) throw new OpenApiError(268490002, 'refund_fee is more than left_fee');
    if (this.now() - order.payment.paidAt > REFUND_WITHIN_MS) throw new OpenApiError(268490002, 'order is too old');
    const now = this.now();
    const refund = this.book.saveRefund({
      appid,
      env: body.env,
      openid: order.openid,
      outTradeNo: order.outTradeNo,
      refundOrderId: body.refund_order_id,
      wxRefundId: `xpr${beijingTime(now, 'YYYYMMDDHHmmss')}${randomBytes(6).toString('hex')}`,
      fee: body.refund_fee,
      coins: this.takeCoins(order, body.refund_fee),
      state: 'running',
      createdAt: now,
      finishAt: Math.ceil(now + this.refundMs),
    });
    return {
      refund_order_id: refund.refundOrderId,
      refund_wx_order_id: refund.wxRefundId,
      pay_order_id: order.outTradeNo,
      pay_wx_order_id: order.wxOrderId,
    };
  }

  /** 代币充值的退款先收回代币；花掉了就退不了。 */
  private takeCoins({ appid, env, openid, mode }: VirtualOrder, fee: number): number {
    if (mode !== 'short_series_coin') return 0;
    const wanted = Math.ceil((fee * (this.apps.get(appid)?.virtual?.coinsPerYuan ?? 100)) / 100);
    const coins = this.book.coins(appid, env, openid);
    if (coins.balance - coins.present < wanted) throw new OpenApiError(268490006, 'balance is not enough');
    this.book.saveCoins(appid, env, openid, { ...coins, balance: coins.balance - wanted });
    return wanted;
  }

  /** 以后退不成；`fails` 为 false 恢复退成。 */
  chooseRefund(refundOrderId: string, fails: boolean): void {
    if (fails) this.failing.add(refundOrderId);
    else this.failing.delete(refundOrderId);
  }

  advance(): void {
    for (const refund of this.book.refundsDue()) this.finish(refund);
  }

  private finish(running: VirtualRefund): void {
    const fails = this.failing.has(running.refundOrderId) || this.failing.has('*');
    const refund = this.book.saveRefund({ ...running, state: fails ? 'failed' : 'done', finishAt: this.now() });
    const { appid, env, openid, outTradeNo, coins } = refund;
    if (fails && coins > 0) {
      const now = this.book.coins(appid, env, openid);
      this.book.saveCoins(appid, env, openid, { ...now, balance: now.balance + coins });
    }
    const order = this.book.orderOf(appid, env, outTradeNo);
    if (!order?.payment) return;
    this.push(order, 'xpay_refund_notify', {
      OpenId: openid,
      WxRefundId: refund.wxRefundId,
      MchRefundId: refund.refundOrderId,
      WxOrderId: order.wxOrderId,
      MchOrderId: outTradeNo,
      RefundFee: refund.fee,
      RetCode: fails ? 1 : 0,
      RetMsg: fails ? 'refund failed' : 'success',
      RefundStartTimestamp: seconds(refund.createdAt),
      RefundSuccTimestamp: fails ? 0 : seconds(refund.finishAt),
      WxpayRefundTransactionId: fails ? '' : `5030${refund.wxRefundId.slice(3, 31)}`,
      RetryTimes: 0,
    });
  }

  provide(appid: string, body: ProvideBody): object {
    const order = this.find(appid, body);
    if (!order?.payment) throw NOT_FOUND();
    if (this.providedAt(order) !== undefined) throw new OpenApiError(268490004, 'duplicate request');
    this.book.saveOrder({ ...order, providedAt: this.now() });
    return {};
  }

  balance(appid: string, { openid, env }: UserBody): object {
    const { balance, present, sumSave, sumPresent, sumCost, firstSave } = this.book.coins(appid, env, openid);
    return {
      balance,
      present_balance: present,
      sum_save: sumSave,
      sum_present: sumPresent,
      sum_balance: sumSave + sumPresent,
      sum_cost: sumCost,
      first_save_flag: firstSave ? 1 : 0,
    };
  }

  /** 花代币：先花充的，再花送的；同号同额是同一笔。 */
  spend(appid: string, { openid, env, amount, order_id }: SpendBody): object {
    this.requireFresh(appid, env, order_id, 'spend', amount);
    const coins = this.book.coins(appid, env, openid);
    if (coins.balance < amount) throw new OpenApiError(268490006, 'balance is not enough');
    const present = Math.max(0, amount - (coins.balance - coins.present));
    const balance = coins.balance - amount;
    this.book.saveCoins(appid, env, openid, { ...coins, balance, present: coins.present - present, sumCost: coins.sumCost + amount });
    this.book.saveSpending(appid, env, { kind: 'spend', orderId: order_id, amount, present, balance });
    return { order_id, balance, used_present_amount: present };
  }

  /** 退还花掉的；加起来不超过那一笔。 */
  unspend(appid: string, { openid, env, pay_order_id, order_id, amount }: UnspendBody): object {
    this.requireFresh(appid, env, order_id, 'unspend', amount);
    const spent = this.book.spendingOf(appid, env, pay_order_id);
    if (spent?.kind !== 'spend') throw NOT_FOUND();
    if (this.book.unspentOf(pay_order_id) + amount > spent.amount) throw new OpenApiError(268490002, 'amount is more than spent');
    const coins = this.book.coins(appid, env, openid);
    const balance = coins.balance + amount;
    this.book.saveCoins(appid, env, openid, { ...coins, balance, sumCost: coins.sumCost - amount });
    this.book.saveSpending(appid, env, { kind: 'unspend', orderId: order_id, amount, present: 0, balance, payOrderId: pay_order_id });
    return { order_id };
  }

  present(appid: string, { openid, env, order_id, amount }: PresentBody): object {
    this.requireFresh(appid, env, order_id, 'present', amount);
    const coins = this.book.coins(appid, env, openid);
    const after = { balance: coins.balance + amount, present: coins.present + amount, sumPresent: coins.sumPresent + amount };
    this.book.saveCoins(appid, env, openid, { ...coins, ...after });
    this.book.saveSpending(appid, env, { kind: 'present', orderId: order_id, amount, present: amount, balance: after.balance });
    return { order_id, balance: after.balance, present_balance: after.present };
  }

  private requireFresh(appid: string, env: 0 | 1, orderId: string, kind: Spending['kind'], amount: number): void {
    const known = this.book.spendingOf(appid, env, orderId);
    if (!known) return;
    if (known.kind !== kind || known.amount !== amount) throw new OpenApiError(268490002, 'order_id is used');
    throw new OpenApiError(268490004, 'duplicate request');
  }
}
