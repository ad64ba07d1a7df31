/** 网关自己的账本；测试拿它当作真相与我们的数据库比较。 */
import { Documents } from '../kit/documents';
import type { Collection, LedgerStore } from '../kit/ledger-store';
import type { Emit } from '../kit/events';
import type { Operation } from './faults';
import type { Order, Refund } from './model';

/** 测试与演示的只读入口。 */
export interface LedgerView {
  order(outTradeNo: string): Order | undefined;
  refunds(outTradeNo?: string): readonly Refund[];
}

export class Ledger implements LedgerView {
  private readonly orders: Documents<Order>;
  private readonly refundDocs: Collection<Refund>;

  constructor(
    readonly store: LedgerStore,
    private readonly merchantId: string,
    now: () => number,
    emit: Emit<Operation, 'order' | 'refund'>,
  ) {
    this.orders = new Documents<Order>(
      store.collection('orders'),
      {
        numberName: '订单号',
        ownerOf: (order) => order.merchantId,
        numberOf: (order) => order.outTradeNo,
        stateOf: (order) => order.state,
        sortOf: (order) => order.createdAt,
        aged: (order) => (order.state === 'NOTPAY' && order.payUntil <= now() ? { ...order, state: 'CLOSED' } : undefined),
        changed: ({ outTradeNo: id }, before, after) => emit({ kind: 'state', subject: 'order', id, before, after }),
      },
      [merchantId],
    );
    this.refundDocs = store.collection('refunds');
  }

  order(outTradeNo: string): Order | undefined {
    return this.orders.of(this.merchantId, outTradeNo);
  }

  orderByCode(code: string): Order | undefined {
    return this.orders.all().find((order) => order.code === code);
  }

  open(limit: number): Order[] {
    return this.orders.latest(limit, ({ state }) => state === 'NOTPAY');
  }

  latest(limit: number): Order[] {
    return this.orders.latest(limit, () => true);
  }

  save(order: Order): Order {
    return this.orders.save(order);
  }

  refunds(outTradeNo?: string): readonly Refund[] {
    return this.refundDocs.all().filter((refund) => outTradeNo === undefined || refund.outTradeNo === outTradeNo);
  }

  saveRefund(refund: Refund): Refund {
    this.refundDocs.put(refund.outRefundNo, refund, refund.createdAt);
    return refund;
  }
}
