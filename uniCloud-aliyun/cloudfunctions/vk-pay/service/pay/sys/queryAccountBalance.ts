/** 付款账户的余额（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('queryAccountBalance', event, paymentTypes, (pay) => pay.queryAccountBalance(event.data));
