/**
 * 关单：查询 → 网关关单 → 再查询 → 本地关闭。任何一步说「已支付」就转为到账；
 * 说不清楚就不关——宁可晚关，不可把付了钱的订单关掉。
 */
import { isCounter } from '../../../../../../common/contract/channels';
import type { OrderStatus } from '../../../../../../common/contract/payments/order';
import { orderNumberSchema } from '../../../../../../common/contract/payments/query-params';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { talk } from '../ledger/talk';
import type { CloseResult, TradeFacts } from '../providers/provider';
import { aboutOrder } from './conversation';
import { findVisibleOrder, type Asker } from './query';
import type { OrderRecord } from './record';
import { askGateway, isOpen } from './refresh';
import { settle } from './settle';

/** 下单请求最迟多久后不可能仍在路上（两次超时）。此前网关说「没有这张单」不能当真。 */
export function createMayBeInFlight(k: Kernel, order: OrderRecord): boolean {
  return order.status === 'NOTPAY' && k.now() - order.requested_date < 2 * k.config.settings.timeout;
}

/** 请网关关单；关不了的渠道没有这一步：只在本地关，之后再看一眼有没有人付。@throws PayError */
export function closeAtGateway(k: Kernel, order: OrderRecord): Promise<CloseResult> {
  return talk(
    k,
    aboutOrder('close', order),
    async (provider, account) => provider.close?.(account, order.out_trade_no) ?? 'NOT_EXIST',
    (closed) => closed,
  );
}

const closedFacts = (order: OrderRecord): TradeFacts => ({ out_trade_no: order.out_trade_no, state: 'CLOSED' });

/**
 * 关闭一张未付的订单。已付则返回已付的订单（调用方看 status）。
 * @throws PayError NETWORK / BUSY 等：结果不明，订单保持原状
 */
export async function closeOrder(k: Kernel, first: OrderRecord): Promise<OrderRecord> {
  if (!isOpen(first)) return first;
  // 付款码的订单网关关不了，只能撤销；撤销会退钱，要先写下意图（review/withdraw-charge）。
  if (isCounter(first)) throw new PayError('BUSY', { detail: '付款码的订单靠撤销收回' });
  if (first.cancel?.status === 'ASKED') throw new PayError('BUSY', { detail: '正在撤销' });
  const before = await askGateway(k, first);
  const { order } = await settle(k, first, before, { source: 'query' });
  if (!isOpen(order)) return order;

  if (before.state === 'NOT_EXIST') {
    // 微信：关闭从未下过的单号也会成功，却让单号作废。没有就是没有，不必去关。
    if (createMayBeInFlight(k, order)) throw new PayError('BUSY', { detail: '下单请求可能仍在路上' });
    return (await settle(k, order, closedFacts(order), { source: 'close', unconfirmed: true })).order;
  }

  const result = await closeAtGateway(k, order);
  const after = await askGateway(k, order);
  // 关单成功而查询仍说「未支付」：以关单的明确答复为准；「已支付」永远优先。
  const unpaid = after.state === 'NOTPAY' || after.state === 'NOT_EXIST';
  const facts = unpaid && result !== 'PAID' ? closedFacts(order) : after;
  const closed = (await settle(k, order, facts, { source: 'close', unconfirmed: result === 'NOT_EXIST' })).order;
  if (isOpen(closed)) throw new PayError('BUSY', { detail: '关单结果不明' });
  return closed;
}

/** closePayment。@throws PayError 40001 / 40005 · 结果不明时 40004 / 40010 */
export async function closePayment(k: Kernel, input: unknown, asker: Asker): Promise<{ out_trade_no: string; status: OrderStatus }> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  const order = await closeOrder(k, await findVisibleOrder(k, out_trade_no, asker));
  return { out_trade_no, status: order.status };
}
