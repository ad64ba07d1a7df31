/** payment_refunds 的一行；`_id` 就是 out_refund_no。 */
import type { Platform, ProviderName } from '../../../../../../common/contract/channels';
import type { ErrorName } from '../../../../../../common/contract/errors';
import {
  OPEN_REFUND_STATUSES,
  REFUND_STATUSES,
  type RefundHistoryEntry,
  type RefundStatus,
} from '../../../../../../common/contract/refunds/refund';
import type { FundsAccount } from '../../../../../../common/contract/refunds/params';
import type { ReviewProposal, StaffAct } from '../../../../../../common/contract/review/acts';
import type { Document } from '../kernel/vk';
import type { TaskState } from '../ledger/lease';
import type { Submitted } from '../ledger/submission';

/** 没有退成的原因。 */
export interface RefundFailure {
  readonly kind: ErrorName;
  /** 网关原始错误码或状态，给员工看 */
  readonly gateway_code?: string;
  /** 网关受理之后才关闭的：这个单号已经用掉，再退要换新的；没有受理的可以用同一个单号再来 */
  readonly closed: boolean;
}

export interface RefundRecord extends Submitted {
  readonly _id: string;
  readonly out_refund_no: string;
  readonly out_trade_no: string;
  /** 定时任务分给几个实例时归谁（ledger/shard）；早先的行没有 */
  readonly shard?: number;
  readonly provider: ProviderName;
  readonly platform: Platform;
  readonly pid: string;
  readonly mchid: string;
  readonly appid: string;
  readonly user_id: string;
  readonly type: string;
  readonly transaction_id?: string;
  /** 本次退款，分 */
  readonly refund_fee: number;
  /** 订单实付，分 */
  readonly total_fee: number;
  /** 这一笔退成之后订单累计已退，分；恰好有一笔会等于 total_fee。退成之前没有 */
  readonly refunded_fee?: number;
  readonly reason: string;
  /** 从哪里出钱；同号重发必须相同 */
  readonly funds_account?: FundsAccount;
  readonly status: RefundStatus;
  /** 网关原话里的状态，给员工看 */
  readonly gateway_state?: string;
  readonly failure?: RefundFailure;
  /** 网关退款号 */
  readonly refund_id?: string;
  /** 操作人的用户 id */
  readonly operator: string;
  /** 收回权益的进度：每笔成功的退款恰好一次 */
  readonly revoke: TaskState;
  readonly history: readonly RefundHistoryEntry[];
  /** 履历里还有没列成事件的（config/events），毫秒；0 = 都列了 */
  readonly event_date?: number;
  /** 从履历的第几步起 */
  readonly events_from?: number;
  /** 员工在复核台上做过的 */
  readonly acts?: readonly StaffAct[];
  /** 已有人提议、等第二个人点头的处理 */
  readonly proposal?: ReviewProposal;
  /** 每次写入加一，用作比较并交换的版本 */
  readonly version: number;
  /** 网关嫌太快：排到这时再以同一个单号提交，毫秒 */
  readonly planned_date?: number;
  /** 下次主动查询网关的时间，毫秒；0 = 不需要 */
  readonly next_query_date: number;
  readonly query_attempts: number;
  readonly create_date: number;
  readonly update_date: number;
  readonly refund_date?: number;
}

export function isRefundOpen(refund: Pick<RefundRecord, 'status'>): boolean {
  return OPEN_REFUND_STATUSES.includes(refund.status);
}

/** 数据库文档 → 退款单。@throws Error 决定资金走向的字段有一项不对 */
export function readRefund(document: Document): RefundRecord {
  const sound =
    typeof document['_id'] === 'string' &&
    document['_id'] === document['out_refund_no'] &&
    typeof document['out_trade_no'] === 'string' &&
    Number.isSafeInteger(document['refund_fee']) &&
    Number.isSafeInteger(document['version']) &&
    Array.isArray(document['history']) &&
    typeof document['revoke'] === 'object' &&
    (REFUND_STATUSES as readonly unknown[]).includes(document['status']);
  if (!sound) throw new Error(`退款数据不完整：${String(document['_id'])}`);
  return document as unknown as RefundRecord;
}
