/** 玩具支付的模拟网关怎样登场。 */
import type { Place, Simulator } from '../kit/simulator';
import { gatewayMerchant, toypaySections } from './account';
import { createToypayGateway, type ToypayGateway } from './gateway';
import { createToypayKeys, isUsable, type ToypayDevelopmentKeys } from './keys';
import type { KeyMode, ToypayGatewayOptions } from './options';
import { rehearseToypay } from './rehearsal';

type Extra = Pick<ToypayGatewayOptions, 'latency'>;

const open = (keys: ToypayDevelopmentKeys, _mode: KeyMode, place: Place, extra: Partial<Extra> = {}): ToypayGateway =>
  createToypayGateway({ ...place, merchant: gatewayMerchant(keys), ...extra });

export const toypay: Simulator<ToypayDevelopmentKeys, KeyMode, Extra, ToypayGateway> = {
  keyModes: ['secret'],
  rehearsalOptions: {},
  createKeys: createToypayKeys,
  isUsable,
  sections: toypaySections,
  open,
  rehearse: rehearseToypay,
  scan: (code) => ({ code }),
};
