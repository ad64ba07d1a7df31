/** 一份账单与它的差异（管理员）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> => serveStaff(event, paymentTypes, (pay) => pay.getReconciliation(event.data));
