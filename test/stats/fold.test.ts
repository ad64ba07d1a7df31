// 规范「监控」：一分钟不论定时器来几次、几个实例，都只数一次；迟到的行、后来才付的订单不丢；统计等于把原始的行重数一遍。
import { foldStatistics } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/fold';
import type { Content } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/cell';
import { merge } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/cell';
import { readTail, readTotal } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/read';
import { orderTotals } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/totals';
import { recountsEqualBuckets } from './histories';
import { ACCEPTED, DONE, figures, FAR, HOUR, logRow, MINUTE, orderRow, truthOf } from './figures';
import { START } from './histories';
import { openSpace, type Space } from './space';
import type { Recount } from './recount';

let space: Space;
beforeEach(() => {
  space = openSpace(START);
});
afterEach(() => space.close());

const fold = (): Promise<unknown> => foldStatistics(space.kernel(), FAR);
const tick = async (minutes = 1): Promise<void> => {
  for (let at = 0; at < minutes; at += 1) {
    space.now += MINUTE;
    await fold();
  }
};

const truth = (from: number, to: number): Recount => truthOf(space, from, to);
const stored = async (span: 'minute' | 'hour' | 'day', from: number): Promise<Recount> => {
  const found = space.rows('payment_stats').filter((row) => row['span'] === span && row['from'] === from);
  expect(found.length).toBeLessThanOrEqual(1);
  return figures(found[0] ? (found[0] as unknown as Content) : merge([]));
};

test('a minute is counted once, however often the timer fires and on how many instances', async () => {
  for (let at = 0; at < 30; at += 1) await space.add('payment_logs', logRow(START + at * 1000));
  space.now += MINUTE;
  await Promise.all(Array.from({ length: 6 }, () => fold()));
  await fold();
  expect(await stored('minute', START)).toEqual(truth(START, START + MINUTE));
  expect((await stored('minute', START)).calls).toBe(30);
});

test('an instance that read before a late row came cannot overwrite the one that read after', async () => {
  await space.add('payment_logs', logRow(START));
  await tick(1);
  await space.add('payment_logs', logRow(START + 1));
  space.now += MINUTE;
  // 慢的实例读完原始的行、写之前：又来一行，快的实例先折好了。
  let once = true;
  const slow = space.kernel();
  const { updateAndReturn } = slow.vk.baseDao;
  slow.vk.baseDao.updateAndReturn = async (wish) => {
    if (once) {
      once = false;
      await space.add('payment_logs', logRow(START + 2));
      await fold();
    }
    return updateAndReturn(wish);
  };
  await foldStatistics(slow, FAR);
  expect((await stored('minute', START)).calls).toBe(3);
  await tick(1);
  expect((await stored('hour', START - 57 * MINUTE)).calls).toBe(3);
});

test.each([1, 2, 5, 15, 45, 1440, 10_080])('rows that come within %i minutes are counted', async (wait) => {
  await space.add('payment_logs', logRow(START));
  await tick(1);
  await space.add('payment_logs', logRow(START + 1));
  // 走到那一眼的前一分钟，中间的不必一分钟一分钟地走。
  space.now = START + wait * MINUTE;
  await space.change('payment_stats', 'cursor', { minute: space.now });
  await tick(1);
  expect((await stored('minute', START)).calls).toBe(2);
  expect((await stored('hour', START - 57 * MINUTE)).calls).toBe(2);
  expect((await stored('day', Date.UTC(2026, 10, 23, 16))).calls).toBe(2);
});

test('an order paid, fulfilled or left alone after its minute moves the funnel of that minute', async () => {
  const [paid, left, refused] = [orderRow(START), orderRow(START + 1), orderRow(START + 2)];
  for (const row of [paid, left, refused]) await space.add('payment_orders', row);
  await tick(1);
  for (const { _id } of [paid, left]) await space.change('payment_orders', String(_id), { status: 'PROCESSING', history: ACCEPTED });
  await tick(4);
  expect(orderTotals((await readTotal(space.kernel(), START, START + MINUTE, await readTail(space.kernel()))).orders)).toMatchObject({
    created: 3,
    called_up: 2,
    failed: 1,
    paid: 0,
    success_rate: 0,
  });
  await space.change('payment_orders', String(paid['_id']), {
    status: 'SUCCESS',
    pay_date: START + 5 * MINUTE,
    paid_fee: 90,
    fulfil: DONE,
  });
  await tick(41);
  expect(await stored('minute', START)).toMatchObject({ created: 3, called_up: 2, paid: 1, fulfilled: 1, paid_fee: 90 });
  expect(await stored('hour', START - 57 * MINUTE)).toMatchObject({ paid: 1, fulfilled: 1 });
});

