/** 应答与回调共有的签名头（docs/protocols/wxpay.md §1.4）：便宜的检查先做，公钥与 RSA 最后。失败策略：关（不可信就是不可信）。 */
import { PayError } from '../../kernel/pay-error';

/** 时间戳与本机相差不得达到五分钟。 */
const MAX_SKEW_MS = 300_000;
const MAX_HEADER_LENGTH = 1024;
/** 微信偶尔用假签名探测商户是否真的验签；按普通的坏签名处理，绝不放行。 */
const PROBE_PREFIX = 'WECHATPAY/SIGNTEST/';
/** 签名不会比它短：32 个字节的 base64 */
const MIN_SIGNATURE_LENGTH = 44;

export interface SignedHeaders {
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: Buffer;
  readonly serial: string;
}

export const untrusted = (detail: string): PayError => new PayError('SIGNATURE', { outcome: 'unknown', detail });

/** 门口的拒绝各造一次：没有调用栈、不会再变，谁来都是同一个；造一个错误比查完全部的头还慢。 */
const REFUSED = {
  time: untrusted('时间戳不合法或相差达到五分钟'),
  probe: untrusted('签名探测'),
  encoding: untrusted('签名不是 base64'),
};
const missing = (name: string): PayError => untrusted(`签名头 wechatpay-${name} 缺失或不合法`);
const MISSING = { timestamp: missing('timestamp'), nonce: missing('nonce'), signature: missing('signature'), serial: missing('serial') };

/** 同名头出现两次会被平台用逗号连起来（有的平台给数组）；这四个头的值都不含逗号。 */
const isSingle = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_HEADER_LENGTH && !value.includes(',');

/** @returns 缺头、重复、时间戳不是数字或过期、签名不像签名的，是造好的 SIGNATURE 错误，不抛：抛一次比查完全部的头还慢 */
export function signedHeadersOf(headers: Readonly<Record<string, string>>, now: number): SignedHeaders | PayError {
  const timestamp = headers['wechatpay-timestamp'];
  const signature = headers['wechatpay-signature'];
  const nonce = headers['wechatpay-nonce'];
  const serial = headers['wechatpay-serial'];
  if (!isSingle(timestamp)) return MISSING.timestamp;
  if (!isSingle(signature)) return MISSING.signature;
  if (!isSingle(nonce)) return MISSING.nonce;
  if (!isSingle(serial)) return MISSING.serial;
  if (!/^\d{10}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) >= MAX_SKEW_MS) return REFUSED.time;
  if (signature.startsWith(PROBE_PREFIX)) return REFUSED.probe;
  if (signature.length < MIN_SIGNATURE_LENGTH) return REFUSED.encoding;
  // 解开再写回去还是它，才是标准的 base64：比逐个字符核对快一倍，解开的字节后面也要用。
  const bytes = Buffer.from(signature, 'base64');
  return bytes.toString('base64') === signature ? { timestamp, nonce, signature: bytes, serial } : REFUSED.encoding;
}

/** @throws PayError SIGNATURE 同上 */
export function readSignedHeaders(headers: Readonly<Record<string, string>>, now: number): SignedHeaders {
  const read = signedHeadersOf(headers, now);
  if (read instanceof PayError) throw read;
  return read;
}
