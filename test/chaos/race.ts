/**
 * 两件事同时发生。每一次读与随后的写之间都插进等待：
 * 种子决定等多久（许多种交错），碰头逼出最坏的那一种——人人都读完了，才有人写。
 */
import type { ProviderName } from '../../common/contract/channels';
import { isOperation, meeting, seededLatency, type Wait } from '../world/latency';
import { findFaults } from '../world/oracle';
import { settleDust } from '../world/recovery';
import { stageOf, type Stage } from '../world/scenario';
import { openWorld, type WorldOptions } from '../world/world';

/** 一场竞争：先布置，再同时开始几件事。 */
export interface Race {
  readonly provider: ProviderName;
  readonly options?: Omit<WorldOptions, 'ports' | 'latency'>;
  readonly prepare: (stage: Stage) => Promise<void>;
  /** 同时开始的几件事 */
  readonly rivals: (stage: Stage) => readonly (() => Promise<unknown>)[];
  /** 尘埃落定之前就该成立的 */
  readonly at?: (stage: Stage) => void;
  /** 尘埃落定之后 */
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

type Arrange = (database: Switch, http: Switch) => () => void;
/** 怎样开跑；缺省大家同时。 */
type Start = (rivals: readonly (() => Promise<unknown>)[]) => Promise<unknown>;
const together: Start = (rivals) => Promise.all(rivals.map((rival) => rival()));

async function run(race: Race, arrange: Arrange, start: Start = together): Promise<void> {
  const [database, http] = [createSwitch(), createSwitch()];
  const world = await openWorld({ ...race.options, latency: { databaseLatency: database.wait, httpLatency: http.wait } });
  try {
    const stage = stageOf(world, race.provider);
    await race.prepare(stage);
    await world.signIn();
    const finish = arrange(database, http);
    await start(race.rivals(stage));
    finish();
    database.use(undefined);
    http.use(undefined);
    race.at?.(stage);
    await settleDust(world);
    expect(findFaults(world)).toEqual([]);
    race.after?.(stage);
  } finally {
    await world.close();
  }
}

/** 种子决定的交错。 */
export function runSeeded(race: Race, seed: number): Promise<void> {
  return run(race, (database, http) => {
    database.use(seededLatency(seed));
    http.use(seededLatency(seed + 1000));
    return () => undefined;
  });
}

/** 最坏的交错：count 个都读完了那个集合，才放行。没有那么多人来读就一直等，测试因超时而红。 */
export function runMeeting(race: Race, count: number, collection = 'payment_orders'): Promise<void> {
  return run(race, (database) => {
    const everybody = meeting(count, (call, phase) => phase === 'after' && isOperation('get', collection)(call));
    database.use(everybody.wait);
    return () => everybody.open();
  });
}

/** 最旧的眼光：第一个读完就停住，别的全部做完，它才拿着早已过时的一行往下走。 */
export function runStale(race: Race, collection = 'payment_orders'): Promise<void> {
  let read: () => void = () => undefined;
  let go: () => void = () => undefined;
  const hasRead = new Promise<void>((resolve) => (read = resolve));
  const may = new Promise<void>((resolve) => (go = resolve));
  let held = false;
  const wait: Wait = async (call, phase) => {
    if (held || phase !== 'after' || !isOperation('get', collection)(call)) return;
    held = true;
    read();
    await may;
  };
  return run(
    race,
    (database) => {
      database.use(wait);
      return () => undefined;
    },
    async ([first, ...others]) => {
      const late = (first as () => Promise<unknown>)();
      // 有的这一次根本不必读：那就没有什么可停的。
      await Promise.race([hasRead, late]);
      await Promise.all(others.map((other) => other()));
      go();
      await late;
    },
  );
}
