/** 查单。 */
import { PayError } from '../../kernel/pay-error';
import { integerOf, textOf, type Json } from '../kit/json';
import type { ProviderPorts, TradeFacts } from '../provider';
import type { ToypayAccount } from './account';
import { callToypay } from './client';
import { tradeState } from './trade';

/** 查询与通知里的同一组字段。 */
export function factsOf(json: Json): TradeFacts {
  const text = (key: string): string => textOf(json, key) ?? '';
  const total_fee = integerOf(json, 'total');
  const paidAt = integerOf(json, 'paid_at');
  return {
    out_trade_no: text('no'),
    state: tradeState(textOf(json, 'state')),
    mchid: text('merchant'),
    appid: text('app'),
    gatewayState: text('state'),
    ...(textOf(json, 'trade') === undefined ? {} : { transaction_id: text('trade') }),
    ...(total_fee === undefined ? {} : { total_fee }),
    ...(paidAt === undefined ? {} : { paidAt }),
  };
}

/** 网关说没有这张单时是 NOT_EXIST。@throws PayError */
export async function queryTrade(ports: ProviderPorts, account: ToypayAccount, out_trade_no: string): Promise<TradeFacts> {
  try {
    return factsOf(await callToypay(ports, account, 'query', 'query', { no: out_trade_no }));
  } catch (error) {
    if (error instanceof PayError && error.kind === 'ORDER_NOT_FOUND') return { out_trade_no, state: 'NOT_EXIST' };
    throw error;
  }
}
