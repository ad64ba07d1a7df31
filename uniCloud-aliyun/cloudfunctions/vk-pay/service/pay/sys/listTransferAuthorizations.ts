/** 收款授权列表（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listTransferAuthorizations', event, paymentTypes, (pay) => pay.listTransferAuthorizations(event.data));
