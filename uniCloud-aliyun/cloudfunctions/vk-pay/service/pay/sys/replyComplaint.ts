/** 答复投诉（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('replyComplaint', event, paymentTypes, (pay, caller) => pay.complaints.reply(event.data, caller.user_id));
