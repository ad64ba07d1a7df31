/** 虚拟支付的两种签名与消息推送的签名（docs/protocols/wxpay.md §13.1、§13.2）。全是纯函数；密钥照收到的文字用，不解 base64。 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text, 'utf8').digest('hex');

/** 支付签名：`uri` 是 `/xpay/…`（带前面的斜杠，不带查询串）或 `requestVirtualPayment`。 */
export const paySignature = (appKey: string, uri: string, body: string): string => hmac(appKey, `${uri}&${body}`);

/** 用户态签名。 */
export const userSignature = (sessionKey: string, body: string): string => hmac(sessionKey, body);

/** 推送的签名：几段文字排序之后连起来，比对用时恒定。 */
export function isPushSignature(signature: string, parts: readonly string[]): boolean {
  const own = createHash('sha1')
    .update([...parts].sort().join(''), 'utf8')
    .digest();
  const claimed = Buffer.from(/^[0-9a-f]{40}$/.test(signature) ? signature : '', 'hex');
  return claimed.length === own.length && timingSafeEqual(claimed, own);
}
