/** 分账接收方（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listSharingReceivers', event, paymentTypes, (pay) => pay.listSharingReceivers(event.data));
