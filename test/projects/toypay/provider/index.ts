/** 玩具支付。 */
import { toypay } from '../../../../../../../common/contract/providers/toypay';
import { declaredProvider } from '../kit/declared';
import type { Provider, ProviderPorts } from '../provider';
import { closeTrade } from './close';
import { createTrade } from './create';
import type { ToypayCredentials } from './credentials';
import { checkToypayCreate } from './fields';
import { queryTrade } from './query';
import { createToypayReceiver } from './receiver';
import { queryRefundTrade, refundTrade } from './refund';

export function createToypayProvider(ports: ProviderPorts): Provider<ToypayCredentials> {
  return {
    ...createToypayReceiver(ports),
    ...declaredProvider(toypay),
    checkCreate: checkToypayCreate,
    create: (account, request) => createTrade(ports, account, request),
    query: (account, out_trade_no) => queryTrade(ports, account, out_trade_no),
    close: (account, out_trade_no) => closeTrade(ports, account, out_trade_no),
    refund: (account, request) => refundTrade(ports, account, request),
    queryRefund: (account, request) => queryRefundTrade(ports, account, request),
  };
}
