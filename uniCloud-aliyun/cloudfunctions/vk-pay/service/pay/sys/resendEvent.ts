/** 以同一个编号再送一次（pay-admin）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('resendEvent', event, paymentTypes, (pay, caller) => pay.resendEvent(event.data, caller.user_id));
