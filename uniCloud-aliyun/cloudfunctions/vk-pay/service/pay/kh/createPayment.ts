/** 下单或继续支付。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('createPayment', event, paymentTypes, (pay, caller) => pay.createPayment(event.data, caller.user_id));
