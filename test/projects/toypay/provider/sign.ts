/** HMAC-SHA256，盖住时间与正文。 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const signText = (time: string, body: string, secret: string): string =>
  createHmac('sha256', secret).update(`${time}\n${body}`).digest('hex');

export function verifyText(time: string, body: string, signature: string, secret: string): boolean {
  const expected = Buffer.from(signText(time, body, secret));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
