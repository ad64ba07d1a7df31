/** 看板看多久、多细：近一小时按分钟，今天按小时，一周与一月按天；都按北京时间。 */
import { beijingText } from '../../contract/beijing-text';
import { fromBeijingText } from '../../contract/beijing-time';
import type { GetStatisticsInput, Granularity } from '../../contract/watch/statistics';
import { DASHBOARD } from '../words/dashboard';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type PeriodName = 'hour' | 'day' | 'week' | 'month';

export interface Period {
  readonly id: PeriodName;
  readonly span: Granularity;
  /** 现在的语言里怎样叫 */
  word(): string;
  /** 从什么时候起，毫秒 */
  from(now: number): number;
  /** 横轴上一格的名字 */
  tick(at: number): string;
}

const midnight = (now: number): number => fromBeijingText(`${beijingText(now, 'YYYY-MM-DD')} 00:00:00`) ?? now;
const clock = (at: number): string => beijingText(at, 'HH:mm');
const date = (at: number): string => beijingText(at, 'MM-DD');

export const PERIODS: readonly Period[] = [
  { id: 'hour', span: 'minute', word: () => DASHBOARD.hour, from: (now) => now - HOUR_MS, tick: clock },
  { id: 'day', span: 'hour', word: () => DASHBOARD.day, from: midnight, tick: clock },
  { id: 'week', span: 'day', word: () => DASHBOARD.week, from: (now) => midnight(now) - 6 * DAY_MS, tick: date },
  { id: 'month', span: 'day', word: () => DASHBOARD.month, from: (now) => midnight(now) - 29 * DAY_MS, tick: date },
];

export const wishOf = ({ span, from }: Period, now: number): Pick<GetStatisticsInput, 'from' | 'granularity'> => ({
  from: from(now),
  granularity: span,
});
