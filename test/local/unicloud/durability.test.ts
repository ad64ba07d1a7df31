// docs/invariants.md §3、I7：答复过的写入 kill -9 之后还在，没提交的事务一点不留；重开不重复初始化。
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { indexOf, Workbench } from './workbench';

let workbench: Workbench;
beforeEach(() => {
  workbench = new Workbench();
});
afterEach(() => workbench.close());

interface Report {
  readonly done?: number;
  readonly open?: number;
}

/** 让子进程写到第 rounds 轮，然后不打招呼地杀掉；返回它得到过答复的最后一轮。 */
function writeUntilKilled(file: string, rounds: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'durability-child.ts'), file, workbench.databaseDir], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let last = -1;
    child.on('message', ({ done }: Report) => {
      last = done ?? last;
      if (last >= rounds) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('exit', () => resolve(last));
  });
}

test.each([1, 40, 160])('killed around round %i: every answered write is there, no half of a transaction', async (rounds) => {
  workbench.write('database/rows.schema.json', {});
  workbench.write('database/pairs.schema.json', {});
  const file = join(workbench.dir, 'space.db');
  const last = await writeUntilKilled(file, rounds);
  const { engine } = workbench.database(file);
  const rows = new Set(engine.all('rows').map((row) => row['n']));
  const pairs = new Set(engine.all('pairs').map((row) => row['_id']));
  for (let n = 0; n <= last; n += 1) {
    expect(rows.has(n)).toBe(true);
    const committed = n % 3 !== 2;
    expect([pairs.has(`left${n}`), pairs.has(`right${n}`)]).toEqual([committed, committed]);
  }
  for (const id of pairs) expect(pairs.has(String(id).replace(/^left|^right/, (side) => (side === 'left' ? 'right' : 'left')))).toBe(true);
});

test('opening again keeps the data, adds new indexes, and seeds only what was never initialised', async () => {
  const file = join(workbench.dir, 'space.db');
  workbench.write('database/goods.init_data.json', [
    { _id: 'mug', at: { $date: '2026-11-23T00:00:00.000Z' }, deep: { list: [{ $date: 5 }] } },
    { n: 1 },
  ]);
  const first = workbench.database(file);
  expect((await first.db.collection('goods').doc('mug').get()).data).toEqual([
    { _id: 'mug', at: new Date('2026-11-23T00:00:00.000Z'), deep: { list: [new Date(5)] } },
  ]);
  await first.db.collection('goods').doc('mug').remove();
  await first.db.collection('free').add({ _id: 'x' });
  first.engine.close();

  workbench.write('database/goods.index.json', [indexOf('uk_n', ['n'], true)]);
  workbench.write('database/fresh.init_data.json', [{ _id: 'seed' }]);
  const second = workbench.database(file);
  expect(second.engine.all('goods')).toMatchObject([{ n: 1 }]);
  expect(second.engine.all('free')).toEqual([{ _id: 'x' }]);
  expect(second.engine.all('fresh')).toEqual([{ _id: 'seed' }]);
  await expect(second.db.collection('goods').add({ n: 1 })).rejects.toMatchObject({ code: 11000 });
});

test('seeds that break a unique key leave nothing half done, and the next start tries again', async () => {
  const file = join(workbench.dir, 'space.db');
  workbench.write('database/goods.index.json', [indexOf('uk_n', ['n'], true)]);
  workbench.write('database/goods.init_data.json', [{ n: 1 }, { n: 1 }]);
  expect(() => workbench.database(file)).toThrow(/E11000/);
  workbench.write('database/goods.init_data.json', [{ n: 1 }, { n: 2 }]);
  expect(workbench.database(file).engine.all('goods')).toHaveLength(2);
});
