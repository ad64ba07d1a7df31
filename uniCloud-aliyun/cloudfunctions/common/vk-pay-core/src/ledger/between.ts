/** 按时间一批一批翻一张表：从上一批的最后一刻接着翻，不用越翻越慢的跳过。 */
import type { Document } from '../kernel/vk';
import type { Page } from './listing';

interface Listed<Row> {
  list(whereJson: Document, page: Page): Promise<{ rows: Row[]; hasMore: boolean }>;
}

const BATCH = 100;

/**
 * 时间字段在 [from, to) 之内的行，从早到晚；读不懂的跳过。
 * @param range 一段时间的条件
 * @param timeOf 这一行的时间，毫秒
 */
export async function* between<Row extends { readonly _id: string }>(
  store: Listed<Row>,
  { field, where, from, range }: { field: string; where: Document; from: number; range: (from: number) => unknown },
  timeOf: (row: Row) => number | undefined,
): AsyncGenerator<readonly Row[]> {
  let cursor = from;
  let pageIndex = 1;
  /** 正好在 cursor 那一刻、已经给过的 */
  let given = new Set<string>();
  for (;;) {
    const { rows, hasMore } = await store.list(
      { ...where, [field]: range(cursor) },
      { sort: { name: field, type: 'asc' }, pageIndex, pageSize: BATCH },
    );
    yield rows.filter(({ _id }) => !given.has(_id));
    if (!hasMore) return;
    const last = rows.map(timeOf).reduce<number>((latest, at) => Math.max(latest, at ?? cursor), cursor);
    const atLast = rows.filter((row) => timeOf(row) === last).map(({ _id }) => _id);
    if (last > cursor) {
      [cursor, pageIndex, given] = [last, 1, new Set(atLast)];
    } else {
      // 同一刻就不止一批，或整批都读不懂：只好翻页。
      pageIndex += 1;
      for (const id of atLast) given.add(id);
    }
  }
}
