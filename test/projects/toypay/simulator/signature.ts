/** 与商户共有一个密钥：HMAC-SHA256，盖住时间与正文。 */
import { createHmac } from 'node:crypto';

export const signature = (secret: string, time: number | string, body: string): string =>
  createHmac('sha256', secret)
    .update([time, body].join('\n'))
    .digest('hex');

export const signedHeaders = (secret: string, time: number, body: string): Record<string, string> => ({
  'content-type': 'application/json',
  'toypay-time': String(time),
  'toypay-sign': signature(secret, time, body),
});
