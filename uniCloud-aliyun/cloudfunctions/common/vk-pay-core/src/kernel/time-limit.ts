/** 有时限的等待：到点就不再等，被等的那件事自己也许还在继续。 */
import type { Clock } from './clock';
import { PayError } from './pay-error';

/** 到时限还没有结束。它后来怎样，看 `late`。 */
export class TimedOut extends PayError {
  constructor(
    readonly late: Promise<unknown>,
    ms: number,
  ) {
    super('SYSTEM', { outcome: 'unknown', detail: `超过 ${ms} 毫秒还没有结束，不再等它` });
    // 没有人等它了，失败也不是「没有人接住的错误」。
    late.catch(() => undefined);
  }
}

/** @throws TimedOut；以及 work 自己抛的 */
export function withinTime<T>(k: Pick<Clock, 'alarm'>, ms: number, work: () => Promise<T>): Promise<T> {
  // 同步抛出的也算它失败。
  const running = Promise.resolve().then(work);
  return new Promise<T>((resolve, reject) => {
    const cancel = k.alarm(ms, () => reject(new TimedOut(running, ms)));
    running.then(resolve, reject).finally(cancel);
  });
}
