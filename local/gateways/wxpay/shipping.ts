/**
 * 小程序的发货信息管理（docs/protocols/wxpay.md §13.3）：付款之后过一会儿才查得到；发了货才放款：
 * 付款人确认收货，或快递十天、其余两天之后自动；争议中的先压着。每一步发一个推送。
 */
import { isDeepStrictEqual } from 'node:util';
import { DAY, HOUR, MINUTE } from '../kit/schedule';
import type { Ledger } from './ledger';
import type { JsonObject, Order, PushEvent } from './model';
import { PayerError, type WxpayApp, type WxpayGatewayOptions } from './options';
import type { ManagedOrder, Shipment, ShippingBook } from './shipping-book';
import { members, readOrder, readUpload, refuse, type OrderKey, type Upload } from './shipping-shapes';

const REMIND_AFTER_MS = 48 * HOUR;
const EXPRESS_SETTLES_MS = 10 * DAY;
const OTHERS_SETTLE_MS = 2 * DAY;
/** 付款人自己确认之后 */
const CONFIRMED_SETTLES_MS = HOUR;
const PAGE_SIZE = 100;
const seconds = (ms: number): number => Math.floor(ms / 1000);

export class Shipping {
  private readonly compression: number;
  private readonly storeMs: number;

  constructor(
    private readonly book: ShippingBook,
    private readonly ledger: Ledger,
    private readonly apps: ReadonlyMap<string, WxpayApp>,
    private readonly now: () => number,
    options: Pick<WxpayGatewayOptions, 'timeCompression' | 'shippingStoreMs'>,
    private readonly push: (order: ManagedOrder, event: PushEvent, fields: JsonObject) => void,
  ) {
    this.compression = options.timeCompression ?? 1;
    this.storeMs = (options.shippingStoreMs ?? MINUTE) / this.compression;
  }

  private after(at: number, ms: number): number {
    return Math.ceil(at + ms / this.compression);
  }

  /** 小程序里付了一笔：别处付的不归它管。 */
  paid({ appid, mchid, subMchid, outTradeNo, product, payment, openid, description, total, createdAt }: Order): void {
    if (!payment || product !== 'jsapi' || !this.apps.get(appid)?.miniProgram || !this.book.settingsOf(appid).managed) return;
    const { paidAt, transactionId } = payment;
    this.book.save({
      appid,
      mchid,
      subMchid: subMchid ?? '',
      outTradeNo,
      transactionId,
      openid: openid ?? payment.openid,
      description,
      total,
      createdAt,
      paidAt,
      visibleAt: Math.ceil(paidAt + this.storeMs),
      inComplaint: false,
      nextAt: this.after(paidAt, REMIND_AFTER_MS),
    });
  }

  upload(appid: string, body: unknown): object {
    this.advance();
    const upload = readUpload(body);
    const order = this.require(appid, upload.key);
    if (upload.openid !== order.openid) throw refuse(10060031, 'openid is not the payer');
    if (this.refunded(order) || order.returned) throw refuse(10060004, 'order cannot be shipped');
    if (order.confirmed || order.settledAt !== undefined) throw refuse(10060002, 'shipment is complete');
    const shipment = this.shipped(order.shipment, upload);
    const shippedAt = shipment.finished ? this.now() : undefined;
    const after = this.book.save({ ...order, shipment, shippedAt, nextAt: this.settlesAt(order, shipment, shippedAt) });
    if (shipment.finished) this.tell(after, { estimated_settlement_time: seconds(after.nextAt ?? 0) });
    return {};
  }

  private settlesAt(order: ManagedOrder, shipment: Shipment, shippedAt: number | undefined): number | null {
    if (shippedAt === undefined) return order.nextAt;
    return this.after(shippedAt, shipment.logisticsType === 1 ? EXPRESS_SETTLES_MS : OTHERS_SETTLE_MS);
  }

