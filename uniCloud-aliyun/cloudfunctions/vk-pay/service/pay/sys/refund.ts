/** 退款（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('refund', event, paymentTypes, (pay, caller) => pay.refund(event.data, caller.user_id));
