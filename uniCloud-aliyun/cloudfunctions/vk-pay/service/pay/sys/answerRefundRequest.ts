/** 答复退款申请：同意就退，不同意写明理由（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('answerRefundRequest', event, paymentTypes, (pay, caller) => pay.answerRefundRequest(event.data, caller.user_id));