  /** 发完的再发、换了方式的，是重新发货：一笔只有一次。 */
  private shipped(before: Shipment | undefined, upload: Upload): Shipment {
    const { logisticsType, deliveryMode, parcels, uploadedAt, all } = upload;
    const base = { logisticsType, deliveryMode, uploadedAt, at: this.now() };
    if (!before) return { ...base, parcels, finished: all, finishCount: all ? 1 : 0 };
    const same = before.logisticsType === logisticsType && before.deliveryMode === deliveryMode;
    const known = (parcel: Upload['parcels'][number]): boolean => before.parcels.some((one) => isDeepStrictEqual(one, parcel));
    if (same && before.finished && parcels.length <= before.parcels.length && parcels.every(known))
      throw refuse(10060023, 'nothing changed');
    if (same && !before.finished && !all && parcels.every(known)) throw refuse(10060023, 'nothing changed');
    if (uploadedAt <= before.uploadedAt) throw refuse(10060014, 'upload_time should be later than before');
    if (same && !before.finished) {
      const added = parcels.filter((parcel) => !known(parcel));
      return { ...base, parcels: [...before.parcels, ...added], finished: all, finishCount: all ? 1 : 0 };
    }
    if (before.finishCount === 2) throw refuse(10060003, 're-shipment is used up');
    return { ...base, parcels, finished: all, finishCount: 2 };
  }

  private require(appid: string, key: OrderKey): ManagedOrder {
    const order = this.book.find(appid, key);
    if (!order) throw refuse(10060001, 'order not exist');
    return order;
  }

  private refunded({ mchid, outTradeNo, total }: ManagedOrder): boolean {
    const back = this.ledger.refundsOf(mchid, outTradeNo).filter(({ state }) => state !== 'CLOSED');
    return back.reduce((sum, { refund }) => sum + refund, 0) >= total;
  }

  private stateOf(order: ManagedOrder): number {
    if (order.returned || this.refunded(order)) return 5;
    if (order.settledAt !== undefined) return 4;
    if (order.confirmed) return order.inComplaint ? 6 : 3;
    return order.shippedAt === undefined ? 1 : 2;
  }

  get(appid: string, body: unknown): object {
    this.advance();
    return { order: this.view(this.require(appid, readOrder(body).key)) };
  }

  list(appid: string, body: unknown): object {
    this.advance();
    const given = members(body, ['pay_time_range', 'order_state', 'openid', 'last_index', 'page_size'], 'body');
    const { order_state, openid, last_index = '', page_size = PAGE_SIZE } = given;
    const range = (given['pay_time_range'] ?? {}) as { begin_time?: number; end_time?: number };
    const all = this.book
      .orders()
      .filter((one) => one.appid === appid && this.now() >= one.visibleAt)
      .filter((one) => order_state === undefined || this.stateOf(one) === order_state)
      .filter((one) => openid === undefined || one.openid === openid)
      .filter((one) => seconds(one.paidAt) >= (range.begin_time ?? 0) && seconds(one.paidAt) <= (range.end_time ?? Infinity));
    const from = last_index === '' ? 0 : all.findIndex(({ transactionId }) => transactionId === last_index) + 1;
    if (last_index !== '' && from === 0) throw refuse(10060011, 'invalid last_index');
    const page = all.slice(from, from + Number(page_size));
    return {
      order_list: page.map((one) => this.view(one)),
      has_more: from + page.length < all.length,
      last_index: page.at(-1)?.transactionId ?? '',
    };
  }

  /** 只是提醒付款人去确认；快递才有，一次。 */
  remind(appid: string, body: unknown): object {
    this.advance();
    const { key, given } = readOrder(body, ['received_time']);
    const order = this.require(appid, key);
    const received = given['received_time'];
    if (order.shippedAt === undefined) throw refuse(10060028, 'order is not shipped');
    if (order.shipment?.logisticsType !== 1) throw refuse(10060032, 'not express');
    if (typeof received !== 'number' || received < seconds(order.shippedAt)) throw refuse(10060029, 'invalid received_time');
    if (order.receiveNotifiedAt !== undefined) throw refuse(10060030, 'reminder is used');
    this.book.save({ ...order, receiveNotifiedAt: this.now() });
    return {};
  }

