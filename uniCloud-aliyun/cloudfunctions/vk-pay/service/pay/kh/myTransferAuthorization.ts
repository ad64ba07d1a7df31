/** 收款：我的一张收款授权。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('myTransferAuthorization', event, paymentTypes, (pay, caller) => pay.myTransferAuthorization(event.data, caller.user_id));