test('what is cleaned away later stays counted', async () => {
  const { collection } = { collection: 'payment_orders' };
  const gone = orderRow(START, { _id: 'GONE', out_trade_no: 'GONE' });
  await space.add(collection, gone);
  await space.add('payment_logs', logRow(START));
  await tick(1);
  await space.kernel().vk.baseDao.del({ dbName: collection, whereJson: { _id: 'GONE' } });
  await space.kernel().vk.baseDao.del({ dbName: 'payment_logs', whereJson: { create_date: START } });
  await tick(6);
  expect(await stored('minute', START)).toMatchObject({ created: 1, calls: 1 });
});

test('a Beijing day starts at Beijing midnight', async () => {
  await space.add('payment_logs', logRow(START + 2 * MINUTE + 59_999));
  await space.add('payment_logs', logRow(START + 3 * MINUTE));
  await tick(5);
  const midnight = Date.UTC(2026, 10, 24, 16);
  expect((await stored('day', midnight - 24 * HOUR)).calls).toBe(1);
  expect((await stored('day', midnight)).calls).toBe(1);
});

test('more rows than one read gives, many in the same millisecond, are all counted', async () => {
  await space.addAll(
    'payment_logs',
    Array.from({ length: 2300 }, (_, at) => logRow(START + (at < 1500 ? 7 : at))),
  );
  await tick(1);
  expect((await stored('minute', START)).calls).toBe(2300);
});

test('after an outage every missed minute is counted; what no time was left for is done the next time', async () => {
  for (let at = 0; at < 20; at += 1) await space.add('payment_logs', logRow(START + at * MINUTE));
  await fold();
  space.now += 20 * MINUTE;
  let left = 25;
  const hurried = space.kernel();
  const clock = hurried.now.bind(hurried);
  Object.assign(hurried, { now: () => ((left -= 1) > 0 ? clock() : FAR) });
  await foldStatistics(hurried, clock() + 1);
  await fold();
  expect(figures(await readTotal(space.kernel(), START, space.now, await readTail(space.kernel()))).calls).toBe(20);
});

test('a long outage is stepped over at once: what came late and what was paid meanwhile is found', async () => {
  await space.add('payment_orders', orderRow(START, { _id: 'SLOW', out_trade_no: 'SLOW' }));
  await space.add('payment_logs', logRow(START + 3 * MINUTE));
  await tick(6);
  await space.change('payment_orders', 'SLOW', { status: 'SUCCESS', pay_date: space.now, paid_fee: 100 });
  await space.add('payment_logs', logRow(START + 4 * MINUTE));
  space.now += 30 * HOUR;
  await space.add('payment_logs', logRow(space.now - 2 * HOUR));
  space.operations.length = 0;
  await fold();
  expect(space.operations.length).toBeLessThan(400);
  expect(figures(await readTotal(space.kernel(), START, space.now, await readTail(space.kernel())))).toEqual(truth(START, space.now));
  expect((await stored('minute', START)).paid).toBe(1);
});

test('an unreadable bucket is counted anew instead of stopping everything', async () => {
  await space.add('payment_logs', logRow(START));
  await tick(1);
  await space.change('payment_stats', `minute:${START}`, { calls: 'what', dirty: 1 });
  await tick(2);
  expect((await stored('minute', START)).calls).toBe(1);
});

test('random histories, with crashes between any two writes: the buckets equal a recount of the raw rows', () =>
  recountsEqualBuckets(2, 16));

test('a quiet minute writes nothing but how far it came', async () => {
  await fold();
  await tick(3);
  expect(space.rows('payment_stats').map((row) => row['_id'])).toEqual(['cursor']);
});

test('the work of a minute does not grow with what is already there', async () => {
  const reads = async (): Promise<number> => {
    space.operations.length = 0;
    await tick(1);
    return space.operations.length;
  };
  await fold();
  await tick(3);
  const before = await reads();
  await space.addAll(
    'payment_logs',
    Array.from({ length: 3000 }, (_, at) => logRow(START - 20 * 24 * HOUR + at)),
  );
  expect(await reads()).toBeLessThanOrEqual(before + 2);
});
