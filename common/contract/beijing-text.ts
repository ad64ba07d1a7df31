/** 写北京时间（UTC+8，没有夏令时）。与运行环境的时区无关：云函数在 UTC，开发者的电脑、付款人的手机可能在任何地方。 */
import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);

const AHEAD_MS = 8 * 3_600_000;

/**
 * 毫秒时间戳 → 北京时间的文字。
 * 先加上八小时、当作 UTC 来写：`utcOffset(480)` 要借主机的时区，主机拨快的那一小时会写错。
 * @param pattern dayjs 的格式，如 `YYYY-MM-DD HH:mm:ss`、`YYYY-MM-DDTHH:mm:ssZ`
 */
export function beijingText(at: number, pattern: string): string {
  return dayjs.utc(at + AHEAD_MS).format(pattern.replace('Z', '[+08:00]'));
}
