/** payment_refunds 的一行；`_id` 就是 out_refund_no。 */
import type { Platform, ProviderName } from '../../../../../../common/contract/channels';
import { REFUND_STATUSES, type RefundStatus } from '../../../../../../common/contract/services';
import type { Document } from '../kernel/vk';
import type { FulfilState } from '../orders/record';

export interface RefundRecord {
  readonly _id: string;
  readonly out_refund_no: string;
  readonly out_trade_no: string;
  readonly provider: ProviderName;
  readonly platform: Platform;
  readonly pid: string;
  readonly user_id: string;
  readonly type: string;
  readonly transaction_id?: string;
  /** 本次退款，分 */
  readonly refund_fee: number;
  /** 订单金额，分 */
  readonly total_fee: number;
  /** 这一笔退成之后订单累计已退，分；恰好有一笔会等于 total_fee。退成之前没有 */
  readonly refunded_fee?: number;
  readonly reason: string;
  readonly status: RefundStatus;
  /** 网关退款号 */
  readonly refund_id?: string;
  /** 操作人的用户 id */
  readonly operator: string;
  /** 收回权益的进度：每笔成功的退款恰好一次 */
  readonly revoke: FulfilState;
  readonly history: readonly {
    readonly from: RefundStatus | null;
    readonly to: RefundStatus;
    readonly source: string;
    readonly at: number;
    readonly requestId: string;
  }[];
  readonly next_query_date: number;
  readonly query_attempts: number;
  readonly create_date: number;
  readonly update_date: number;
  readonly refund_date?: number;
}

/** 还没有结论的退款：金额仍占用着。 */
export const OPEN_REFUND_STATUSES: readonly RefundStatus[] = ['PENDING', 'UNKNOWN'];

export function readRefund(document: Document): RefundRecord {
  const sound =
    typeof document['_id'] === 'string' &&
    document['_id'] === document['out_refund_no'] &&
    typeof document['out_trade_no'] === 'string' &&
    Number.isSafeInteger(document['refund_fee']) &&
    (REFUND_STATUSES as readonly unknown[]).includes(document['status']);
  if (!sound) throw new Error(`退款数据不完整：${String(document['_id'])}`);
  return document as unknown as RefundRecord;
}
