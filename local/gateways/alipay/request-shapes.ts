/**
 * 各接口的业务参数（docs/protocols/alipay.md §4.0–4.11）。
 */
import type { Parsed } from '../kit/shape';
import { amount, anyObject, encodedText, freeText, list, object, oneOf, optional, OUT_NUMBER, text } from './fields';
import type { Product } from './model';
import { takeBackPart } from './royalty-shapes';

const USER_ID = /^2088\d{12}$/;
const TIMEOUT = /^([1-9]\d{0,4}[mhd]|1c)$/;
const ASCII = /^[\x20-\x7e]+$/;

const outTradeNo = text(64, OUT_NUMBER);
const tradeNo = text(64, /^\d{16,64}$/);
const number = text(10, /^\d+$/);
const price = text(9, /^\d+(\.\d{1,2})?$/);

const goods = object({
  goods_id: text(32),
  goods_name: text(256),
  quantity: number,
  price,
  goods_category: optional(text(24)),
  categories_tree: optional(text(128)),
  body: optional(text(1000)),
  show_url: optional(text(400)),
});

const extendParams = object({
  sys_service_provider_id: optional(text(64)),
  hb_fq_num: optional(text(5)),
  hb_fq_seller_percent: optional(text(3)),
  industry_reflux_info: optional(text(512)),
  specified_seller_name: optional(text(32)),
  royalty_freeze: optional(oneOf('true', 'false')),
});

const extUserInfo = object({
  name: optional(text(16)),
  mobile: optional(text(20)),
  cert_type: optional(text(32)),
  cert_no: optional(text(64)),
  min_age: optional(text(3)),
  fix_buyer: optional(oneOf('T', 'F')),
  need_check_info: optional(oneOf('T', 'F')),
});

/** 数量上限另有自己的错误码，在 creation.ts 里检查。 */
const MANY_GOODS = 10_000;

/** 创建交易的共同参数（§4.0）。 */
const common = {
  out_trade_no: outTradeNo,
  subject: freeText(256),
  body: optional(freeText(128)),
  time_expire: optional(text(32)),
  timeout_express: optional(text(6, TIMEOUT)),
  goods_detail: optional(list(goods, MANY_GOODS)),
  seller_id: optional(text(28)),
  store_id: optional(text(32, ASCII)),
  operator_id: optional(text(28)),
  terminal_id: optional(text(32)),
  passback_params: optional(encodedText(512)),
  extend_params: optional(extendParams),
  enable_pay_channels: optional(text(128)),
  disable_pay_channels: optional(text(128)),
  merchant_order_no: optional(text(32)),
  ext_user_info: optional(extUserInfo),
  discountable_amount: optional(amount(9)),
  undiscountable_amount: optional(amount(9)),
  business_params: optional(text(512)),
  promo_params: optional(text(512)),
  query_options: optional(list(text(1024), 20)),
  settle_info: optional(anyObject),
  sub_merchant: optional(anyObject),
  agreement_sign_params: optional(anyObject),
};

/** 金额的长度各接口不同（§4.2、§4.4）；产品码是否签约另外检查，错误码不同。 */
export const purchaseShapes = {
  create: {
    ...common,
    total_amount: amount(11),
    product_code: optional(text(64)),
    op_app_id: optional(text(32)),
    buyer_id: optional(text(28, USER_ID)),
    buyer_open_id: optional(text(128)),
    op_buyer_open_id: optional(text(128)),
  },
  app: { ...common, total_amount: amount(9), product_code: optional(text(64)) },
  wap: {
    ...common,
    total_amount: amount(9),
    product_code: optional(text(64)),
    quit_url: optional(text(400, /^https?:\/\//)),
    auth_token: optional(text(40)),
  },
  page: {
    ...common,
    total_amount: amount(11),
    product_code: optional(text(64)),
    qr_pay_mode: optional(oneOf('0', '1', '2', '3', '4')),
    qrcode_width: optional(text(4, /^\d+$/)),
    integration_type: optional(oneOf('PCWEB', 'ALIAPP')),
    request_from_url: optional(text(256)),
    invoice_info: optional(anyObject),
    goods_type: optional(oneOf('0', '1')),
  },
  precreate: {
    ...common,
    total_amount: amount(11),
    product_code: optional(text(64)),
    qr_code_timeout_express: optional(text(6, TIMEOUT)),
    code_type: optional(oneOf('share_code')),
  },
  pay: {
    ...common,
    total_amount: amount(11),
    product_code: optional(text(64)),
    scene: oneOf('bar_code'),
    auth_code: text(24, /^(?:2[5-9]|30)\d{14,22}$/),
  },
} satisfies Readonly<Record<Product, object>>;

export type PurchaseBody = Parsed<typeof common> & { readonly total_amount: number; readonly product_code?: string };
export type CreateBody = Parsed<(typeof purchaseShapes)['create']>;
export type PayBody = Parsed<(typeof purchaseShapes)['pay']>;
export type WapBody = Parsed<(typeof purchaseShapes)['wap']>;
export type PrecreateBody = Parsed<(typeof purchaseShapes)['precreate']>;

const oneNumber = { out_trade_no: optional(outTradeNo), trade_no: optional(tradeNo) };

export const queryShape = { ...oneNumber, org_pid: optional(text(16)), query_options: optional(list(text(64), 20)) };
export const closeShape = { ...oneNumber, operator_id: optional(text(28)) };
export const cancelShape = oneNumber;
export const refundShape = {
  ...oneNumber,
  // 零是只退分账（§4.16）
  refund_amount: amount(11, 0),
  out_request_no: optional(text(64, OUT_NUMBER)),
  refund_reason: optional(text(256)),
  refund_royalty_parameters: optional(list(takeBackPart, 20)),
  refund_goods_detail: optional(list(anyObject, 150)),
  operator_id: optional(text(30)),
  store_id: optional(text(32)),
  terminal_id: optional(text(32)),
  related_settle_confirm_no: optional(text(64)),
  query_options: optional(list(text(64), 20)),
};
export const refundQueryShape = { ...oneNumber, out_request_no: text(64, OUT_NUMBER), query_options: optional(list(text(64), 20)) };

/** 业务账单之外的种类这里没有做 */
export const billShape = { bill_type: oneOf('trade', 'signcustomer'), bill_date: text(15) };

export type BillBody = Parsed<typeof billShape>;
export type QueryBody = Parsed<typeof queryShape>;
export type RefundBody = Parsed<typeof refundShape>;
export type RefundQueryBody = Parsed<typeof refundQueryShape>;
