/** 读北京时间（UTC+8），写最常用的那一种。别的写法在 beijing-text：它带着日历库，回调函数不必装载，每次请求都签的地方也嫌慢。 */

const AHEAD_MS = 8 * 3_600_000;
const PLAIN = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)?$/;

/** 从 `at` 起的两位数字；不是数字的为负或大于 99。 */
const twoDigits = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
};

/**
 * 从头起的 `yyyy-MM-dd?HH:mm:ss`，按 UTC 读。哪一年、哪个月都有的日子（二十八号以前）才认：通知里几乎都是，比 Date.parse 快几倍。
 * @returns 别的一律 undefined，交给 Date.parse 说了算
 */
export function utcOfPlain(text: string): number | undefined {
  const century = twoDigits(text, 0);
  const year = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const dashed = text[4] === '-' && text[7] === '-' && text[13] === ':' && text[16] === ':';
  if (!dashed || century < 19 || year < 0 || month < 1 || month > 12 || day < 1 || day > 28) return undefined;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined;
  return Date.UTC(century * 100 + year, month - 1, day, hour, minute, second);
}

/** `yyyy-MM-dd HH:mm:ss` 的北京时间 → 毫秒时间戳；可以带毫秒（忽略）。不是这个样子的返回 undefined。 */
export function fromBeijingText(text: unknown): number | undefined {
  if (typeof text === 'string' && text.length === 19 && text[10] === ' ') {
    const plain = utcOfPlain(text);
    if (plain !== undefined) return plain - AHEAD_MS;
  }
  const match = typeof text === 'string' ? PLAIN.exec(text) : null;
  if (!match) return undefined;
  const at = Date.parse(`${match[1]}T${match[2]}+08:00`);
  return Number.isNaN(at) ? undefined : at;
}

/** 毫秒时间戳 → `yyyy-MM-dd HH:mm:ss` 的北京时间。 */
export function toBeijingText(at: number): string {
  const text = new Date(at + AHEAD_MS).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}
