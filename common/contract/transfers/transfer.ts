/** 转账（付给用户的钱）的状态与状态表：与订单、退款走同一个状态机。 */
import { defineTable, type HistoryOf } from '../machine';

export const TRANSFER_STATUSES = ['CREATED', 'PENDING', 'WAIT_CONFIRM', 'UNKNOWN', 'SUCCESS', 'FAILED', 'CANCELLED'] as const;
/**
 * CREATED 占了额度，还没有请求网关（多半在等第二个人点头） · PENDING 网关处理中 · WAIT_CONFIRM 等收款人确认 · UNKNOWN 结果不明（正在查询）
 * SUCCESS 已付 · FAILED 没有付成 · CANCELLED 撤销了。前四种都占着额度
 */
export type TransferStatus = (typeof TRANSFER_STATUSES)[number];

/** 已经请求过网关、还没有结论的。 */
export const OPEN_TRANSFER_STATUSES: readonly TransferStatus[] = ['PENDING', 'WAIT_CONFIRM', 'UNKNOWN'];

export type TransferReason =
  /** 去请求网关（不用第二个人点头的） */
  | 'submitted'
  /** 第二个人同意，去请求网关 */
  | 'approved'
  /** 第二个人不同意 */
  | 'declined'
  /** 还没有请求网关就撤回 */
  | 'withdrawn'
  /** 网关已受理 */
  | 'gateway_accepted'
  /** 网关说要等收款人确认 */
  | 'receiver_asked'
  /** 没有得到可信的答复 */
  | 'no_answer'
  /** 经网关密钥验证的「已付」 */
  | 'verified_paid'
  /** 网关拒绝受理，而且查过确实没有这笔 */
  | 'gateway_refused'
  /** 网关受理之后没有付成 */
  | 'gateway_failed'
  /** 网关说已撤销 */
  | 'gateway_cancelled'
  /** 要撤销的这一笔从没有到达网关 */
  | 'never_sent'
  /** 被拒绝之后，以同一个单号再次申请 */
  | 'asked_again';

const ENDINGS = [
  { to: 'SUCCESS', reasons: ['verified_paid'] },
  { to: 'FAILED', reasons: ['gateway_refused', 'gateway_failed'] },
  { to: 'CANCELLED', reasons: ['gateway_cancelled', 'never_sent'] },
] as const;

export const TRANSFER_TABLE = defineTable<TransferStatus, TransferReason>('转账', TRANSFER_STATUSES, 'CREATED', [
  { from: 'CREATED', to: 'PENDING', reasons: ['submitted', 'approved'] },
  { from: 'CREATED', to: 'CANCELLED', reasons: ['declined', 'withdrawn'] },
  { from: 'PENDING', to: 'WAIT_CONFIRM', reasons: ['receiver_asked'] },
  { from: 'PENDING', to: 'UNKNOWN', reasons: ['no_answer'] },
  { from: 'WAIT_CONFIRM', to: 'PENDING', reasons: ['gateway_accepted'] },
  { from: 'UNKNOWN', to: 'PENDING', reasons: ['gateway_accepted'] },
  { from: 'UNKNOWN', to: 'WAIT_CONFIRM', reasons: ['receiver_asked'] },
  ...(['PENDING', 'WAIT_CONFIRM', 'UNKNOWN'] as const).flatMap((from) => ENDINGS.map((ending) => ({ from, ...ending }))),
  { from: 'FAILED', to: 'CREATED', reasons: ['asked_again'] },
]);

export type TransferSource = 'create' | 'notify' | 'query' | 'staff';
export type TransferHistoryEntry = HistoryOf<TransferStatus, TransferReason, TransferSource>;
