/** 柜台收款：把付款码交给网关，同一个单号只收一次（pay-refund）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  serveStaff('chargeByCode', event, paymentTypes, (pay, caller) => pay.chargeByCode(event.data, caller.user_id));
