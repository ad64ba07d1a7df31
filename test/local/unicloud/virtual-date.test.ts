// docs/invariants.md I14、docs/protocols/unicloud.md §1.6：云函数的时钟是注入的，时区是云端的，与这台电脑在哪里无关。
import { createDate } from '../../../local/unicloud/functions/virtual-date';
import { Workbench } from './workbench';

const at = Date.UTC(2026, 0, 31, 16, 5, 6, 7);
let zone = 'UTC';
const CloudDate = createDate(
  () => at,
  () => zone,
);
beforeEach(() => {
  zone = 'UTC';
});

test.each([
  ['UTC', 31, 16, 6, 0, 'Sat Jan 31 2026 16:05:06 GMT+0000'],
  ['Asia/Shanghai', 1, 0, 0, -480, 'Sun Feb 01 2026 00:05:06 GMT+0800'],
  ['America/New_York', 31, 11, 6, 300, 'Sat Jan 31 2026 11:05:06 GMT-0500'],
])('local fields follow TZ=%s, not the host', (name, day, hour, weekday, offset, text) => {
  zone = name;
  const date = new CloudDate();
  expect([date.getDate(), date.getHours(), date.getDay(), date.getTimezoneOffset(), date.toString()]).toEqual([
    day,
    hour,
    weekday,
    offset,
    text,
  ]);
  expect([date.getTime(), date.toISOString(), date.getMilliseconds()]).toEqual([at, '2026-01-31T16:05:06.007Z', 7]);
});

test('local fields are written and parsed in the same zone', () => {
  zone = 'Asia/Shanghai';
  expect(new CloudDate(2026, 1, 1, 0, 5, 6, 7).getTime()).toBe(at);
  expect(new CloudDate('2026-02-01 00:05:06').getTime()).toBe(at - 7);
  expect(new CloudDate('2026-02-01T00:05:06.007').getTime()).toBe(at);
  expect(new CloudDate('2026/2/1').getTime()).toBe(Date.UTC(2026, 0, 31, 16));
  expect(new CloudDate('2026-02-01').getTime()).toBe(Date.UTC(2026, 1, 1));
  expect(new CloudDate('2026-02-01T00:05:06+08:00').getTime()).toBe(at - 7);
  expect(CloudDate.parse('Sun, 01 Feb 2026 00:00:00 GMT')).toBe(Date.UTC(2026, 1, 1));
  const date = new CloudDate(at);
  date.setHours(23, 59, 59, 999);
  expect(date.toISOString()).toBe('2026-02-01T15:59:59.999Z');
  date.setDate(0);
  expect(date.toISOString()).toBe('2026-01-31T15:59:59.999Z');
});

test('summer time of a host-like zone is honoured', () => {
  zone = 'America/New_York';
  expect(new CloudDate(2026, 6, 1, 12).toISOString()).toBe('2026-07-01T16:00:00.000Z');
  expect(new CloudDate(2026, 0, 1, 12).toISOString()).toBe('2026-01-01T17:00:00.000Z');
});

test('both kinds of Date are dates to each other, and nonsense stays invalid', () => {
  expect([
    new Date(5) instanceof CloudDate,
    new CloudDate(5) instanceof Date,
    new CloudDate(new Date(5)).getTime(),
    new CloudDate({ valueOf: () => 5 } as unknown as Date).getTime(),
  ]).toEqual([true, true, 5, 5]);
  expect([Number.isNaN(new CloudDate('rubbish').getTime()), String(new CloudDate(NaN)), JSON.stringify(new CloudDate(NaN))]).toEqual([
    true,
    'Invalid Date',
    'null',
  ]);
  expect((CloudDate as unknown as () => string)()).toBe('Sat Jan 31 2026 16:05:06 GMT+0000');
  expect(new CloudDate().constructor).toBe(CloudDate);
});

test('dates read from the database belong to the function: its class, its zone', async () => {
  const workbench = new Workbench();
  try {
    workbench.writeFunction(
      'f',
      'exports.main = async () => { const c = uniCloud.database().collection("t"); await c.doc("a").set({ at: new Date(0), deep: [{ at: new Date(0) }] }); const { data } = await c.doc("a").get(); const utc = data[0].at.getHours(); process.env.TZ = "Asia/Shanghai"; return [utc, data[0].at.getHours(), data[0].deep[0].at.constructor === Date]; };',
    );
    const runtime = await workbench.start();
    expect(await runtime.invoke('f', {})).toEqual([0, 8, true]);
  } finally {
    await workbench.close();
  }
});
