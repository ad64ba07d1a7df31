/** 转账列表（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listTransfers', event, paymentTypes, (pay) => pay.listTransfers(event.data));
