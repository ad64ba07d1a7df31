/**
 * 单号由前端先定好再请求：答复丢了也能用同一个号再问，不会多出一张订单、多退一次款。
 * 形如 `VP`（订单）、`RF`（退款）、`TR`（转账）、`PS`（分账）或 `TA`（收款授权）+ 北京时间 yyyyMMddHHmmss + 10 位随机，26 位，微信与支付宝都接受，也不会像 24 位十六进制。
 */
import { beijingText } from '../../contract/beijing-text';

/** Crockford base-32：没有容易看错的 I L O U，客服报号时不会听错。 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_LENGTH = 10;

/** 取 length 个随机字节。 */
export type RandomBytes = (length: number) => Promise<Uint8Array>;

/** 平台的安全随机数：浏览器 crypto，小程序 wx.getRandomValues。 */
export async function platformRandomBytes(length: number): Promise<Uint8Array> {
  // #ifdef MP-WEIXIN
  const wechat = await wechatRandomBytes(length);
  if (wechat) return wechat;
  // #endif
  const bytes = new Uint8Array(length);
  if (typeof crypto !== 'undefined' && typeof crypto.getRandomValues === 'function') return crypto.getRandomValues(bytes);
  // 老平台没有安全随机数。单号只需要不重复：撞上别人的号服务端会以 40001 拒绝，不会串单。
  return bytes.map(() => Math.floor(Math.random() * 256));
}

interface WechatRandom {
  getRandomValues?(options: { length: number; success(result: { randomValues: ArrayBuffer }): void; fail(): void }): void;
}

function wechatRandomBytes(length: number): Promise<Uint8Array | undefined> {
  // uni 在小程序里转发 wx 的全部接口，但类型里没有这一个
  const wechat = uni as unknown as WechatRandom;
  return new Promise((done) => {
    if (typeof wechat.getRandomValues !== 'function') return done(undefined);
    wechat.getRandomValues({ length, success: ({ randomValues }) => done(new Uint8Array(randomValues)), fail: () => done(undefined) });
  });
}

function stamp(now: number): string {
  return beijingText(now, 'YYYYMMDDHHmmss');
}

async function newNumber(prefix: 'VP' | 'RF' | 'TR' | 'PS' | 'TA', now: number, randomBytes: RandomBytes): Promise<string> {
  const bytes = await randomBytes(RANDOM_LENGTH);
  // 256 是 32 的整数倍，取余不会偏
  const tail = Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return `${prefix}${stamp(now)}${tail}`;
}

/** @param now 毫秒时间戳 */
export function newOrderNumber(now: number = Date.now(), randomBytes: RandomBytes = platformRandomBytes): Promise<string> {
  return newNumber('VP', now, randomBytes);
}

/** @param now 毫秒时间戳 */
export function newRefundNumber(now: number = Date.now(), randomBytes: RandomBytes = platformRandomBytes): Promise<string> {
  return newNumber('RF', now, randomBytes);
}

/** @param now 毫秒时间戳 */
export function newTransferNumber(now: number = Date.now(), randomBytes: RandomBytes = platformRandomBytes): Promise<string> {
  return newNumber('TR', now, randomBytes);
}

/** @param now 毫秒时间戳 */
export function newSharingNumber(now: number = Date.now(), randomBytes: RandomBytes = platformRandomBytes): Promise<string> {
  return newNumber('PS', now, randomBytes);
}

/** @param now 毫秒时间戳 */
export function newAuthorizationNumber(now: number = Date.now(), randomBytes: RandomBytes = platformRandomBytes): Promise<string> {
  return newNumber('TA', now, randomBytes);
}
