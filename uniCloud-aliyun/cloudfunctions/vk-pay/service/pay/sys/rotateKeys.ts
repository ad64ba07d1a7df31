/** 换密钥：换一批、看还剩多少（pay-admin）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('rotateKeys', event, paymentTypes, (pay, caller) => pay.rotateKeys(event.data, caller.user_id));
