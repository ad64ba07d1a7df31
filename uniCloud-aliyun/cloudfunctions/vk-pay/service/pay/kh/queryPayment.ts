/** 查询支付结果；没有结论时向网关求证。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('queryPayment', event, paymentTypes, (pay, caller) => pay.queryPayment(event.data, caller.user_id));
