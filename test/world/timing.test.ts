// 不变量 I14（docs/invariants.md §4）：世界里没有真实的时间。时限从不到点，同一个种子的次序与机器快慢无关。
import { Workbench } from '../local/unicloud/workbench';
import type { DatabaseOperation } from '../../local/unicloud';
import { createScheduler } from './pairs/scheduler';
import { createWorldTimers } from './timing';

const READ = { kind: 'get', collection: 'payment_orders', write: false } as unknown as DatabaseOperation;
const WRITE = { kind: 'update', collection: 'payment_orders', write: true } as unknown as DatabaseOperation;

/** 忙着什么也不干：机器慢的样子。 */
function burn(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** 三件事：读、写、抢输了让开，记下谁在什么时候走了一步。 */
async function orderOf(seed: number, slowness: (step: number) => number): Promise<string> {
  const scheduler = createScheduler(seed);
  const timers = createWorldTimers();
  timers.use(scheduler.pause);
  const steps: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    for (let round = 0; round < 6; round += 1) {
      await scheduler.wait(READ, 'after');
      burn(slowness(steps.length));
      await new Promise<void>((ring) => timers.after(40 * (round + 1), ring));
      await scheduler.wait(WRITE, 'before');
      steps.push(`${name}${round}`);
    }
  };
  await Promise.all(['a', 'b', 'c'].map((name, index) => scheduler.as(index, work(name))));
  return steps.join(' ');
}

test.each([1, 2, 3, 4, 5, 6])('seed %i: the same order on a fast and on a slow machine', async (seed) => {
  const fast = await orderOf(seed, () => 0);
  expect(await orderOf(seed, (step) => (step % 3) * 4)).toBe(fast);
  expect(fast.split(' ')).toHaveLength(18);
});

test('seeds differ', async () => {
  const orders = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => orderOf(seed, () => 0)));
  expect(new Set(orders).size).toBeGreaterThan(3);
});

describe('limits of functions, of transactions and of what they wait for', () => {
  let workbench: Workbench;
  beforeEach(() => {
    workbench = new Workbench();
    workbench.write('database/purse.init_data.json', [{ _id: 'p', left: 10 }]);
    workbench.writeFunction(
      'patient',
      `exports.main = async ({ slow }) => {
        let rang = false;
        const alarm = setTimeout(() => { rang = true; }, 5000);
        const transaction = await uniCloud.database().startTransaction();
        await transaction.collection('purse').doc('p').update({ left: 9 });
        await new Promise((resolve) => setTimeout(resolve, slow));
        await transaction.commit();
        clearTimeout(alarm);
        return { rang };
      };`,
    );
  });
  afterEach(() => workbench.close());

  test('all that is counted in real time goes through the timers of the world', async () => {
    const asked: number[] = [];
    const real = createWorldTimers();
    const timers = {
      after(ms: number, ring: () => void) {
        asked.push(ms);
        return real.after(ms, ring);
      },
    };
    const runtime = await workbench.start({ timers });
    expect(await runtime.invoke('patient', { slow: 20 })).toEqual({ rang: false });
    expect(runtime.database.raw('purse')[0]?.['left']).toBe(9);
    // 函数自己的、事务的、处理里的闹钟，与短的等待。
    expect(asked).toContain(5000);
    expect(asked).toContain(10_000);
    expect(asked).toContain(20);
    expect(asked).toHaveLength(4);
  });

  test('what is long never rings, what is short does, unless it was cancelled', () => {
    jest.useFakeTimers();
    try {
      const timers = createWorldTimers();
      const rang: string[] = [];
      for (const ms of [999, 1000, 120_000]) timers.after(ms, () => rang.push(String(ms)));
      timers.after(5, () => rang.push('cancelled'))();
      jest.advanceTimersByTime(600_000);
      expect(rang).toEqual(['999']);
    } finally {
      jest.useRealTimers();
    }
  });
});
