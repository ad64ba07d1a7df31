/**
 * 各接口的请求字段（docs/protocols/wxpay.md §2.1、§2.3、§2.5、§2.8 与 §8 的长度、格式）；长度都是 UTF-8 字节数。
 */
import { isIP } from 'node:net';
import type { Parsed } from '../kit/shape';
import { flag, integer, list, object, oneOf, optional, paramError, text, type Rule } from './fields';

export type CreatedProduct = 'jsapi' | 'app' | 'h5' | 'native';
/** codepay 没有「下单」：一次就扣款 */
export type Product = CreatedProduct | 'codepay';
export const PRODUCTS: readonly CreatedProduct[] = ['jsapi', 'app', 'h5', 'native'];

export const outTradeNo = text(32, { min: 6, pattern: /^[0-9A-Za-z_\-|*]+$/ });
const outRefundNo = text(64, { pattern: /^[0-9A-Za-z_\-|*@]+$/ });
export const mchid = text(32, { pattern: /^[0-9]+$/ });
const fen = integer(1);
/** 带时区的 RFC 3339 */
const moment: Rule<string> = (value, place) => {
  const given = text(64)(value, place);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(given) || Number.isNaN(Date.parse(given))) {
    throw paramError(place, '时间规则校验失败，应为带时区的 RFC 3339 格式', given);
  }
  return given;
};

