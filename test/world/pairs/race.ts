/**
 * 两件事同时发生。每一次读与随后的写之间都插进等待：种子决定等多久，或由调度决定放行谁；
 * 碰头逼出最坏的那一种——人人都读完了，才有人写；最旧的眼光——第一个读完就停住，别的全部做完它才往下走。
 */
import type { ProviderName } from '../../../common/contract/channels';
import { isOperation, meeting, seededLatency, type Wait } from '../latency';
import { findFaults } from '../oracle';
import { settleDust } from '../recovery';
import { stageOf, type Stage } from '../scenario';
import { createWorldTimers, type WorldTimers } from '../timing';
import { openWorld, type WorldOptions } from '../world';
import { createScheduler } from './scheduler';

/** 一场竞争：先布置，再同时开始几件事。同一个世界里可以来许多回，所以只看这一回的单号。 */
export interface Race {
  readonly provider: ProviderName;
  readonly options?: Omit<WorldOptions, 'ports' | 'latency'>;
  readonly prepare?: (stage: Stage) => Promise<void>;
  /** 同时开始的几件事 */
  readonly rivals: (stage: Stage) => readonly (() => Promise<unknown>)[];
  /** 尘埃落定之前就该成立的。@throws AssertionError */
  readonly at?: (stage: Stage) => void;
  /** 尘埃落定之后。@throws AssertionError */
  readonly after?: (stage: Stage) => void;
}

/** 等待可以随时换：布置时不等，比赛时才等。 */
interface Switch {
  readonly wait: Wait;
  use(next: Wait | undefined): void;
}
function createSwitch(): Switch {
  let current: Wait | undefined;
  return { wait: async (call, phase) => current?.(call, phase), use: (next) => void (current = next) };
}

type Arrange = (database: Switch, http: Switch, timers: WorldTimers) => () => void;
/** 怎样开跑；缺省大家同时。 */
type Start = (rivals: readonly (() => Promise<unknown>)[]) => Promise<unknown>;
const together: Start = (rivals) => Promise.all(rivals.map((rival) => rival()));

/** 一回怎样跑。 */
interface Heat {
  readonly arrange: Arrange;
  readonly start?: Start;
}

/** @throws Error 有一处不对 */
function requireSound(faults: readonly string[], when: string): void {
  if (faults.length > 0) throw new Error(`${when}：\n${faults.map((text) => `  - ${text}`).join('\n')}`);
}

/**
 * 在一个世界里一回接一回地跑，最后一起等尘埃落定，再对账。
 * @throws Error 有一处不对，说出是第几回
 */
async function runHeats(race: Race, heats: readonly Heat[]): Promise<void> {
  const [database, http, timers] = [createSwitch(), createSwitch(), createWorldTimers()];
  const world = await openWorld({ ...race.options, latency: { databaseLatency: database.wait, httpLatency: http.wait, timers } });
  const named = (round: number, work: () => void): void => {
    try {
      work();
    } catch (error) {
      throw new Error(`第 ${round} 回：${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  };
  try {
    const stages: Stage[] = [];
    for (const [round, { arrange, start = together }] of heats.entries()) {
      const stage = stageOf(world, race.provider, round);
      stages.push(stage);
      await race.prepare?.(stage);
      const finish = arrange(database, http, timers);
      await start(race.rivals(stage));
      finish();
      database.use(undefined);
      http.use(undefined);
      timers.use(undefined);
      world.stack.wxpay.faults.clear();
      world.stack.alipay.faults.clear();
      named(round, () => {
        requireSound(world.seen, '途中');
        race.at?.(stage);
      });
    }
    // 等确认的都确认了，不然要等满一整天。
    for (const { no, state } of world.till('wxpay').transfers()) if (state === 'OPEN') world.till('wxpay').endTransfer(no, true);
    await settleDust(world);
    requireSound(findFaults(world), '尘埃落定之后');
    stages.forEach((stage, round) => named(round, () => race.after?.(stage)));
  } finally {
    await world.close();
  }
}

/** 种子决定的交错。 */
export function runSeeded(race: Race, seed: number): Promise<void> {
  const arrange: Arrange = (database, http) => {
    database.use(seededLatency(seed));
    http.use(seededLatency(seed + 1000));
    return () => undefined;
  };
  return runHeats(race, [{ arrange }]);
}

/** 调度决定的交错：从种子起，一个接一个，共 count 回，同在一个世界里。 */
export function runScheduled(race: Race, seed: number, count: number): Promise<void> {
  const heat = (own: number): Heat => {
    const scheduler = createScheduler(own);
    return {
      arrange(database, http, timers) {
        database.use(scheduler.wait);
        http.use(scheduler.wait);
        timers.use(scheduler.pause);
        return () => undefined;
      },
      start: (rivals) => Promise.all(rivals.map((rival, index) => scheduler.as(index, rival))),
    };
  };
  return runHeats(
    race,
    Array.from({ length: count }, (_none, index) => heat(seed + index)),
  );
}

/** 最坏的交错：count 个都读完了那个集合，才放行。没有那么多人来读就一直等，测试因超时而红。 */
export function runMeeting(race: Race, count: number, collection = 'payment_orders'): Promise<void> {
  const arrange: Arrange = (database) => {
    const everybody = meeting(count, (call, phase) => phase === 'after' && isOperation('get', collection)(call));
    database.use(everybody.wait);
    return () => everybody.open();
  };
  return runHeats(race, [{ arrange }]);
}

/** 别人这么久没有碰过数据库、没有发过请求（毫秒，真的时间）：都在等停住的那一个，世界里的时限又从不到点 */
const STUCK_MS = 2000;

/** 最旧的眼光：第一个读完就停住，别的全部做完（或都在等它），它才拿着早已过时的一行往下走。 */
export function runStale(race: Race, collection = 'payment_orders'): Promise<void> {
  let read: () => void = () => undefined;
  let go: () => void = () => undefined;
  const hasRead = new Promise<void>((resolve) => (read = resolve));
  const may = new Promise<void>((resolve) => (go = resolve));
  let held = false;
  let calls = 0;
  const wait: Wait = async (call, phase) => {
    calls += 1;
    if (held || phase !== 'after' || !isOperation('get', collection)(call)) return;
    held = true;
    read();
    await may;
  };
  const arrange: Arrange = (database, http) => {
    database.use(wait);
    http.use(async () => void (calls += 1));
    return () => undefined;
  };
  const start: Start = async ([first, ...others]) => {
    const late = (first as () => Promise<unknown>)();
    // 有的这一次根本不必读：那就没有什么可停的。
    await Promise.race([hasRead, late]);
    let seen = calls;
    const watch = setInterval(() => {
      if (seen === calls) go();
      seen = calls;
    }, STUCK_MS);
    await Promise.all(others.map((other) => other())).finally(() => clearInterval(watch));
    go();
    await late;
  };
  return runHeats(race, [{ arrange, start }]);
}
