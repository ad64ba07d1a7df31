/** 我的支付订单。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('listPayments', event, paymentTypes, (pay, caller) => pay.listPayments(event.data, caller.user_id));
