/** 请收款人答应一次，此后转账不必再确认（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('createTransferAuthorization', event, paymentTypes, (pay, caller) =>
    pay.createTransferAuthorization(event.data, caller.user_id),
  );
