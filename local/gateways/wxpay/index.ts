/** 微信支付 APIv3 的模拟网关；只依据协议文档写成，不含商户一侧的任何代码。 */
export type { NotificationOverrides } from './forgery';
export { createWxpayGateway, type WxpayGateway } from './gateway';
export { ERROR_CODES, type ErrorCode } from './errors';
export type { CallbackFault, Operation, RequestFault, WxpayFault, WxpayFaultRule, WxpayFaultScript } from './faults';
export type { LedgerView } from './ledger';
export type { DeliveryReport, Notification, NotificationVariant, Order, Refund, Transfer } from './model';
export { RETRY_INTERVALS_MS } from './notice';
export { PayerError, type GatewayEvent, type KeyMode, type WxpayGatewayOptions, type WxpayMerchant } from './options';
