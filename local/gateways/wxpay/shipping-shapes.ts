/** 发货信息的请求字段（docs/protocols/wxpay.md §13.3）：哪里不对各有各的 errcode，说不上的是 10060014。 */
import { OpenApiError } from './open-api-error';

export interface Parcel {
  readonly tracking_no?: string;
  readonly express_company?: string;
  readonly item_desc: string;
  readonly contact?: { readonly consignor_contact?: string; readonly receiver_contact?: string };
}
export interface OrderKey {
  readonly transactionId?: string;
  readonly mchid?: string;
  readonly outTradeNo?: string;
}
export interface Upload {
  readonly key: OrderKey;
  readonly logisticsType: 1 | 2 | 3 | 4;
  readonly deliveryMode: 1 | 2;
  /** 分批发货时，这是不是最后一批；一起发的总是 */
  readonly all: boolean;
  readonly parcels: readonly Parcel[];
  readonly uploadedAt: number;
  readonly openid: string;
}
type Given = Readonly<Record<string, unknown>>;

/** 快递公司的编号：官方名单里常用的几家。 */
export const EXPRESS_COMPANIES: Readonly<Record<string, string>> = {
  SF: '顺丰速运',
  ZTO: '中通快递',
  YTO: '圆通速递',
  STO: '申通快递',
  YD: '韵达速递',
  JD: '京东物流',
  EMS: 'EMS',
};
const MAX_PARCELS = 15;
const MAX_DESC = 120;
const MAX_NUMBER = 128;
const MASKED = /^[^\s]*\*+[^\s*]{4}$/;
const RFC3339_MS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(?:Z|[+-]\d{2}:\d{2})$/;

export const refuse = (errcode: number, message: string): OpenApiError => new OpenApiError(errcode, message);
const wrong = (message: string): OpenApiError => refuse(10060014, message);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** 只认列出的键；null 也算不对。 */
export function members(value: unknown, known: readonly string[], name: string): Given {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(`${name} should be object`);
  for (const [key, one] of Object.entries(value)) if (!known.includes(key) || one === null) throw wrong(`${name}.${key} unexpected`);
  return value as Given;
}

function keyOf(value: unknown): OrderKey {
  const given = members(value, ['order_number_type', 'transaction_id', 'mchid', 'out_trade_no'], 'order_key');
  if (given['order_number_type'] === 2) {
    if (!isText(given['transaction_id'])) throw refuse(268485195, 'transaction_id empty');
    return { transactionId: given['transaction_id'] };
  }
  if (given['order_number_type'] !== 1) throw refuse(268485194, 'invalid order_number_type');
  if (!isText(given['mchid'])) throw refuse(268485196, 'mchid empty');
  if (!isText(given['out_trade_no'])) throw refuse(268485197, 'out_trade_no empty');
  return { mchid: given['mchid'], outTradeNo: given['out_trade_no'] };
}

function contactOf(value: unknown): NonNullable<Parcel['contact']> {
  const given = members(value, ['consignor_contact', 'receiver_contact'], 'contact');
  const numbers = Object.values(given);
  if (numbers.length !== 1 || !isText(numbers[0]) || !MASKED.test(numbers[0])) throw wrong('contact should be one masked number');
  return given;
}

function parcelOf(value: unknown, express: boolean): Parcel {
  const known = express ? ['tracking_no', 'express_company', 'item_desc', 'contact'] : ['item_desc'];
  const given = members(value, known, 'shipping_list');
  const { tracking_no, express_company, item_desc, contact } = given;
  if (!isText(item_desc)) throw refuse(10060008, 'item_desc empty');
  if ([...item_desc].length > MAX_DESC) throw refuse(10060009, 'item_desc too long');
  if (!express) return { item_desc };
  if (!isText(tracking_no)) throw refuse(268485226, 'tracking_no empty');
  if (tracking_no.length > MAX_NUMBER) throw refuse(10060026, 'tracking_no too long');
  if (!isText(express_company)) throw refuse(268485227, 'express_company empty');
  if (express_company.length > MAX_NUMBER) throw refuse(10060025, 'express_company too long');
  if (!Object.hasOwn(EXPRESS_COMPANIES, express_company)) throw wrong('express_company unknown');
  if (contact === undefined && express_company === 'SF') throw wrong('contact is required by SF');
  return { tracking_no, express_company, item_desc, ...(contact === undefined ? {} : { contact: contactOf(contact) }) };
}

function parcelsOf(value: unknown, logisticsType: number, deliveryMode: number): Parcel[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  if (list.length > MAX_PARCELS) throw refuse(10060024, 'shipping_list too long');
  if (deliveryMode === 1 && list.length !== 1) throw refuse(268485228, 'UNIFIED_DELIVERY needs one item');
  if (list.length === 0) throw wrong('shipping_list empty');
  return list.map((one) => parcelOf(one, logisticsType === 1));
}

export function readUpload(value: unknown): Upload {
  const known = ['order_key', 'logistics_type', 'delivery_mode', 'is_all_delivered', 'shipping_list', 'upload_time', 'payer'];
  const given = members(value, known, 'body');
  const key = keyOf(given['order_key']);
  const { logistics_type: logisticsType, delivery_mode: deliveryMode, is_all_delivered: all, upload_time: time } = given;
  if (![1, 2, 3, 4].includes(logisticsType as number)) throw refuse(10060005, 'invalid logistics_type');
  if (deliveryMode !== 1 && deliveryMode !== 2) throw refuse(268485224, 'invalid delivery_mode');
  if (deliveryMode === 2 && logisticsType !== 1) throw refuse(10060006, 'split delivery is for express only');
  if (deliveryMode === 2 && typeof all !== 'boolean') throw refuse(10060007, 'is_all_delivered missing');
  const parcels = parcelsOf(given['shipping_list'], logisticsType as number, deliveryMode);
  if (!isText(time) || !RFC3339_MS.test(time) || Number.isNaN(Date.parse(time))) throw refuse(268485216, 'upload_time should be rfc3339');
  const payer = members(given['payer'], ['openid'], 'payer');
  if (!isText(payer['openid']) || payer['openid'].length > MAX_NUMBER) throw wrong('payer.openid');
  return {
    key,
    logisticsType: logisticsType as Upload['logisticsType'],
    deliveryMode,
    all: deliveryMode === 1 || all === true,
    parcels,
    uploadedAt: Date.parse(time),
    openid: payer['openid'],
  };
}

const ORDER_KEYS = ['transaction_id', 'merchant_id', 'sub_merchant_id', 'merchant_trade_no'];

/** 查询与提醒里怎样指一张单。 */
export function readOrder(value: unknown, more: readonly string[] = []): { readonly key: OrderKey; readonly given: Given } {
  const given = members(value, [...ORDER_KEYS, ...more], 'body');
  const { transaction_id, merchant_id, merchant_trade_no } = given;
  if (isText(transaction_id)) return { key: { transactionId: transaction_id }, given };
  if (!isText(merchant_id)) throw refuse(268485196, 'merchant_id empty');
  if (!isText(merchant_trade_no)) throw refuse(268485197, 'merchant_trade_no empty');
  return { key: { mchid: merchant_id, outTradeNo: merchant_trade_no }, given };
}
