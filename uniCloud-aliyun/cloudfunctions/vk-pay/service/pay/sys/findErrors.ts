/** 查错误：按请求编号、订单号，或最近的（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('findErrors', event, paymentTypes, (pay) => pay.findErrors(event.data));
