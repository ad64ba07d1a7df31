/** 渠道名单（新增渠道在这里登记清单，次序就是收银台上的次序）。 */
import { alipay } from './alipay';
import { wxpay } from './wxpay';

export const MANIFESTS = [wxpay, alipay] as const;
