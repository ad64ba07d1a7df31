/**
 * 纯判断：给定一张订单和网关亲口说的事实，订单该怎么变。没有副作用，便于穷举测试。
 */
import { ORDER_TABLE, type OrderStatus, type TransitionReason } from '../../../../../../common/contract/payments/order';
import type { TradeFacts } from '../providers/provider';
import { findMismatch } from './match';
import { isFree, type OrderRecord } from './record';

export type Decision =
  | { readonly kind: 'keep'; /** 值得告警的矛盾 */ readonly anomaly?: string }
  | { readonly kind: 'move'; readonly to: OrderStatus; readonly reason: TransitionReason; readonly anomaly?: string };

const KEEP: Decision = { kind: 'keep' };

function move(order: OrderRecord, to: OrderStatus, reason: TransitionReason, anomaly?: string): Decision {
  if (!ORDER_TABLE.allows(order.status, to, reason)) return { kind: 'keep', anomaly: anomaly ?? `不允许从 ${order.status} 到 ${to}` };
  return { kind: 'move', to, reason, ...(anomaly ? { anomaly } : {}) };
}

/** 正在撤销：只认结局。「已支付」只是说还没撤完，绝不能在这时发货。 */
function decideCancelling(order: OrderRecord, facts: TradeFacts): Decision {
  if (facts.state === 'REFUND') return move(order, 'REFUND', 'cancelled');
  if (facts.state === 'CLOSED') return move(order, 'CLOSED', 'gateway_closed');
  return KEEP;
}

function decidePaid(order: OrderRecord, facts: TradeFacts): Decision {
  const mismatch = findMismatch(order, facts);
  // 已全额退款的不再回头，已在复核的等人；其余情形一律交给人。
  if (order.status === 'REVIEW' || (mismatch && order.status === 'REFUND')) return mismatch ? { kind: 'keep', anomaly: mismatch } : KEEP;
  if (mismatch) return move(order, 'REVIEW', 'mismatch', mismatch);
  // 人销掉、记为已退的，网关却说钱一分也没有退：人看错了，或说的是另一个账号。
  if (order.status === 'REFUND' && facts.state === 'SUCCESS' && order.history.at(-1)?.reason === 'staff')
    return { kind: 'keep', anomaly: '已由员工记为退回，网关说没有退过' };
  if (order.status === 'SUCCESS' || order.status === 'REFUND') return KEEP;
  // 还没记到账就已有退款：不是本模块发起的，履约与否必须由人决定。
  if (facts.state === 'REFUND') return move(order, 'REVIEW', 'mismatch', '网关显示已退款，而本地尚未记录支付');
  return order.status === 'CLOSED'
    ? move(order, 'SUCCESS', 'verified_paid_late', '关闭之后才到账')
    : move(order, 'SUCCESS', isFree(order) ? 'free' : 'verified_paid');
}

/**
 * @param order 当前订单
 * @param facts 已验证签名、而且说的就是这张单的网关事实
 */
export function decide(order: OrderRecord, facts: TradeFacts): Decision {
  if (order.cancel?.status === 'ASKED') return decideCancelling(order, facts);
  switch (facts.state) {
    case 'SUCCESS':
    case 'REFUND':
      return decidePaid(order, facts);
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
