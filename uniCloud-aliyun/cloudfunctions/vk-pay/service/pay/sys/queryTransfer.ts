/** 查一笔转账（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('queryTransfer', event, paymentTypes, (pay) => pay.queryTransfer(event.data));
