/** 注入的时间。 */
export interface Clock {
  /** 当前毫秒时间戳 */
  now(): number;
  /** 等待，毫秒；只用于 await_notify 这类有上限的等待 */
  wait(ms: number): Promise<void>;
  /** 过这么久响一次，毫秒。@returns 不要它响了 */
  alarm(ms: number, ring: () => void): () => void;
}
export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
  alarm: (ms, ring) => {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
