/** 虚拟支付的两种签名（docs/protocols/wxpay.md §13.1）：都是十六进制的 HMAC-SHA256，密钥照收到的文字用，不解 base64。 */
import { createHmac } from 'node:crypto';

export const hmacOf = (key: string, message: string | Buffer): string => createHmac('sha256', key).update(message).digest('hex');

/** 支付签名：`uri` 是 `/xpay/…`（带斜杠，不带查询串）或 `requestVirtualPayment`。 */
export const paySigOf = (appKey: string, uri: string, body: string | Buffer): string =>
  hmacOf(appKey, Buffer.concat([Buffer.from(`${uri}&`, 'utf8'), Buffer.from(body)]));
