/** 交易对象（2.2）：查询与回调的明文是同一种形状，从外来的 JSON 窄化成事实。 */
import { PayError } from '../../errors/pay-error';
import type { CloseResult, TradeFacts, TradeState } from '../provider';
import type { Json, WxpayClient } from './client';
import type { WxpayAccount } from './keys';

const STATES: ReadonlyMap<string, TradeState> = new Map([
  ['NOTPAY', 'NOTPAY'],
  ['USERPAYING', 'NOTPAY'],
  ['PAYERROR', 'NOTPAY'],
  ['SUCCESS', 'SUCCESS'],
  ['REFUND', 'REFUND'],
  ['CLOSED', 'CLOSED'],
  ['REVOKED', 'CLOSED'],
]);

const text = (json: Json, key: string): string | undefined => (typeof json[key] === 'string' && json[key] !== '' ? (json[key] as string) : undefined);
const time = (value: string | undefined): number | undefined => {
  const at = value === undefined ? NaN : Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
};

/** 没见过的状态当作 UNKNOWN，不崩溃也不猜。 */
export function readTransaction(json: Json): TradeFacts {
  const amount = (typeof json['amount'] === 'object' && json['amount'] !== null ? json['amount'] : {}) as Json;
  const gatewayState = text(json, 'trade_state');
  const mchid = text(json, 'mchid');
  const appid = text(json, 'appid');
  const transaction_id = text(json, 'transaction_id');
  const currency = text(amount, 'currency');
  const paidAt = time(text(json, 'success_time'));
  return {
    out_trade_no: text(json, 'out_trade_no') ?? '',
    state: (gatewayState === undefined ? undefined : STATES.get(gatewayState)) ?? 'UNKNOWN',
    ...(mchid ? { mchid } : {}),
    ...(appid ? { appid } : {}),
    ...(transaction_id ? { transaction_id } : {}),
    ...(Number.isSafeInteger(amount['total']) ? { total_fee: amount['total'] as number } : {}),
    ...(currency ? { currency } : {}),
    ...(paidAt === undefined ? {} : { paidAt }),
    ...(gatewayState ? { gatewayState } : {}),
  };
}

const path = (out_trade_no: string): string => `/v3/pay/transactions/out-trade-no/${encodeURIComponent(out_trade_no)}`;
const kindOf = (error: unknown): string | undefined => (error instanceof PayError ? error.kind : undefined);

export async function queryTransaction(client: WxpayClient, account: WxpayAccount, out_trade_no: string): Promise<TradeFacts> {
  let json: Json;
  try {
    json = await client.call(account, 'GET', `${path(out_trade_no)}?mchid=${encodeURIComponent(account.mchid)}`);
  } catch (error) {
    if (kindOf(error) === 'ORDER_NOT_FOUND') return { out_trade_no, state: 'NOT_EXIST' };
    throw error;
  }
  const facts = readTransaction(json);
  if (facts.out_trade_no !== out_trade_no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '查询应答的单号不符' });
  return facts;
}

/** 关单成功是 204；已关闭再关也成功（2.3）。 */
export async function closeTransaction(client: WxpayClient, account: WxpayAccount, out_trade_no: string): Promise<CloseResult> {
  try {
    await client.call(account, 'POST', `${path(out_trade_no)}/close`, { mchid: account.mchid });
    return 'CLOSED';
  } catch (error) {
    if (kindOf(error) === 'ORDER_PAID') return 'PAID';
    if (kindOf(error) === 'ORDER_NOT_FOUND') return 'NOT_EXIST';
    if (error instanceof PayError && (error.gatewayCode === 'ORDER_CLOSED' || error.gatewayCode === 'ORDERCLOSED')) return 'CLOSED';
    throw error;
  }
}
