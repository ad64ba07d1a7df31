/** 收款：我的一笔。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('myTransfer', event, paymentTypes, (pay, caller) => pay.myTransfer(event.data, caller.user_id));
