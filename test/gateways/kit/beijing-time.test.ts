// 协议里的时间都是东八区的，与本机时区无关：别处夏令时的空档与重复的钟点也不错一分（scripts/test-zones.ts 在几个时区里各跑一遍）。
import { beijingDate, beijingTime, endOfBeijingDay, parseBeijingTime } from '../../../local/gateways/kit/beijing-time';
import { DAY } from '../../../local/gateways/kit/schedule';

const MOMENTS = {
  // 纽约这一刻把钟拨快：2 点到 3 点不存在。
  'in the gap of New York': [Date.UTC(2026, 2, 8, 7, 0, 0), '2026-03-08 15:00:00'],
  'as a local time that New York does not have': [Date.UTC(2026, 2, 7, 18, 30, 0), '2026-03-08 02:30:00'],
  'in the doubled hour of New York': [Date.UTC(2026, 10, 1, 6, 30, 0), '2026-11-01 14:30:00'],
  'before midnight': [Date.UTC(2026, 10, 23, 15, 59, 59), '2026-11-23 23:59:59'],
  'at midnight': [Date.UTC(2026, 10, 23, 16, 0, 0), '2026-11-24 00:00:00'],
  'at the turn of the year': [Date.UTC(2026, 11, 31, 16, 0, 0), '2027-01-01 00:00:00'],
} as const;

test.each(Object.entries(MOMENTS))('%s', (_name, [at, text]) => {
  expect([beijingTime(at), parseBeijingTime(text), beijingDate(at)]).toEqual([text, at, text.slice(0, 10)]);
});

test('other ways to write it: with milliseconds, without separators', () => {
  const at = Date.UTC(2026, 10, 23, 4, 5, 6, 7);
  expect([beijingTime(at, 'YYYY-MM-DD HH:mm:ss.SSS'), beijingTime(at, 'YYYYMMDDHHmmss')]).toEqual([
    '2026-11-23 12:05:06.007',
    '20261123120506',
  ]);
});

test.each(['2026-02-30 12:00:00', '2026-11-23T12:00:00', '2026-11-23 24:00:00', '2026-11-23 12:00', '', 'yesterday'])(
  '%j is no time',
  (text) => {
    expect(parseBeijingTime(text)).toBeUndefined();
  },
);

test('the end of a day is the next midnight in Beijing', () => {
  const midnight = Date.UTC(2026, 10, 23, 16, 0, 0);
  expect([endOfBeijingDay(midnight - 1), endOfBeijingDay(midnight)]).toEqual([midnight, midnight + DAY]);
});
