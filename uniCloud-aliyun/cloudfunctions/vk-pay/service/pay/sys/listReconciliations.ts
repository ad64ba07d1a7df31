/** 每天的账单核对得怎样（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listReconciliations', event, paymentTypes, (pay) => pay.listReconciliations(event.data));
