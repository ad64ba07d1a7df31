// docs/protocols/unicloud.md §2.5、docs/invariants.md I3：事务全有或全无，冲突当场可见，十秒为限，绝不漏锁。
import type { LocalDatabase } from '../../../local/unicloud/database';
import { indexOf, Workbench, type Command } from './workbench';

let workbench: Workbench;
let db: LocalDatabase;
const rows = () => db.collection('rows');
const all = async (): Promise<unknown[]> => (await rows().orderBy('_id', 'asc').get()).data;

beforeEach(async () => {
  workbench = new Workbench();
  workbench.write('database/rows.index.json', [indexOf('uk_no', ['no'], true, true)]);
  db = workbench.database().db;
  await rows().add([
    { _id: 'a', no: 1, n: 0 },
    { _id: 'b', no: 2, n: 0 },
  ]);
});
afterEach(() => workbench.close());

test('a unique key is refused at the write, not at the commit, and the transaction goes on', async () => {
  const t = await db.startTransaction();
  await expect(t.collection('rows').add({ _id: 'c', no: 1 })).rejects.toMatchObject({ code: 11000 });
  await expect(t.collection('rows').doc('a').update({ no: 2 })).rejects.toMatchObject({ code: 11000 });
  await t.collection('rows').add({ _id: 'c', no: 3 });
  await expect(t.collection('rows').add({ _id: 'd', no: 3 })).rejects.toMatchObject({ code: 11000 });
  await t.commit();
  expect(await all()).toMatchObject([
    { _id: 'a', no: 1 },
    { _id: 'b', no: 2 },
    { _id: 'c', no: 3 },
  ]);
});

test('a unique key taken by somebody else meanwhile is a write conflict, and nothing of the transaction is left', async () => {
  const t = await db.startTransaction();
  await t.collection('rows').doc('a').update({ n: 9 });
  await t.collection('rows').add({ _id: 'c', no: 3 });
  await rows().add({ _id: 'rival', no: 3 });
  await expect(t.commit()).rejects.toMatchObject({ code: 'WriteConflict' });
  expect(await all()).toMatchObject([{ _id: 'a', n: 0 }, { _id: 'b' }, { _id: 'rival' }]);
  await rows().doc('a').update({ n: 1 });
});

test('an insert outside waits for the transaction that inserts the same _id', async () => {
  const t = await db.startTransaction();
  await t.collection('rows').add({ _id: 'c', no: 3 });
  const outside = rows().add({ _id: 'c', no: 4 });
  const outcome = expect(outside).rejects.toMatchObject({ code: 11000 });
  await t.commit();
  await outcome;
});

test('an update of many outside waits for every locked document among them', async () => {
  const t = await db.startTransaction();
  await t.collection('rows').doc('b').update({ n: 5 });
  const outside = rows()
    .where({ n: (db.command as Command)['gte']!(0) })
    .update({ n: (db.command as Command)['inc']!(1) });
  await t.commit();
  expect((await outside).updated).toBe(2);
  expect(await all()).toMatchObject([{ n: 1 }, { n: 6 }]);
});

test('deleted and inserted again in one transaction is a replacement', async () => {
  const t = await db.startTransaction();
  await t.collection('rows').doc('a').remove();
  expect((await t.collection('rows').doc('a').get()).data).toBeNull();
  await t.collection('rows').add({ _id: 'a', no: 1, n: 7 });
  await expect(t.collection('rows').add({ _id: 'a', n: 8 })).rejects.toMatchObject({ code: 11000 });
  await t.commit();
  expect(await all()).toMatchObject([{ _id: 'a', n: 7 }, { _id: 'b' }]);
});

test('inserted and deleted again leaves nothing', async () => {
  const t = await db.startTransaction();
  await t.collection('rows').add({ _id: 'c', no: 3 });
  await t.collection('rows').doc('c').remove();
  await t.commit();
  expect(await all()).toHaveLength(2);
});

test('a result is a copy: changing it changes neither the transaction nor the database', async () => {
  const t = await db.startTransaction();
  const { doc } = await t.collection('rows').where({ _id: 'a' }).updateAndReturn({ n: 1 });
  (doc as { n: number }).n = 99;
  await t.commit();
  expect(await all()).toMatchObject([{ n: 1 }, { n: 0 }]);
});

test('a conditional update sees the transaction, not the committed state', async () => {
  const t = await db.startTransaction();
  await t.collection('rows').doc('a').update({ n: 1 });
  expect((await t.collection('rows').where({ _id: 'a', n: 0 }).updateAndReturn({ n: 2 })).doc).toBeNull();
  expect((await t.collection('rows').where({ _id: 'a', n: 1 }).updateAndReturn({ n: 2 })).doc).toMatchObject({ n: 2 });
  await t.rollback();
  expect(await all()).toMatchObject([{ n: 0 }, { n: 0 }]);
});

test('aggregation is refused by a rejection, like everything else', async () => {
  const t = await db.startTransaction();
  await expect(t.collection('rows').aggregate().match({ n: 0 }).end()).rejects.toMatchObject({ code: 'TransactionError' });
  await t.rollback();
});

test('ending twice fails, whichever end came first', async () => {
  const one = await db.startTransaction();
  await one.commit();
  await expect(one.commit()).rejects.toMatchObject({ code: 'TransactionError' });
  await expect(one.rollback()).rejects.toMatchObject({ code: 'TransactionError' });
  await expect(one.collection('rows').doc('a').update({ n: 1 })).rejects.toMatchObject({ code: 'TransactionError' });
});

test('after ten seconds the transaction is over and its locks are free', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance', 'Date'] });
  try {
    const t = await db.startTransaction();
    await t.collection('rows').doc('a').update({ n: 1 });
    const outside = rows().doc('a').update({ n: 5 });
    jest.advanceTimersByTime(10_000);
    expect((await outside).updated).toBe(1);
    await expect(t.commit()).rejects.toMatchObject({ code: 'TransactionError', message: expect.stringContaining('10 秒') });
    expect(await all()).toMatchObject([{ n: 5 }, { n: 0 }]);
  } finally {
    jest.useRealTimers();
  }
});

test('32 transactions that each take a tenth, retried on conflict: exactly ten take it', async () => {
  await rows().add({ _id: 'purse', no: 9, left: 1000 });
  const take = async (): Promise<boolean> => {
    for (;;) {
      const t = await db.startTransaction();
      try {
        const { data } = await t.collection('rows').doc('purse').get();
        const left = (data as { left: number }).left;
        if (left < 100) {
          await t.rollback();
          return false;
        }
        await t
          .collection('rows')
          .where({ _id: 'purse', left })
          .updateAndReturn({ left: left - 100 });
        await t.commit();
        return true;
      } catch (error) {
        await t.rollback().catch(() => undefined);
        if ((error as { code?: unknown }).code !== 'WriteConflict') throw error;
      }
    }
  };
  const taken = await Promise.all(Array.from({ length: 32 }, take));
  expect(taken.filter(Boolean)).toHaveLength(10);
  expect((await rows().doc('purse').get()).data).toMatchObject([{ left: 0 }]);
});
