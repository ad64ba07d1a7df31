/** 上传答复里要附的图（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('uploadComplaintImage', event, paymentTypes, (pay) => pay.complaints.upload(event.data));
