/** 按单号查订单（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('findPayment', event, paymentTypes, (pay) => pay.findPayment(event.data));
