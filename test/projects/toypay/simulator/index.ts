/** 玩具支付 的模拟网关；只依据协议文档写成，不含商户一侧的任何代码。 */
export { createToypayGateway, type ToypayGateway } from './gateway';
export type { LedgerView } from './ledger';
