/** 同一套开发密钥的两面：商户的 uni-pay 配置，与模拟网关里登记的商户。 */
import type { Sections } from '../kit/simulator';
import type { ToypayDevelopmentKeys } from './keys';
import type { ToypayMerchant } from './options';

export const toypaySections = ({ appId, merchantId, secret }: ToypayDevelopmentKeys): Sections => ({ h5: { appId, mchId: merchantId, secret } });

export const gatewayMerchant = ({ merchantId, secret }: ToypayDevelopmentKeys): ToypayMerchant => ({ merchantId, secret, name: '示例商店' });
