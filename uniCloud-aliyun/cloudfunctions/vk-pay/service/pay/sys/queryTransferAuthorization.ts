/** 看一张收款授权（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('queryTransferAuthorization', event, paymentTypes, (pay) => pay.queryTransferAuthorization(event.data));
