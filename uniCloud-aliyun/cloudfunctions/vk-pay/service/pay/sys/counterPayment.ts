/** 看一笔柜台收款：没到时间就查，到了还没有付成就撤销（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('counterPayment', event, paymentTypes, (pay) => pay.counterPayment(event.data));
