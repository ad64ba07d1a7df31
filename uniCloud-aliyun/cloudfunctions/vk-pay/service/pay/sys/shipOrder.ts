/** 手工录发货信息（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('shipOrder', event, paymentTypes, (pay, caller) => pay.shipOrder(event.data, caller.user_id));
