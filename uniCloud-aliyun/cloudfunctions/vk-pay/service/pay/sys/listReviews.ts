/** 复核台的队列：等人处理的订单、退款与说不清的事（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listReviews', event, paymentTypes, (pay) => pay.listReviews(event.data));
