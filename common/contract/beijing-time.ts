/** 读北京时间（UTC+8），写最常用的那一种。别的写法在 beijing-text：它带着日历库，回调函数不必装载，每次请求都签的地方也嫌慢。 */

const PLAIN = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)?$/;

/** `yyyy-MM-dd HH:mm:ss` 的北京时间 → 毫秒时间戳；可以带毫秒（忽略）。不是这个样子的返回 undefined。 */
export function fromBeijingText(text: unknown): number | undefined {
  const match = typeof text === 'string' ? PLAIN.exec(text) : null;
  if (!match) return undefined;
  const at = Date.parse(`${match[1]}T${match[2]}+08:00`);
  return Number.isNaN(at) ? undefined : at;
}

const AHEAD_MS = 8 * 3_600_000;

/** 毫秒时间戳 → `yyyy-MM-dd HH:mm:ss` 的北京时间。 */
export function toBeijingText(at: number): string {
  return new Date(at + AHEAD_MS).toISOString().slice(0, 19).replace('T', ' ');
}
