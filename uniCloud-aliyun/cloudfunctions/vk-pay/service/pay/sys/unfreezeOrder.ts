/** 不再分了，剩下的解冻（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('unfreezeOrder', event, paymentTypes, (pay, caller) => pay.unfreezeOrder(event.data, caller.user_id));
