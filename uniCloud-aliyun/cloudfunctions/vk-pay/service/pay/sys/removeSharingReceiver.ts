/** 删除一个分账接收方（pay-admin）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('removeSharingReceiver', event, paymentTypes, (pay, caller) => pay.removeSharingReceiver(event.data, caller.user_id));
