/** 订单的状态与状态表：状态只能沿着这张表走（不变量 I4）。 */
import { defineTable, type HistoryOf } from '../machine';

export const ORDER_STATUSES = ['NOTPAY', 'PROCESSING', 'SUCCESS', 'CLOSED', 'REFUND', 'REVIEW'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const TRANSITION_REASONS = [
  /** 网关已受理下单，付款人可以付款 */
  'gateway_accepted',
  /** 免费：没有要付的钱，到账（或同一笔业务已经办过而关闭）不经网关 */
  'free',
  /** 经网关密钥验证的「已支付」 */
  'verified_paid',
  /** 先关闭、后到账（迟到的支付） */
  'verified_paid_late',
  /** 网关明确说已关闭，或从未有过这张单 */
  'gateway_closed',
  /** 已退款金额等于支付金额 */
  'refunded_in_full',
  /** 撤销：网关说付过的已全额退回 */
  'cancelled',
  /** 金额、币种、商户或 appid 与本地不符，或已付订单后来发现不符 */
  'mismatch',
  /** 25 小时仍不能确定结果 */
  'unresolved',
  /** 人工，且刚刚重新查询过网关 */
  'staff',
] as const;
export type TransitionReason = (typeof TRANSITION_REASONS)[number];

export const ORDER_TABLE = defineTable<OrderStatus, TransitionReason>('订单', ORDER_STATUSES, 'NOTPAY', [
  { from: 'NOTPAY', to: 'PROCESSING', reasons: ['gateway_accepted'] },
  { from: 'NOTPAY', to: 'SUCCESS', reasons: ['verified_paid', 'free'] },
  { from: 'NOTPAY', to: 'CLOSED', reasons: ['gateway_closed', 'free'] },
  { from: 'NOTPAY', to: 'REFUND', reasons: ['cancelled'] },
  { from: 'NOTPAY', to: 'REVIEW', reasons: ['mismatch', 'unresolved'] },
  { from: 'PROCESSING', to: 'SUCCESS', reasons: ['verified_paid'] },
  { from: 'PROCESSING', to: 'CLOSED', reasons: ['gateway_closed'] },
  { from: 'PROCESSING', to: 'REFUND', reasons: ['cancelled'] },
  { from: 'PROCESSING', to: 'REVIEW', reasons: ['mismatch', 'unresolved'] },
  { from: 'CLOSED', to: 'SUCCESS', reasons: ['verified_paid_late'] },
  { from: 'CLOSED', to: 'REVIEW', reasons: ['mismatch'] },
  { from: 'SUCCESS', to: 'REFUND', reasons: ['refunded_in_full'] },
  { from: 'SUCCESS', to: 'REVIEW', reasons: ['mismatch'] },
  { from: 'REVIEW', to: 'SUCCESS', reasons: ['staff'] },
  { from: 'REVIEW', to: 'CLOSED', reasons: ['staff', 'gateway_closed'] },
  { from: 'REVIEW', to: 'REFUND', reasons: ['staff', 'cancelled', 'refunded_in_full'] },
]);

/** 付款人还可以付款的状态。 */
export const OPEN_STATUSES: readonly OrderStatus[] = ['NOTPAY', 'PROCESSING'];

export type OrderSource = 'create' | 'notify' | 'query' | 'close' | 'cancel' | 'refund' | 'staff';
export type HistoryEntry = HistoryOf<OrderStatus, TransitionReason, OrderSource>;

export const LATE_POLICIES = ['fulfil', 'refund', 'review'] as const;
/** 关闭之后才到账的付款怎么办：fulfil 照常办业务 · refund 自动退回 · review 留给人 */
export type LatePolicy = (typeof LATE_POLICIES)[number];

export const FULFIL_STATUSES = ['NONE', 'PENDING', 'DONE', 'FAILED'] as const;
export type FulfilStatus = (typeof FULFIL_STATUSES)[number];
