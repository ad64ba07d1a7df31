/** 支付宝（开放平台 v2，gateway.do）的模拟网关；只依据协议文档写成，不含商户一侧的任何代码。 */
export { createAlipayGateway, type AlipayGateway, type NoticeOverrides } from './gateway';
export type { AlipayFault, AlipayFaultRule, AlipayFaultScript, Operation } from './faults';
export type { LedgerView } from './ledger';
export type { Notice, NoticeKind, NoticeVariant, Refund, Trade, TradeStatus } from './model';
export { RETRY_INTERVALS_MS, type DeliveryReport } from './notifier';
export { PayerError, type AlipayApp, type AlipayGatewayOptions, type GatewayEvent } from './options';
