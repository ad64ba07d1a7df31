/**
 * 演示与无界面驱动用的 JSON 入口：代替手机付款、安排故障、查看账本。
 */
import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import { PAYER_STATUS, PayerError } from '../kit/payer-error';
import type { PayerPorts } from './cashier';
import { envelope, successNode, type EnvelopeKeys } from './envelope';
import { GatewayError } from './errors';
import type { Exchange } from './exchange';
import { faultRuleFrom, type AlipayFaultScript } from './faults';
import type { Trade } from './model';
import type { AlipayApp } from './options';
import { readOrderString } from './parameters';
import { readIntent } from './purchases';
import { beijingTime } from './beijing-time';
import { yuan } from './yuan';

export interface ControlPorts extends PayerPorts {
  readonly faults: AlipayFaultScript;
  readonly admitted: Exchange['admitted'];
  readonly keysFor: (app: AlipayApp) => EnvelopeKeys;
  readonly findByNumber: (outTradeNo: string) => Trade | undefined;
  readonly now: () => number;
}

const name = v.optional(v.string());
const paySchema = v.strictObject({
  out_trade_no: name,
  trade_no: name,
  /** precreate 的二维码内容 */
  qr_code: name,
  /** App 的订单串 */
  order_string: name,
  /** cancel：付款人离开，什么也不发生 */
  action: v.optional(v.picklist(['pay', 'cancel', 'fail']), 'pay'),
  buyer_open_id: name,
  buyer_id: name,
});

const readBody = (c: Context): Promise<unknown> => c.req.json<unknown>().catch(() => undefined);
const unpayable = (c: Context, error: PayerError): Response =>
  c.json({ code: error.reason, message: error.message }, PAYER_STATUS[error.reason]);
const refuse = (c: Context, message: string): Response => c.json({ code: 'badRequest', message }, 400);

/** 交易的公开部分；不含付款人编号。 */
const digest = (trade: Trade) => ({
  out_trade_no: trade.outTradeNo,
  trade_no: trade.tradeNo,
  total_amount: yuan(trade.total),
  trade_status: trade.status,
  failed_attempts: trade.failedAttempts,
});

export function mountControl(app: Hono, ports: ControlPorts): void {
  const { ledger, faults, now } = ports;

  /** App 打开订单串：进门检查之后建交易。 */
  const openOrderString = (orderString: string): { trade: Trade; app: AlipayApp } => {
    const received = readOrderString(orderString);
    if (received.all['method'] !== 'alipay.trade.app.pay') throw new GatewayError('isv.invalid-method');
    const call = ports.admitted(received);
    return { trade: ports.purchases.open(readIntent('app', call.biz, call.app, call, now())), app: call.app };
  };

  /** App SDK 交给商户的结果（docs/protocols/alipay.md §5）：resultStatus 与签过名的 result 文字。 */
  const appResult = (trade: Trade, owner: AlipayApp): { resultStatus: string; memo: string; result: string } => {
    const keys = ports.keysFor(owner);
    const node = successNode({
      app_id: owner.appId,
      out_trade_no: trade.outTradeNo,
      trade_no: trade.tradeNo,
      total_amount: yuan(trade.total),
      seller_id: trade.sellerId,
      charset: 'utf-8',
      timestamp: beijingTime(now()),
    });
    const text = envelope('alipay_trade_app_pay_response', node, { privateKey: keys.privateKey, certSn: undefined });
    return { resultStatus: '9000', memo: '', result: `${text.slice(0, -1)},"sign_type":"RSA2"}` };
  };

  app.post('/simulator/alipay/pay', async (c) => {
    const parsed = v.safeParse(paySchema, await readBody(c));
    const usage =
      '需要 JSON：out_trade_no、trade_no、qr_code、order_string 之一，可加 action（pay、cancel、fail）、buyer_open_id、buyer_id';
    if (!parsed.success) return refuse(c, usage);
    const { out_trade_no, trade_no, qr_code, order_string, action, buyer_open_id, buyer_id } = parsed.output;
    if ([out_trade_no, trade_no, qr_code, order_string].every((handle) => handle === undefined)) return refuse(c, usage);
    try {
      const opened = order_string === undefined ? undefined : openOrderString(order_string);
      const trade =
        opened?.trade ??
        (trade_no !== undefined
          ? ledger.tradeByNo(trade_no)
          : qr_code !== undefined
            ? ports.scan(qr_code)
            : ports.findByNumber(out_trade_no ?? ''));
      if (!trade) throw new PayerError('notFound', '交易不存在，或二维码已失效');
      const buyer = {
        ...(buyer_open_id === undefined ? {} : { openId: buyer_open_id }),
        ...(buyer_id === undefined ? {} : { userId: buyer_id }),
      };
      if (action === 'fail') ports.fail(trade);
      const after = action === 'pay' ? ports.pay(trade, buyer) : (ledger.tradeByNo(trade.tradeNo) ?? trade);
      return c.json({ ...digest(after), ...(opened && action === 'pay' ? { app: appResult(after, opened.app) } : {}) });
    } catch (error) {
      if (error instanceof PayerError) return unpayable(c, error);
      if (error instanceof GatewayError) return c.json({ code: error.subCode, message: error.message }, 400);
      throw error;
    }
  });

  app.get('/simulator/alipay/trades/:out_trade_no', (c) => {
    try {
      const trade = ledger.trade(c.req.param('out_trade_no'));
      if (!trade) throw new PayerError('notFound', '交易不存在');
      const notices = ledger.notifications(trade.outTradeNo);
      return c.json({
        ...digest(trade),
        refunds: ledger
          .refunds(trade.outTradeNo)
          .map((refund) => ({ out_request_no: refund.outRequestNo, refund_amount: yuan(refund.amount) })),
        notifications: notices.map((note) => ({
          notify_id: note.notifyId,
          kind: note.kind,
          state: note.state,
          due_at: note.dueAt,
          attempts: note.attempts,
        })),
      });
    } catch (error) {
      if (error instanceof PayerError) return unpayable(c, error);
      throw error;
    }
  });

  app.get('/simulator/alipay/faults', (c) => c.json({ pending: faults.pending() }));
  app.post('/simulator/alipay/faults', async (c) => {
    const rule = faultRuleFrom(await readBody(c));
    if (typeof rule === 'string') return refuse(c, `故障规则不合格：${rule}`);
    faults.add(rule);
    return c.json({ pending: faults.pending() });
  });
  app.delete('/simulator/alipay/faults', (c) => {
    faults.clear();
    return c.json({ pending: [] });
  });
}
