/** 微信支付 APIv3 模拟网关的门面。 */
export { createWxpayGateway, type NotificationOverrides, type WxpayGateway } from './gateway';
export type { GatewayEvent, KeyMode, WxpayGatewayOptions, WxpayMerchant } from './options';
export { PayerError } from './options';
export type { LedgerView } from './ledger';
export type { DeliveryReport } from './notifier';
export type { WxpayFaultRule } from './faults';
export { ERROR_CODES, type ErrorCode } from './errors';
export type { CallbackFault, RequestFault, WxpayFault, WxpayFaultScript } from './faults';
export type { Notification, NotificationVariant, Order, Refund } from './model';
export { RETRY_INTERVALS_MS } from './notifier';
