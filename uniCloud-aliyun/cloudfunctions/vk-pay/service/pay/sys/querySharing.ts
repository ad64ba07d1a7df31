/** 查一笔分账（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('querySharing', event, paymentTypes, (pay) => pay.querySharing(event.data));
