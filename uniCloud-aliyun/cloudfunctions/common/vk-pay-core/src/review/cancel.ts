/**
 * 撤销：结果一直不明、或已转人工的支付，由员工决定收回。网关把没付的关掉、付了的全额退回。
 * 先查询：原来已经付成功且对得上的，照常到账，不撤销——那种要用退款。
 * 撤销会动钱，所以先把意图写在订单上，再告诉网关：应答丢了、进程倒了，定时任务接着做完；
 * 意图在的时候，「已支付」的通知只是线索，绝不发货。
 */
import type { OrderStatus } from '../../../../../../common/contract/order';
import { orderNumberSchema } from '../../../../../../common/contract/params';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { contend, LostRace } from '../ledger/conflict';
import { talk } from '../ledger/talk';
import { aboutOrder } from '../orders/conversation';
import type { OrderRecord } from '../orders/record';
import { askGateway, isOpen, postpone } from '../orders/refresh';
import { settle } from '../orders/settle';
import { ordersOf } from '../orders/store';
import type { CancelResult, TradeFacts } from '../providers/provider';

/** 从没有到过账的订单才谈得上撤销；到过账又转人工的，用退款。 */
function mayCancel(order: OrderRecord): boolean {
  return (isOpen(order) || order.status === 'REVIEW') && !order.history.some((entry) => entry.to === 'SUCCESS');
}

/** 意图落盘。已在撤销的原样返回；此刻到账的不再撤销。 */
async function intend(k: Kernel, first: OrderRecord, operator: string): Promise<OrderRecord> {
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

/** 撤销的结局 → 与查询同样的事实，走同一个 settle。 */
function factsOf(order: OrderRecord, result: CancelResult, heard: TradeFacts | undefined): TradeFacts {
  return { ...heard, out_trade_no: order._id, state: result === 'REFUNDED' ? 'REFUND' : 'CLOSED' };
}

/**
 * 把一个已落盘的撤销做到有结局（员工与定时任务共用）。
 * @throws PayError 网关不许（意图已收回），或结果不明（意图还在，稍后接着做）
 */
export async function continueCancel(k: Kernel, order: OrderRecord): Promise<OrderRecord> {
  let heard: TradeFacts | undefined;
  try {
    // 也许先前那次已经撤成，只是没有听到。
    heard = await askGateway(k, order);
    const known = await settle(k, order, heard, { source: 'cancel' });
    if (known.order.cancel?.status !== 'ASKED') return known.order;
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
  }
  let result: CancelResult;
  try {
    result = await talk(
      k,
      aboutOrder('cancel', order),
      (provider, account) => {
        if (!provider.cancel) throw new PayError('PARAM', { detail: `${provider.name} 没有撤销` });
        return provider.cancel(account, order._id);
      },
      (done) => done,
    );
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    if (error.outcome === 'none') await withdraw(k, order);
    else await postpone(k, await ordersOf(k).require(order._id));
    throw error;
  }
  const latest = await ordersOf(k).require(order._id);
  return (await settle(k, latest, factsOf(latest, result, heard), { source: 'cancel' })).order;
}

/**
 * cancelPayment。调用方必须已核验员工身份。
 * @throws PayError 40001 渠道没有撤销 · 40005 · 40006 已支付，请用退款 · 40010 等：结果不明，会接着做完
 */
export async function cancelPayment(k: Kernel, input: unknown, operator: string): Promise<{ out_trade_no: string; status: OrderStatus }> {
  const { out_trade_no } = requireParams(orderNumberSchema, input);
  const found = await ordersOf(k).require(out_trade_no);
  const { provider } = k.channel(found);
  if (!provider.cancel) throw PayError.param([{ field: 'out_trade_no', problem: `${provider.name} 没有撤销，请关单或退款` }]);
  if (found.status === 'CLOSED') return { out_trade_no, status: 'CLOSED' };
  if (found.cancel?.status !== 'ASKED') {
    if (!mayCancel(found)) throw new PayError('ORDER_PAID');
    const order = (await settle(k, found, await askGateway(k, found), { source: 'query' })).order;
    if (order.status === 'SUCCESS' || order.status === 'CLOSED' || order.status === 'REFUND') return { out_trade_no, status: order.status };
    const intended = await intend(k, order, operator);
    if (intended.cancel?.status !== 'ASKED') return { out_trade_no, status: intended.status };
    return { out_trade_no, status: (await continueCancel(k, intended)).status };
  }
  return { out_trade_no, status: (await continueCancel(k, found)).status };
}
