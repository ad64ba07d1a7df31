/** 登录凭证换付款人是谁。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('identifyPayer', event, paymentTypes, (pay, caller) => pay.identifyPayer(event.data, caller.user_id));
