// docs/protocols/unicloud.md §2.5、docs/invariants.md I3：事务读的是快照，全有或全无，丢失的更新一律成为写冲突，十秒为限，绝不漏锁。
import type { DatabaseTransaction as Transaction, LocalDatabase } from '../../../local/unicloud/database';
import { indexOf, Workbench, type Command } from './workbench';

/** 云端的 code 没有文档；我们这里 code 与文字都认得出来。 */
const CONFLICT = { code: 'WriteConflict', message: expect.stringContaining('WriteConflict error') as string };

let workbench: Workbench;
let db: LocalDatabase;
const rows = () => db.collection('rows');
const command = (name: string, value: unknown): unknown => (db.command as Command)[name]!(value);
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

test.each<[string, (t: Transaction) => Promise<unknown>, object]>([
  ['a unique key that is taken', (t) => t.collection('rows').add({ _id: 'c', no: 1 }), { code: 11000 }],
  ['an update onto a taken key', (t) => t.collection('rows').doc('a').update({ no: 2 }), { code: 11000 }],
  ['an _id that is taken', (t) => t.collection('rows').add({ _id: 'b', no: 3 }), { code: 11000 }],
  [
    'a type that does not fit',
    (t) =>
      t
        .collection('rows')
        .doc('a')
        .update({ text: command('inc', 1) }),
    { code: 'TypeMismatch' },
  ],
  ['a collection that does not exist', (t) => t.collection('nowhere').add({ _id: 'c' }), {}],
])('%s fails at the write and ends the transaction, as in MongoDB: only a rollback is left', async (_name, write, error) => {
  await rows().doc('a').update({ text: 'words' });
  const t = await db.startTransaction();
  await t.collection('rows').doc('b').update({ n: 9 });
  await expect(write(t)).rejects.toMatchObject(error);
  await expect(t.collection('rows').add({ _id: 'd', no: 4 })).rejects.toMatchObject({ code: 'NoSuchTransaction' });
  await expect(t.collection('rows').doc('a').get()).rejects.toMatchObject({ code: 'NoSuchTransaction' });
  await expect(t.commit()).rejects.toMatchObject({ code: 'NoSuchTransaction' });
  // 它占住的文档已经放开，不必等 rollback。
  await rows().doc('b').update({ n: 1 });
  await t.rollback();
  await expect(t.rollback()).rejects.toMatchObject({ code: 'TransactionError' });
  expect(await all()).toMatchObject([
    { _id: 'a', no: 1 },
    { _id: 'b', no: 2, n: 1 },
  ]);
});

test('a mistake that the SDK refuses itself never reaches the database: the transaction goes on', async () => {
  const t = await db.startTransaction();
  await expect(t.collection('rows').doc('a').update({ _id: 'z' })).rejects.toMatchObject({ code: 'INVALID_PARAM' });
  await expect(t.collection('rows').where({ n: 0 }).update({ n: 1 })).rejects.toMatchObject({ code: 'TransactionError' });
  await t.collection('rows').doc('a').update({ n: 1 });
  await t.commit();
  expect(await all()).toMatchObject([{ n: 1 }, { n: 0 }]);
});

