/** 接口表：路径 → 操作 → 业务。 */
import type { Hono } from 'hono';
import { createOrder } from './creation';
import type { Endpoint } from './exchange';
import type { Ledger } from './ledger';
import type { Refund } from './model';
import { closeOrder, queryOrder } from './orders';
import { queryRefund, refundOrder } from './refunds';

export interface ApiPorts {
  readonly endpoint: Endpoint;
  readonly ledger: Ledger;
  readonly now: () => number;
  readonly refunded: (refund: Refund) => void;
}

export function mountApi(app: Hono, { endpoint, ledger, now, refunded }: ApiPorts): void {
  app.post('/toypay/create', endpoint('create', (call) => createOrder(ledger, now(), call)));
  app.post('/toypay/query', endpoint('query', (call) => queryOrder(ledger, now(), call)));
  app.post('/toypay/close', endpoint('close', (call) => closeOrder(ledger, now(), call)));
  app.post('/toypay/refund', endpoint('refund', (call) => refundOrder(ledger, now(), call, refunded)));
  app.post('/toypay/refund-query', endpoint('queryRefund', (call) => queryRefund(ledger, now(), call)));
}
