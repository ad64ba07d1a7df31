/** 协议里的时间都是东八区的 `yyyy-MM-dd HH:mm:ss`（docs/protocols/alipay.md §1.2），与本机时区无关。 */

const OFFSET_MS = 8 * 3600_000;
const DAY_MS = 24 * 3600_000;
const PATTERN = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/** 毫秒 → `2026-11-23 15:00:00` */
export function beijingTime(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** 毫秒 → `2026-11-23 15:00:00.123`，只有 gmt_refund 带毫秒 */
export function beijingTimeWithMs(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 23).replace('T', ' ');
}

/** 毫秒 → `2026-11-23` */
export function beijingDate(ms: number): string {
  return beijingTime(ms).slice(0, 10);
}

/** @returns 毫秒；格式不对或没有这个日子时为 undefined */
export function parseBeijingTime(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second) - OFFSET_MS;
  return beijingTime(at) === text ? at : undefined;
}

/** 这一刻所在日子（东八区）结束的毫秒数 */
export function endOfBeijingDay(ms: number): number {
  return (Math.floor((ms + OFFSET_MS) / DAY_MS) + 1) * DAY_MS - OFFSET_MS;
}
