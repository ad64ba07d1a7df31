/** 从分到钱的一方要回来（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('returnSharing', event, paymentTypes, (pay, caller) => pay.returnSharing(event.data, caller.user_id));
