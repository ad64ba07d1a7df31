/** 撤销一笔转账（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('cancelTransfer', event, paymentTypes, (pay, caller) => pay.cancelTransfer(event.data, caller.user_id));