/** 通知地址：http(s)，没有查询串与片段，有主机与路径（§8）。本地模拟不要求公网与备案域名。 */
export function notifyUrl(max: number): Rule<string> {
  return (value, place) => {
    const given = text(max)(value, place);
    const url = URL.canParse(given) ? new URL(given) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.pathname === '')
      throw paramError(place, 'URL 规则校验失败，应为以 https:// 开头的完整地址', given);
    if (/[?#]/.test(given)) throw paramError(place, 'URL 规则校验失败，不能携带参数', given);
    return given;
  };
}

const ipAddress: Rule<string> = (value, place) => {
  const given = text(45)(value, place);
  if (isIP(given) === 0) throw paramError(place, 'IP 规则校验失败，应为合法的 IPv4 或 IPv6 地址', given);
  return given;
};

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
/** 付款人的地址不能是回环地址。 */
export function requireRealPayer(payerIp: string | undefined, refuseLoopback: boolean): void {
  if (refuseLoopback && payerIp !== undefined && LOOPBACK.test(payerIp))
    throw paramError({ location: 'body', pointer: '/scene_info/payer_client_ip' }, '应为用户的真实 IP', payerIp);
}

const storeInfo = object({ id: text(32), name: optional(text(256)), area_code: optional(text(32)), address: optional(text(512)) });
const device = { device_id: optional(text(32)), store_info: optional(storeInfo) };
export const scene = object({ ...device, payer_client_ip: optional(ipAddress) });
export const h5Scene = object({
  ...device,
  payer_client_ip: ipAddress,
  h5_info: object({
    type: oneOf('iOS', 'Android', 'Wap'),
    app_name: optional(text(64)),
    app_url: optional(text(128)),
    bundle_id: optional(text(128)),
    package_name: optional(text(128)),
  }),
});

const orderGoods = object({
  merchant_goods_id: text(32),
  wechatpay_goods_id: optional(text(32)),
  goods_name: optional(text(256)),
  quantity: fen,
  unit_price: integer(0),
});

/** 四种下单共有的字段 */
export const orderFields = {
  appid: text(32),
  mchid,
  description: text(127),
  out_trade_no: outTradeNo,
  notify_url: notifyUrl(255),
  amount: object({ total: fen, currency: optional(oneOf('CNY')) }),
  time_expire: optional(moment),
  attach: optional(text(128, { min: 0 })),
  goods_tag: optional(text(32)),
  support_fapiao: optional(flag),
  detail: optional(
    object({ cost_price: optional(integer(0)), invoice_id: optional(text(32)), goods_detail: optional(list(orderGoods, 6000, 1)) }),
  ),
  settle_info: optional(object({ profit_sharing: optional(flag) })),
  limit_pay: optional(list(oneOf('no_credit', 'no_balance', 'no_debit', 'balance_only'), 4)),
};

export type OrderRequest = Parsed<typeof orderFields>;
const payer = object({ openid: text(128) });

export const createShapes = {
  jsapi: object({ ...orderFields, payer, scene_info: optional(scene) }),
  app: object({ ...orderFields, scene_info: optional(scene) }),
  native: object({ ...orderFields, scene_info: optional(scene) }),
  h5: object({ ...orderFields, scene_info: h5Scene }),
} as const;

/** 付款码：没有 notify_url 与 time_expire（§2.4）。 */
export const codepayFields = {
  description: text(127),
  out_trade_no: outTradeNo,
  attach: optional(text(128, { min: 0 })),
  goods_tag: optional(text(32)),
  support_fapiao: optional(flag),
  settle_info: optional(object({ profit_sharing: optional(flag) })),
  payer: object({ auth_code: text(128) }),
  amount: object({ total: fen, currency: optional(oneOf('CNY')) }),
  scene_info: object({
    device_id: optional(text(32)),
    device_ip: optional(ipAddress),
    store_info: object({ id: optional(text(32)), out_id: optional(text(32)) }),
  }),
};
export const codepayBody = object({ ...codepayFields, appid: text(32), mchid });
export type CodepayRequest = ReturnType<typeof codepayBody>;
export const reverseBody = object({ appid: text(32), mchid });

export const mchidQuery = object({ mchid });
export const noQuery = object({});
/** 退款的查询与接口，服务商要说是哪个特约商户 */
export const subQuery = object({ sub_mchid: optional(mchid) });
export const closeBody = object({ mchid });

const refundGoods = object({
  merchant_goods_id: text(32),
  wechatpay_goods_id: optional(text(32)),
  goods_name: optional(text(256)),
  unit_price: integer(0),
  refund_amount: integer(0),
  refund_quantity: fen,
});

export const refundBody = object({
  sub_mchid: optional(mchid),
  transaction_id: optional(text(32)),
  out_trade_no: optional(outTradeNo),
  out_refund_no: outRefundNo,
  reason: optional(text(80)),
  notify_url: optional(notifyUrl(256)),
  funds_account: optional(oneOf('AVAILABLE', 'UNSETTLED')),
  amount: object({
    refund: fen,
    total: fen,
    currency: oneOf('CNY'),
    from: optional(list(object({ account: oneOf('AVAILABLE', 'UNAVAILABLE'), amount: fen }), 2, 1)),
  }),
  goods_detail: optional(list(refundGoods, 6000, 1)),
});
export type RefundRequest = ReturnType<typeof refundBody>;

/** 银行卡的字段只给 USER_BANK_CARD，账号与姓名是加密后的。 */
const ENCRYPTED = 1024;
/** 只收这几家的借记卡 */
const DEBIT_BANKS = ['CMB', 'COMM', 'ABC', 'CCB', 'ICBC', 'BOC', 'PAB', 'SPDB', 'CITIC', 'CEB', 'CMBC', 'CIB', 'GDB', 'PSBC', 'NBCB'];
export const abnormalRefundBody = object({
  sub_mchid: optional(mchid),
  out_refund_no: outRefundNo,
  type: oneOf('USER_BANK_CARD', 'MERCHANT_BANK_CARD'),
  bank_type: optional(oneOf(...DEBIT_BANKS.map((bank) => `${bank}_DEBIT`))),
  bank_account: optional(text(ENCRYPTED)),
  real_name: optional(text(ENCRYPTED)),
});
export type AbnormalRefundRequest = ReturnType<typeof abnormalRefundBody>;
export const refundIdPath = object({ refund_id: text(32) });
export const refundPath = object({ out_refund_no: outRefundNo });
export const orderPath = object({ out_trade_no: outTradeNo });
export const transactionPath = object({ transaction_id: text(32) });

export const tradeBillQuery = object({
  bill_date: text(10, { pattern: /^\d{4}-\d{2}-\d{2}$/ }),
  sub_mchid: optional(mchid),
  bill_type: optional(oneOf('ALL', 'SUCCESS', 'REFUND')),
  tar_type: optional(oneOf('GZIP')),
});

export const fundFlowQuery = object({
  bill_date: text(10, { pattern: /^\d{4}-\d{2}-\d{2}$/ }),
  account_type: optional(oneOf('BASIC', 'OPERATION', 'FEES')),
  tar_type: optional(oneOf('GZIP')),
});

/** 账单下载地址里只有一次性的 token */
export const downloadQuery = object({ token: text(128) });
