/** 随机的历史：写行、推进订单、走几分钟，任何两次写之间都可能断；最后每一格都等于重数。 */
import fc from 'fast-check';
import { foldStatistics } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/fold';
import { readPoints, readTail, readTotal } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/read';
import { ACCEPTED, DONE, FAR, figures, HOUR, logRow, MINUTE, orderRow, truthOf } from './figures';
import { openSpace, type Space } from './space';

/** 北京时间 2026-11-24 23:57 */
export const START = Date.UTC(2026, 10, 24, 15, 57);

const PROVIDERS = ['wxpay', 'alipay'];
const OPERATIONS = ['create', 'query', 'notify', 'refund'];
type Step =
  | { readonly kind: 'log'; readonly ago: number; readonly pick: number; readonly ms: number; readonly fails: boolean }
  | { readonly kind: 'order'; readonly pick: number; readonly fee: number }
  | { readonly kind: 'advance'; readonly which: number; readonly to: 'accept' | 'pay' | 'fulfil' }
  | { readonly kind: 'reject'; readonly pick: number }
  | { readonly kind: 'minutes'; readonly count: number; readonly crashAt: number; readonly after: boolean; readonly instances: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('log' as const),
      ago: fc.integer({ min: 0, max: 5 * MINUTE }),
      pick: fc.nat(63),
      ms: fc.nat(30_000),
      fails: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('order' as const), pick: fc.nat(3), fee: fc.integer({ min: 1, max: 9999 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), which: fc.nat(20), to: fc.constantFrom('accept', 'pay', 'fulfil') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reject' as const), pick: fc.nat(1) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('minutes' as const),
      count: fc.integer({ min: 1, max: 4 }),
      crashAt: fc.nat(60),
      after: fc.boolean(),
      instances: fc.integer({ min: 1, max: 2 }),
    }),
  },
);

const fold = (space: Space): Promise<unknown> => foldStatistics(space.kernel(), FAR);

async function play(space: Space, one: Step): Promise<void> {
  if (one.kind === 'log') {
    const gateway_code = one.pick % 3 === 0 ? null : `CODE_${one.pick % 4}`;
    await space.add(
      'payment_logs',
      logRow(space.now - one.ago, {
        type: OPERATIONS[one.pick % 4],
        provider: PROVIDERS[one.pick % 2],
        platform: one.pick % 5 === 0 ? 'mp-weixin' : 'h5',
        ...(one.pick % 7 === 0 ? { variant: 'new' } : {}),
        status: one.fails ? 'ERROR' : 'SUCCESS',
        error_info: one.fails ? JSON.stringify({ code: 40001 + (one.pick % 4), gateway_code }) : null,
        amount: one.pick,
        response_time: one.ms,
      }),
    );
  } else if (one.kind === 'order') {
    await space.add('payment_orders', orderRow(space.now, { provider: PROVIDERS[one.pick % 2], total_fee: one.fee }));
  } else if (one.kind === 'advance') {
    const orders = space.rows('payment_orders');
    const order = orders[one.which % Math.max(1, orders.length)];
    if (!order) return;
    const change = {
      accept: { status: 'PROCESSING', history: ACCEPTED },
      pay: { status: 'SUCCESS', pay_date: space.now, paid_fee: order['total_fee'] },
      fulfil: { fulfil: DONE },
    }[one.to];
    await space.change('payment_orders', String(order['_id']), change);
  } else if (one.kind === 'reject') {
    await space.add('payment_errors', { type: `notify-unverified:${PROVIDERS[one.pick]}`, create_date: space.now });
  } else {
    for (let at = 0; at < one.count; at += 1) {
      space.now += MINUTE;
      let left = one.crashAt;
      space.fault = (_operation, phase) => {
        if ((phase === 'after') !== one.after) return;
        left -= 1;
        if (left < 0) throw new Error('断了');
      };
      await Promise.allSettled(Array.from({ length: one.instances }, () => fold(space)));
      space.fault = () => undefined;
    }
  }
}

async function check(space: Space, from: number, to: number): Promise<void> {
  const tail = await readTail(space.kernel());
  expect(figures(await readTotal(space.kernel(), from, to, tail))).toEqual(truthOf(space, from, to));
  const midnight = Date.UTC(2026, 10, 23, 16);
  for (const [span, width, first] of [
    ['minute', MINUTE, from],
    ['hour', HOUR, midnight],
    ['day', 24 * HOUR, midnight],
  ] as const) {
    const points = await readPoints(space.kernel(), span, first, first + Math.ceil((to - first) / width) * width, tail);
    for (const point of points)
      expect([span, point.from, figures(point)]).toEqual([span, point.from, truthOf(space, point.from, point.from + width)]);
  }
}

export async function recountsEqualBuckets(runs: number, longest: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: longest }), async (steps) => {
      const space = openSpace(START);
      try {
        await fold(space);
        for (const one of steps) await play(space, one);
        // 走到最后一眼：迟到与后来的都该在了。
        for (let at = 0; at < 47; at += 1) {
          space.now += MINUTE;
          await fold(space);
        }
        await check(space, START - 10 * MINUTE, space.now);
      } finally {
        space.close();
      }
    }),
    { numRuns: runs },
  );
}
