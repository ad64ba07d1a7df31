/** 应答与回调共有的签名头（1.4）：便宜的检查先做，RSA 最后做。 */
import { PayError } from '../../errors/pay-error';
import { verifyMessage } from './sign';
import type { KeyRing, WxpayAccount } from './keys';

/** 时间戳与本机相差不得达到五分钟。 */
const MAX_SKEW_MS = 300_000;

export interface SignedHeaders {
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
  readonly serial: string;
}

function single(headers: Readonly<Record<string, string>>, name: string): string {
  const value = headers[name];
  // 同名头出现两次会被平台用逗号连起来；签名头都不含逗号。
  if (value === undefined || value === '' || value.length > 1024 || value.includes(',')) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: `签名头 ${name} 缺失或不合法` });
  return value;
}

/** @throws PayError SIGNATURE 缺头、重复、时间戳不是数字或过期 */
export function readSignedHeaders(headers: Readonly<Record<string, string>>, now: number): SignedHeaders {
  const timestamp = single(headers, 'wechatpay-timestamp');
  if (!/^\d{10}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) >= MAX_SKEW_MS) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '时间戳不合法或相差超过五分钟' });
  return { timestamp, nonce: single(headers, 'wechatpay-nonce'), signature: single(headers, 'wechatpay-signature'), serial: single(headers, 'wechatpay-serial') };
}

/** @throws PayError SIGNATURE 验签失败 · CERTIFICATE 没有对应公钥 */
export async function requireSignature(ring: KeyRing, account: WxpayAccount, headers: SignedHeaders, body: Buffer | string): Promise<void> {
  const key = await ring.find(account, headers.serial);
  if (!verifyMessage(headers.timestamp, headers.nonce, body, headers.signature, key)) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '验签失败' });
}
