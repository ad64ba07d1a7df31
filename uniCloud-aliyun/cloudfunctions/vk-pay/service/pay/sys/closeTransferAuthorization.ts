/** 解除一张收款授权（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('closeTransferAuthorization', event, paymentTypes, (pay) => pay.closeTransferAuthorization(event.data));
