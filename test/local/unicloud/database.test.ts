// docs/protocols/unicloud.md §2：本地数据库与云端同样严格——形状、转换、唯一键、事务限制。
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOperationPort, Engine, LocalDatabase } from '../../../local/unicloud/database';

let dir: string;
let db: LocalDatabase;
let engine: Engine;
const open = (file = ':memory:'): void => {
  engine = new Engine(file, dir, 'NORMAL', () => 1_795_000_000_000);
  db = new LocalDatabase(engine, createOperationPort());
};
const index = (name: string, keys: string[], unique: boolean, sparse = false): object => ({
  IndexName: name,
  MgoKeySchema: { MgoIndexKeys: keys.map((Name) => ({ Name, Direction: '1' })), MgoIsUnique: unique, MgoIsSparse: sparse },
});
type Command = Record<string, (...args: unknown[]) => { lte(value: unknown): unknown }>;
const command = (): Command => db.command as Command;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vk-pay-db-'));
  writeFileSync(
    join(dir, 'orders.index.json'),
    JSON.stringify([index('uk_no', ['no'], true), index('uk_pair', ['shop', 'seq'], true, true), index('idx_next', ['next'], false)]),
  );
  writeFileSync(join(dir, 'goods.init_data.json'), JSON.stringify([{ _id: 'mug', price: 1200, made: { $date: 5 } }]));
  open();
});
afterEach(() => {
  engine.close();
  rmSync(dir, { recursive: true, force: true });
});
const orders = () => db.collection('orders');

test('results have the shapes of the Aliyun space', async () => {
  expect(await orders().add({ _id: 'a', no: 1, n: 1 })).toEqual({ id: 'a' });
  expect(await orders().add([{ no: 2 }, { no: 3 }])).toMatchObject({ inserted: 2, ids: [expect.any(String), expect.any(String)] });
  expect(await orders().doc('a').get()).toEqual({ affectedDocs: 1, data: [{ _id: 'a', no: 1, n: 1 }] });
  expect(await orders().doc('none').get()).toEqual({ affectedDocs: 0, data: [] });
  expect(await orders().where({ no: 1 }).update({ n: 2 })).toEqual({ affectedDocs: 1, updated: 1, upsertedId: null });
  expect(await orders().where({ no: 1 }).updateAndReturn({ n: 3 })).toEqual({ updated: 1, doc: { _id: 'a', no: 1, n: 3 } });
  expect(await orders().where({ no: 99 }).updateAndReturn({ n: 3 })).toEqual({ updated: 0, doc: null });
  expect(await orders().doc('z').set({ no: 9 })).toEqual({ affectedDocs: 0, updated: 0, upsertedId: 'z' });
  expect(await orders().count()).toMatchObject({ total: 4 });
  expect(await orders().where({ no: 9 }).remove()).toEqual({ affectedDocs: 1, deleted: 1 });
});

test('an update that changes nothing counts nothing', async () => {
  await orders().add({ _id: 'a', no: 1 });
  expect((await orders().doc('a').update({ no: 1 })).updated).toBe(0);
});

test('ISO strings become dates, 24 hex digits become lower case, NaN becomes null, undefined vanishes', async () => {
  await orders().add({ _id: 'a', no: 1, at: '2026-11-23T00:00:00.000Z', ref: 'ABCDEFABCDEFABCDEFABCDEF', bad: NaN, gone: undefined });
  const { data } = await orders().doc('a').get();
  expect(data).toEqual([{ _id: 'a', no: 1, at: new Date('2026-11-23T00:00:00.000Z'), ref: 'abcdefabcdefabcdefabcdef', bad: null }]);
});

test('a condition of undefined matches everything', async () => {
  await orders().add([{ no: 1 }, { no: 2 }]);
  expect((await orders().where({ no: undefined }).get()).data).toHaveLength(2);
});

test('raw operators in conditions, updates and field names are refused', async () => {
  await expect(
    orders()
      .where({ no: { $ne: null } })
      .get(),
  ).rejects.toMatchObject({ code: 'INVALID_PARAM' });
  await expect(
    orders()
      .where({ no: 1 })
      .update({ $set: { n: 1 } }),
  ).rejects.toMatchObject({ code: 'INVALID_PARAM' });
  await expect(orders().add({ no: 1, a: { 'b.c': 1 } })).rejects.toMatchObject({ code: 'INVALID_PARAM' });
  await expect(orders().add({ no: 1, $x: 1 })).rejects.toMatchObject({ code: 'INVALID_PARAM' });
});

test('nested objects merge by path, command.set replaces, push and inc work', async () => {
  await orders().add({ _id: 'a', no: 1, fulfil: { status: 'NONE', tries: 1 }, list: [{ n: 1 }] });
  await orders()
    .doc('a')
    .update({ fulfil: { status: 'DONE' }, list: command()['push']!([{ n: 2 }]), no: command()['inc']!(4) });
  expect((await orders().doc('a').get()).data).toEqual([
    { _id: 'a', no: 5, fulfil: { status: 'DONE', tries: 1 }, list: [{ n: 1 }, { n: 2 }] },
  ]);
  await orders()
    .doc('a')
    .update({ fulfil: command()['set']!({ status: 'NONE' }) });
  expect((await orders().doc('a').get()).data).toMatchObject([{ fulfil: { status: 'NONE' } }]);
});

test('incrementing a text is an error, not a silent no-op', async () => {
  await orders().add({ _id: 'a', no: 'x' });
  await expect(
    orders()
      .doc('a')
      .update({ no: command()['inc']!(1) }),
  ).rejects.toMatchObject({ message: expect.stringContaining('$inc') });
});

