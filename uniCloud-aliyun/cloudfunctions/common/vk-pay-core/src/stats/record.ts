/**
 * payment_stats 的一行：一分钟、一小时或一天的全部格子，一行写完，所以一格永远不会只数了一半。
 * 另有一行 `cursor`，记着数到了哪一分钟。
 */
import { GRANULARITIES, type Granularity } from '../../../../../../common/contract/watch/statistics';
import type { Document } from '../kernel/vk';
import type { Content } from './cell';

/** 数过几行原始的行；后来多出来的就是迟到的。 */
export interface Seen {
  readonly logs: number;
  readonly orders: number;
  readonly errors: number;
}

export interface BucketRecord extends Content {
  readonly _id: string;
  readonly span: Granularity;
  /** 毫秒 */
  readonly from: number;
  /** 只有一分钟的那种有 */
  readonly seen?: Seen;
  /** 1 = 变了，还没有并到上一级；0 = 并好了 */
  readonly dirty: 0 | 1;
  /** 每次写入加一，用作比较并交换的版本 */
  readonly version: number;
  readonly update_date: number;
}

export const bucketId = (span: Granularity, from: number): string => `${span}:${from}`;
export const CURSOR_ID = 'cursor';

/** @throws Error 数据不完整 */
export function readBucket(document: Document): BucketRecord {
  const sound =
    (GRANULARITIES as readonly unknown[]).includes(document['span']) &&
    Number.isSafeInteger(document['from']) &&
    Number.isSafeInteger(document['version']) &&
    ['calls', 'orders', 'faults'].every((name) => Array.isArray(document[name]));
  if (!sound) throw new Error(`统计数据不完整：${String(document['_id'])}`);
  return document as unknown as BucketRecord;
}
