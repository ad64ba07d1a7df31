/** 同意、不同意投诉里的退款，不动钱（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('answerComplaintRefund', event, paymentTypes, (pay, caller) => pay.complaints.answerRefund(event.data, caller.user_id));
