/**
 * settle：唯一推进资金状态的函数。回调、主动查询、关单都走到这里，没有第二条路。
 * 它对一张订单做比较并交换；被别人抢先就重读再判断，因此重复、乱序、并发都无害。
 */
import type { HistoryEntry, OrderStatus } from '../../../../../../common/contract/order';
import { PayError } from '../kernel/pay-error';
import type { ReceivingKernel } from '../kernel/kernel';
import type { TradeFacts } from '../providers/provider';
import type { OrderRecord } from './record';
import type { OrderPatch } from './store';
import { dropCachedResult } from './result-cache';
import { decide, type Decision } from './decide';
import { fulfilWhileSettling } from './fulfil';

const MAX_RACES = 8;
/** 首次业务处理由收到消息的人当场做；他若倒下，这么久之后由定时任务接手。 */
const FULFIL_TAKEOVER_MS = 30_000;

export interface Settlement {
  readonly order: OrderRecord;
  /** 这一次调用是否推进了状态 */
  readonly moved: boolean;
}

/** 过了付款期限再等这么久才看最后一眼，给网关的时钟留余地，毫秒。 */
const LAST_LOOK_AFTER_MS = 60_000;

/** 提前关闭、而二维码或付款地址收不回来的订单：期限过后再查一次；0 = 不需要。 */
function lastLookDate(k: ReceivingKernel, order: OrderRecord): number {
  return k.provider(order.provider).tradeOpensLater && order.expire_date > k.now() ? order.expire_date + LAST_LOOK_AFTER_MS : 0;
}

function patchFor(
  k: ReceivingKernel,
  order: OrderRecord,
  to: OrderStatus,
  reason: string,
  facts: TradeFacts,
  anomaly: string | undefined,
): OrderPatch {
  const at = k.now();
  const base = { update_date: at, next_query_date: 0 };
  switch (to) {
    case 'SUCCESS': {
      const late = reason === 'verified_paid_late';
      const held = late && k.config.settings.latePayment === 'review';
      return {
        ...base,
        ...(facts.transaction_id ? { transaction_id: facts.transaction_id } : {}),
        pay_date: facts.paidAt ?? at,
        ...(late ? { late: true } : {}),
        fulfil: held
          ? { status: 'NONE', attempts: 0, next_date: 0 }
          : { status: 'PENDING', attempts: 0, next_date: at + FULFIL_TAKEOVER_MS },
      };
    }
    case 'CLOSED':
      return { ...base, next_query_date: lastLookDate(k, order) };
    case 'REVIEW':
      return { ...base, review_reason: anomaly ?? reason, fulfil: { ...order.fulfil, next_date: 0 } };
    default:
      return base;
  }
}

/**
 * 用网关事实推进订单。
 * @param alongside 到账与业务一起提交时顺便做的事（写日志）；别的情形不会调用
 * @throws PayError BUSY 多次竞争都没有结果（调用方稍后再来）
 */
export async function settle(
  k: ReceivingKernel,
  first: OrderRecord,
  facts: TradeFacts,
  source: HistoryEntry['source'],
  alongside?: () => Promise<void>,
): Promise<Settlement> {
  let order = first;
  for (let race = 0; race < MAX_RACES; race += 1) {
    const decision: Decision = decide(order, facts);
    if (decision.anomaly)
      await k.logs.alert({ kind: 'settle-anomaly', level: 'critical', out_trade_no: order._id, message: decision.anomaly });
    if (decision.kind === 'keep') return { order, moved: false };
    const moved = await transit(
      k,
      order,
      decision.to,
      decision.reason,
      source,
      patchFor(k, order, decision.to, decision.reason, facts, decision.anomaly),
      alongside,
    );
    if (moved) return { order: moved, moved: true };
    const fresh = await k.orders.find(order._id);
    if (!fresh) throw new PayError('ORDER_NOT_FOUND');
    order = fresh;
  }
  throw new PayError('BUSY', { detail: 'settle 竞争过多' });
}

/** 一次状态迁移：状态与履历同一次写入，能当场办完业务的连同业务一起；成功后作废缓存。被抢先返回 undefined。 */
export async function transit(
  k: ReceivingKernel,
  order: OrderRecord,
  to: OrderStatus,
  reason: HistoryEntry['reason'],
  source: HistoryEntry['source'],
  patch: OrderPatch,
  alongside?: () => Promise<void>,
): Promise<OrderRecord | undefined> {
  const transition = { status: to, entry: { from: order.status, to, reason, source, at: k.now(), requestId: k.requestId } };
  const whole = patch.fulfil?.status === 'PENDING' ? await fulfilWhileSettling(k, order, patch, transition, alongside) : undefined;
  const moved = whole ?? (await k.orders.swap(order, patch, transition));
  if (moved) await dropCachedResult(k, order);
  return moved;
}
