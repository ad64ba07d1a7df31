/** 控制入口：代替手机付款、安排故障、看账本。 */
import type { Hono } from 'hono';
import * as v from 'valibot';
import { action, mountControl, payerAct, type ControlPorts } from '../kit/control';
import { PayerError } from '../kit/payer-error';
import { BASE } from './cashier';
import type { Ledger } from './ledger';
import type { Order } from './model';
import { viewOf } from './orders';

export interface ToypayControlPorts extends Pick<ControlPorts, 'faults' | 'log'> {
  readonly ledger: Ledger;
  readonly pay: (order: Order) => Order;
}

export function mountToypayControl(app: Hono, { ledger, pay, faults, log }: ToypayControlPorts): void {
  const schema = v.strictObject({ code: v.string(), action: payerAct });
  mountControl(app, {
    base: BASE,
    faults,
    log,
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
