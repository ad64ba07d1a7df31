/** 支付宝（开放平台 v2，gateway.do）的模拟网关；只依据协议文档写成，不含商户一侧的任何代码。 */
export { createAlipayGateway, type AlipayGateway, type NoticeOverrides } from './gateway';
export { SUB_CODES, type SubCode } from './errors';
export type { AlipayFault, AlipayFaultRule, AlipayFaultScript, CallbackFault, Operation, RequestFault } from './faults';
export type { LedgerView } from './ledger';
export type { DeliveryReport, Notice, NoticeKind, NoticeVariant, Refund, Trade, TradeStatus, Transfer } from './model';
export { RETRY_INTERVALS_MS } from './notice';
export { PayerError, type AlipayApp, type AlipayGatewayOptions, type GatewayEvent, type SwitchName } from './options';
