/** 格子的宽度与边界。小时与分钟在哪个整时区都一样，天是北京时间的一天。 */
import type { Granularity } from '../../../../../../common/contract/watch/statistics';
import { DAY_MS, HOUR_MS } from '../kernel/clock';

export const MINUTE_MS = 60_000;
const BEIJING_MS = 8 * HOUR_MS;

export const WIDTH: Readonly<Record<Granularity, number>> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };

/** at 落在从什么时候起的那一格。 */
export function startOf(span: Granularity, at: number): number {
  const width = WIDTH[span];
  return Math.floor((at + BEIJING_MS) / width) * width - BEIJING_MS;
}

/** 不早于 at 的第一个边界。 */
export const ceilTo = (span: Granularity, at: number): number => startOf(span, at + WIDTH[span] - 1);
