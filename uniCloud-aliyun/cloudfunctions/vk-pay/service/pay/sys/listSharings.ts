/** 分账单（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listSharings', event, paymentTypes, (pay) => pay.listSharings(event.data));
