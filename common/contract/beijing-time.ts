/** 读北京时间（UTC+8），写最常用的那一种。别的写法在 beijing-text：它带着日历库，回调函数不必装载，每次请求都签的地方也嫌慢。 */

const AHEAD_MS = 8 * 3_600_000;
const PLAIN = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)?$/;

const Y2K = Date.UTC(2000, 0, 1);
/** 月份 → 平年里它之前有多少天。 */
const DAYS_BEFORE = [NaN, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** 从 `at` 起的两位数字；不是数字的为负或大于 99。 */
const twoDigits = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
};

/**
 * 年月日从 `date` 起（`yyyy-MM-dd`），时、分、秒各从哪里起，按 UTC 读；其间是什么不看。
 * 只认 2000–2099 年、哪个月都有的日子（二十八号以前）：通知里几乎都是，比 Date.parse 快几倍。
 * @returns 别的一律 undefined，交给 Date.parse 说了算
 */
function utcAt(text: string, date: number, hourAt: number, minuteAt: number, secondAt: number): number | undefined {
  const century = twoDigits(text, date);
  const year = twoDigits(text, date + 2);
  const month = twoDigits(text, date + 5);
  const day = twoDigits(text, date + 8);
  const hour = twoDigits(text, hourAt);
  const minute = twoDigits(text, minuteAt);
  const second = twoDigits(text, secondAt);
  const dashed = text[date + 4] === '-' && text[date + 7] === '-';
  if (!dashed || century !== 20 || year < 0 || month < 1 || month > 12 || day < 1 || day > 28) return undefined;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined;
  // 这一百年里四年一闰，没有例外。
  const leapDays = month > 2 ? (year >> 2) + 1 : (year + 3) >> 2;
  const days = year * 365 + leapDays + (DAYS_BEFORE[month] as number) + day - 1;
  return Y2K + (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000;
}

/** 从头起的 `yyyy-MM-dd?HH:mm:ss`，按 UTC 读；二十八号以后的、别的样子的一律 undefined，交给 Date.parse 说了算。 */
export function utcOfPlain(text: string): number | undefined {
  return text[13] === ':' && text[16] === ':' ? utcAt(text, 0, 11, 14, 17) : undefined;
}

/** 表单里的写法：空格写成加号，冒号编了码。 */
const FORM_LENGTH = '2026-11-23+12%3A00%3A00'.length;

/**
 * 表单里从 `from` 到 `to` 的北京时间 → 毫秒时间戳，不必先解码。
 * @returns 不是 `yyyy-MM-dd+HH%3Amm%3Ass` 的为 undefined
 */
export function fromBeijingForm(text: string, from: number, to: number): number | undefined {
  const written = to - from === FORM_LENGTH && text[from + 10] === '+' && isColon(text, from + 13) && isColon(text, from + 18);
  if (!written) return undefined;
  const plain = utcAt(text, from, from + 11, from + 16, from + 21);
  if (plain !== undefined) return plain - AHEAD_MS;
  return fromBeijingText(text.slice(from, to).replace('+', ' ').replaceAll('%3A', ':'));
}

const isColon = (text: string, at: number): boolean => text[at] === '%' && text[at + 1] === '3' && text[at + 2] === 'A';

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
