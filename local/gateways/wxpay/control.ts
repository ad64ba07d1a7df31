/**
 * 演示与无界面驱动用的 JSON 入口：代替手机付款、安排故障、决定退款结局、查看账本。
 */
import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import { PAYER_STATUS, PayerError } from '../kit/payer-error';
import { codeIdOf, type CashierPorts } from './cashier';
import { faultRuleFrom, type WxpayFaultScript } from './faults';
import type { Order } from './model';
import type { Refunds } from './refunds';

export interface ControlPorts extends CashierPorts {
  readonly faults: WxpayFaultScript;
  readonly refunds: Refunds;
}

const name = v.optional(v.string());
const paySchema = v.strictObject({
  out_trade_no: name,
  prepay_id: name,
  code_url: name,
  /** cancel：付款人离开，什么也不发生 */
  action: v.optional(v.picklist(['pay', 'cancel', 'fail']), 'pay'),
  openid: name,
  coupon: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
const outcomeSchema = v.strictObject({ out_refund_no: v.string(), outcome: v.picklist(['SUCCESS', 'ABNORMAL', 'CLOSED']) });

const readBody = (c: Context): Promise<unknown> => c.req.json<unknown>().catch(() => undefined);
const refuse = (c: Context, message: string): Response => c.json({ code: 'badRequest', message }, 400);

/** 订单的公开部分；不含 openid。 */
const digest = (order: Order) => ({
  out_trade_no: order.outTradeNo,
  transaction_id: order.payment?.transactionId,
  total: order.total,
  trade_state: order.state,
  failed_attempts: order.failedAttempts,
});

export function mountControl(app: Hono, { ledger, orders, refunds, faults, pay, fail, find }: ControlPorts): void {
  app.post('/simulator/wxpay/pay', async (c) => {
    const parsed = v.safeParse(paySchema, await readBody(c));
    if (!parsed.success)
      return refuse(c, '需要 JSON：out_trade_no、prepay_id、code_url 之一，可加 action（pay、cancel、fail）、openid、coupon（分）');
    const { out_trade_no, prepay_id, code_url, action, openid, coupon } = parsed.output;
    const link = prepay_id ?? (code_url === undefined ? undefined : codeIdOf(code_url));
    try {
      const order = link === undefined ? find(out_trade_no ?? '') : ledger.orderByLink(link);
      if (!order) throw new PayerError('notFound', '订单不存在');
      // 指名了某一次下单，就要那一次还有效；旧二维码不能付。
      if (link !== undefined && action !== 'cancel')
        orders.requirePayable(
          order,
          order.sessions.find((session) => session.prepayId === link || session.codeId === link),
        );
      if (action === 'pay') return c.json(digest(pay(order, { openid, coupon })));
      if (action === 'fail') fail(order);
      return c.json(digest(find(order.outTradeNo)));
    } catch (error) {
      if (!(error instanceof PayerError)) throw error;
      return c.json({ code: error.reason, message: error.message }, PAYER_STATUS[error.reason]);
    }
  });

  app.get('/simulator/wxpay/orders/:out_trade_no', (c) => {
    const order = ledger.order(c.req.param('out_trade_no'));
    if (!order) return c.json({ code: 'notFound', message: '订单不存在' }, 404);
    return c.json({
      ...digest(order),
      refunds: ledger
        .refunds(order.outTradeNo)
        .map((refund) => ({ out_refund_no: refund.outRefundNo, refund: refund.refund, status: refund.state })),
      notifications: ledger
        .notifications(order.outTradeNo)
        .map((note) => ({ id: note.id, event_type: note.eventType, state: note.state, due_at: note.dueAt, attempts: note.attempts })),
    });
  });

  app.post('/simulator/wxpay/refund-outcome', async (c) => {
    const parsed = v.safeParse(outcomeSchema, await readBody(c));
    if (!parsed.success) return refuse(c, '需要 JSON：out_refund_no（"*" 为以后每一笔）与 outcome（SUCCESS、ABNORMAL、CLOSED）');
    refunds.choose(parsed.output.out_refund_no, parsed.output.outcome);
    return c.json(parsed.output);
  });

  app.get('/simulator/wxpay/faults', (c) => c.json({ pending: faults.pending() }));
  app.post('/simulator/wxpay/faults', async (c) => {
    const rule = faultRuleFrom(await readBody(c));
    if (typeof rule === 'string') return refuse(c, `故障规则不合格：${rule}`);
    faults.add(rule);
    return c.json({ pending: faults.pending() });
  });
  app.delete('/simulator/wxpay/faults', (c) => {
    faults.clear();
    return c.json({ pending: [] });
  });
}
