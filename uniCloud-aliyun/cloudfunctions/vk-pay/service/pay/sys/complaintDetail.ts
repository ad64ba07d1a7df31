/** 一件投诉的全部，会问渠道（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('complaintDetail', event, paymentTypes, (pay) => pay.complaints.detail(event.data));
