/**
 * 规范「回滚策略」的四个函数，只收单号。要先装配过支付接口（createVkPay 或 createMerchantPay）。
 * 与服务不同，它们失败时抛出 PayError（code 为目录里的码）。
 */
import type { OrderStatus } from '../../../../../../common/contract/payments/order';
import { logRollback, paymentStatus, rollback, toManualReview, type RollbackOutcome, type RollbackResult } from '../review/rollback';
import { withKernel } from './opened';

export type { RollbackResult } from '../review/rollback';

/** 订单的状态；还没有结论的先问一次网关。@throws PayError 40001 / 40005 */
export function getPaymentStatus(out_trade_no: string): Promise<OrderStatus> {
  return withKernel((k) => paymentStatus(k, out_trade_no));
}

/**
 * 没有结论的支付收回来：查询 → 关单（或撤销）→ 再查询 → 判断；说不清的转人工。已有结论的什么也不做。
 * @throws PayError 40001 / 40005 · 40010 下单请求可能还在路上，稍后再来
 */
export function rollbackPaymentIfNeeded(out_trade_no: string): Promise<RollbackResult> {
  return withKernel((k) => rollback(k, out_trade_no));
}

/** payment_logs 里记一行「已回滚」。@throws PayError 40001 */
export function recordRollbackLog(out_trade_no: string, outcome: RollbackOutcome = 'payment_cancelled'): Promise<void> {
  return withKernel(async (k) => logRollback(k, out_trade_no, outcome));
}

/** 没有结论的订单转人工，告警一次；返回最新的状态（已有结论的不动）。@throws PayError 40001 / 40005 */
export function escalateToManualReview(out_trade_no: string): Promise<OrderStatus> {
  return withKernel((k) => toManualReview(k, out_trade_no));
}
