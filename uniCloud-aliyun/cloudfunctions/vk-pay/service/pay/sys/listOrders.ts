/** 订单台：查单（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listOrders', event, paymentTypes, (pay) => pay.listOrders(event.data));
