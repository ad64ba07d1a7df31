/** 对外的事件送到哪一步（管理员）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> => serveStaff(event, paymentTypes, (pay) => pay.listEvents(event.data));
