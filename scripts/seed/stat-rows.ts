/**
 * 折好的统计（payment_stats）：数与并都用产品自己的函数，这里只把行按分钟分好。
 * 与定时任务一分钟一分钟折出来的一样——test/cli/seed.test.ts 让它再看一遍，什么也不该改。
 */
import type { Granularity } from '../../common/contract/watch/statistics';
import type { Document } from '../../local/unicloud';
import { merge, type Content } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/cell';
import { MINUTES_KEPT_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/read';
import {
  bucketId,
  CURSOR_ID,
  type BucketRecord,
  type Seen,
} from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/record';
import { startOf } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/span';
import { tally } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/tally';
import { addRow, type Rows } from './rows';

const SOURCES = { logs: 'payment_logs', orders: 'payment_orders', errors: 'payment_errors' } as const;
type Minute = Record<keyof typeof SOURCES, Document[]>;

/** 每一分钟的原始的行；正在走的那一分钟还没有折。 */
function minutesOf(rows: Rows, now: number): ReadonlyMap<number, Minute> {
  const minutes = new Map<number, Minute>();
  for (const source of Object.keys(SOURCES) as (keyof typeof SOURCES)[])
    for (const row of rows.get(SOURCES[source]) ?? []) {
      const from = startOf('minute', Number(row['create_date']));
      if (from >= startOf('minute', now)) continue;
      let minute = minutes.get(from);
      if (!minute) minutes.set(from, (minute = { logs: [], orders: [], errors: [] }));
      minute[source].push(row);
    }
  return minutes;
}

/** 细的并成粗的。 */
function rollUp(parts: ReadonlyMap<number, Content>, span: Granularity): ReadonlyMap<number, Content> {
  const wholes = new Map<number, Content[]>();
  for (const [from, content] of parts) {
    const whole = startOf(span, from);
    const list = wholes.get(whole);
    if (list) list.push(content);
    else wholes.set(whole, [content]);
  }
  return new Map([...wholes].map(([from, list]) => [from, merge(list)]));
}

/** 写进 rows；分钟的只留产品会留的那几天。 */
export function statRows(rows: Rows, now: number): void {
  const put = (span: Granularity, from: number, content: Content, seen?: Seen): void => {
    const bucket: BucketRecord = {
      _id: bucketId(span, from),
      span,
      from,
      ...(seen ? { seen } : {}),
      dirty: 0,
      ...content,
      version: 1,
      update_date: now,
    };
    addRow(rows, 'payment_stats', bucket as unknown as Document);
  };
  const minutes = minutesOf(rows, now);
  const contents = new Map([...minutes].sort(([a], [b]) => a - b).map(([from, minute]) => [from, tally(minute)] as const));
  for (const [from, content] of contents) {
    const { logs, orders, errors } = minutes.get(from) as Minute;
    const seen = { logs: logs.length, orders: orders.length, errors: errors.length };
    if (from >= startOf('minute', now) - MINUTES_KEPT_MS) put('minute', from, content, seen);
  }
  const hours = rollUp(contents, 'hour');
  for (const [from, content] of hours) put('hour', from, content);
  for (const [from, content] of rollUp(hours, 'day')) put('day', from, content);
  addRow(rows, 'payment_stats', { _id: CURSOR_ID, span: CURSOR_ID, minute: startOf('minute', now), update_date: now });
}
