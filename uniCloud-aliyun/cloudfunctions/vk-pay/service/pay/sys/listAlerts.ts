/** 告警的收件箱（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listAlerts', event, paymentTypes, (pay) => pay.listAlerts(event.data));
