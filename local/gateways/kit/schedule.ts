/** 重发的时间表，与真实时间下的轮询。 */

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * 第 attempts 次失败之后下一次的时间。
 * @param intervals 各次重试的间隔（毫秒）
 * @param compression 时间压缩倍数
 * @returns 毫秒；重试次数用完返回 undefined
 */
export function nextAttemptAt(intervals: readonly number[], attempts: number, now: number, compression: number): number | undefined {
  const interval = intervals[attempts - 1];
  return interval === undefined ? undefined : now + Math.ceil(interval / compression);
}

const POLL_MS = 100;

/** 真实时间下定期执行到期的工作；上一轮没结束时不重入。 */
export function createPoller(hasWork: () => boolean, work: () => Promise<unknown>): { start(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const tick = (): void => {
    if (running || !hasWork()) return;
    running = work()
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        running = undefined;
      });
  };
  return {
    start() {
      timer ??= setInterval(tick, POLL_MS).unref();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
}
