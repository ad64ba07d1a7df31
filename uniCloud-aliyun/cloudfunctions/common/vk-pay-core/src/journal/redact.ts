/**
 * 脱敏：任何要落库、打印或离开系统的自由结构都先经过这里。
 * 失败策略：宁可多遮（fail closed）——键名像秘密就整个遮住，文字里的秘密（contract/sensitive）也遮住；从不抛出。
 */

import { maskSensitive } from '../../../../../../common/contract/sensitive';
import { visibleLine } from '../../../../../../common/contract/visible-text';

/** 键名里有这些字就是秘密。 */
const SECRET_KEY = new RegExp(
  [
    'secret|token|password|passwd|private|cert|open_?id|union_?id|buyer_',
    'sign|nonce|v3key|api_?key|card|cvv|cvc|expiry|phone',
    'mobile|id_?card|id_?no|real_?name|bank|prepay|package|session|auth',
    'cookie|encrypted|ciphertext',
  ].join('|'),
  'i',
);
const MASK = '***';
const MAX_DEPTH = 5;
const MAX_ITEMS = 40;
const MAX_TEXT = 300;

/** 去掉控制字符（CR/LF、ANSI 转义）、改写方向的与看不见的字、遮住秘密并截断，使一条记录只占一行。 */
export function cleanText(text: string, max = MAX_TEXT): string {
  return maskSensitive(visibleLine(text.slice(0, max * 2)), MASK).slice(0, max);
}

/** 深拷贝并脱敏；键名被遮住的值变成 `***`。 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value);
  // 没有引号的手机号、卡号也是手机号、卡号。
  if (typeof value === 'number') return maskSensitive(String(value), MASK) === MASK ? MASK : value;
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object' || value === undefined) return undefined;
  if (depth >= MAX_DEPTH) return '…';
  try {
    return redactParts(value, depth);
  } catch {
    // 取值时抛出的（getter、作废的 Proxy）：读不到，也就没有什么可记
    return '…';
  }
}

function redactParts(value: object, depth: number): unknown {
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value).slice(0, MAX_ITEMS)) {
    // 云数据库拒绝含 . 或 $ 的字段名。
    const name = cleanText(key, 60).replace(/[.$]/g, '_');
    if (name === '__proto__' || name === 'constructor' || name === 'prototype') continue;
    out[name] = SECRET_KEY.test(key) ? MASK : redact(item, depth + 1);
  }
  return out;
}
