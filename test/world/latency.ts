/**
 * 并发测试的等待：同一进程里的请求不会自己在「读」与「随后的写」之间交错，必须由测试让它们交错。
 * 不用定时器；种子相同，等的轮数就相同。
 */
import type { DatabaseOperation, HttpCall } from '../../local/unicloud';

type Phase = 'before' | 'after';
type Call = DatabaseOperation | HttpCall;
export type Wait = (call: Call, phase: Phase) => Promise<void>;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** mulberry32：小而够用的可重复随机数，返回 [0, 1)。 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** 每次前后各等 0–most 轮事件循环，长短由种子决定：不同的种子得到不同的交错。 */
export function seededLatency(seed: number, most = 6): Wait {
  const random = seededRandom(seed);
  return async () => {
    for (let left = Math.floor(random() * (most + 1)); left > 0; left -= 1) await turn();
  };
}

export interface Meeting {
  readonly wait: Wait;
  /** 已经到了几个 */
  readonly arrived: number;
  /** 不等了：放行已到的与后来的 */
  open(): void;
}

/**
 * 碰头：符合条件的调用停在那里，到齐 count 个才一起放行（只碰一次）。
 * 「人人都读完了才有人写」就是 `meeting(n, (call, phase) => phase === 'after' && isThatRead(call))`。
 * 少一个就永远等下去：测试会因超时而红，说明那个交错没有发生。
 */
export function meeting(count: number, matches: (call: Call, phase: Phase) => boolean): Meeting {
  let arrived = 0;
  let open: () => void = () => undefined;
  const together = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    wait: async (call, phase) => {
      if (!matches(call, phase)) return;
      arrived += 1;
      if (arrived >= count) open();
      await together;
    },
    get arrived() {
      return arrived;
    },
    open: () => open(),
  };
}

/** 某个集合上的某种数据库操作；kind 为 get、add、update、updateAndReturn、set、remove、count、aggregate。 */
export const isOperation =
  (kind: string, collection: string) =>
  (call: Call): boolean =>
    'kind' in call && call.kind === kind && call.collection === collection;
