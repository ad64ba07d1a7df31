/** 注入的时间。 */
export interface Clock {
  /** 当前毫秒时间戳 */
  now(): number;
  /** 等待，毫秒；只用于 await_notify 这类有上限的等待 */
  wait(ms: number): Promise<void>;
}
export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
};

const DAY_MS = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** 毫秒时间戳 → UTC+8 的 `yyyyMMddHHmmss`，与运行环境时区无关。 */
export function shanghaiCompact(at: number): string {
  return new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19).replace(/[-T:]/g, '');
}

/** 毫秒时间戳 → 带时区的 RFC 3339（秒精度，+08:00），与运行环境时区无关。 */
export function shanghaiRfc3339(at: number): string {
  return `${new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}

export { DAY_MS };
