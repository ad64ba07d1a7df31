/** 处理复核台上的一件；金额大的要第二个人点头（pay-admin）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('resolveReview', event, paymentTypes, (pay, caller) => pay.resolveReview(event.data, caller.user_id));
