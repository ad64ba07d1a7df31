/** 改一个功能开到哪里（pay-admin）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('changeRelease', event, paymentTypes, (pay, caller) => pay.changeRelease(event.data, caller.user_id));
