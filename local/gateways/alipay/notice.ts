/**
 * 异步通知与 return_url（docs/protocols/alipay.md §5、§7）：表单编码，签名去掉 sign 与 sign_type，值是未编码的原文；
 * 重发的时间表，怎样算确认，以及接收方应当拒绝的各种变体。
 */
import { randomBytes, type KeyObject } from 'node:crypto';
import { beijingTime } from '../kit/beijing-time';
import type { OutgoingRequest } from '../kit/delivery';
import type { NoticeProtocol } from '../kit/notice';
import { HOUR, MINUTE, SECOND } from '../kit/schedule';
import { stranger } from '../kit/stranger';
import { yuan } from '../kit/yuan';
import type { NoticeContent, NoticeKind, NoticeVariant, Product, Refund, Trade } from './model';
import type { AlipayApp } from './options';
import { DEFAULT_BUYER } from './orders';
import { noticeText, requestText, signText, type Parameters } from './signature';

/** 首次投递之后的间隔：共 8 次，25 小时之内 */
export const RETRY_INTERVALS_MS: readonly number[] = [4 * MINUTE, 10 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR];
/** 扫码类产品先连发约三次 */
const QR_RETRY_INTERVALS_MS: readonly number[] = [SECOND, SECOND, ...RETRY_INTERVALS_MS];
const intervalsOf = (product: Product): readonly number[] => (product === 'precreate' ? QR_RETRY_INTERVALS_MS : RETRY_INTERVALS_MS);

const FOREIGN_APP = '2021000000000000';
const FOREIGN_SELLER = '2088000000000000';

/** 各次重发不变，34 位。 */
export const newNotifyId = (now: number): string => `${beijingTime(now, 'YYYYMMDD')}${randomBytes(13).toString('hex')}`;

const STATUS: Readonly<Record<NoticeKind, string | undefined>> = {
  payment: 'TRADE_SUCCESS',
  refund: undefined,
  waiting: 'WAIT_BUYER_PAY',
  closed: 'TRADE_CLOSED',
};

function buyer(trade: Trade, app: AlipayApp): Record<string, string> {
  const { logonId, openId, userId } = { ...DEFAULT_BUYER, ...trade.buyer };
  return {
    buyer_logon_id: logonId,
    ...((app.buyerIdentity ?? 'open_id') === 'open_id' ? { buyer_open_id: openId } : { buyer_id: userId }),
  };
}

export interface NoticeSubject {
  readonly kind: NoticeKind;
  readonly trade: Trade;
  readonly app: AlipayApp;
  /** 退款通知才有 */
  readonly refund?: Refund;
  /**
   * 照官方文档的样例多带两个字段：没有退款也写 `refund_fee=0.00`，支付成功的通知也写 `gmt_close`。
   * 真实的通知有时就是这样；字段在不在说明不了什么，要看值。
   */
  readonly documentationExtras: boolean;
}

/** 除 notify_time 与 sign 之外的全部字段，产生时的快照。 */
export function noticeFields(notifyId: string, subject: NoticeSubject): Readonly<Record<string, string>> {
  const { kind, trade, app, refund } = subject;
  const fields: Record<string, string | undefined> = {
    notify_type: 'trade_status_sync',
    notify_id: notifyId,
    app_id: app.appId,
    auth_app_id: trade.authAppId ?? app.appId,
    charset: 'utf-8',
    version: '1.0',
    sign_type: 'RSA2',
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    ...buyer(trade, app),
    seller_id: trade.sellerId,
    trade_status: STATUS[kind] ?? trade.status,
    total_amount: yuan(trade.total),
    subject: trade.subject,
    body: trade.body,
    gmt_create: beijingTime(trade.createdAt),
    // 原样返回：商户编码过的就是编码过的（§4.0）。
    passback_params: trade.passbackParams,
    ...(kind === 'waiting' || trade.paidAt === undefined ? {} : paidFields(trade, trade.paidAt)),
    ...(subject.documentationExtras ? extraFields(subject) : {}),
    ...(refund ? refundFields(refund) : {}),
    ...(kind === 'closed' || (refund && trade.status === 'TRADE_CLOSED')
      ? { gmt_close: beijingTime(trade.closedAt ?? trade.createdAt) }
      : {}),
  };
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function extraFields({ kind, trade }: NoticeSubject): Record<string, string> {
  if (kind === 'waiting') return {};
  return { refund_fee: '0.00', ...(kind === 'payment' ? { gmt_close: beijingTime(trade.paidAt ?? trade.createdAt) } : {}) };
}

function paidFields(trade: Trade, paidAt: number): Record<string, string> {
  const amount = yuan(trade.total);
  return {
    gmt_payment: beijingTime(paidAt),
    receipt_amount: amount,
    buyer_pay_amount: amount,
    invoice_amount: amount,
    point_amount: '0.00',
    fund_bill_list: JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]),
  };
}

