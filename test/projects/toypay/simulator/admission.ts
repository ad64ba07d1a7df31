/** 进门的检查，次序固定：商户、签名、正文。 */
import { GatewayError } from './errors';
import type { ToypayMerchant } from './options';
import { signature } from './signature';

/** 验签通过的一次调用。 */
export interface Call {
  readonly merchant: ToypayMerchant;
  readonly body: unknown;
}

/** @throws GatewayError */
export function admit(merchant: ToypayMerchant, body: string, header: (name: string) => string | undefined): Call {
  if (header('toypay-merchant') !== merchant.merchantId) throw new GatewayError('BAD_SIGN', '没有这家商户');
  if (header('toypay-sign') !== signature(merchant.secret, header('toypay-time') ?? '', body)) throw new GatewayError('BAD_SIGN', '签名不对');
  return { merchant, body: JSON.parse(body) as unknown };
}
