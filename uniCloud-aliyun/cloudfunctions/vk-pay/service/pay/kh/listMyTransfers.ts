/** 收款：付给我的。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('listMyTransfers', event, paymentTypes, (pay, caller) => pay.listMyTransfers(caller.user_id));
