/** 查单（docs/protocols/wxpay.md §2.2）。只按商户订单号查：未支付的单没有微信单号。 */
import { PayError } from '../../kernel/pay-error';
import type { TradeFacts } from '../provider';
import type { WxpayAccount } from './account';
import type { WxpayClient } from './client';
import { encodeForm } from '../kit/form';
import type { Json } from '../kit/json';
import { merchantFields } from './parties';
import { readTransaction, transactionPath } from './trade';

/** 「没有这张单」会让上层关闭订单，所以只认网关明确的说法，不认 NOT_FOUND 这种也可能出自中间代理的话。 */
function saysNotExist(error: unknown): boolean {
  return error instanceof PayError && error.kind === 'ORDER_NOT_FOUND' && error.outcome === 'none' && error.gatewayCode !== 'NOT_FOUND';
}

/** @throws PayError；网关说没有这张单时返回 NOT_EXIST */
export async function queryTransaction(client: WxpayClient, account: WxpayAccount, out_trade_no: string): Promise<TradeFacts> {
  let json: Json;
  try {
    json = await client.call(account, 'query', 'GET', `${transactionPath(account, out_trade_no)}?${encodeForm(merchantFields(account))}`);
  } catch (error) {
    if (saysNotExist(error)) return { out_trade_no, state: 'NOT_EXIST' };
    throw error;
  }
  const facts = readTransaction(json);
  // 签名只证明是微信说的，不证明说的是这张单：被换成另一份真答复时必须看得出来。
  if (facts.out_trade_no !== out_trade_no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '查询应答的单号不符' });
  return facts;
}
