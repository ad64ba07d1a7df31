/** 看投诉里的一张图（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('readComplaintImage', event, paymentTypes, (pay) => pay.complaints.readImage(event.data));
