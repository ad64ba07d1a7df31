/** payment_refund_requests 的一行；`_id` 就是 request_no，同意之后也是退款单号。 */
import {
  REQUEST_STATUSES,
  type RequestHistoryEntry,
  type RequestStatus,
} from '../../../../../../../common/contract/refunds/refund-request';
import type { Document } from '../../kernel/vk';

export interface RequestRecord {
  readonly _id: string;
  readonly request_no: string;
  readonly out_trade_no: string;
  readonly user_id: string;
  /** 分 */
  readonly refund_fee: number;
  readonly reason: string;
  readonly status: RequestStatus;
  /** 还没办完时是订单号；唯一索引保证一张订单同时只有一个。办完了就没有这个字段 */
  readonly open_for?: string;
  /** 不同意的理由，付款人会看到 */
  readonly answer?: string;
  readonly operator?: string;
  readonly answer_date?: number;
  readonly history: readonly RequestHistoryEntry[];
  readonly version: number;
  /** 同意了而退款还没有提交：到这时由定时任务接着做，毫秒；0 = 不需要 */
  readonly next_date: number;
  readonly create_date: number;
  readonly update_date: number;
}

/** 数据库文档 → 申请。@throws Error 决定资金走向的字段有一项不对 */
export function readRequest(document: Document): RequestRecord {
  const sound =
    typeof document['_id'] === 'string' &&
    document['_id'] === document['request_no'] &&
    typeof document['out_trade_no'] === 'string' &&
    typeof document['user_id'] === 'string' &&
    Number.isSafeInteger(document['refund_fee']) &&
    Number.isSafeInteger(document['version']) &&
    Array.isArray(document['history']) &&
    (REQUEST_STATUSES as readonly unknown[]).includes(document['status']);
  if (!sound) throw new Error(`退款申请数据不完整：${String(document['_id'])}`);
  return document as unknown as RequestRecord;
}
