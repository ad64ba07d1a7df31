/**
 * 待签名字符串与 RSA2 签名（docs/protocols/alipay.md §1.3、§2.2、§5、§7）。
 * 请求保留 sign_type，通知与 return_url 去掉它；这里分成两个函数，免得混用。
 */
import { sign, verify, type KeyObject } from 'node:crypto';

export type Parameters = Readonly<Record<string, string>>;

/** 标准字母表、长度是 4 的倍数；`+` 没有编码而变成空格的签名不会被悄悄接受。 */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** 按键的 ASCII 次序连接；键在这里都是 ASCII，缺省的排序就是它。 */
function join(entries: readonly (readonly [string, string])[]): string {
  return [...entries]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
}

/** 请求：去掉 sign 与空值，保留 sign_type，值不编码。 */
export function requestText(parameters: Parameters): string {
  return join(Object.entries(parameters).filter(([key, value]) => key !== 'sign' && value.trim() !== ''));
}

/**
 * 通知与 return_url：去掉 sign 与 sign_type，值是解码一次之后的。
 * @param keepEmpty 空值是否参与；各家 SDK 不一致（§7）
 */
export function noticeText(parameters: Parameters, keepEmpty = true): string {
  return join(Object.entries(parameters).filter(([key, value]) => key !== 'sign' && key !== 'sign_type' && (keepEmpty || value !== '')));
}

/** @returns 一行 base64 */
export function signText(text: string, privateKey: KeyObject): string {
  return sign('sha256', Buffer.from(text, 'utf8'), privateKey).toString('base64');
}

export function verifyText(text: string, signature: string, publicKey: KeyObject): boolean {
  return BASE64.test(signature) && verify('sha256', Buffer.from(text, 'utf8'), publicKey, Buffer.from(signature, 'base64'));
}
