/**
 * 世界里的时间只有虚拟的钟：函数、事务、请求、处理的时限从不到点（倒下由切点安排，挂住的另有测试），
 * 机器再忙，结局也一样。短的等待（抢输了让开一小会儿）还是等一等；比赛时由调度接管，等多久也由种子决定。
 */
import { REAL_TIMERS, type Timers } from '../../local/unicloud/timing';

/** 这么久以内的是「让开一小会儿」，毫秒；更久的是时限 */
const SHORT_MS = 1000;

/** 接管一次短的等待；不归它管的返回 undefined */
export type Pause = (ring: () => void) => (() => void) | undefined;

export interface WorldTimers extends Timers {
  /** 从现在起谁来管短的等待 */
  use(pause: Pause | undefined): void;
}

const NEVER = (): void => undefined;

export function createWorldTimers(): WorldTimers {
  let pause: Pause | undefined;
  return {
    after: (ms, ring) => (ms >= SHORT_MS ? NEVER : (pause?.(ring) ?? REAL_TIMERS.after(ms, ring))),
    use: (next) => void (pause = next),
  };
}
