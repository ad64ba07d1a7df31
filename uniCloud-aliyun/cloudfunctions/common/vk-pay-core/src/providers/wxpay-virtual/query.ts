/** 查单（docs/protocols/wxpay.md §13.1）：按我们的单号；退款也按它的单号查。 */
import { PayError } from '../../kernel/pay-error';
import { asObject, textOf, type Json } from '../kit/json';
import type { TradeFacts } from '../provider';
import type { VirtualAccount } from './account';
import type { XpayClient } from './client';
import { saysNoSuchOrder } from './errors';
import { isPayOrder, readOrder } from './trade';

/**
 * @param out_trade_no 是谁的单：付款人记在它上面
 * @param order_id 查的是哪个单号
 * @returns 微信明确说没有的 undefined @throws PayError
 */
export async function findOrder(
  client: XpayClient,
  account: VirtualAccount,
  operation: 'query' | 'refund' | 'queryRefund',
  out_trade_no: string,
  order_id: string,
): Promise<Json | undefined> {
  const { openid } = await client.payer(out_trade_no);
  let answer: Json;
  try {
    answer = await client.call(account, operation, 'query_order', { openid, order_id });
  } catch (error) {
    if (saysNoSuchOrder(error)) return undefined;
    throw error;
  }
  const order = asObject(answer['order']);
  if (!order || textOf(order, 'order_id') !== order_id)
    throw new PayError('NETWORK', { outcome: 'unknown', detail: 'query_order 的应答说的不是这张单' });
  return order;
}

/** @throws PayError；微信说没有这张单时返回 NOT_EXIST */
export async function queryOrder(client: XpayClient, account: VirtualAccount, out_trade_no: string): Promise<TradeFacts> {
  const order = await findOrder(client, account, 'query', out_trade_no, out_trade_no);
  if (!order || !isPayOrder(order)) return { out_trade_no, state: 'NOT_EXIST' };
  return readOrder(order, out_trade_no, account.appid);
}
