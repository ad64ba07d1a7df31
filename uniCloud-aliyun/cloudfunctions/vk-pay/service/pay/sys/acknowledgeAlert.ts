/** 认领一条告警（pay-admin）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('acknowledgeAlert', event, paymentTypes, (pay, caller) => pay.acknowledgeAlert(event.data, caller.user_id));
