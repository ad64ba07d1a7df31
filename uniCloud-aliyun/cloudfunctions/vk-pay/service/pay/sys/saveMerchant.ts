/** 新建或改一个商户（pay-admin）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('saveMerchant', event, paymentTypes, (pay, caller) => pay.saveMerchant(event.data, caller.user_id));
