/** 查询退款（pay-viewer）；没有结论时向网关求证。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('queryRefund', event, paymentTypes, (pay) => pay.queryRefund(event.data));
