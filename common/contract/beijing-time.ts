/** 北京时间（UTC+8，没有夏令时）。与运行环境的时区无关：云函数在 UTC，开发者的电脑可能在任何地方。 */
import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);

const OFFSET_MINUTES = 480;
const PLAIN = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)?$/;

/**
 * 毫秒时间戳 → 北京时间的文字。
 * @param pattern dayjs 的格式，如 `YYYY-MM-DD HH:mm:ss`、`YYYY-MM-DDTHH:mm:ssZ`
 */
export function beijingText(at: number, pattern: string): string {
  return dayjs(at).utcOffset(OFFSET_MINUTES).format(pattern);
}

/** `yyyy-MM-dd HH:mm:ss` 的北京时间 → 毫秒时间戳；可以带毫秒（忽略）。不是这个样子的返回 undefined。 */
export function fromBeijingText(text: unknown): number | undefined {
  const match = typeof text === 'string' ? PLAIN.exec(text) : null;
  if (!match) return undefined;
  const at = Date.parse(`${match[1]}T${match[2]}+08:00`);
  return Number.isNaN(at) ? undefined : at;
}
