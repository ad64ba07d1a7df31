/** 分账（把收到的钱分给别人）的状态与状态表：与订单、退款、转账走同一个状态机。 */
import { defineTable, type HistoryOf } from '../machine';

export const SHARING_KINDS = ['share', 'return', 'unfreeze'] as const;
/** share 分给别人 · return 从分到钱的一方要回来 · unfreeze 不再分了，剩下的解冻给商户 */
export type SharingKind = (typeof SHARING_KINDS)[number];

export const SHARING_STATUSES = ['PENDING', 'UNKNOWN', 'SUCCESS', 'PARTIAL', 'FAILED'] as const;
/**
 * PENDING 网关处理中（或就要去请求） · UNKNOWN 结果不明（正在查询）
 * SUCCESS 每一方都分到了 · PARTIAL 有的分到、有的没有 · FAILED 一方也没有。前两种都占着订单的金额
 */
export type SharingStatus = (typeof SHARING_STATUSES)[number];
export const OPEN_SHARING_STATUSES: readonly SharingStatus[] = ['PENDING', 'UNKNOWN'];

export type SharingReason =
  /** 网关已受理 */
  | 'gateway_accepted'
  /** 没有得到可信的答复 */
  | 'no_answer'
  /** 经网关密钥验证：都分到了 */
  | 'verified_shared'
  /** 经网关密钥验证：一部分分到了 */
  | 'verified_in_part'
  /** 网关受理之后一方也没有分到 */
  | 'gateway_failed'
  /** 网关拒绝受理，而且查过确实没有这一笔 */
  | 'gateway_refused'
  /** 被拒绝之后，以同一个单号再次申请 */
  | 'asked_again';

export const SHARING_TABLE = defineTable<SharingStatus, SharingReason>('分账', SHARING_STATUSES, 'PENDING', [
  { from: 'PENDING', to: 'UNKNOWN', reasons: ['no_answer'] },
  { from: 'UNKNOWN', to: 'PENDING', reasons: ['gateway_accepted'] },
  ...(['PENDING', 'UNKNOWN'] as const).flatMap((from) => [
    { from, to: 'SUCCESS', reasons: ['verified_shared'] } as const,
    { from, to: 'PARTIAL', reasons: ['verified_in_part'] } as const,
    { from, to: 'FAILED', reasons: ['gateway_failed', 'gateway_refused'] } as const,
  ]),
  { from: 'FAILED', to: 'PENDING', reasons: ['asked_again'] },
]);

export type SharingSource = 'create' | 'query';
export type SharingHistoryEntry = HistoryOf<SharingStatus, SharingReason, SharingSource>;

/** 分给一方的结果。 */
export type SharingResult = 'PENDING' | 'SUCCESS' | 'FAILED';
