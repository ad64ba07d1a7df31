/** 写北京时间（UTC+8，没有夏令时）。与运行环境的时区无关：云函数在 UTC，开发者的电脑可能在任何地方。 */
import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);

const OFFSET_MINUTES = 480;

/**
 * 毫秒时间戳 → 北京时间的文字。
 * @param pattern dayjs 的格式，如 `YYYY-MM-DD HH:mm:ss`、`YYYY-MM-DDTHH:mm:ssZ`
 */
export function beijingText(at: number, pattern: string): string {
  return dayjs(at).utcOffset(OFFSET_MINUTES).format(pattern);
}
