/** 一次请求：逐字节签名过的正文，凭据与支付签名在查询串里（docs/protocols/wxpay.md §13.1）。 */
import type { OpenQuestion } from '../kit/weixin-open';
import type { VirtualAccount } from './account';
import { paySignature } from './sign';

export type XpayName = 'query_order' | 'refund_order' | 'notify_provide_goods';

export function xpayQuestion(
  { credentials: { env, appKey } }: VirtualAccount,
  access_token: string,
  name: XpayName,
  fields: object,
): OpenQuestion & { readonly body: string } {
  const path = `/xpay/${name}`;
  const body = JSON.stringify({ ...fields, env });
  return { path, query: { access_token, pay_sig: paySignature(appKey, path, body) }, body };
}
