/**
 * 回滚（规范「回滚策略」）：把一笔没有结论的支付收回来。
 * 规范的写法不查询就撤销，会与正在付款的人抢；这里是 查询 → 关单 → 再查询 → 判断，关不清楚而渠道有撤销的再撤销，
 * 查出来已付的照常到账，仍说不清的交给人。
 */
import { orderNumberSchema } from '../../../../../../common/contract/payments/query-params';
import type { OrderStatus } from '../../../../../../common/contract/payments/order';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { closeOrder, createMayBeInFlight } from '../orders/close';
import type { OrderRecord } from '../orders/record';
import { isOpen, refresh } from '../orders/refresh';
import { ordersOf } from '../orders/store';
import { cancelPayment, continueCancel, undoOf } from './cancel';
import { escalate } from './escalate';

/** 收回来了的，日志里怎么说（规范的词）。 */
export type RollbackOutcome = 'payment_cancelled';

export interface RollbackResult {
  readonly out_trade_no: string;
  /** 最新的状态：CLOSED 没有人付 · REFUND 付了、已全额退回 · SUCCESS 原来已付成功 · REVIEW 说不清，已转人工 */
  readonly status: OrderStatus;
  /** 这一次把它收回来了 */
  readonly rolledBack: boolean;
}

const orderOf = (k: Kernel, out_trade_no: unknown): Promise<OrderRecord> =>
  ordersOf(k).require(requireParams(orderNumberSchema, { out_trade_no }).out_trade_no);

/** 订单的状态；还没有结论的先问一次网关。@throws PayError 40001 / 40005 */
export async function paymentStatus(k: Kernel, out_trade_no: unknown): Promise<OrderStatus> {
  return (await refresh(k, await orderOf(k, out_trade_no))).order.status;
}

export function logRollback(k: Kernel, out_trade_no: unknown, outcome: RollbackOutcome): void {
  const number = requireParams(orderNumberSchema, { out_trade_no }).out_trade_no;
  k.journal.log({ type: 'rollback', status: 'SUCCESS', out_trade_no: number, startedAt: k.now(), note: outcome });
}

/** @throws PayError 40001 / 40005；告警落不了盘 */
export async function toManualReview(k: Kernel, out_trade_no: unknown): Promise<OrderStatus> {
  return (await escalate(k, await orderOf(k, out_trade_no), '回滚时无法确定支付结果', 'close')).status;
}

/** 说不清（网关不通、不许、答得不可信）都算一种结局；程序的意外照样抛出。 */
async function unlessUnclear(work: () => Promise<unknown>): Promise<PayError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof PayError) return error;
    throw error;
  }
}

/** 记在撤销意图里的操作人。 */
const OPERATOR = 'rollback';

/**
 * rollbackPaymentIfNeeded。不需要回滚的（已有结论）什么也不做。
 * @throws PayError 40001 / 40005 · 40010 下单请求可能还在路上，稍后再来
 */
export async function rollback(k: Kernel, out_trade_no: unknown): Promise<RollbackResult> {
  const first = await orderOf(k, out_trade_no);
  const latest = (): Promise<OrderRecord> => ordersOf(k).require(first._id);
  if (!isOpen(first)) return { out_trade_no: first.out_trade_no, status: first.status, rolledBack: false };
  const unclear = await unlessUnclear(() => (first.cancel?.status === 'ASKED' ? continueCancel(k, first) : closeOrder(k, first)));
  let order = await latest();
  if (isOpen(order)) {
    if (unclear && createMayBeInFlight(k, order)) throw unclear;
    const cancels = undoOf(k.provider(order.provider), order) !== undefined && order.cancel?.status !== 'ASKED';
    if (cancels) await unlessUnclear(() => cancelPayment(k, { out_trade_no: order.out_trade_no }, OPERATOR));
    order = await latest();
  }
  const rolledBack = order.status === 'CLOSED' || order.status === 'REFUND';
  if (rolledBack) logRollback(k, order.out_trade_no, 'payment_cancelled');
  return {
    out_trade_no: order.out_trade_no,
    status: isOpen(order) ? await toManualReview(k, order.out_trade_no) : order.status,
    rolledBack,
  };
}
