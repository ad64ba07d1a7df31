/** 网页授权页的地址。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('authorizePayer', event, paymentTypes, (pay, caller) => pay.authorizePayer(event.data, caller.user_id));
