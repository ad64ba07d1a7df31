/**
 * 纯判断：给定一张订单和网关亲口说的事实，订单该怎么变。没有副作用，便于穷举测试。
 */
import { canTransit, type OrderStatus, type TransitionReason } from '../../../../../../common/contract/order';
import type { TradeFacts } from '../providers/provider';
import type { OrderRecord } from './record';

export type Decision =
  | { readonly kind: 'keep'; /** 值得告警的矛盾 */ readonly anomaly?: string }
  | { readonly kind: 'move'; readonly to: OrderStatus; readonly reason: TransitionReason; readonly anomaly?: string };

const KEEP: Decision = { kind: 'keep' };

/** 事实与订单是否对得上；返回第一处不符的说明。 */
export function findMismatch(order: OrderRecord, facts: TradeFacts): string | undefined {
  if (facts.out_trade_no !== order.out_trade_no) return '订单号不符';
  if (facts.mchid !== undefined && facts.mchid !== order.mchid) return '商户号不符';
  if (facts.appid !== undefined && facts.appid !== order.appid) return 'appid 不符';
  if (facts.total_fee !== order.total_fee) return `金额不符：订单 ${order.total_fee} 分，网关 ${facts.total_fee ?? '未知'} 分`;
  if ((facts.currency ?? 'CNY') !== 'CNY') return '币种不符';
  if (!facts.transaction_id) return '缺少网关交易号';
  if (order.transaction_id !== undefined && order.transaction_id !== facts.transaction_id) return '网关交易号与先前不同';
  return undefined;
}

function move(order: OrderRecord, to: OrderStatus, reason: TransitionReason, anomaly?: string): Decision {
  if (!canTransit(order.status, to, reason)) return { kind: 'keep', anomaly: anomaly ?? `不允许从 ${order.status} 到 ${to}` };
  return { kind: 'move', to, reason, ...(anomaly ? { anomaly } : {}) };
}

/**
 * @param order 当前订单
 * @param facts 已验证签名的网关事实
 */
export function decide(order: OrderRecord, facts: TradeFacts): Decision {
  switch (facts.state) {
    case 'SUCCESS':
    case 'REFUND': {
      if (order.status === 'REVIEW') return KEEP;
      const mismatch = findMismatch(order, facts);
      // 已全额退款的订单不再回头；其余情形一律交给人。
      if (mismatch) return order.status === 'REFUND' ? { kind: 'keep', anomaly: mismatch } : move(order, 'REVIEW', 'mismatch', mismatch);
      if (order.status === 'SUCCESS' || order.status === 'REFUND') return KEEP;
      // 还没记到账就已有退款：不是本模块发起的，履约与否必须由人决定。
      if (facts.state === 'REFUND') return move(order, 'REVIEW', 'mismatch', '网关显示已退款，而本地尚未记录支付');
      return order.status === 'CLOSED'
        ? move(order, 'SUCCESS', 'verified_paid_late', '关闭之后才到账')
        : move(order, 'SUCCESS', 'verified_paid');
    }
    case 'CLOSED':
      if (order.status === 'NOTPAY' || order.status === 'PROCESSING') return move(order, 'CLOSED', 'gateway_closed');
      return order.status === 'SUCCESS' ? { kind: 'keep', anomaly: '已支付的订单被网关报告为已关闭' } : KEEP;
    case 'NOT_EXIST':
      // 「没有这张单」可能只是下单请求还在路上；是否据此关闭由 close 流程判断。
      return order.status === 'SUCCESS' ? { kind: 'keep', anomaly: '已支付的订单在网关查不到' } : KEEP;
    case 'NOTPAY':
    case 'UNKNOWN':
      return KEEP;
  }
}
