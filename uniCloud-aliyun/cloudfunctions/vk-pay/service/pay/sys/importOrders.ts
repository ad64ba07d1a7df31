/** 把 vk-uni-pay 的订单抄过来：一批一批（pay-admin）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('importOrders', event, paymentTypes, (pay, caller) => pay.importOrders(event.data, caller.user_id));
