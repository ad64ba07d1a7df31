/** 退款申请（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listRefundRequests', event, paymentTypes, (pay) => pay.listRefundRequests(event.data));
