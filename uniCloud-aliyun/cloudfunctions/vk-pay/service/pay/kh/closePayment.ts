/** 关闭未付的订单。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('closePayment', event, paymentTypes, (pay, caller) => pay.closePayment(event.data, caller.user_id));
