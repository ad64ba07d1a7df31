/** Standard Webhooks 的三个头：编号（重试不变）、时间、签名（HMAC-SHA256，base64）。收的人用同一个密钥核对。 */
import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** @param secret `whsec_` 加 base64 */
export function signedHeaders(secret: string, id: string, body: string, now: number): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000));
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json; charset=utf-8',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
