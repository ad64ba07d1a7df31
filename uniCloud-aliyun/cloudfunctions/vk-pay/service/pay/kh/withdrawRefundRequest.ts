/** 撤回还没有答复的退款申请。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('withdrawRefundRequest', event, paymentTypes, (pay, caller) => pay.withdrawRefundRequest(event.data, caller.user_id));
