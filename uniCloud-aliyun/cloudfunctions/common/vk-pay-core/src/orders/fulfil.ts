/**
 * 业务处理：已支付的订单恰好处理一次（不变量 I1、I10）。
 * 默认在一个数据库事务里「认领 + 业务写入」一起提交；进程随时被杀，要么都发生、要么都没有。
 */
import { DAY_MS } from '../kernel/clock';
import { PayError, toPayError } from '../kernel/pay-error';
import type { ReceivingKernel } from '../kernel/kernel';
import type { FulfilContext, PaidOrder, PaymentType } from '../order-types/payment-type';
import { bindDao, inTransaction } from '../order-types/store';
import type { OrderRecord } from './record';
import type { OrderPatch, OrderTransition } from './store';
import type { DatabaseHandle } from '../kernel/vk';

const RETRY_DELAYS_MS = [10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000] as const;
/** 外部效果的处理占用订单的时间；超过它视为执行者已倒下。 */
const LEASE_MS = 60_000;
/** 连续失败到这个次数就告警，之后每天仍会继续尝试。 */
const ALERT_AFTER = 3;

function retryDelay(attempts: number): number {
  return RETRY_DELAYS_MS[attempts - 1] ?? DAY_MS / 4;
}

function paidOrder(order: OrderRecord): PaidOrder {
  return {
    out_trade_no: order.out_trade_no,
    user_id: order.user_id,
    type: order.type,
    subject: order.subject,
    total_fee: order.total_fee,
    custom: order.custom,
    provider: order.provider,
    platform: order.platform,
    pay_type: order.pay_type,
    transaction_id: order.transaction_id ?? '',
    pay_date: order.pay_date ?? order.update_date,
  };
}

function contextFor(k: ReceivingKernel, order: OrderRecord, db?: DatabaseHandle): FulfilContext {
  return { dao: bindDao(k.vk, db), command: k.vk.getUnicloud()._, key: `fulfil:${order._id}`, now: k.now(), vk: k.vk };
}

async function run(type: PaymentType, order: OrderRecord, context: FulfilContext): Promise<void> {
  const outcome = await type.fulfil(paidOrder(order), context);
  if (outcome === false) throw new PayError('SYSTEM', { detail: `订单类型 ${type.name} 的 fulfil 返回 false` });
}

function fulfilInTransaction(k: ReceivingKernel, order: OrderRecord, type: PaymentType): Promise<OrderRecord | undefined> {
  return inTransaction(k.vk, async (db) => {
    const claimed = await k.orders.claimFulfilment(order._id, k.now(), db);
    if (claimed) await run(type, claimed, contextFor(k, claimed, db));
    return claimed;
  });
}

/**
 * 到账与业务处理在同一个事务里：省去「先记到账、再开事务」的来回，正常情形一次提交就全部完成。
 * 做不成（业务失败、写冲突、提交的应答丢失）返回 undefined：调用方改为只记到账，业务随后再来。
 */
export async function fulfilWhileSettling(
  k: ReceivingKernel,
  order: OrderRecord,
  patch: OrderPatch,
  transition: OrderTransition,
  alongside?: () => Promise<void>,
): Promise<OrderRecord | undefined> {
  const type = k.types.get(order.type);
  if (!type || type.delivery === 'at-least-once') return undefined;
  try {
    return await inTransaction(
      k.vk,
      async (db) => {
        const settled = await k.orders.swap(order, { ...patch, fulfil: { status: 'DONE', attempts: 1, next_date: 0 } }, transition, db);
        if (settled) await run(type, settled, contextFor(k, settled, db));
        return settled;
      },
      alongside,
    );
  } catch {
    return undefined;
  }
}

async function fulfilWithLease(k: ReceivingKernel, order: OrderRecord, type: PaymentType): Promise<OrderRecord | undefined> {
  const leased = await k.orders.swap(order, {
    fulfil: { status: 'PENDING', attempts: order.fulfil.attempts, next_date: k.now() + LEASE_MS },
    update_date: k.now(),
  });
  if (!leased) return undefined;
  await run(type, leased, contextFor(k, leased));
  return k.orders.swap(leased, { fulfil: { status: 'DONE', attempts: leased.fulfil.attempts + 1, next_date: 0 }, update_date: k.now() });
}

/** 记下失败并排期重试；若别人已经处理完（版本变了）就什么也不做。 */
async function recordFailure(k: ReceivingKernel, order: OrderRecord, thrown: unknown): Promise<OrderRecord | undefined> {
  const error = toPayError(thrown);
  const fresh = await k.orders.find(order._id);
  if (!fresh || !isWaiting(fresh)) return fresh;
  const attempts = fresh.fulfil.attempts + 1;
  await k.logs.error(error, { type: 'fulfil', out_trade_no: order._id });
  const failed = await k.orders.swap(fresh, {
    fulfil: { status: 'FAILED', attempts, next_date: k.now() + retryDelay(attempts) },
    update_date: k.now(),
  });
  if (attempts === ALERT_AFTER) {
    await k.logs.alert({
      kind: 'fulfil-failing',
      level: 'critical',
      out_trade_no: order._id,
      message: `已支付，业务处理连续失败 ${attempts} 次`,
    });
  }
  return failed ?? (await k.orders.find(order._id));
}

function isWaiting(order: OrderRecord): boolean {
  return order.status === 'SUCCESS' && (order.fulfil.status === 'PENDING' || order.fulfil.status === 'FAILED');
}

/**
 * 处理一张已支付的订单；不需要处理时原样返回。从不因业务处理失败而抛出——
 * 失败已记录并排期，支付本身仍是成功的。
 */
export async function fulfil(k: ReceivingKernel, order: OrderRecord): Promise<OrderRecord> {
  if (!isWaiting(order)) return order;
  const startedAt = k.now();
  const type = k.types.get(order.type);
  try {
    if (!type) throw new PayError('SYSTEM', { detail: `没有订单类型 ${order.type} 的处理文件` });
    const done = type.delivery === 'at-least-once' ? await fulfilWithLease(k, order, type) : await fulfilInTransaction(k, order, type);
    if (!done) return (await k.orders.find(order._id)) ?? order;
    await k.logs.log({
      type: 'fulfil',
      status: 'SUCCESS',
      out_trade_no: order._id,
      provider: order.provider,
      amount: order.total_fee,
      user_id: order.user_id,
      startedAt,
    });
    return done;
  } catch (error) {
    return (await recordFailure(k, order, error)) ?? order;
  }
}
