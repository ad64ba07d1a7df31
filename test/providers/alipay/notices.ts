/** 支付宝测试用的网关一侧：自己的密钥、自己的签名代码（不用被测代码签名），一张真通知的全部字段。 */
import { createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import type { RawNotify } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import type { AlipayAccount } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/account';

export const NOW = Date.parse('2026-11-23T12:00:00+08:00');
export const APP_ID = '2021000000000001';
export const SELLER_ID = '2088000000000001';
export type Fields = Readonly<Record<string, string>>;

const pair = (): { privateKey: KeyObject; publicKey: KeyObject } => generateKeyPairSync('rsa', { modulusLength: 2048 });
const gateway = pair();
const merchant = pair();

export function account(sellerId: string | undefined = SELLER_ID): AlipayAccount {
  return {
    provider: 'alipay',
    platform: 'h5',
    pid: 'default',
    appid: APP_ID,
    mchid: sellerId ?? '',
    gatewayUrl: 'https://gateway.test',
    notifyUrl: 'https://shop.test/pay-notify/alipay/h5',
    timeoutMs: 1000,
    credentials: { privateKey: merchant.privateKey, alipayKey: gateway.publicKey, ...(sellerId ? { sellerId } : {}) },
  };
}

/** 一张一分钱的真通知。 */
export const PAID: Fields = {
  app_id: APP_ID,
  auth_app_id: APP_ID,
  body: '杯子',
  buyer_logon_id: '138****0000',
  buyer_open_id: '0abcBUYER',
  buyer_pay_amount: '0.01',
  charset: 'utf-8',
  fund_bill_list: '[{"amount":"0.01","fundChannel":"ALIPAYACCOUNT"}]',
  gmt_create: '2026-11-23 11:58:00',
  gmt_payment: '2026-11-23 11:59:00',
  invoice_amount: '0.01',
  notify_id: '2026112300222120000012345678901234',
  notify_time: '2026-11-23 11:59:30',
  notify_type: 'trade_status_sync',
  out_trade_no: 'VPMINE00001',
  passback_params: 'p',
  point_amount: '0.00',
  receipt_amount: '0.01',
  seller_id: SELLER_ID,
  sign_type: 'RSA2',
  subject: '杯子',
  total_amount: '0.01',
  trade_no: '2026112322001400001234567890',
  trade_status: 'TRADE_SUCCESS',
  version: '1.0',
};

/** 待签名的文字：去掉指定的键，按键排序，值不编码。 */
export function textOf(fields: Fields, dropped: readonly string[] = ['sign', 'sign_type']): string {
  return Object.keys(fields)
    .filter((key) => !dropped.includes(key))
    .sort()
    .map((key) => `${key}=${fields[key]}`)
    .join('&');
}
export const signatureOf = (text: string): string => sign('RSA-SHA256', Buffer.from(text), gateway.privateKey).toString('base64');
/** 同一把真钥匙，算法却是我们不认的那一种。 */
export const weakSignatureOf = (text: string): string => sign('RSA-SHA1', Buffer.from(text), gateway.privateKey).toString('base64');
/** 不经过被测代码的验签：这段文字的签名是不是真的。 */
export const isSigned = (text: string, signature: string): boolean =>
  verify('RSA-SHA256', Buffer.from(text), createPublicKey(gateway.privateKey), Buffer.from(signature, 'base64'));

export const rawForm = (fields: Fields): RawNotify => ({ headers: {}, body: Buffer.from(new URLSearchParams(fields).toString()) });
export const signed = (fields: Fields, dropped?: readonly string[]): Fields => ({ ...fields, sign: signatureOf(textOf(fields, dropped)) });
export const notice = (patch: Fields = {}): RawNotify => rawForm(signed({ ...PAID, ...patch }));
/** 我们发出的一次请求，签的是不是全部参数（请求里 sign_type 也签）。 */
export const verifyOwn = ({ sign: signature = '', ...params }: Fields): boolean =>
  verify('RSA-SHA256', Buffer.from(textOf(params, [])), merchant.publicKey, Buffer.from(signature, 'base64'));
