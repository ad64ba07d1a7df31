/** 付款人申请退款。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('requestRefund', event, paymentTypes, (pay, caller) => pay.requestRefund(event.data, caller.user_id));