describe('the snapshot', () => {
  test('reads see the state at the start, whatever is committed meanwhile', async () => {
    const t = await db.startTransaction();
    await rows().doc('a').update({ n: 7 });
    await rows().doc('b').remove();
    await rows().add({ _id: 'c', no: 3, n: 0 });
    const read = async (id: string): Promise<unknown> => (await t.collection('rows').doc(id).get()).data;
    expect([await read('a'), await read('b'), await read('c')]).toMatchObject([{ n: 0 }, { n: 0 }, null]);
    await rows().doc('a').update({ n: 8 });
    expect(await read('a')).toMatchObject({ n: 0 });
    await t.commit();
    expect(await all()).toMatchObject([
      { _id: 'a', n: 8 },
      { _id: 'c', n: 0 },
    ]);
  });

  test('a transaction that only read never conflicts; one that begins later sees the new state', async () => {
    const early = await db.startTransaction();
    await rows().doc('a').update({ n: 7 });
    const late = await db.startTransaction();
    expect((await late.collection('rows').doc('a').get()).data).toMatchObject({ n: 7 });
    expect((await early.collection('rows').doc('a').get()).data).toMatchObject({ n: 0 });
    await early.commit();
    await late.collection('rows').doc('a').update({ n: 8 });
    await late.commit();
    expect(await all()).toMatchObject([{ n: 8 }, { n: 0 }]);
  });

  test('a condition is judged on the snapshot, and the write on what changed since', async () => {
    const t = await db.startTransaction();
    await rows().doc('a').update({ n: 1 });
    await rows().doc('b').update({ n: 1 });
    // 快照里没有 n 为 1 的：没有符合的，不是冲突。
    expect((await t.collection('rows').where({ n: 1 }).updateAndReturn({ n: 2 })).doc).toBeNull();
    await expect(t.collection('rows').where({ _id: 'a', n: 0 }).updateAndReturn({ n: 2 })).rejects.toMatchObject(CONFLICT);
    await t.rollback();
    expect(await all()).toMatchObject([{ n: 1 }, { n: 1 }]);
  });

  test.each<[string, (t: Transaction) => Promise<unknown>]>([
    ['update', (t) => t.collection('rows').doc('a').update({ n: 5 })],
    ['updateAndReturn', (t) => t.collection('rows').doc('a').updateAndReturn({ n: 5 })],
    ['set', (t) => t.collection('rows').doc('a').set({ no: 1, n: 5 })],
    ['remove', (t) => t.collection('rows').doc('a').remove()],
  ])('lost update: %s of a document that changed since the start is a write conflict', async (_name, write) => {
    const t = await db.startTransaction();
    await t.collection('rows').doc('a').get();
    await rows().doc('a').update({ n: 3 });
    await expect(write(t)).rejects.toMatchObject(CONFLICT);
    await t.rollback();
    expect(await all()).toMatchObject([{ n: 3 }, { n: 0 }]);
  });

  test('a change by another transaction conflicts just as well, before and after its commit', async () => {
    const [first, second, third] = [await db.startTransaction(), await db.startTransaction(), await db.startTransaction()];
    await first.collection('rows').doc('a').update({ n: 1 });
    await expect(second.collection('rows').doc('a').update({ n: 2 })).rejects.toMatchObject(CONFLICT);
    await first.commit();
    await expect(third.collection('rows').doc('a').update({ n: 3 })).rejects.toMatchObject(CONFLICT);
    expect(await all()).toMatchObject([{ n: 1 }, { n: 0 }]);
  });

  test('a document inserted, or removed, since the start is a conflict, not a duplicate and not a miss', async () => {
    const [one, two] = [await db.startTransaction(), await db.startTransaction()];
    await rows().add({ _id: 'c', no: 3 });
    await rows().doc('b').remove();
    await expect(one.collection('rows').add({ _id: 'c', no: 4 })).rejects.toMatchObject(CONFLICT);
    await expect(two.collection('rows').doc('b').update({ n: 1 })).rejects.toMatchObject(CONFLICT);
  });

  test('skew on one document: two that read it and add to different fields cannot both win', async () => {
    await rows().add({ _id: 'purse', no: 9, left: 100, refunded: 0, reserved: 0 });
    const [refund, reserve] = [await db.startTransaction(), await db.startTransaction()];
    for (const t of [refund, reserve]) expect((await t.collection('rows').doc('purse').get()).data).toMatchObject({ left: 100 });
    await refund.collection('rows').doc('purse').update({ refunded: 80 });
    await expect(reserve.collection('rows').doc('purse').update({ reserved: 80 })).rejects.toMatchObject(CONFLICT);
    await refund.commit();
    expect((await rows().doc('purse').get()).data).toMatchObject([{ refunded: 80, reserved: 0 }]);
  });

  test('skew over two documents is not prevented, in MongoDB neither: what is decided on must be written', async () => {
    const [one, two] = [await db.startTransaction(), await db.startTransaction()];
    const bothEmpty = async (t: Transaction): Promise<boolean> => {
      const read = await Promise.all(['a', 'b'].map(async (id) => (await t.collection('rows').doc(id).get()).data));
      return read.every((row) => (row as { n: number }).n === 0);
    };
    expect([await bothEmpty(one), await bothEmpty(two)]).toEqual([true, true]);
    await one.collection('rows').doc('a').update({ n: 1 });
    await two.collection('rows').doc('b').update({ n: 1 });
    await one.commit();
    await two.commit();
    expect(await all()).toMatchObject([{ n: 1 }, { n: 1 }]);
  });

  test('an update that changes nothing writes nothing: it neither conflicts nor holds the document', async () => {
    const t = await db.startTransaction();
    await rows().doc('a').update({ n: 3 });
    await t.collection('rows').doc('a').updateAndReturn({ n: 0 });
    await t.collection('rows').doc('b').set({ no: 2, n: 0 });
    await rows().doc('b').update({ n: 4 });
    await t.commit();
    expect(await all()).toMatchObject([{ n: 3 }, { n: 4 }]);
  });
});

