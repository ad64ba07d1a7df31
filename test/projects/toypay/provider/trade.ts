/** 网关的交易状态 → 我们的；没见过的是 UNKNOWN，从不猜。 */
import type { TradeState } from '../provider';

const STATES: ReadonlyMap<string, TradeState> = new Map([
  ['NOTPAY', 'NOTPAY'],
  ['SUCCESS', 'SUCCESS'],
  ['CLOSED', 'CLOSED'],
]);

export const tradeState = (gatewayState: string | undefined): TradeState => STATES.get(gatewayState ?? '') ?? 'UNKNOWN';
