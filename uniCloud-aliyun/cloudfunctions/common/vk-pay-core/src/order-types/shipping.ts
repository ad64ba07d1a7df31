/** 这种业务在这个渠道上怎样发货；不用录的 undefined。虚拟支付收的都是虚拟商品，类型没有说也要报。 */
import { isStandIn, type ProviderName } from '../../../../../../common/contract/channels';
import type { PaymentType } from './payment-type';

export const shippingOf = (type: PaymentType | undefined, provider: ProviderName): PaymentType['shipping'] =>
  isStandIn(provider) ? 'virtual' : type?.shipping;
