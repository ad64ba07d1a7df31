/**
 * 调度：同时开始的几件事，每一次对外的调用都停下来等，由种子决定下一个放行谁——像一个只有一个核的、故意捣乱的系统。
 * 有的种子喜欢让同一件事一直走下去（停住的那一个拿着越来越旧的一行），有的步步换人。
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { seededRandom, type Wait } from '../latency';

/** 还有人在路上（没有停在任何一次调用上）时，最多等它这么多轮。 */
const PATIENCE = 12;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface Scheduler {
  readonly wait: Wait;
  /** 以第几件事的身份做；只有这里面的调用归调度管 */
  as<T>(rival: number, work: () => Promise<T>): Promise<T>;
}

interface Parked {
  readonly rival: number;
  readonly go: () => void;
}

export function createScheduler(seed: number): Scheduler {
  const random = seededRandom(seed);
  const who = new AsyncLocalStorage<number>();
  /** 接着放行上一个的机会 */
  const loyalty = random();
  const parked: Parked[] = [];
  const living = new Set<number>();
  let last = -1;
  let pumping = false;

  const everybodyWaits = (): boolean => [...living].every((rival) => parked.some((one) => one.rival === rival));
  const choose = (): Parked => {
    const rivals = [...new Set(parked.map(({ rival }) => rival))].sort((a, b) => a - b);
    const drawn = rivals[Math.floor(random() * rivals.length)] as number;
    last = rivals.includes(last) && random() < loyalty ? last : drawn;
    const index = parked.findIndex(({ rival }) => rival === last);
    return parked.splice(index, 1)[0] as Parked;
  };
  const pump = async (): Promise<void> => {
    pumping = true;
    while (parked.length > 0) {
      for (let left = PATIENCE; left > 0 && !everybodyWaits(); left -= 1) await turn();
      choose().go();
      await turn();
    }
    pumping = false;
  };
  return {
    async wait() {
      const rival = who.getStore();
      if (rival === undefined) return;
      await new Promise<void>((go) => {
        parked.push({ rival, go });
        if (!pumping) void pump();
      });
    },
    async as(rival, work) {
      living.add(rival);
      try {
        return await who.run(rival, work);
      } finally {
        living.delete(rival);
      }
    },
  };
}
