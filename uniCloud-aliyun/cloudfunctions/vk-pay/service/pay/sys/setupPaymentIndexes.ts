/** 数据库的索引齐不齐（pay-admin）；只看不建。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('setupPaymentIndexes', event, paymentTypes, (pay) => pay.setupPaymentIndexes());
