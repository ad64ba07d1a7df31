/** 处理等人处理的订单：入账、办业务、退回或关闭（pay-admin）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('resolvePayment', event, paymentTypes, (pay, caller) => pay.resolvePayment(event.data, caller.user_id));
