/** 一个月里什么时候有人下单：一天里的高低、周末、一天天的起伏，都按北京时间。 */
import { DAY_MS, HOUR_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import { dateOf, dayOf, type BillDay } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/day';
import { createDice } from './dice';

/** 零点起每小时的分量：凌晨最少，中午一个小高峰，晚上八九点最多 */
const HOURS = [18, 10, 6, 4, 3, 5, 12, 24, 38, 50, 60, 72, 80, 66, 58, 56, 58, 64, 78, 100, 118, 112, 78, 40];
/** 周日起 */
const WEEKDAYS = [1.22, 0.92, 0.94, 0.96, 1, 1.1, 1.28];
/** 一个月里生意慢慢变大 */
const GROWTH = 0.25;
/** 倒数第几天搞了活动，那天多这么多 */
const SALE = { daysAgo: 9, factor: 1.7 };

/** 包括今天在内的这些天，早的在前。 */
export function daysUntil(now: number, days: number): BillDay[] {
  const today = (dayOf(dateOf(now)) as BillDay).from;
  return Array.from({ length: days }, (_, index) => dayOf(dateOf(today - (days - 1 - index) * DAY_MS)) as BillDay);
}

interface Slot {
  readonly from: number;
  readonly ms: number;
  readonly weight: number;
}

function slotsOf(days: readonly BillDay[], now: number, seed: number): Slot[] {
  const dice = createDice(seed, 'calendar');
  return days.flatMap(({ from }, index) => {
    const weekday = WEEKDAYS[new Date(from + 8 * HOUR_MS).getUTCDay()] ?? 1;
    const sale = days.length - 1 - index === SALE.daysAgo ? SALE.factor : 1;
    const day = weekday * sale * (1 + (GROWTH * index) / days.length) * (0.92 + 0.16 * dice.next());
    return HOURS.flatMap((hour, at): Slot[] => {
      const start = from + at * HOUR_MS;
      const ms = Math.min(HOUR_MS, now - start);
      const weight = (hour * day * (0.9 + 0.2 * dice.next()) * ms) / HOUR_MS;
      return ms > 0 ? [{ from: start, ms, weight }] : [];
    });
  });
}

/** @returns count 个下单的时刻，毫秒，升序，都不晚于 now */
export function momentsOf(count: number, days: readonly BillDay[], now: number, seed: number): number[] {
  const slots = slotsOf(days, now, seed);
  const total = slots.reduce((sum, { weight }) => sum + weight, 0);
  const dice = createDice(seed, 'moments');
  let passed = 0;
  let placed = 0;
  return slots.flatMap(({ from, ms, weight }) => {
    passed += weight;
    const here = Math.round((count * passed) / total) - placed;
    placed += here;
    return Array.from({ length: here }, () => from + dice.between(0, ms)).sort((a, b) => a - b);
  });
}
