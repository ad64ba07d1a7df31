/** vk-pay-core：云端公共模块的门面。云函数与商户代码只从这里取东西。 */
export { createVkPay, runMonitor, type VkPay } from './vk-pay';
export { createMerchantPay, type MerchantPay, type MerchantPayOptions } from './merchant-pay';
export { createVkUniPay, type VkUniPay, type VkUniPayOptions } from './vk-uni-pay';
export { vkPayDoor, type VkPayDoor } from './vk-pay-door';
export { createUniPayCo, type UniPayCoOptions } from './uni-pay-co';
export { createOwnFramework } from '../kernel/own-framework';
export { handlerFiles } from '../compat/handlers';
export { servePublic, serveStaff, serveTestEndpoint, serveUser, type Caller } from './serve';
export { serveMail, type Mail, type MailServer } from './serve-mail';
export { serveServer } from './serve-server';
export { receiveWhole } from './whole-notify';
export { decryptData, encryptData, type SealedPlace } from '../security/cipher';
export { PayError } from '../kernel/pay-error';
export { ConfigError } from '../config/config';
export { handlePaymentError } from '../../../../../../common/contract/errors';
export { validatePaymentParams } from './payment-limits';
export { mayRunMonitor } from './share-monitor';
export { recordPaymentError, recordPaymentException, recordPaymentLog, sanitizePaymentData, type PaymentLog } from './records';
export { getCachedPaymentResult } from './payment-result';
export { canUseNewPaymentFeature } from './release';
export { serveDoctor, setupPaymentIndexes } from './doctor';
export { escalateToManualReview, getPaymentStatus, recordRollbackLog, rollbackPaymentIfNeeded, type RollbackResult } from './rollback';
export {
  getPaymentSuccessRate,
  monitorPaymentExceptions,
  monitorPaymentPerformance,
  sendAlert,
  type Alert,
  type SentAlert,
  type PaymentExceptions,
  type PaymentSuccessRate,
  type ProviderPerformance,
} from './watch';
export type { BoundDao } from '../order-types/store';
export type { FulfilContext, PaidOrder, PaymentType, PriceContext, PriceInput, Quote, RevokedRefund } from '../order-types/payment-type';
export type { DeclaredType } from '../order-types/registry';
export type { VkUniPayType } from '../order-types/vk-uni-pay';
export type { KernelOptions } from './assemble';
export type { CloudContext, ServiceEvent, Vk } from '../kernel/vk';
