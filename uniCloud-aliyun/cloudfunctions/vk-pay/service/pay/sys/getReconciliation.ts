/** 一份账单与它的差异（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('getReconciliation', event, paymentTypes, (pay) => pay.getReconciliation(event.data));
