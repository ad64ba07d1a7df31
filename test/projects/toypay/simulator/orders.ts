/** 查单、关单与付款人的动作。 */
import { PayerError } from '../kit/payer-error';
import type { Call } from './admission';
import { GatewayError } from './errors';
import { parse } from './fields';
import type { Ledger } from './ledger';
import type { Order } from './model';
import { numberShape } from './request-shapes';

type Fields = Readonly<Record<string, unknown>>;

function find(ledger: Ledger, { body }: Call): Order {
  const order = ledger.order(parse(numberShape, body).no);
  if (!order) throw new GatewayError('NOT_FOUND', '没有这张单');
  return order;
}

export const viewOf = ({ outTradeNo: no, state, total, merchantId: merchant, app, trade, paidAt }: Order): Fields => ({
  no,
  state,
  total,
  merchant,
  app,
  ...(trade === undefined ? {} : { trade, paid_at: paidAt }),
});

/** @throws GatewayError */
export const queryOrder = (ledger: Ledger, _now: number, call: Call): Fields => viewOf(find(ledger, call));

/** @throws GatewayError */
export function closeOrder(ledger: Ledger, _now: number, call: Call): Fields {
  const order = find(ledger, call);
  if (order.state === 'SUCCESS') throw new GatewayError('PAID', '已支付');
  return viewOf(ledger.save({ ...order, state: 'CLOSED' }));
}

/** @throws PayerError */
export function requirePayable(order: Order): void {
  if (order.state === 'SUCCESS') throw new PayerError('paid', '已经付过了');
  if (order.state === 'CLOSED') throw new PayerError('expired', '订单已关闭');
}

/** @throws PayerError */
export function pay(ledger: Ledger, order: Order, now: number): Order {
  requirePayable(order);
  return ledger.save({ ...order, state: 'SUCCESS', trade: `TOY${ledger.store.nextNumber('trade')}`, paidAt: now });
}
