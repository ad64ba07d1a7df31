/** 转账给用户（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('transfer', event, paymentTypes, (pay, caller) => pay.transfer(event.data, caller.user_id));
