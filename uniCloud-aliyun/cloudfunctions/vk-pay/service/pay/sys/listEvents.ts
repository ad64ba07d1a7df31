/** 对外的事件送到哪一步（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listEvents', event, paymentTypes, (pay) => pay.listEvents(event.data));
