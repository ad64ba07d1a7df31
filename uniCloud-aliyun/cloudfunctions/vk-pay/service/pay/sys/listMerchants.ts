/** 数据库里的商户（pay-admin）：密钥只说填了没有与指纹。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listMerchants', event, paymentTypes, (pay) => pay.listMerchants());
