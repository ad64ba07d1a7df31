/** 还能退多少：全系统只有这一个算法。 */
import type { OrderRecord } from './record';

/** 实付，分：以网关说的为准；没有记下时就是订单金额。 */
export function paidFee({ paid_fee, total_fee }: Pick<OrderRecord, 'paid_fee' | 'total_fee'>): number {
  return paid_fee ?? total_fee;
}

type Standing = Pick<OrderRecord, 'paid_fee' | 'total_fee' | 'refund_fee' | 'refunding_fee' | 'shared_fee' | 'sharing_fee' | 'status'>;

/** 在别人手里的与正在分的，分：要回来之前退不了。 */
export function sharedAway({ shared_fee = 0, sharing_fee = 0 }: Pick<OrderRecord, 'shared_fee' | 'sharing_fee'>): number {
  return shared_fee + sharing_fee;
}

/** 已付、未退、没有分给别人、也没有被进行中的退款与分账占用的金额，分。 */
export function refundableFee(order: Standing): number {
  if (order.status !== 'SUCCESS' && order.status !== 'REVIEW') return 0;
  if (order.status === 'REVIEW' && order.paid_fee === undefined) return 0;
  return paidFee(order) - order.refund_fee - order.refunding_fee - sharedAway(order);
}
