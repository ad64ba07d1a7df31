/**
 * 把原始的行折进统计。一分钟的统计由那一分钟的行完全决定、一次替换写完：定时器来几次、几个实例一起来、倒在半路再来，结果都一样。
 * 迟到的行与后来才付的订单由「再看一眼」补上：每分钟过后的第 1、2、5、15、45 分钟、1 天、7 天各看一次；
 * 日志只数个数，多了才重读。每一轮的工作只与那几分钟的行有关，与表有多大无关；停过很久再来，没有行的那些分钟一步跨过。
 */
import type { Granularity } from '../../../../../../common/contract/watch/statistics';
import { DAY_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import { contend, LostRace } from '../ledger/conflict';
import { isNothing, merge, type Content } from './cell';
import type { BucketRecord, Seen } from './record';
import { sourceOf, type Source } from './source/store';
import { MINUTE_MS, startOf, WIDTH } from './span';
import { statsOf } from './store';
import { tallyCalls, tallyFaults, tallyOrders } from './tally';

/** 过了几分钟再看一眼；45 是未付的订单关掉之后，最后一次在迟到的支付（25 小时）之后。 */
const LOOKS: readonly number[] = [1, 2, 5, 15, 45, 1440, 10_080];
/** 第一次运行时最多从多久以前数起；再往前的分钟也不再看了。 */
const BACKFILL_MS = 7 * DAY_MS;
const DIRTY_BATCH = 200;
/** 落后这么多分钟才去找可以跨过的 */
const WORTH_SKIPPING = 3;
const SOURCES = ['logs', 'orders', 'errors'] as const;

const same = (a: Content, b: Content): boolean => {
  const plain = ({ calls, orders, faults }: Content): string => JSON.stringify([calls, orders, faults]);
  return plain(a) === plain(b);
};

/** 数一分钟。先读已有的那一行、再读原始的行，写时要求它没变：拿着旧数字的人写不进去。 */
async function foldMinute(k: Kernel, from: number): Promise<void> {
  const to = from + MINUTE_MS;
  await contend(k, async () => {
    const known = await statsOf(k).find('minute', from);
    const before: Seen = known?.seen ?? { logs: 0, orders: 0, errors: 0 };
    /** 行没有多就沿用；少了是被清理掉的，那也沿用 */
    const grown = async (source: Source): Promise<boolean> => !known || (await sourceOf(k).count(source, from, to)) > before[source];
    const read = async (source: Source): Promise<Document[] | undefined> =>
      (await grown(source)) ? sourceOf(k).rows(source, from, to) : undefined;
    const [logs, errors, rows] = await Promise.all([read('logs'), read('errors'), sourceOf(k).rows('orders', from, to)]);
    // 订单会变（付了、办了），每次都重读；清理掉的（过期没有人付的）不从历史里抹去。
    const orders = rows.length >= before.orders ? rows : undefined;
    const content: Content = {
      calls: logs ? tallyCalls(logs) : (known?.calls ?? []),
      orders: orders ? tallyOrders(orders) : (known?.orders ?? []),
      faults: errors ? tallyFaults(errors) : (known?.faults ?? []),
    };
    if (known ? same(known, content) : isNothing(content)) return;
    const seen = {
      logs: logs?.length ?? before.logs,
      orders: orders?.length ?? before.orders,
      errors: errors?.length ?? before.errors,
    };
    if (!(await statsOf(k).put(known, { span: 'minute', from, seen, dirty: 1, ...content }))) throw new LostRace();
  });
}

/** 一小时由六十分钟、一天由二十四小时重新加起来；加好了才把下一级的记号去掉，倒在中间就再加一次。 */
async function rollUpTo(k: Kernel, part: Granularity, whole: Granularity, open: () => boolean): Promise<number> {
  const stats = statsOf(k);
  let changed = 0;
  while (open()) {
    const dirty = await stats.dirty(part, DIRTY_BATCH);
    for (const from of new Set(dirty.map((bucket) => startOf(whole, bucket.from)))) {
      const parts = await contend(k, async (): Promise<readonly BucketRecord[]> => {
        const known = await stats.find(whole, from);
        const found = await stats.list(part, from, from + WIDTH[whole]);
        const sum = merge(found);
        if (known && same(known, sum)) return found;
        if (!(await stats.put(known, { span: whole, from, dirty: whole === 'day' ? 0 : 1, ...sum }))) throw new LostRace();
        changed += 1;
        return found;
      });
      await Promise.all(parts.filter((bucket) => bucket.dirty === 1).map((bucket) => stats.clean(bucket)));
      if (!open()) return changed;
    }
    if (dirty.length < DIRTY_BATCH) return changed;
  }
  return changed;
}

const rollUp = async (k: Kernel, open: () => boolean): Promise<number> =>
  (await rollUpTo(k, 'minute', 'hour', open)) + (await rollUpTo(k, 'hour', 'day', open));

/** 不早于 from 的第一行。 */
async function firstRow(k: Kernel, from: number): Promise<number | undefined> {
  const firsts = await Promise.all(SOURCES.map((name) => sourceOf(k).earliest(name, from)));
  const found = firsts.filter((at) => at !== undefined);
  return found.length > 0 ? Math.min(...found) : undefined;
}

type Range = readonly [from: number, to: number];

/** 再看一眼许多分钟：有过订单的重数；行数多出来了的，对半找到是哪一分钟。 */
async function lookAt(k: Kernel, [from, to]: Range): Promise<void> {
  if (to - from <= MINUTE_MS) return foldMinute(k, from);
  const known = await statsOf(k).list('minute', from, to);
  const counts = await Promise.all(SOURCES.map((name) => sourceOf(k).count(name, from, to)));
  const grown = SOURCES.some((name, at) => (counts[at] ?? 0) > known.reduce((sum, { seen }) => sum + (seen?.[name] ?? 0), 0));
  if (grown) {
    const middle = startOf('minute', (from + to) / 2);
    await lookAt(k, [from, middle]);
    return lookAt(k, [middle, to]);
  }
  for (const bucket of known) if ((bucket.seen?.orders ?? 0) > 0) await foldMinute(k, bucket.from);
  return undefined;
}

/** 从 from 走到 to 该再看的：每一眼各是一段；走过的那一段本身是空的，不必看。 */
function rangesToLook(from: number, to: number): Range[] {
  const ranges: [number, number][] = [];
  for (const ago of [...LOOKS].reverse()) {
    const [start, end] = [from - ago * MINUTE_MS, Math.min(to - ago * MINUTE_MS, from)];
    const last = ranges[ranges.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else ranges.push([start, end]);
  }
  return ranges;
}

/** 从 from 往前走一步：一分钟，或者跨过一段没有行的。返回走到哪里。 */
async function stepFrom(k: Kernel, from: number): Promise<number> {
  const end = startOf('minute', k.now());
  if (end - from >= WORTH_SKIPPING * MINUTE_MS) {
    const to = Math.min(end, startOf('minute', (await firstRow(k, from)) ?? end));
    if (to > from) {
      for (const range of rangesToLook(from, to)) await lookAt(k, range);
      return to;
    }
  }
  await Promise.all([from, ...LOOKS.map((ago) => from - ago * MINUTE_MS)].map((minute) => foldMinute(k, minute)));
  return from + MINUTE_MS;
}

/** 从哪一分钟数起：已有的行里最早的，最多七天以前。 */
async function begin(k: Kernel): Promise<number> {
  const start = startOf('minute', Math.min(k.now(), (await firstRow(k, k.now() - BACKFILL_MS)) ?? k.now()));
  await statsOf(k).advance(undefined, start);
  return (await statsOf(k).cursor()) ?? start;
}

export interface Folded {
  readonly minutes: number;
  readonly changed: number;
  /** 时间用完时还没有数到现在 */
  readonly unfinished: boolean;
}

/**
 * 数到现在为止的每一个完整的分钟，再并到小时与天。
 * @param deadline 毫秒时间戳；到点就停，剩下的下一轮再来
 */
export async function foldStatistics(k: Kernel, deadline: number): Promise<Folded> {
  const stats = statsOf(k);
  const open = (): boolean => k.now() < deadline;
  let cursor = (await stats.cursor()) ?? (await begin(k));
  let minutes = 0;
  let changed = 0;
  while (cursor + MINUTE_MS <= k.now() && open()) {
    const at = cursor;
    const next = await stepFrom(k, at);
    minutes += (next - at) / MINUTE_MS;
    // 走过整点之前先把这一小时并好：读的人可以相信，折到哪里，那以前的小时与天就都在。
    if (startOf('hour', next) > startOf('hour', at)) {
      changed += await rollUp(k, open);
      if (!open()) break;
    }
    // 别的实例先推进了就接着它的。
    cursor = (await stats.advance(at, next)) ? next : ((await stats.cursor()) ?? next);
  }
  changed += await rollUp(k, open);
  return { minutes, changed, unfinished: cursor + MINUTE_MS <= k.now() };
}
