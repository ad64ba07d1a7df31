/** 复核台上的一件：我们的记录、网关刚刚的说法、可以怎么办（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('reviewDetail', event, paymentTypes, (pay) => pay.reviewDetail(event.data));
