/** vk-pay-core：云端公共模块的门面。云函数与商户代码只从这里取东西。 */
export { createVkPay, type VkPay } from './vk-pay';
export { createMerchantPay, type MerchantPay, type MerchantPayOptions } from './merchant-pay';
export { servePublic, serveStaff, serveUser, type Caller } from './serve';
export { PayError } from './errors/pay-error';
export { ConfigError } from './config/config';
export { handlePaymentError } from '../../../../../common/contract/errors';
export { validatePaymentParams } from '../../../../../common/contract/params';
export type { BoundDao } from './store/bound-dao';
export type {
  DeclaredType,
  FulfilContext,
  PaidOrder,
  PaymentType,
  VkUniPayType,
  PriceContext,
  PriceInput,
  Quote,
  RevokedRefund,
} from './payment-type';
export type { KernelOptions } from './kernel';
export type { CloudContext, ServiceEvent, Vk } from './vk';
