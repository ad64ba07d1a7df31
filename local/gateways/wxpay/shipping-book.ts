/** 发货信息的账本（docs/protocols/wxpay.md §13.3）：小程序里付的每一笔、它发了什么货、钱什么时候放出来。时间为毫秒。 */
import type { Collection, LedgerStore } from '../kit/ledger-store';
import type { OrderKey, Upload } from './shipping-shapes';

export interface Shipment {
  readonly logisticsType: Upload['logisticsType'];
  readonly deliveryMode: Upload['deliveryMode'];
  readonly parcels: Upload['parcels'];
  readonly uploadedAt: number;
  /** 网关收到的时间 */
  readonly at: number;
  readonly finished: boolean;
  /** 发完货几次：1 是第一次，2 是用掉了重新发货的机会 */
  readonly finishCount: 0 | 1 | 2;
}
export interface ManagedOrder {
  readonly appid: string;
  readonly mchid: string;
  readonly subMchid: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly openid: string;
  readonly description: string;
  readonly total: number;
  readonly createdAt: number;
  readonly paidAt: number;
  /** 这时才查得到、才能发货 */
  readonly visibleAt: number;
  readonly shipment?: Shipment;
  /** 发完货的时间 */
  readonly shippedAt?: number;
  readonly remindedAt?: number;
  /** 提醒过付款人确认收货 */
  readonly receiveNotifiedAt?: number;
  readonly confirmed?: { readonly at: number; readonly method: 1 | 2 };
  readonly settledAt?: number;
  readonly inComplaint: boolean;
  /** 测试订单：钱退给付款人 */
  readonly returned?: boolean;
  /** 报备过：晚到这个时候再发 */
  readonly delayTo?: number;
  /** 到这一刻自己往下走；没有了为 null */
  readonly nextAt: number | null;
}

/** 测试与演示的只读入口。 */
export interface ShippingView {
  order(outTradeNo: string): ManagedOrder | undefined;
  orders(): readonly ManagedOrder[];
}

export class ShippingBook {
  private readonly docs: Collection<ManagedOrder>;
  private readonly settings: Collection<{ readonly managed: boolean; readonly path: string }>;

  constructor(
    store: LedgerStore,
    private readonly now: () => number,
  ) {
    this.docs = store.collection('managed_orders');
    this.settings = store.collection('trade_settings');
  }

  settingsOf(appid: string): { readonly managed: boolean; readonly path: string } {
    return this.settings.get(appid) ?? { managed: true, path: '' };
  }
  set(appid: string, changes: Partial<{ readonly managed: boolean; readonly path: string }>): void {
    this.settings.put(appid, { ...this.settingsOf(appid), ...changes }, null);
  }

  save(order: ManagedOrder): ManagedOrder {
    this.docs.put(order.transactionId, order, order.nextAt);
    return order;
  }
  find(appid: string, { transactionId, mchid, outTradeNo }: OrderKey): ManagedOrder | undefined {
    const found =
      transactionId === undefined
        ? this.docs.all().find((one) => (one.mchid === mchid || one.subMchid === mchid) && one.outTradeNo === outTradeNo)
        : this.docs.get(transactionId);
    return found?.appid === appid && this.now() >= found.visibleAt ? found : undefined;
  }
  due(): ManagedOrder[] {
    return this.docs.until(this.now());
  }
  nextAt(): number | undefined {
    return this.docs.earliest();
  }

  order(outTradeNo: string): ManagedOrder | undefined {
    return this.docs.all().find((one) => one.outTradeNo === outTradeNo);
  }
  orders(): ManagedOrder[] {
    return this.docs.all().sort((a, b) => a.paidAt - b.paidAt || a.transactionId.localeCompare(b.transactionId));
  }

  view(): ShippingView {
    return { order: (outTradeNo) => this.order(outTradeNo), orders: () => this.orders() };
  }
}
