/**
 * 把到期的行一批一批处理完，直到没有或到点：
 * - 同时处理若干张（问网关要等，排着队等太慢）
 * - 用户之间轮流：一个人的几千张购物车不能挡住别人刚付的那一笔
 * - 一行的意外不挡别的；读不懂的拿开并告警，永远不再挡路
 */
import type { Kernel } from '../kernel/kernel';
import { shareCondition } from '../ledger/shard';
import type { Due, DueWish } from '../ledger/listing';
import type { JobResult } from './job';

interface Swept {
  readonly _id: string;
  readonly user_id: string;
}

export interface Sweep<Row extends Swept> {
  /** 这是哪一类的行，告警里用 */
  readonly title: string;
  /** 读不懂的行上复核台时说是哪张表 */
  readonly table?: 'orders' | 'refunds' | 'requests';
  readonly store: { due(wish: DueWish): Promise<Due<Row>>; setAside(id: string, field: string): Promise<void> };
  /** 按片分：只看归自己的（ledger/shard） */
  readonly shared?: true;
  /** 排期字段与其余条件；有先后的几路，每一路都轮得到 */
  readonly lanes: readonly Pick<DueWish, 'field' | 'where'>[];
  /** 返回 true 表示有变化；抛出表示失败（由它自己留痕） */
  readonly step: (row: Row) => Promise<boolean>;
}

const BATCH = 200;
/** 一轮里每个用户先照顾这么多张；大家都照顾到了，再放宽，最后不限。 */
const FAIR_SHARES: readonly number[] = [5, 20, 80, Infinity];
/** 一次查询最多排除这么多用户。 */
const MAX_EXCEPT = 100;

/** 用户之间轮流：每人先出第一张，再出第二张…… */
function takeTurns<Row extends Swept>(rows: readonly Row[]): Row[] {
  const byUser = new Map<string, Row[]>();
  for (const row of rows) byUser.set(row.user_id, [...(byUser.get(row.user_id) ?? []), row]);
  const queues = [...byUser.values()];
  const turns: Row[] = [];
  for (let round = 0; turns.length < rows.length; round += 1) for (const queue of queues) if (queue[round]) turns.push(queue[round] as Row);
  return turns;
}

/** 同时最多处理 `parallel` 项，到点不再开始新的。 */
async function inParallel<Row>(
  rows: readonly Row[],
  parallel: number,
  open: () => boolean,
  work: (row: Row) => Promise<void>,
): Promise<void> {
  const waiting = [...rows];
  const worker = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined && open(); row = waiting.shift()) await work(row);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

export async function sweep<Row extends Swept>(
  k: Kernel,
  deadline: number,
  { title, table, store, shared, lanes, step }: Sweep<Row>,
): Promise<JobResult> {
  const seen = new Set<string>();
  const served = new Map<string, number>();
  let changed = 0;
  let failed = 0;
  const mine = shared ? shareCondition(k.vk.getUnicloud()._, k.share) : {};
  const open = (): boolean => k.now() < deadline;
  const result = (unfinished: boolean): JobResult => ({ examined: seen.size, changed, failed, unfinished });

  const setAside = async (id: string, field: string): Promise<void> => {
    await k.journal.alert({
      kind: 'unreadable-row',
      level: 'critical',
      fact: `${title} ${id}`,
      message: `${title} ${id} 的数据不完整，已从补漏中拿开，请人处理`,
      figures: { id },
      ...(table ? { review: { kind: 'unreadable', row: { table, id, field } } } : {}),
    });
    await store.setAside(id, field);
  };
  const one = async (row: Row): Promise<void> => {
    seen.add(row._id);
    try {
      if (await step(row)) changed += 1;
    } catch {
      failed += 1;
    }
  };

  /** 各路轮流取一批，每人不超过 share 张；返回处理了几项。 */
  const batch = async (share: number): Promise<number> => {
    const full = [...served].filter(([, count]) => count >= share).map(([user]) => user);
    const fresh: Row[] = [];
    let broken = 0;
    for (const { field, where } of lanes) {
      const due = await store.due({ field, limit: BATCH, exceptUsers: full.slice(0, MAX_EXCEPT), where: { ...where, ...mine } });
      for (const id of due.broken) await setAside(id, field);
      broken += due.broken.length;
      for (const row of due.rows) if (!seen.has(row._id) && !fresh.some((other) => other._id === row._id)) fresh.push(row);
    }
    const fair = takeTurns(fresh).filter((row) => {
      const count = served.get(row.user_id) ?? 0;
      if (count >= share) return false;
      served.set(row.user_id, count + 1);
      return true;
    });
    await inParallel(fair, k.config.settings.monitorParallel, open, one);
    await k.journal.flush();
    return fair.length + broken;
  };

  for (const share of FAIR_SHARES) {
    while ((await batch(share)) > 0) if (!open()) return result(true);
  }
  return result(false);
}
