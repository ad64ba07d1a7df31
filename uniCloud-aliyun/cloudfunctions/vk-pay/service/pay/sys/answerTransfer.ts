/** 第二个人点头（pay-admin）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('answerTransfer', event, paymentTypes, (pay, caller) => pay.answerTransfer(event.data, caller.user_id));
