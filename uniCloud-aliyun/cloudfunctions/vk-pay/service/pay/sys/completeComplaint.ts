/** 告诉渠道投诉处理完了（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('completeComplaint', event, paymentTypes, (pay, caller) => pay.complaints.complete(event.data, caller.user_id));
