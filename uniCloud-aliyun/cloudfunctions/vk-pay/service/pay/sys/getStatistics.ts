/** 看板的统计（管理员）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> => serveStaff(event, paymentTypes, (pay) => pay.getStatistics(event.data));
