/**
 * 读统计：折好的格子，加上还没有折的那几分钟（现数，不存）。
 * 先读折到哪里，只用那以前的格子：正好有人在折，也不会数重、不会数漏。
 */
import type { Granularity } from '../../../../../../common/contract/watch/statistics';
import { DAY_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import { merge, NOTHING, type Content } from './cell';
import { sourceOf } from './source/store';
import { ceilTo, MINUTE_MS, startOf } from './span';
import { statsOf } from './store';
import { tally } from './tally';

/** 还没有折的超过这么久，定时任务就是停了：不现数，免得一次查询拖垮数据库。 */
const MAX_TAIL_MS = 10 * MINUTE_MS;
/** 一分钟的格子留这么久；更早的按小时取整。 */
export const MINUTES_KEPT_MS = 9 * DAY_MS;
/** 一小时的格子留这么久；更早的按天取整。 */
export const HOURS_KEPT_MS = 400 * DAY_MS;

export interface Point extends Content {
  readonly from: number;
}

/** 折到哪里，那以后的每一分钟现数的。 */
export interface Tail {
  readonly folded_to: number;
  readonly minutes: readonly Point[];
}

export async function readTail(k: Kernel): Promise<Tail> {
  const now = k.now();
  const folded_to = (await statsOf(k).cursor()) ?? startOf('minute', now - MAX_TAIL_MS + MINUTE_MS);
  if (folded_to > now || now - folded_to > MAX_TAIL_MS) return { folded_to, minutes: [] };
  const read = async (name: 'logs' | 'orders' | 'errors'): Promise<Document[]> => sourceOf(k).rows(name, folded_to, now + 1);
  const [logs, orders, errors] = await Promise.all([read('logs'), read('orders'), read('errors')]);
  const minutes: Point[] = [];
  for (let from = folded_to; from <= now; from += MINUTE_MS) {
    const own = (rows: readonly Document[]): Document[] => rows.filter((row) => startOf('minute', Number(row['create_date'])) === from);
    minutes.push({ from, ...tally({ logs: own(logs), orders: own(orders), errors: own(errors) }) });
  }
  return { folded_to, minutes };
}

/** [from, to) 折好的：整天的取天，零头取小时，再零头取分钟。 */
async function readFolded(k: Kernel, from: number, to: number): Promise<Content[]> {
  const stats = statsOf(k);
  const hours = async (a: number, b: number): Promise<Content[]> => {
    const [hourFrom, hourTo] = [ceilTo('hour', a), startOf('hour', b)];
    if (hourFrom >= hourTo) return stats.list('minute', a, b);
    const parts = [stats.list('minute', a, hourFrom), stats.list('hour', hourFrom, hourTo), stats.list('minute', hourTo, b)];
    return (await Promise.all(parts)).flat();
  };
  const [dayFrom, dayTo] = [ceilTo('day', from), startOf('day', to)];
  if (dayFrom >= dayTo) return hours(from, to);
  const parts = await Promise.all([hours(from, dayFrom), stats.list('day', dayFrom, dayTo), hours(dayTo, to)]);
  return parts.flat();
}

/**
 * [from, to) 合起来；不在分钟边界上的两头向外取整，比留着的分钟还早的按小时、比小时还早的按天。
 */
export async function readTotal(k: Kernel, from: number, to: number, tail: Tail): Promise<Content> {
  const now = k.now();
  const finest = (at: number): Granularity => (at < now - HOURS_KEPT_MS ? 'day' : at < now - MINUTES_KEPT_MS ? 'hour' : 'minute');
  const [start, end] = [startOf(finest(from), from), ceilTo(finest(to), to)];
  const folded = start < tail.folded_to ? await readFolded(k, start, Math.min(end, tail.folded_to)) : [];
  return merge([...folded, ...tail.minutes.filter((minute) => minute.from >= start && minute.from < end)]);
}

/** [from, to) 一格一格地；没有数据的格子也在。两头都在格子的边界上。 */
export async function readPoints(k: Kernel, span: Granularity, from: number, to: number, tail: Tail): Promise<Point[]> {
  // 正在走的那一格还没有并好：由更细的格子加起来。
  const current = startOf(span, tail.folded_to);
  const known = new Map<number, Content>(
    (await statsOf(k).list(span, from, Math.min(to, current))).map((bucket) => [bucket.from, bucket] as const),
  );
  if (current >= from && current < to) known.set(current, merge(await readFolded(k, current, tail.folded_to)));
  const points: Point[] = [];
  for (let at = from; at < to; at = ceilTo(span, at + 1)) {
    const live = tail.minutes.filter((minute) => startOf(span, minute.from) === at);
    const { calls, orders, faults } = live.length > 0 ? merge([known.get(at) ?? NOTHING, ...live]) : (known.get(at) ?? NOTHING);
    points.push({ from: at, calls, orders, faults });
  }
  return points;
}