test('ranges and sorting work through an index', async () => {
  await orders().add([{ no: 1, next: 5 }, { no: 2, next: 0 }, { no: 3, next: 3 }, { no: 4 }, { no: 5, next: 9 }]);
  const { data } = await orders()
    .where({ next: command()['gt']!(0).lte(5) })
    .orderBy('next', 'asc')
    .limit(10)
    .get();
  expect(data.map((row) => row['no'])).toEqual([3, 1]);
});

test('a unique key refuses the second row; a missing field counts as a value unless sparse', async () => {
  await orders().add({ no: 1 });
  await expect(orders().add({ no: 1 })).rejects.toMatchObject({ code: 11000, message: expect.stringMatching(/E11000 duplicate key/) });
  await orders().add({ n: 1 });
  await expect(orders().add({ n: 2 })).rejects.toMatchObject({ code: 11000 });
});

test('a duplicate _id is refused', async () => {
  await orders().add({ _id: 'a', no: 1 });
  await expect(orders().add({ _id: 'a', no: 2 })).rejects.toMatchObject({ code: 11000 });
});

test('reads stop at 100 rows by default and refuse more than 1000', async () => {
  await orders().add(Array.from({ length: 120 }, (_item, no) => ({ no })));
  expect((await orders().get()).data).toHaveLength(100);
  await expect(orders().limit(1001).get()).rejects.toMatchObject({ code: 'INVALID_PARAM' });
});

test('what the Aliyun space does not have is not there', () => {
  for (const name of ['createCollection', 'runTransaction', 'RegExp', 'serverDate'])
    expect((db as unknown as Record<string, unknown>)[name]).toBeUndefined();
});

test('init data is inserted once and survives, new rows too', async () => {
  const file = join(dir, 'space.db');
  engine.close();
  open(file);
  await db.collection('goods').doc('mug').update({ price: 999 });
  engine.close();
  open(file);
  expect((await db.collection('goods').get()).data).toEqual([{ _id: 'mug', price: 999, made: new Date(5) }]);
});

describe('transactions', () => {
  beforeEach(() => orders().add({ _id: 'a', no: 1, n: 0 }));

  test('see their own writes, publish all at commit and nothing at rollback', async () => {
    const first = await db.startTransaction();
    await first.collection('orders').doc('a').update({ n: 5 });
    expect(await first.collection('orders').doc('a').get()).toMatchObject({ data: { n: 5 } });
    expect((await orders().doc('a').get()).data).toMatchObject([{ n: 0 }]);
    await first.rollback();
    const second = await db.startTransaction();
    await second.collection('orders').where({ _id: 'a', n: 0 }).updateAndReturn({ n: 7 });
    await second.collection('orders').add({ _id: 'b', no: 2 });
    await second.commit();
    expect((await orders().get()).data).toHaveLength(2);
  });

  test('a read of one document gives an object, a missing one null', async () => {
    const t = await db.startTransaction();
    expect((await t.collection('orders').doc('none').get()).data).toBeNull();
    await t.rollback();
  });

  test('refuse what the cloud refuses', async () => {
    const t = await db.startTransaction();
    const scope = t.collection('orders');
    await expect(scope.where({ no: 1 }).update({ n: 1 })).rejects.toMatchObject({ code: 'TransactionError' });
    await expect(scope.where({ no: 1 }).get()).rejects.toMatchObject({ code: 'TransactionError' });
    await expect(scope.where({ no: 1 }).remove()).rejects.toMatchObject({ code: 'TransactionError' });
    await expect(scope.count()).rejects.toMatchObject({ code: 'TransactionError' });
    await expect(scope.add([{ no: 8 }])).rejects.toMatchObject({ code: 'TransactionError' });
    await expect(t.collection('never_created').add({ n: 1 })).rejects.toMatchObject({ code: 'OperationNotSupportedInTransaction' });
    await t.rollback();
    await expect(t.commit()).rejects.toMatchObject({ code: 'TransactionError' });
  });

  test('a second writer of the same document fails at once with a write conflict', async () => {
    const one = await db.startTransaction();
    const two = await db.startTransaction();
    await one.collection('orders').doc('a').update({ n: 1 });
    await expect(two.collection('orders').doc('a').update({ n: 2 })).rejects.toMatchObject({ code: 'WriteConflict' });
    await two.rollback();
    await one.commit();
  });

  test('a document changed after the start cannot be written any more', async () => {
    const t = await db.startTransaction();
    await orders().doc('a').update({ n: 3 });
    await expect(t.collection('orders').doc('a').update({ n: 4 })).rejects.toMatchObject({ code: 'WriteConflict' });
    await t.rollback();
  });

  test('a plain write waits for the transaction that holds the document', async () => {
    const t = await db.startTransaction();
    await t.collection('orders').doc('a').update({ n: 1 });
    const seen: string[] = [];
    const plain = orders()
      .doc('a')
      .update({ n: command()['inc']!(10) })
      .then(() => seen.push('plain'));
    await orders().count();
    seen.push('commit');
    await t.commit();
    await plain;
    expect(seen).toEqual(['commit', 'plain']);
    expect((await orders().doc('a').get()).data).toMatchObject([{ n: 11 }]);
  });
});

test('grouping computes in the database', async () => {
  await orders().add([
    { no: 1, p: 'x', ms: 10 },
    { no: 2, p: 'x', ms: 30 },
    { no: 3, p: 'y', ms: 5 },
  ]);
  const { $ } = { $: db.command['aggregate'] as Record<string, (value: unknown) => unknown> };
  const { data } = await orders()
    .aggregate()
    .match({ ms: command()['gt']!(5) })
    .group({ _id: '$p', avg: $['avg']!('$ms'), n: $['sum']!(1) })
    .sort({ _id: 1 })
    .end();
  expect(data).toEqual([{ _id: 'x', avg: 20, n: 2 }]);
});
