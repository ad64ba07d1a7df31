/** 看板的统计（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('getStatistics', event, paymentTypes, (pay) => pay.getStatistics(event.data));
