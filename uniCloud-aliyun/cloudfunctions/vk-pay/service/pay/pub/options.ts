/** 这个端能用哪些支付方式；给出业务意图时连同报价。 */
import { servePublic, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> =>
  servePublic('options', event, paymentTypes, (pay, caller) => pay.options(event.data, caller?.user_id));
