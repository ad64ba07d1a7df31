/**
 * 写北京时间（UTC+8，没有夏令时）。与运行环境的时区无关：云函数在 UTC，开发者的电脑可能在任何地方。
 * 自己写，不用日历库：收银台的第一眼也要它，那里几 KB 都嫌多。
 */

const AHEAD_MS = 8 * 3_600_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const padded = (value: number, length = 2): string => String(value).padStart(length, '0');

const PARTS: Readonly<Record<string, (at: Date) => string>> = {
  YYYY: (at) => padded(at.getUTCFullYear(), 4),
  MMM: (at) => MONTHS[at.getUTCMonth()] ?? '',
  MM: (at) => padded(at.getUTCMonth() + 1),
  DD: (at) => padded(at.getUTCDate()),
  D: (at) => String(at.getUTCDate()),
  HH: (at) => padded(at.getUTCHours()),
  mm: (at) => padded(at.getUTCMinutes()),
  ss: (at) => padded(at.getUTCSeconds()),
  SSS: (at) => padded(at.getUTCMilliseconds(), 3),
  Z: () => '+08:00',
};
const PART = /YYYY|MMM?|DD?|HH|mm|ss|SSS|Z/g;

/**
 * 毫秒时间戳 → 北京时间的文字。
 * @param pattern 如 `YYYY-MM-DD HH:mm:ss`、`YYYY-MM-DDTHH:mm:ss.SSSZ`、`D MMM YYYY`；不是上面那几样的照抄
 * @returns 不是一个时刻的为 `Invalid Date`
 */
export function beijingText(at: number, pattern: string): string {
  const date = new Date(at + AHEAD_MS);
  return Number.isNaN(date.getTime()) ? String(date) : pattern.replace(PART, (part) => PARTS[part]?.(date) ?? part);
}
