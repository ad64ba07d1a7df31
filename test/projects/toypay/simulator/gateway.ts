/** 把账本、进门检查、业务、通知与收银台装配成一个网关。 */
import type { OutgoingRequest } from '../kit/delivery';
import { layGroundwork, runGateway, type RunningGateway } from '../kit/gateway';
import { Notifier } from '../kit/notifier';
import { PayerError } from '../kit/payer-error';
import { mountApi } from './api';
import { mountCashier } from './cashier';
import { mountToypayControl } from './control';
import { createEndpoint } from './exchange';
import { createToypayFaults, type Operation, type ToypayFaultScript } from './faults';
import { Ledger, type LedgerView } from './ledger';
import type { NoticeContent, Order } from './model';
import { noticeProtocol, noticeRequest } from './notice';
import type { ToypayGatewayOptions } from './options';
import { pay, viewOf } from './orders';
import { refundView } from './refunds';

export interface ToypayGateway extends RunningGateway<Operation, NoticeContent> {
  readonly ledger: LedgerView;
  readonly faults: ToypayFaultScript;
  /** @throws PayerError */
  pay(outTradeNo: string): Order;
  /** 造一个支付通知但不投递 */
  buildNotice(outTradeNo: string, more?: { readonly secret?: string; readonly at?: number }): OutgoingRequest;
}

export function createToypayGateway(options: ToypayGatewayOptions): ToypayGateway {
  const ground = layGroundwork(options);
  const { app, now, store, emit, log } = ground;
  const { merchant } = options;
  const faults = createToypayFaults();
  const notifier = new Notifier<NoticeContent>({ ...ground, protocol: noticeProtocol(merchant.secret) });
  const ledger = new Ledger(store, merchant.merchantId, now, emit);
  const notify = (order: Order, kind: NoticeContent['kind'], fields: NoticeContent['fields']): void =>
    notifier.enqueue({ url: order.notifyUrl, outTradeNo: order.outTradeNo, content: () => ({ kind, fields }) }, faults.takeCallback({}));
  const payNow = (order: Order): Order =>
    store.transaction(() => {
      const paid = pay(ledger, order, now());
      notify(paid, 'payment', viewOf(paid));
      return paid;
    });
  const requireOrder = (outTradeNo: string): Order => {
    const order = ledger.order(outTradeNo);
    if (!order) throw new PayerError('notFound', '没有这张单');
    return order;
  };
  mountApi(app, {
    endpoint: createEndpoint({ ...ground, faults, merchant }),
    ledger,
    now,
    refunded: (refund) => notify(requireOrder(refund.outTradeNo), 'refund', refundView(refund)),
  });
  mountCashier(app, ledger, merchant.name, payNow);
  mountToypayControl(app, { ledger, pay: payNow, faults, log, notices: notifier });
  return {
    ...runGateway(ground, { notifier }),
    ledger,
    faults,
    pay: (outTradeNo) => payNow(requireOrder(outTradeNo)),
    buildNotice(outTradeNo, { secret = merchant.secret, at = now() } = {}) {
      const order = requireOrder(outTradeNo);
      return noticeRequest(order.notifyUrl, { kind: 'payment', fields: viewOf(order) }, secret, at);
    },
  };
}