/** 退款通知：refund_fee 是累计值，out_biz_no 是退款请求号，gmt_refund 带毫秒。 */
function refundFields(refund: Refund): Record<string, string> {
  return {
    gmt_refund: beijingTime(refund.refundedAt, 'YYYY-MM-DD HH:mm:ss.SSS'),
    refund_fee: yuan(refund.cumulative),
    out_biz_no: refund.outRequestNo,
    send_back_fee: yuan(refund.amount),
  };
}

/** 签名之前改掉的字段：签名是真的，内容不是给我们的。 */
const ALTERED: Readonly<Partial<Record<NoticeVariant, Parameters>>> = {
  foreignApp: { app_id: FOREIGN_APP, auth_app_id: FOREIGN_APP },
  foreignSeller: { seller_id: FOREIGN_SELLER },
  wrongAmount: { total_amount: '0.01' },
};

/** 字段 → 带签名的表单字段；variant 决定哪里不对。 */
function signedFields(fields: Parameters, key: KeyObject, variant: NoticeVariant): Parameters {
  const altered: Parameters = { ...fields, ...ALTERED[variant] };
  if (variant === 'unsigned') return altered;
  const text = variant === 'signTypeKept' ? requestText(altered) : noticeText(altered);
  const sign = signText(text, variant === 'forged' ? stranger() : key);
  // 签完之后才改：签名对不上。
  return variant === 'tampered' ? { ...altered, total_amount: '99999.00', sign } : { ...altered, sign };
}

/** 空格写成 +，与表单编码的规定一致；接收方只解码一次。 */
export const formOf = (fields: Parameters): string => new URLSearchParams(fields).toString();

/** 一次投递的请求。@param at 发出的时刻，毫秒 */
export function noticeRequest(
  url: string,
  fields: Parameters,
  key: KeyObject,
  at: number,
  variant: NoticeVariant = 'genuine',
): OutgoingRequest {
  return {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', 'user-agent': 'Mozilla/4.0' },
    body: formOf(signedFields({ notify_time: beijingTime(at), ...fields }, key, variant)),
  };
}

export function noticeProtocol(key: KeyObject): NoticeProtocol<NoticeContent> {
  return {
    newId: newNotifyId,
    label: ({ kind }) => kind,
    intervals: ({ product }) => intervalsOf(product),
    // 只有 HTTP 200 且正文恰好是这七个字符才算确认。
    acknowledged: ({ status, body }) => status === 200 && body === 'success',
    request: (notice, now, variant) => noticeRequest(notice.url, notice.fields, key, now, variant as NoticeVariant | undefined),
  };
}

/** 只有网页支付会跳回；别的方式没有跳回这回事，造出来的一律算电脑网站的。 */
const returnMethod = (product: Product): string => `alipay.trade.${product === 'wap' ? 'wap' : 'page'}.pay.return`;

/** 付款后跳回商户的地址：商户自己的参数保留，签过名的参数加在查询串里（§5）；没有 trade_status。 */
export function returnAddress(returnUrl: string, trade: Trade, app: AlipayApp, key: KeyObject, at: number): string {
  const fields: Parameters = {
    app_id: app.appId,
    auth_app_id: trade.authAppId ?? app.appId,
    method: returnMethod(trade.product),
    charset: 'utf-8',
    version: '1.0',
    sign_type: 'RSA2',
    timestamp: beijingTime(at),
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    total_amount: yuan(trade.total),
    seller_id: trade.sellerId,
  };
  const address = new URL(returnUrl);
  for (const [name, value] of Object.entries({ ...fields, sign: signText(noticeText(fields), key) }))
    address.searchParams.append(name, value);
  return address.toString();
}
