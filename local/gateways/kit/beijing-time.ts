/**
 * 各家协议里的时间都是东八区的，与本机时区无关。
 * 先把时刻挪八小时再按 UTC 读：不经过本机时区，夏令时的空档也不会出错。
 */
import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import utc from 'dayjs/plugin/utc';
import { DAY, HOUR } from './schedule';

dayjs.extend(utc);
dayjs.extend(customParseFormat);

const OFFSET_MS = 8 * HOUR;

/** 毫秒 → 东八区的文字；缺省 `2026-11-23 15:00:00` */
export function beijingTime(ms: number, format = 'YYYY-MM-DD HH:mm:ss'): string {
  return dayjs.utc(ms + OFFSET_MS).format(format);
}

/** 毫秒 → `2026-11-23` */
export const beijingDate = (ms: number): string => beijingTime(ms, 'YYYY-MM-DD');

/** @returns 毫秒；不是 `yyyy-MM-dd HH:mm:ss`，或没有这个日子时为 undefined */
export function parseBeijingTime(text: string): number | undefined {
  const parsed = dayjs.utc(text, 'YYYY-MM-DD HH:mm:ss', true);
  return parsed.isValid() ? parsed.valueOf() - OFFSET_MS : undefined;
}

/** 这一刻所在日子（东八区）结束的毫秒数 */
export function endOfBeijingDay(ms: number): number {
  return (
    dayjs
      .utc(ms + OFFSET_MS)
      .startOf('day')
      .valueOf() +
    DAY -
    OFFSET_MS
  );
}
