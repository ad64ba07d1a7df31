/** 订单台：一张订单的全部，会问一次网关（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('orderDetail', event, paymentTypes, (pay) => pay.orderDetail(event.data));