describe('unique keys', () => {
  test('taken by somebody since the start: a write conflict, and nothing of the transaction is left', async () => {
    const t = await db.startTransaction();
    await t.collection('rows').doc('a').update({ n: 9 });
    await rows().add({ _id: 'rival', no: 3 });
    await expect(t.collection('rows').add({ _id: 'c', no: 3 })).rejects.toMatchObject(CONFLICT);
    await t.rollback();
    expect(await all()).toMatchObject([{ _id: 'a', n: 0 }, { _id: 'b' }, { _id: 'rival' }]);
  });

  test('taken by an open transaction: another transaction conflicts at once, a plain write waits', async () => {
    const [t, rival] = [await db.startTransaction(), await db.startTransaction()];
    await t.collection('rows').add({ _id: 'c', no: 3 });
    await expect(rival.collection('rows').add({ _id: 'd', no: 3 })).rejects.toMatchObject(CONFLICT);
    const outside = rows().add({ _id: 'e', no: 3 });
    const outcome = expect(outside).rejects.toMatchObject({ code: 11000 });
    await t.commit();
    await outcome;
    expect(await all()).toMatchObject([{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }]);
  });

  test('given back by a rollback: the plain write that waited gets it', async () => {
    const t = await db.startTransaction();
    await t.collection('rows').add({ _id: 'c', no: 3 });
    const outside = rows().add({ _id: 'd', no: 3 });
    await t.rollback();
    expect(await outside).toEqual({ id: 'd' });
  });

  test('freed in an open transaction: not yet free for others', async () => {
    const t = await db.startTransaction();
    await t.collection('rows').doc('a').update({ no: 7 });
    const outside = rows().add({ _id: 'c', no: 1 });
    await t.commit();
    expect(await outside).toEqual({ id: 'c' });
    expect(await all()).toMatchObject([{ _id: 'a', no: 7 }, { _id: 'b' }, { _id: 'c', no: 1 }]);
  });
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
    .where({ n: command('gte', 0) })
    .update({ n: command('inc', 1) });
  await t.commit();
  expect((await outside).updated).toBe(2);
  expect(await all()).toMatchObject([{ n: 1 }, { n: 6 }]);
});

test('deleted and inserted again in one transaction is a replacement', async () => {
  const t = await db.startTransaction();
  await t.collection('rows').doc('a').remove();
  expect((await t.collection('rows').doc('a').get()).data).toBeNull();
  await t.collection('rows').add({ _id: 'a', no: 1, n: 7 });
  await t.commit();
  expect(await all()).toMatchObject([{ _id: 'a', n: 7 }, { _id: 'b' }]);
});

test('an _id that the transaction itself inserted is taken', async () => {
  const t = await db.startTransaction();
  await t.collection('rows').add({ _id: 'c', no: 3 });
  await expect(t.collection('rows').add({ _id: 'c', no: 4 })).rejects.toMatchObject({ code: 11000 });
  await t.rollback();
  expect(await all()).toHaveLength(2);
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
