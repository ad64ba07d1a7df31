/** 主动向网关求证一张还没有结论的订单，并用答案 settle。查询排期也在这里。 */
import { OPEN_STATUSES } from '../../../../../../common/contract/payments/order';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { LADDERS, retryDelay } from '../ledger/retry';
import { talk } from '../ledger/talk';
import type { TradeFacts } from '../providers/provider';
import { aboutOrder } from './conversation';
import { isFree, type OrderRecord } from './record';
import { settle } from './settle';
import { ordersOf } from './store';

/** 下单后首次主动查询的等待，毫秒。 */
export const FIRST_QUERY_MS = LADDERS.order[0];

export function isOpen(order: OrderRecord): boolean {
  return OPEN_STATUSES.includes(order.status);
}

/** 免费订单的事实只在自己手里：没有要付的钱，写下来的那一刻就算付过了。 */
function freeFacts({ _id, status }: OrderRecord): TradeFacts {
  const state = status === 'CLOSED' || status === 'REFUND' ? status : 'SUCCESS';
  return { out_trade_no: _id, state, total_fee: 0 };
}

/** 问网关；把这次通话记进日志。免费的不问谁。@throws PayError */
export async function askGateway(k: Kernel, order: OrderRecord): Promise<TradeFacts> {
  if (isFree(order)) return freeFacts(order);
  return talk(
    k,
    aboutOrder('query', order),
    (provider, account) => provider.query(account, order.out_trade_no),
    (facts) => facts.state,
  );
}

/** 推迟下一次查询；被别人抢先改动就算了，对方会负责排期。 */
export async function postpone(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  const at = k.now();
  const attempts = order.query_attempts + 1;
  const delayed = at + retryDelay('order', attempts);
  // 到期时刻必须有人来收尾，不能被放慢的节奏错过。
  const next = order.expire_date > at ? Math.min(delayed, order.expire_date + 1000) : delayed;
  const set = { next_query_date: next, query_attempts: attempts, queried_date: at };
  return (await ordersOf(k).write(order, { set })) ?? order;
}

/**
 * 查询网关并推进订单。网关不可用时订单原样返回、排期后移——不知道就是不知道。
 * @returns 最新的订单，以及网关的回答（没有得到可信回答时为 undefined）
 */
export async function refresh(k: Kernel, order: OrderRecord): Promise<{ order: OrderRecord; facts?: TradeFacts }> {
  if (!isOpen(order)) return { order };
  let facts: TradeFacts;
  try {
    facts = await askGateway(k, order);
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return { order: await postpone(k, order) };
  }
  const settled = await settle(k, order, facts, { source: isFree(order) ? 'create' : 'query' });
  return { order: isOpen(settled.order) ? await postpone(k, settled.order) : settled.order, facts };
}
