/** 服务商与特约商户（docs/protocols/wxpay.md §2.9）：有没有受理关系，请求与单据说的是不是同一个。 */
import { GatewayError } from './errors';
import type { SubMerchant, WxpayMerchant } from './options';

const NO_RELATION = 268443701;
const MISSING_SUB = 268443704;
const SUB_IS_SELF = 268443705;
const OTHER_SUB = 268447845;

/** @throws GatewayError NO_AUTH 不是它的特约商户 */
export function requireSub(merchant: WxpayMerchant, subMchid: string): SubMerchant {
  if (subMchid === merchant.mchid)
    throw new GatewayError('NO_AUTH', { message: '特约商户号不能是服务商自己的商户号', suffix: SUB_IS_SELF });
  const sub = merchant.subMerchants?.find((one) => one.mchid === subMchid);
  if (!sub) throw new GatewayError('NO_AUTH', { message: '服务商与特约商户没有受理关系', suffix: NO_RELATION });
  return sub;
}

/** 请求里说的特约商户要与单据的一致；普通商户的单据不能有。 */
export function sameSub(given: string | undefined, { subMchid }: { readonly subMchid?: string }): void {
  if (given === subMchid) return;
  if (given === undefined) throw new GatewayError('NO_AUTH', { message: '缺少特约商户号 sub_mchid', suffix: MISSING_SUB });
  throw new GatewayError('INVALID_REQUEST', { message: '特约商户号与订单不匹配', suffix: OTHER_SUB });
}
