/** 前端上报失败与异常。 */
import { serveUser, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveUser('recordError', event, paymentTypes, (pay, caller) => pay.recordError(event.data, caller.user_id));
