// 并发测试必须能红：注入的等待让读与写真的交错；没有比较并交换的写法在这里丢更新，有的不丢（docs/invariants.md §4 D）。
import { Workbench } from '../local/unicloud/workbench';
import { isOperation, meeting, seededLatency, seededRandom } from './latency';

let workbench: Workbench;
beforeEach(() => {
  workbench = new Workbench();
  workbench.write('database/purse.init_data.json', [{ _id: 'p', left: 10, version: 0 }]);
  // 读出来再写回去：没有保护。
  workbench.writeFunction(
    'careless',
    `exports.main = async () => {
      const purse = uniCloud.database().collection('purse').doc('p');
      const { data: [row] } = await purse.get();
      await purse.update({ left: row.left - 1 });
    };`,
  );
  // 比较并交换，输了重来。
  workbench.writeFunction(
    'careful',
    `exports.main = async () => {
      const purse = uniCloud.database().collection('purse');
      for (;;) {
        const { data: [row] } = await purse.doc('p').get();
        const { updated } = await purse.where({ _id: 'p', version: row.version }).update({ left: row.left - 1, version: row.version + 1 });
        if (updated === 1) return;
      }
    };`,
  );
});
afterEach(() => workbench.close());

const take = async (name: string, times: number, databaseLatency: ReturnType<typeof seededLatency>): Promise<unknown> => {
  const runtime = await workbench.start({ databaseLatency });
  await Promise.all(Array.from({ length: times }, () => runtime.invoke(name, {})));
  return runtime.database.raw('purse')[0]?.['left'];
};

describe('everybody has read before anybody writes', () => {
  const allRead = (): ReturnType<typeof meeting> => meeting(4, (call, phase) => phase === 'after' && isOperation('get', 'purse')(call));
  test('read and write back loses updates', async () => expect(await take('careless', 4, allRead().wait)).toBe(9));
  test('compare and set loses none', async () => expect(await take('careful', 4, allRead().wait)).toBe(6));
});

describe('seeded waits', () => {
  test.each([1, 2, 3, 4, 5])('seed %i: the careless lose, the careful do not', async (seed) => {
    expect(await take('careless', 8, seededLatency(seed))).toBeGreaterThan(2);
    expect(await take('careful', 8, seededLatency(seed))).toBe(2);
  });
  test('the same seed waits the same; another seed does not', () => {
    const draw = (seed: number): number[] => Array.from({ length: 8 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });
});

test('both phases are awaited, around the operation, with the same object', async () => {
  const steps: string[] = [];
  const seen = new Set<object>();
  workbench.writeFunction('one', "exports.main = () => uniCloud.database().collection('purse').doc('p').update({ left: 1 });");
  const runtime = await workbench.start({
    databaseLatency: async (call, phase) => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.add(call);
      steps.push(`${phase} ${String(runtime.database.raw('purse')[0]?.['left'])}`);
    },
  });
  await runtime.invoke('one', {});
  expect(steps).toEqual(['before 10', 'after 1']);
  expect(seen.size).toBe(1);
});

test('a meeting that is opened lets everybody through', async () => {
  const never = meeting(99, () => true);
  const running = take('careful', 2, never.wait);
  while (never.arrived < 2) await new Promise((resolve) => setImmediate(resolve));
  never.open();
  expect(await running).toBe(8);
});
