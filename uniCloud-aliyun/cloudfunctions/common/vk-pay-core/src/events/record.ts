/** payment_events 的一行：要告诉商户的一件事，与送到哪一步。`_id` 就是 webhook-id，重试、重发都不变。 */
import {
  EVENT_KINDS,
  EVENT_STATUSES,
  type EventKind,
  type EventResend,
  type EventStatus,
  type EventTry,
} from '../../../../../../common/contract/events/events';
import type { Document } from '../kernel/vk';

export interface EventRecord {
  readonly _id: string;
  readonly kind: EventKind;
  /** 订单类型：送到它的地址 */
  readonly type: string;
  readonly out_trade_no: string;
  readonly out_refund_no?: string;
  readonly user_id: string;
  /** 送出去的正文，逐字不变 */
  readonly body: string;
  readonly status: EventStatus;
  readonly attempts: number;
  /** 下次送的时间，毫秒；0 = 不再送。正在送的，是接手的人最早可以动手的时间 */
  readonly next_date: number;
  /** 正有人在送，最晚到这时，毫秒；0 = 没有人在送 */
  readonly sending_until: number;
  readonly tries: readonly EventTry[];
  /** 员工重发过的；没有重发过就没有 */
  readonly resends?: readonly EventResend[];
  /** 每次写入加一，用作比较并交换的版本 */
  readonly version: number;
  readonly create_date: number;
  readonly delivered_date?: number;
}

/** @throws Error 数据不完整 */
export function readEvent(document: Document): EventRecord {
  const sound =
    typeof document['_id'] === 'string' &&
    typeof document['body'] === 'string' &&
    (EVENT_KINDS as readonly unknown[]).includes(document['kind']) &&
    (EVENT_STATUSES as readonly unknown[]).includes(document['status']) &&
    Number.isSafeInteger(document['version']) &&
    Array.isArray(document['tries']);
  if (!sound) throw new Error(`事件数据不完整：${String(document['_id'])}`);
  return document as unknown as EventRecord;
}
