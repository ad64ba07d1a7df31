/** 按单号查订单（管理员）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> => serveStaff(event, paymentTypes, (pay) => pay.findPayment(event.data));
