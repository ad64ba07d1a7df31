/** 虚拟支付的账本（docs/protocols/wxpay.md §13.1）：订单、退款、代币、上架的道具。金额为分，时间为毫秒。 */
import { Documents } from '../kit/documents';
import type { Collection, LedgerStore } from '../kit/ledger-store';
import type { WxpayEmit } from './options';

export type VirtualMode = 'short_series_goods' | 'short_series_coin';

export interface VirtualOrder {
  readonly appid: string;
  readonly env: 0 | 1;
  readonly openid: string;
  readonly mode: VirtualMode;
  readonly outTradeNo: string;
  readonly wxOrderId: string;
  /** 首次唤起时签的那段文字；再次唤起要一样 */
  readonly signData: string;
  readonly productId?: string;
  readonly quantity: number;
  readonly fee: number;
  readonly attach: string;
  readonly createdAt: number;
  readonly payment?: { readonly paidAt: number; readonly transactionId: string; readonly channelOrderId: string };
  /** 商户说发货了（notify_provide_goods） */
  readonly providedAt?: number;
}
export interface VirtualRefund {
  readonly appid: string;
  readonly env: 0 | 1;
  readonly openid: string;
  readonly outTradeNo: string;
  readonly refundOrderId: string;
  readonly wxRefundId: string;
  readonly fee: number;
  /** 代币模式要收回的代币 */
  readonly coins: number;
  readonly state: 'running' | 'done' | 'failed';
  readonly createdAt: number;
  readonly finishAt: number;
}
/** 一个人在一个应用、一个环境里的代币。 */
export interface Coins {
  readonly balance: number;
  /** 其中赠送的 */
  readonly present: number;
  readonly sumSave: number;
  readonly sumPresent: number;
  readonly sumCost: number;
  readonly firstSave: boolean;
}
export interface Spending {
  readonly kind: 'spend' | 'unspend' | 'present';
  readonly orderId: string;
  readonly amount: number;
  /** 用掉的赠币 */
  readonly present: number;
  readonly balance: number;
  /** 退还的是哪一笔 */
  readonly payOrderId?: string;
}

/** 测试与演示的只读入口。 */
export interface VirtualView {
  order(outTradeNo: string): VirtualOrder | undefined;
  orders(): readonly VirtualOrder[];
  refunds(outTradeNo?: string): readonly VirtualRefund[];
  coins(appid: string, env: 0 | 1, openid: string): Coins;
}

const NO_COINS: Coins = { balance: 0, present: 0, sumSave: 0, sumPresent: 0, sumCost: 0, firstSave: false };

export class VirtualBook implements VirtualView {
  private readonly orderDocs: Documents<VirtualOrder>;
  private readonly refundDocs: Documents<VirtualRefund>;
  private readonly coinDocs: Collection<Coins>;
  private readonly spendings: Collection<Spending>;
  private readonly goods: Collection<{ readonly prices: Readonly<Record<string, number>> }>;

  constructor(
    readonly store: LedgerStore,
    private readonly now: () => number,
    emit: WxpayEmit,
    appids: readonly string[],
  ) {
    const owners = appids.flatMap((appid) => [`${appid}/0`, `${appid}/1`]);
    const ownerOf = ({ appid, env }: { readonly appid: string; readonly env: 0 | 1 }): string => `${appid}/${env}`;
    this.orderDocs = new Documents<VirtualOrder>(
      store.collection('virtual_orders'),
      {
        numberName: '虚拟支付的订单号',
        ownerOf,
        numberOf: ({ outTradeNo }) => outTradeNo,
        stateOf: ({ payment, providedAt }) => (providedAt === undefined ? (payment ? 'PAID' : 'CREATED') : 'PROVIDED'),
        sortOf: ({ createdAt }) => createdAt,
        changed: ({ outTradeNo }, before, after) => emit({ kind: 'state', subject: 'order', id: outTradeNo, before, after }),
      },
      owners,
    );
    this.refundDocs = new Documents<VirtualRefund>(
      store.collection('virtual_refunds'),
      {
        numberName: '虚拟支付的退款单号',
        ownerOf,
        numberOf: ({ refundOrderId }) => refundOrderId,
        stateOf: ({ state }) => state,
        sortOf: ({ state, finishAt }) => (state === 'running' ? finishAt : null),
        changed: ({ refundOrderId }, before, after) => emit({ kind: 'state', subject: 'refund', id: refundOrderId, before, after }),
      },
      owners,
    );
    this.coinDocs = store.collection('virtual_coins');
    this.spendings = store.collection('virtual_spendings');
    this.goods = store.collection('virtual_goods');
  }

