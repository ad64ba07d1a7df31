/** 撤销结果不明的支付（pay-refund）：未付则关闭，已付则全额退回。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('cancelPayment', event, paymentTypes, (pay, caller) => pay.cancelPayment(event.data, caller.user_id));
