/** 付款人申请退款：一张订单同时只有一个没办完的申请；同意之后就是一笔以申请单号为退款单号的退款。 */
import { defineTable, type HistoryOf } from '../machine';

export const REQUEST_STATUSES = ['OPEN', 'APPROVED', 'DECLINED', 'WITHDRAWN'] as const;
/** OPEN 等商家答复 · APPROVED 商家同意，正在退或已退 · DECLINED 商家没有同意 · WITHDRAWN 付款人撤回 */
export type RequestStatus = (typeof REQUEST_STATUSES)[number];

export type RequestReason =
  /** 付款人撤回 */
  | 'withdrawn'
  /** 员工不同意 */
  | 'declined'
  /** 员工同意 */
  | 'approved'
  /** 同意之后发现退不了（已在别处退掉、订单转复核……），回到等答复 */
  | 'not_refundable';

export const REQUEST_TABLE = defineTable<RequestStatus, RequestReason>('退款申请', REQUEST_STATUSES, 'OPEN', [
  { from: 'OPEN', to: 'WITHDRAWN', reasons: ['withdrawn'] },
  { from: 'OPEN', to: 'DECLINED', reasons: ['declined'] },
  { from: 'OPEN', to: 'APPROVED', reasons: ['approved'] },
  { from: 'APPROVED', to: 'OPEN', reasons: ['not_refundable'] },
  // 同意了、网关却不接受，员工决定算了
  { from: 'APPROVED', to: 'DECLINED', reasons: ['declined'] },
]);

export type RequestSource = 'payer' | 'staff' | 'refund';
export type RequestHistoryEntry = HistoryOf<RequestStatus, RequestReason, RequestSource>;