  orderOf(appid: string, env: 0 | 1, outTradeNo: string): VirtualOrder | undefined {
    return this.orderDocs.of(`${appid}/${env}`, outTradeNo);
  }
  orderByWxId(appid: string, env: 0 | 1, wxOrderId: string): VirtualOrder | undefined {
    return this.orders().find((order) => order.appid === appid && order.env === env && order.wxOrderId === wxOrderId);
  }
  saveOrder(order: VirtualOrder): VirtualOrder {
    return this.orderDocs.save(order);
  }
  order(outTradeNo: string): VirtualOrder | undefined {
    return this.orderDocs.find(outTradeNo);
  }
  orders(): VirtualOrder[] {
    return this.orderDocs.all();
  }

  refundOf(appid: string, env: 0 | 1, refundOrderId: string): VirtualRefund | undefined {
    return this.refundDocs.of(`${appid}/${env}`, refundOrderId);
  }
  saveRefund(refund: VirtualRefund): VirtualRefund {
    return this.refundDocs.save(refund);
  }
  refundsOf({ appid, env, outTradeNo }: VirtualOrder): VirtualRefund[] {
    return this.refunds(outTradeNo).filter((refund) => refund.appid === appid && refund.env === env);
  }
  refunds(outTradeNo?: string): VirtualRefund[] {
    return this.refundDocs
      .all()
      .filter((refund) => outTradeNo === undefined || refund.outTradeNo === outTradeNo)
      .sort((a, b) => a.createdAt - b.createdAt);
  }
  refundsDue(): VirtualRefund[] {
    return this.refundDocs.until(this.now());
  }
  nextAt(): number | undefined {
    return this.refundDocs.earliest();
  }

  coins(appid: string, env: 0 | 1, openid: string): Coins {
    return this.coinDocs.get(`${appid}/${env}/${openid}`) ?? NO_COINS;
  }
  saveCoins(appid: string, env: 0 | 1, openid: string, coins: Coins): void {
    this.coinDocs.put(`${appid}/${env}/${openid}`, coins, null);
  }
  spendingOf(appid: string, env: 0 | 1, orderId: string): Spending | undefined {
    return this.spendings.get(`${appid}/${env}/${orderId}`);
  }
  saveSpending(appid: string, env: 0 | 1, spending: Spending): void {
    this.spendings.put(`${appid}/${env}/${spending.orderId}`, spending, this.now());
  }
  /** 这一笔花掉的里已经退还了多少 */
  unspentOf(payOrderId: string): number {
    return this.spendings
      .all()
      .filter((one) => one.payOrderId === payOrderId)
      .reduce((sum, one) => sum + one.amount, 0);
  }

  /** 上架一件道具（正式环境），价格为分。 */
  publish(appid: string, productId: string, price: number): void {
    this.goods.put(appid, { prices: { ...this.goods.get(appid)?.prices, [productId]: price } }, null);
  }
  /** 上架的价格；一件也没有上架过就不查，undefined */
  pricesOf(appid: string): Readonly<Record<string, number>> | undefined {
    return this.goods.get(appid)?.prices;
  }

  view(): VirtualView {
    return {
      order: (outTradeNo) => this.order(outTradeNo),
      orders: () => this.orders(),
      refunds: (outTradeNo) => this.refunds(outTradeNo),
      coins: (appid, env, openid) => this.coins(appid, env, openid),
    };
  }
}
