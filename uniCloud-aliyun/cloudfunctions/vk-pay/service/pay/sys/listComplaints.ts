/** 消费者投诉（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('listComplaints', event, paymentTypes, (pay) => pay.complaints.list(event.data));
