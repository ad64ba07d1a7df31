/** 控制入口：代替手机付款、安排故障、看账本。 */
import type { Hono } from 'hono';
import * as v from 'valibot';
import { action, mountControl, payerAct, type ControlPorts, type OrderLine } from '../kit/control';
import { PayerError } from '../kit/payer-error';
import { BASE } from './cashier';
import type { Ledger } from './ledger';
import type { Order, Refund } from './model';
import { viewOf } from './orders';

const orderLine = (order: Order, refunds: readonly Refund[]): OrderLine => ({
  out_trade_no: order.outTradeNo,
  subject: order.subject,
  total: order.total,
  state: order.state,
  open: order.state === 'NOTPAY',
  failed_attempts: 0,
  created_at: order.createdAt,
  pay_until: order.payUntil,
  refunds: refunds.map(({ outRefundNo, refund }) => ({ no: outRefundNo, fee: refund, state: 'REFUNDED', open: false })),
});

export interface ToypayControlPorts extends Pick<ControlPorts, 'faults' | 'log' | 'notices'> {
  readonly ledger: Ledger;
  readonly pay: (order: Order) => Order;
}

export function mountToypayControl(app: Hono, { ledger, pay, faults, log, notices }: ToypayControlPorts): void {
  const schema = v.strictObject({ code: v.string(), action: payerAct });
  mountControl(app, {
    base: BASE,
    faults,
    log,
    notices,
    orders: (limit) => ledger.latest(limit).map((order) => orderLine(order, ledger.refunds(order.outTradeNo))),
    actions: [
      action('pay', '需要 JSON：code、action', schema, ({ code, action: act }) => {
        const order = ledger.orderByCode(code);
        if (!order) throw new PayerError('notFound', '码无效');
        return viewOf(act === 'pay' ? pay(order) : order);
      }),
    ],
    describe: (outTradeNo) => {
      const order = ledger.order(outTradeNo);
      return order && viewOf(order);
    },
  });
}
