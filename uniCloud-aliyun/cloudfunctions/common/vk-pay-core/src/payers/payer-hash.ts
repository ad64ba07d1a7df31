/** openid 的指纹。只存指纹不存原文（不变量 I12）；截短且加入单号，不能跨订单关联同一个人。 */
import { createHash } from 'node:crypto';

export function payerHash(out_trade_no: string, openid: string): string {
  return createHash('sha256').update(`${out_trade_no}\n${openid}`).digest('base64url').slice(0, 22);
}
