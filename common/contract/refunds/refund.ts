/** 退款的状态与状态表：与订单走同一个状态机。 */
import { defineTable, type HistoryOf } from '../machine';

export const REFUND_STATUSES = ['PENDING', 'UNKNOWN', 'ABNORMAL', 'SUCCESS', 'FAILED'] as const;
/**
 * PENDING 网关处理中 · UNKNOWN 结果不明（正在查询，金额仍占用） · ABNORMAL 网关等人处理（金额仍占用，不会自己动）
 * SUCCESS 已退 · FAILED 没有退成（占用已释放）
 */
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** 还没有结论的退款：金额仍占用着。 */
export const OPEN_REFUND_STATUSES: readonly RefundStatus[] = ['PENDING', 'UNKNOWN', 'ABNORMAL'];

export type RefundReason =
  /** 网关已受理，正在处理 */
  | 'gateway_accepted'
  /** 没有得到可信的答复 */
  | 'no_answer'
  /** 网关说收款方有问题，等人处理 */
  | 'gateway_abnormal'
  /** 经网关密钥验证的「已退款」 */
  | 'verified_refunded'
  /** 网关拒绝受理（余额不足……） */
  | 'gateway_refused'
  /** 网关受理之后关闭了这笔退款 */
  | 'gateway_closed'
  /** 被拒绝之后，以同一个单号再次申请 */
  | 'asked_again'
  /** 人工：收款账号已从配置里拿掉，查过商户平台 */
  | 'staff';

export const REFUND_TABLE = defineTable<RefundStatus, RefundReason>('退款', REFUND_STATUSES, 'PENDING', [
  { from: 'PENDING', to: 'UNKNOWN', reasons: ['no_answer'] },
  { from: 'PENDING', to: 'ABNORMAL', reasons: ['gateway_abnormal'] },
  { from: 'PENDING', to: 'SUCCESS', reasons: ['verified_refunded', 'staff'] },
  { from: 'PENDING', to: 'FAILED', reasons: ['gateway_refused', 'gateway_closed', 'staff'] },
  { from: 'UNKNOWN', to: 'PENDING', reasons: ['gateway_accepted'] },
  { from: 'UNKNOWN', to: 'ABNORMAL', reasons: ['gateway_abnormal'] },
  { from: 'UNKNOWN', to: 'SUCCESS', reasons: ['verified_refunded', 'staff'] },
  { from: 'UNKNOWN', to: 'FAILED', reasons: ['gateway_refused', 'gateway_closed', 'staff'] },
  { from: 'ABNORMAL', to: 'PENDING', reasons: ['gateway_accepted'] },
  { from: 'ABNORMAL', to: 'SUCCESS', reasons: ['verified_refunded', 'staff'] },
  { from: 'ABNORMAL', to: 'FAILED', reasons: ['gateway_refused', 'gateway_closed', 'staff'] },
  { from: 'FAILED', to: 'PENDING', reasons: ['asked_again'] },
]);

export type RefundSource = 'create' | 'notify' | 'query' | 'staff';
export type RefundHistoryEntry = HistoryOf<RefundStatus, RefundReason, RefundSource>;
