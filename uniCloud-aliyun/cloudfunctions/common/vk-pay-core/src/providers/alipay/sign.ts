/**
 * RSA2 签名与验签（SHA256withRSA，PKCS#1 v1.5）。
 * 算法由我们决定，从不采用报文里的 sign_type。
 */
import { sign, verify, type KeyObject } from 'node:crypto';
import type { Form } from '../kit/form';
import { isUnambiguous } from './ambiguity';

/** 8192 位的密钥签出来也只有这么长。 */
const MAX_SIGNATURE = 1400;
const MAX_SIGNATURE_BYTES = 1050;

const NOT_IN_NOTICE = ['sign', 'sign_type'];
const NOT_IN_MESSAGE = ['sign'];

export type Params = Readonly<Record<string, string>>;

/** 待签名字符串：去掉指定的键，按 ASCII 排序，`k=v` 以 & 相连，值不做 URL 编码（docs/protocols/alipay.md §1.3）。 */
export function stringToSign(params: Params, dropped: readonly string[], keepEmpty = false): string {
  let text = '';
  for (const key of Object.keys(params).sort()) {
    if (dropped.includes(key) || (params[key] === '' && !keepEmpty)) continue;
    text += `${text === '' ? '' : '&'}${key}=${params[key]}`;
  }
  return text;
}

export function signText(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text, 'utf8'), key).toString('base64');
}

const isSigned = (bytes: Buffer, signature: Buffer, key: KeyObject): boolean => verify('sha256', bytes, key, signature);

/** 签名必须是标准的 base64（有补位、没有别的字符）：不然就是报文被改过。 */
export function verifyText(text: string, signature: string, key: KeyObject): boolean {
  if (signature.length > MAX_SIGNATURE) return false;
  const bytes = Buffer.from(signature, 'base64');
  return bytes.toString('base64') === signature && isSigned(Buffer.from(text, 'utf8'), bytes, key);
}

/** 请求签名：保留 sign_type，去掉空值（1.3）。 */
export function signRequest(params: Params, key: KeyObject): string {
  return signText(stringToSign(params, ['sign']), key);
}

/** 签名盖住的就是这些字段；切法有歧义的不信。各官方 SDK 对空值的处理不一致：先保留，再去掉各验一次。 */
function verifyFields(form: Form, dropped: readonly string[], key: KeyObject): boolean {
  const { bytes, hasAmpersand } = form.joined(dropped, true);
  const signature = form.bytesOf('sign', MAX_SIGNATURE_BYTES);
  if (!signature || !isUnambiguous(form, hasAmpersand)) return false;
  if (isSigned(bytes, signature, key)) return true;
  const trimmed = form.joined(dropped, false).bytes;
  return trimmed.length !== bytes.length && isSigned(trimmed, signature, key);
}

/** 交易通知与 return_url 的验签：去掉 sign 与 sign_type（7）。 */
export function verifyNotice(form: Form, key: KeyObject): boolean {
  return verifyFields(form, NOT_IN_NOTICE, key);
}

/** 交易之外的消息：只去掉 sign（7）。 */
export function verifyMessage(form: Form, key: KeyObject): boolean {
  return verifyFields(form, NOT_IN_MESSAGE, key);
}
