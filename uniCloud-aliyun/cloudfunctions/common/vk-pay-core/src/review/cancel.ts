/**
 * 撤销：结果一直不明、或已转人工的支付，由员工决定收回。网关把没付的关掉、付了的全额退回。
 * 先查询：原来已经付成功且对得上的，照常到账，不撤销——那种要用退款。
 * 撤销会动钱，所以先把意图写在订单上，再告诉网关：应答丢了、进程倒了，定时任务接着做完；
 * 意图在的时候，「已支付」的通知只是线索，绝不发货。
 */
import { counterOf, isCounter } from '../../../../../../common/contract/channels';
import type { OrderStatus } from '../../../../../../common/contract/payments/order';
import { orderNumberSchema } from '../../../../../../common/contract/payments/query-params';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { contend, LostRace } from '../ledger/conflict';
import { talk } from '../ledger/talk';
import { aboutOrder } from '../orders/conversation';
import { isFree, type OrderRecord } from '../orders/record';
import { askGateway, isOpen, postpone } from '../orders/refresh';
import { settle } from '../orders/settle';
import { ordersOf } from '../orders/store';
import type { CancelResult, Provider, TradeFacts } from '../providers/provider';

/** 从没有到过账的订单才谈得上撤销；到过账又转人工的，用退款。 */
export function mayCancel(order: OrderRecord): boolean {
  return !isFree(order) && (isOpen(order) || order.status === 'REVIEW') && !order.history.some((entry) => entry.to === 'SUCCESS');
}

/** 付款码的订单有自己的撤销；别的照渠道有没有。 */
export const undoOf = (provider: Provider, order: OrderRecord): Provider['cancel'] =>
  isCounter(order) ? provider.reverse : provider.cancel;

/** 付款码的订单，收款之后要过一会儿网关才许撤销。@throws PayError BUSY 还太早 */
export function requireRipe(k: Kernel, order: OrderRecord): void {
  const after = counterOf(order.provider, order.platform)?.reverseAfterMs ?? 0;
  if (k.now() - order.requested_date < after) throw new PayError('BUSY', { msg: `收款 ${after / 1000} 秒之后才能撤销，请稍后再试` });
}

/** 意图落盘。已在撤销的原样返回；此刻到账的不再撤销。 */
export async function intend(k: Kernel, first: OrderRecord, operator: string): Promise<OrderRecord> {
  return contend(k, async (attempt) => {
    const order = attempt === 0 ? first : await ordersOf(k).require(first._id);
    if (order.cancel?.status === 'ASKED' || !mayCancel(order)) return order;
    const cancel = { status: 'ASKED', operator, at: k.now() } as const;
    // 排期与意图同一次写入：倒下也有人接着做。
    const written = await ordersOf(k).write(order, {
      set: { cancel, next_query_date: k.now() + k.config.settings.timeout, query_attempts: 0 },
    });
    if (!written) throw new LostRace();
    return written;
  });
}

/** 网关不许撤销：收回意图，之后照常查询。 */
async function withdraw(k: Kernel, order: OrderRecord): Promise<void> {
  await contend(k, async (attempt) => {
    const current = attempt === 0 ? order : await ordersOf(k).require(order._id);
    if (current.cancel?.status !== 'ASKED') return;
    const written = await ordersOf(k).write(current, {
      set: { cancel: { ...current.cancel, status: 'REFUSED' }, next_query_date: k.now() },
    });
    if (!written) throw new LostRace();
  });
}

/**
 * 撤销的结局 → 与查询同样的事实，走同一个 settle。退回去的要再问一次：退了哪一笔、多少，只有查询说得清。
 * @throws PayError 问不到：意图还在，下一次查询就能记账
 */
async function factsAfter(k: Kernel, order: OrderRecord, result: CancelResult): Promise<TradeFacts> {
  return result === 'REFUNDED' ? askGateway(k, order) : { out_trade_no: order.out_trade_no, state: 'CLOSED' };
}

/**
 * 请网关撤销。
 * @param clear 刚刚问清楚了还没有退：只有这时，「不许」才说明撤销没有发生过，意图可以收回
 * @throws PayError 网关不许，或结果不明（意图还在，已排好下一次）
 */
async function askToCancel(k: Kernel, order: OrderRecord, clear: boolean): Promise<CancelResult> {
  try {
    return await talk(
      k,
      aboutOrder('cancel', order),
      (provider, account) => {
        const undo = undoOf(provider, order);
        if (!undo) throw new PayError('PARAM', { detail: `${provider.name} 没有撤销` });
        return undo(account, order.out_trade_no);
      },
      (done) => done,
    );
  } catch (error) {
    if (clear && error instanceof PayError && error.outcome === 'none') await withdraw(k, order);
    else await postpone(k, await ordersOf(k).require(order._id));
    throw error;
  }
}

/**
 * 把一个已落盘的撤销做到有结局（员工与定时任务共用）。
 * @throws PayError 网关不许（意图已收回），或结果不明（意图还在，稍后接着做）
 */
export async function continueCancel(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  let clear = false;
  try {
    // 也许先前那次已经撤成，只是没有听到。
    const heard = await askGateway(k, order);
    const known = await settle(k, order, heard, { source: 'cancel' });
    if (known.order.cancel?.status !== 'ASKED') return known.order;
    clear = heard.state !== 'UNKNOWN';
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
  }
  const result = await askToCancel(k, order, clear);
  let facts: TradeFacts;
  try {
    facts = await factsAfter(k, order, result);
  } catch (error) {
    // 已经撤成，只是还说不清退了多少：意图留着，绝不收回。
    await postpone(k, await ordersOf(k).require(order._id));
    throw error;
  }
  return (await settle(k, await ordersOf(k).require(order._id), facts, { source: 'cancel' })).order;
}

/**
 * cancelPayment。调用方必须已核验员工身份。
 * @throws PayError 40001 渠道没有撤销 · 40005 · 40006 到过账又转人工的，请在复核里退款 · 40010 等：结果不明，会接着做完
 */
export async function cancelPayment(k: Kernel, input: unknown, operator: string): Promise<{ out_trade_no: string; status: OrderStatus }> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  const found = await ordersOf(k).require(out_trade_no);
  if (isFree(found)) throw PayError.param([{ field: 'out_trade_no', problem: '免费订单没有收过钱，不用撤销' }]);
  const { provider } = await k.channel(found);
  if (!undoOf(provider, found)) throw PayError.param([{ field: 'out_trade_no', problem: `${provider.name} 没有撤销，请关单或退款` }]);
  if (found.cancel?.status !== 'ASKED') {
    // 已有结局的再撤销一次，答的是同一个结局：第一次发现已付时答的也是 SUCCESS。
    if (found.status === 'CLOSED' || found.status === 'REFUND' || found.status === 'SUCCESS') return { out_trade_no, status: found.status };
    if (!mayCancel(found)) throw new PayError('ORDER_PAID');
    const order = (await settle(k, found, await askGateway(k, found), { source: 'query' })).order;
    if (order.status === 'SUCCESS' || order.status === 'CLOSED' || order.status === 'REFUND') return { out_trade_no, status: order.status };
    requireRipe(k, order);
    const intended = await intend(k, order, operator);
    if (intended.cancel?.status !== 'ASKED') return { out_trade_no, status: intended.status };
    return { out_trade_no, status: (await continueCancel(k, intended)).status };
  }
  return { out_trade_no, status: (await continueCancel(k, found)).status };
}
