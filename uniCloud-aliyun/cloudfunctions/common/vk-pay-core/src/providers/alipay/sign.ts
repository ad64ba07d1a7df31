/**
 * RSA2 签名与验签（SHA256withRSA，PKCS#1 v1.5）。
 * 算法由我们决定，从不采用报文里的 sign_type。
 */
import { sign, verify, type KeyObject } from 'node:crypto';
import type { Form } from '../kit/form';
import { isUnambiguous } from './ambiguity';

export type Params = Readonly<Record<string, string>>;

/** 待签名字符串：去掉指定的键，按 ASCII 排序，`k=v` 以 & 相连，值不做 URL 编码（docs/protocols/alipay.md §1.3）。 */
export function stringToSign(params: Params, dropped: readonly string[], keepEmpty = false): string {
  return Object.keys(params)
    .filter((key) => !dropped.includes(key) && (keepEmpty || params[key] !== ''))
    .sort()
    .map((key) => `${key}=${params[key]}`)
    .join('&');
}

export function signText(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text, 'utf8'), key).toString('base64');
}

export function verifyText(text: string, signature: string, key: KeyObject): boolean {
  // 签名必须是标准 base64；别的字符说明报文被改过。
  if (!/^[A-Za-z0-9+/]{40,1024}={0,2}$/.test(signature)) return false;
  return verify('sha256', Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64'));
}

/** 请求签名：保留 sign_type，去掉空值（1.3）。 */
export function signRequest(params: Params, key: KeyObject): string {
  return signText(stringToSign(params, ['sign']), key);
}

function noticeText(form: Form, names: readonly string[], keepEmpty: boolean): string {
  let text = '';
  for (const name of names) {
    const value = form.get(name) ?? '';
    if (value === '' && !keepEmpty) continue;
    text += text === '' ? `${name}=${value}` : `&${name}=${value}`;
  }
  return text;
}

/** 签名盖住的就是这些字段；切法有歧义的不信。各官方 SDK 对空值的处理不一致：先保留，再去掉各验一次。 */
function verifyFields(form: Form, dropped: readonly string[], key: KeyObject): boolean {
  const signature = form.get('sign');
  if (!signature || !isUnambiguous(form)) return false;
  const names = [...form.keys()].filter((name) => !dropped.includes(name)).sort();
  const kept = noticeText(form, names, true);
  if (verifyText(kept, signature, key)) return true;
  const trimmed = noticeText(form, names, false);
  return trimmed !== kept && verifyText(trimmed, signature, key);
}

/** 交易通知与 return_url 的验签：去掉 sign 与 sign_type（7）。 */
export function verifyNotice(form: Form, key: KeyObject): boolean {
  return verifyFields(form, ['sign', 'sign_type'], key);
}

/** 交易之外的消息：只去掉 sign（7）。 */
export function verifyMessage(form: Form, key: KeyObject): boolean {
  return verifyFields(form, ['sign'], key);
}
