// 两个进程打开同一个数据库文件（npm run chaos -- --processes 2 的地基）：一次写入的读与写之间插不进别人，事务读到过的一变就是写冲突。
// 这里两个引擎各有各的隔离，只有文件是共同的，与两个进程一样；docs/protocols/unicloud.md §2.5。
import { join } from 'node:path';
import { Engine, type DatabaseTransaction as Transaction, type LocalDatabase } from '../../../local/unicloud/database';
import { indexOf, Workbench, type Command } from './workbench';

const CONFLICT = { code: 'WriteConflict' };
let workbench: Workbench;
let [here, there]: LocalDatabase[] = [];
const inc = (by: number): unknown => (here!.command as Command)['inc']!(by);
const rowsOf = (db: LocalDatabase | Transaction | undefined) => db!.collection('rows');
const n = async (db: LocalDatabase | undefined, id = 'a'): Promise<unknown> =>
  ((await rowsOf(db).doc(id).get()).data as { n: number }[])[0]?.n;

beforeEach(async () => {
  workbench = new Workbench();
  workbench.write('database/rows.index.json', [indexOf('uk_no', ['no'], true, true)]);
  workbench.write('database/rows.init_data.json', [{ _id: 'a', no: 1, n: 0 }]);
  const file = join(workbench.dir, 'shared.db');
  [here, there] = [workbench.database(file).db, workbench.database(file).db];
  await rowsOf(here).add({ _id: 'b', no: 2, n: 0 });
});
afterEach(() => workbench.close());

test('the seed is written once, what one writes the other reads, increments add up', async () => {
  await Promise.all(
    [here, there, here, there].map((db) =>
      rowsOf(db)
        .doc('a')
        .update({ n: inc(1) }),
    ),
  );
  expect(await n(here)).toBe(4);
  expect((await rowsOf(there).count()).total).toBe(2);
});

test('a conditional update is one step: of two that compare the same version, one matches', async () => {
  const claims = await Promise.all(
    [here, there].map((db) =>
      rowsOf(db)
        .where({ _id: 'a', n: 0 })
        .update({ n: inc(1) }),
    ),
  );
  expect(claims.map(({ updated }) => updated).sort()).toEqual([0, 1]);
});

const change = (): Promise<unknown> =>
  rowsOf(there)
    .doc('a')
    .update({ n: inc(1) });

test.each<[string, (t: Transaction) => Promise<unknown>]>([
  [
    'read, then written',
    async (t) => {
      await rowsOf(t).doc('a').get();
      await change();
      await rowsOf(t).doc('a').update({ n: 7 });
    },
  ],
  [
    'written, then changed',
    async (t) => {
      await rowsOf(t).doc('a').update({ n: 7 });
      await change();
    },
  ],
  [
    'only read, another one written',
    async (t) => {
      await rowsOf(t).doc('a').get();
      await change();
      await rowsOf(t).doc('b').update({ n: 7 });
    },
  ],
  [
    'removed by the other',
    async (t) => {
      await rowsOf(t).doc('a').update({ n: 7 });
      await rowsOf(there).doc('a').remove();
    },
  ],
  [
    'added by both',
    async (t) => {
      await rowsOf(t).add({ _id: 'c', n: 7 });
      await rowsOf(there).add({ _id: 'c', n: 1 });
    },
  ],
  [
    'one unique key by both',
    async (t) => {
      await rowsOf(t).add({ _id: 'c', no: 3 });
      await rowsOf(there).add({ _id: 'd', no: 3 });
    },
  ],
])('%s: the transaction is a write conflict and leaves nothing', async (_name, story) => {
  const t = await here!.startTransaction();
  await expect(story(t).then(() => t.commit())).rejects.toMatchObject(CONFLICT);
  await t.rollback();
  expect(await n(here)).not.toBe(7);
  expect([await n(here, 'b'), await n(here, 'c')]).not.toContain(7);
  // 同一件事再来一次就成。
  const again = await here!.startTransaction();
  await rowsOf(again)
    .doc('b')
    .update({ n: inc(5) });
  await again.commit();
  expect(await n(there, 'b')).toBe(5);
});

test('a collection made by the other is seen', async () => {
  await there!.collection('fresh').add({ _id: 'x' });
  expect((await here!.collection('fresh').get()).data).toEqual([{ _id: 'x' }]);
});

test('what is reported as written was committed: a listener sees it from outside', async () => {
  const file = join(workbench.dir, 'heard.db');
  let seen: unknown;
  const other = new Engine(file, workbench.databaseDir, 'NORMAL', Date.now);
  const engine = new Engine(file, workbench.databaseDir, 'NORMAL', Date.now, ({ collection, id }) => {
    seen = other.get(collection, id);
  });
  engine.exclusively(() => engine.apply([{ collection: 'rows', id: 'z', next: { _id: 'z' }, insert: true }]));
  expect(seen).toEqual({ _id: 'z' });
  other.close();
  engine.close();
});