  /** 报备：预售可以晚发；测试订单的钱退给付款人。 */
  special(appid: string, body: unknown): object {
    this.advance();
    const { order_id, type, delay_to } = members(body, ['order_id', 'type', 'delay_to'], 'body');
    if (type !== 1 && type !== 2) throw refuse(268546000, 'invalid type');
    const order = this.book.orders().find((one) => one.appid === appid && (one.transactionId === order_id || one.outTradeNo === order_id));
    if (!order || this.now() < order.visibleAt || this.stateOf(order) !== 1) throw refuse(268546002, 'no waiting order');
    if (type === 2) {
      this.book.save({ ...order, returned: true, nextAt: null });
      return {};
    }
    const delayTo = typeof delay_to === 'number' ? delay_to * 1000 : 0;
    if (delayTo < order.paidAt + 15 * DAY || delayTo > order.paidAt + 330 * DAY) throw refuse(268546001, 'invalid delay_to');
    this.book.save({ ...order, delayTo, nextAt: delayTo });
    return {};
  }

  /** 付款人点了确认收货。@throws PayerError */
  confirm(outTradeNo: string): ManagedOrder {
    this.advance();
    const order = this.book.order(outTradeNo);
    if (order?.shippedAt === undefined) throw new PayerError('notFound', '没有这张发了货的订单');
    if (order.confirmed) return order;
    const at = this.now();
    return this.book.save({ ...order, confirmed: { at, method: 2 }, nextAt: this.after(at, CONFIRMED_SETTLES_MS) });
  }

  /** 有没有投诉压着放款。@throws PayerError */
  complain(outTradeNo: string, inComplaint: boolean): ManagedOrder {
    const order = this.book.order(outTradeNo);
    if (!order) throw new PayerError('notFound', '没有这张订单');
    const waits = order.shippedAt !== undefined && order.settledAt === undefined && order.nextAt === null;
    return this.book.save({ ...order, inComplaint, nextAt: !inComplaint && waits ? this.now() : order.nextAt });
  }

  /** 到时间的往前走：提醒发货、自动确认、放款。 */
  advance(): void {
    for (const order of this.book.due()) this.step(order);
  }

  private step(order: ManagedOrder): void {
    if (this.refunded(order) || order.returned) {
      this.book.save({ ...order, nextAt: null });
    } else if (order.shippedAt === undefined) {
      this.book.save({ ...order, remindedAt: this.now(), nextAt: null });
      this.push(order, 'trade_manage_remind_shipping', {
        ...this.ids(order),
        pay_time: seconds(order.paidAt),
        msg: '订单已支付超过 48 小时，请尽快发货',
      });
    } else if (order.inComplaint) {
      this.book.save({ ...order, nextAt: null });
    } else {
      const at = this.now();
      const confirmed = order.confirmed ?? { at, method: 1 as const };
      const settled = this.book.save({ ...order, confirmed, settledAt: at, nextAt: null });
      this.tell(settled, {
        confirm_receive_method: confirmed.method,
        confirm_receive_time: seconds(confirmed.at),
        settlement_time: seconds(at),
      });
    }
  }

  private ids({ transactionId, mchid, subMchid, outTradeNo }: ManagedOrder): JsonObject {
    return { transaction_id: transactionId, merchant_id: mchid, sub_merchant_id: subMchid, merchant_trade_no: outTradeNo };
  }

  private tell(order: ManagedOrder, more: JsonObject): void {
    this.push(order, 'trade_manage_order_settlement', {
      ...this.ids(order),
      pay_time: seconds(order.paidAt),
      shipped_time: seconds(order.shippedAt ?? 0),
      ...more,
    });
  }

  private view(order: ManagedOrder): JsonObject {
    const { shipment } = order;
    return {
      ...this.ids(order),
      description: order.description,
      paid_amount: order.total,
      openid: order.openid,
      trade_create_time: seconds(order.createdAt),
      pay_time: seconds(order.paidAt),
      order_state: this.stateOf(order),
      in_complaint: order.inComplaint,
      shipping: {
        delivery_mode: shipment?.deliveryMode ?? 0,
        logistics_type: shipment?.logisticsType ?? 0,
        finish_shipping: shipment?.finished ?? false,
        goods_desc: shipment?.parcels.map(({ item_desc }) => item_desc).join('；') ?? '',
        finish_shipping_count: shipment?.finishCount ?? 0,
        shipping_list: (shipment?.parcels ?? []).map(({ item_desc, ...parcel }) => ({
          ...parcel,
          goods_desc: item_desc,
          upload_time: seconds(shipment?.uploadedAt ?? 0),
        })),
      },
    };
  }
}
