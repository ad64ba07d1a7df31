/**
 * 调度：同时开始的几件事，每一次对外的调用都停下来等，由种子决定下一个放行谁——像一个只有一个核的、故意捣乱的系统。
 * 有的种子喜欢让同一件事一直走下去（停住的那一个拿着越来越旧的一行），有的步步换人；一半的种子里有一个读完就睡着，
 * 别人都做完了才醒：少了比较并交换，几个种子之内就看得出来。
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { seededRandom, type Wait } from '../latency';
import type { Pause } from '../timing';

/**
 * 还有人在路上（没有停在任何一次调用、任何一次等待上）时，最多等它这么多轮：路上的在验签、在等本机的网络，轮数与机器快慢无关。
 * 到了还没有停下来的，是在等别人（比如一把大家合用的密钥），不放行别人它就永远在路上。
 */
const PATIENCE = 300;
/** 抢输了让开的，连让这么多次之后先叫醒睡着的：它等的多半就是那一个 */
const PATIENT_PAUSES = 3;

/** 睡着的那一个，最晚在第几次读之后睡 */
const NAP_WITHIN = 4;

/** 大家合用一个：每开一个就多一处，从此每个 promise 都要替它多抄一次 */
const who = new AsyncLocalStorage<{ readonly of: object; readonly rival: number }>();

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface Scheduler {
  readonly wait: Wait;
  /** 短的等待：停在这里，放行了才算等过 */
  readonly pause: Pause;
  /** 以第几件事的身份做；只有这里面的调用归调度管 */
  as<T>(rival: number, work: () => Promise<T>): Promise<T>;
}

interface Parked {
  readonly rival: number;
  /** 刚读完，手里的一行会越来越旧；`pauses` 是抢输了让开 */
  readonly kind: 'calls' | 'naps' | 'pauses';
  readonly go: () => void;
}

export function createScheduler(seed: number): Scheduler {
  const random = seededRandom(seed);
  const own = {};
  /** 归这个调度管的是第几件事；别的不管 */
  const current = (): number | undefined => {
    const mine = who.getStore();
    return mine?.of === own ? mine.rival : undefined;
  };
  /** 接着放行上一个的机会 */
  const loyalty = random();
  /** 谁（同时开始的里面按次序）在它的第几次读之后睡着；一半的种子没有人睡 */
  const [isDrowsy, sleeper, napAt] = [random() < 0.5, random(), 1 + Math.floor(random() * NAP_WITHIN)];
  let started = 0;
  let reads = 0;
  /** 谁抢输了让开过几次 */
  const pauses = new Map<number, number>();
  const parked: Parked[] = [];
  const living = new Set<number>();
  let last = -1;
  let pumping = false;

  const fallsAsleep = (rival: number, isRead: boolean): boolean => {
    if (!isDrowsy || !isRead || rival !== Math.floor(sleeper * started)) return false;
    reads += 1;
    return reads === napAt;
  };
  const everybodyWaits = (): boolean => [...living].every((rival) => parked.some((one) => one.rival === rival));
  const choose = (): Parked => {
    // 别人都做完了，或都在等睡着的那一个，才叫醒它。
    const awake = parked.filter(({ kind, rival }) => kind === 'calls' || (kind === 'pauses' && (pauses.get(rival) ?? 0) <= PATIENT_PAUSES));
    const asleep = parked.filter(({ kind }) => kind === 'naps');
    const ready = [awake, asleep, parked].find((some) => some.length > 0) as Parked[];
    const rivals = [...new Set(ready.map(({ rival }) => rival))].sort((a, b) => a - b);
    const drawn = rivals[Math.floor(random() * rivals.length)] as number;
    last = rivals.includes(last) && random() < loyalty ? last : drawn;
    const chosen = ready.find(({ rival }) => rival === last) as Parked;
    parked.splice(parked.indexOf(chosen), 1);
    return chosen;
  };
  const pump = async (): Promise<void> => {
    pumping = true;
    while (parked.length > 0) {
      for (let turns = 0; !everybodyWaits() && turns < PATIENCE; turns += 1) await turn();
      choose().go();
      await turn();
    }
    pumping = false;
  };
  const park = (one: Parked): void => {
    parked.push(one);
    if (!pumping) void pump();
  };
  return {
    pause(ring) {
      const rival = current();
      if (rival === undefined) return undefined;
      pauses.set(rival, (pauses.get(rival) ?? 0) + 1);
      let cancelled = false;
      const go = (): void => {
        if (!cancelled) ring();
      };
      park({ rival, kind: 'pauses', go });
      return () => {
        cancelled = true;
      };
    },
    async wait(call, phase) {
      const rival = current();
      if (rival === undefined) return;
      const naps = fallsAsleep(rival, phase === 'after' && 'kind' in call && call.kind === 'get');
      await new Promise<void>((go) => park({ rival, kind: naps ? 'naps' : 'calls', go }));
    },
    async as(rival, work) {
      living.add(rival);
      started = Math.max(started, rival + 1);
      try {
        return await who.run({ of: own, rival }, work);
      } finally {
        living.delete(rival);
      }
    },
  };
}
