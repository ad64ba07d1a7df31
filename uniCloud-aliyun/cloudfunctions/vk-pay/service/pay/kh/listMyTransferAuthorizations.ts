/** 请我答应的、我答应着的收款授权。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('listMyTransferAuthorizations', event, paymentTypes, (pay, caller) => pay.listMyTransferAuthorizations(caller.user_id));
