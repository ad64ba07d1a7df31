/** 把一张订单的钱分给别人（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('shareOrder', event, paymentTypes, (pay, caller) => pay.shareOrder(event.data, caller.user_id));
