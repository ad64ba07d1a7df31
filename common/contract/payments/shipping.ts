/** 发货信息：小程序里收的钱先冻着，商户录了发货信息、付款人确认收货（或到了时间）才放。 */
import type { OkAnswer } from '../answer';

/** `express` 快递 · `local` 同城配送 · `virtual` 虚拟商品 · `pickup` 自提 */
export type ShippingWay = 'express' | 'local' | 'virtual' | 'pickup';

/** 一个包裹。 */
export interface Parcel {
  readonly tracking_no: string;
  /** 快递公司在微信的编号：SF、ZTO、YTO、STO、YD…… */
  readonly express_company: string;
  /** 缺省是整单的 */
  readonly item_desc?: string;
  /** 顺丰要寄件人或收件人的电话之一；送出去之前打码，只留末四位 */
  readonly consignor_contact?: string;
  readonly receiver_contact?: string;
}
/** 一张订单怎样发的货。 */
export interface Shipment {
  readonly way: ShippingWay;
  /** 发的是什么，如 `杯子*1`；缺省是订单的标题。长的截到 120 字 */
  readonly item_desc?: string;
  /** 只有快递：1–15 个，一次录完 */
  readonly parcels?: readonly Parcel[];
}

/** 预售：说好十五天以后才发的，报备到哪一天，48 小时之内不发就不算违约。到时候照样要录怎样发的。 */
export interface Presale {
  readonly way: 'presale';
  /** 最晚哪一刻发，毫秒；付款后 15–330 天 */
  readonly ship_by: number;
}
/** 员工能说的：怎样发的，或是预售。 */
export type ShippingAct = ShippingWay | Presale['way'];

/**
 * - `WAIT` 还没有录 · `SHIPPED` 录好了，等放款 · `SETTLED` 钱放了 · `RETURNED` 不用录了：钱退了
 * - `NOT_NEEDED` 这个小程序不归发货信息管理
 */
export type ShippingStatus = 'WAIT' | 'SHIPPED' | 'SETTLED' | 'RETURNED' | 'NOT_NEEDED';

/** 订单上的进度。 */
export interface ShippingState {
  readonly status: ShippingStatus;
  /** 试过几次 */
  readonly attempts: number;
  /** 下一次什么时候，毫秒；0 = 不再做 */
  readonly next_date: number;
  readonly way?: ShippingWay;
  /** 录好的时间、看到放了款的时间，毫秒 */
  readonly shipped_date?: number;
  readonly settled_date?: number;
  /** 正有人在看、在录，最晚到 next_date */
  readonly working?: true;
  /** 员工手工说的发货，还没有录成；录好了就去掉 */
  readonly given?: Shipment | Presale;
  /** 报备过预售：最晚发到哪一刻，毫秒 */
  readonly presale_until?: number;
  /** 手工录的是谁 */
  readonly by?: string;
  /** 上一次没有录成的原因，给员工看 */
  readonly problem?: string;
}

/** `pay/sys/shipOrder` 入参。 */
export type ShipOrderInput = (Shipment | Presale) & { readonly out_trade_no: string };
export interface ShipOrderAnswer extends OkAnswer {
  readonly shipping: ShippingState;
}
