// 规范 setupPaymentIndexes：该有的索引缺了就点名；看得见的与看不见的分得清；试的时候什么也不留下。
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PaymentIndexes } from '../../common/contract/doctor/indexes';
import { NativeDatabase } from '../../local/unicloud/database';
import { DECLARED_INDEXES } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/doctor/declared-indexes';
import { setupIndexes } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/doctor/setup-indexes';
import { openSpace, type Space } from '../stats/space';

const DATABASE = join(__dirname, '../../uniCloud-aliyun/database');
const NOW = Date.UTC(2026, 10, 26);
let space: Space;
let dir: string | undefined;
afterEach(() => {
  space.close();
  delete (globalThis as { uniCloud?: unknown }).uniCloud;
  if (dir) rmSync(dir, { recursive: true, force: true });
  dir = undefined;
});

type Definition = { IndexName: string; MgoKeySchema: Record<string, unknown> };
/** 改过索引定义的数据库。 */
function openWith(collection: string, edit: (indexes: Definition[]) => Definition[] = (same) => same): void {
  dir = mkdtempSync(join(tmpdir(), 'vk-pay-indexes-'));
  for (const name of readdirSync(DATABASE)) copyFileSync(join(DATABASE, name), join(dir, name));
  const file = join(dir, `${collection}.index.json`);
  writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, 'utf8')) as Definition[])));
  space = openSpace(NOW, dir);
}
const changed = (name: string, change: object) => (indexes: Definition[]) =>
  indexes.map((index) => (index.IndexName === name ? { ...index, MgoKeySchema: { ...index.MgoKeySchema, ...change } } : index));
const without = (name: string) => (indexes: Definition[]) => indexes.filter(({ IndexName }) => IndexName !== name);

/** 扩展数据库、本地运行时：列得出来。 */
const listed = (): Promise<PaymentIndexes> => {
  Object.assign(globalThis, { uniCloud: { databaseForNative: async () => new NativeDatabase(space.engine) } });
  return setupIndexes(space.kernel());
};
const stateOf = ({ indexes }: PaymentIndexes, collection: string, name: string): string | undefined =>
  indexes.find((index) => index.collection === collection && index.name === name)?.state;

test('the declared indexes are those of every file of ours that is uploaded', () => {
  space = openSpace(NOW);
  const files = readdirSync(DATABASE).filter((name) => /^payment_.*\.index\.json$/.test(name));
  const names = files.flatMap((file) =>
    (JSON.parse(readFileSync(join(DATABASE, file), 'utf8')) as Definition[]).map(
      ({ IndexName }) => `${file.replace('.index.json', '')}.${IndexName}`,
    ),
  );
  expect(DECLARED_INDEXES.map(({ collection, name }) => `${collection}.${name}`).sort()).toEqual(names.sort());
});

test('where indexes can be listed, all of ours are found in SQLite', async () => {
  space = openSpace(NOW);
  const found = await listed();
  expect([found.how, found.missing, new Set(found.indexes.map(({ state }) => state))]).toEqual(['listed', [], new Set(['present'])]);
});

test.each([
  ['a plain one that is missing', 'payment_orders', 'idx_status_create', without('idx_status_create'), 'missing'],
  [
    'a plain one over other fields',
    'payment_orders',
    'idx_user_id',
    changed('idx_user_id', { MgoIndexKeys: [{ Name: 'uid' }] }),
    'missing',
  ],
  ['a unique one that is missing', 'payment_orders', 'uk_out_trade_no', without('uk_out_trade_no'), 'missing'],
  [
    'a unique one built as a plain one',
    'payment_orders',
    'uk_out_trade_no',
    changed('uk_out_trade_no', { MgoIsUnique: false }),
    'different',
  ],
  ['a sparse one built full', 'payment_refund_requests', 'uk_open_for', changed('uk_open_for', { MgoIsSparse: false }), 'different'],
])('listed: %s is named', async (_what, collection, name, edit, state) => {
  openWith(collection, edit);
  const found = await listed();
  expect([found.missing, stateOf(found, collection, name)]).toEqual([[`${collection}.${name}`], state]);
});

test('where they cannot be listed, every unique one is probed and every plain one said to be unseen', async () => {
  space = openSpace(NOW);
  const found = await setupIndexes(space.kernel());
  expect([found.how, found.missing]).toEqual(['probed', []]);
  for (const { unique, state } of found.indexes) expect(state).toBe(unique ? 'present' : 'unseen');
  expect(found.indexes.find(({ state }) => state === 'unseen')?.note).toContain('控制台');
});

test.each([
  ['missing', 'payment_refunds', 'uk_out_refund_no', without('uk_out_refund_no'), 'missing'],
  ['built as a plain one', 'payment_transfers', 'uk_out_bill_no', changed('uk_out_bill_no', { MgoIsUnique: false }), 'missing'],
  ['not sparse', 'payment_refund_requests', 'uk_open_for', changed('uk_open_for', { MgoIsSparse: false }), 'different'],
])('probed: a unique one that is %s is named', async (_what, collection, name, edit, state) => {
  openWith(collection, edit);
  const found = await setupIndexes(space.kernel());
  expect([found.missing, stateOf(found, collection, name)]).toEqual([[`${collection}.${name}`], state]);
});

test('a probe leaves nothing behind and every transaction is rolled back', async () => {
  space = openSpace(NOW);
  await setupIndexes(space.kernel());
  for (const { collection } of DECLARED_INDEXES) expect(space.rows(collection)).toEqual([]);
  const count = (kind: string): number => space.operations.filter((name) => name.startsWith(`${kind} `)).length;
  expect([count('commit'), count('rollback')]).toEqual([0, count('startTransaction')]);
});

test('a probe that fails says so and does not stop the others', async () => {
  space = openSpace(NOW);
  space.fault = ({ kind, collection }) => {
    if (kind === 'add' && collection === 'payment_refunds') throw new Error('mongo_cell_decision_not_found');
  };
  const found = await setupIndexes(space.kernel());
  expect(stateOf(found, 'payment_refunds', 'uk_out_refund_no')).toBe('untried');
  expect(stateOf(found, 'payment_transfers', 'uk_out_bill_no')).toBe('present');
  expect(found.missing).toEqual([]);
});
