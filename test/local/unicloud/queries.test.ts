// docs/protocols/unicloud.md §2.1、§2.3、§2.4：条件、更新、投影与聚合的语义照云端，走不走索引结果都一样。
import type { LocalDatabase } from '../../../local/unicloud/database';
import { indexOf, Workbench, type Command } from './workbench';

let workbench: Workbench;
let db: LocalDatabase;
let _: Command;
const rows = () => db.collection('rows');
const ids = async (where: unknown): Promise<unknown[]> => (await rows().where(where).get()).data.map((row) => row['_id']).sort();

beforeEach(() => {
  workbench = new Workbench();
  workbench.write('database/rows.index.json', [
    indexOf('uk_no', ['no'], true, true),
    indexOf('uk_pair', ['shop', 'seq'], true, true),
    indexOf('idx_tag', ['tags'], false),
    indexOf('idx_sku', ['items.sku'], false),
    indexOf('idx_n', ['n'], false),
  ]);
  db = workbench.database().db;
  _ = db.command as Command;
});
afterEach(() => workbench.close());

describe('conditions', () => {
  beforeEach(() =>
    rows().add([
      {
        _id: 'a',
        n: 1,
        s: 'x',
        tags: ['red', 'big'],
        items: [
          { sku: 'p', q: 1 },
          { sku: 'q', q: 5 },
        ],
        when: new Date(1000),
        on: true,
        nil: null,
      },
      { _id: 'b', n: 5, s: 'y', tags: 'red', items: [{ sku: 'r', q: 2 }], when: new Date(2000), on: false },
      { _id: 'c', n: '5', s: 'z', tags: [], when: new Date(3000) },
    ]),
  );

  test.each<[string, (c: Command) => unknown, string[]]>([
    ['gt chained with lte', (c) => ({ n: c['gt']!(0)['lte']!(5) }), ['a', 'b']],
    ['in over mixed types', (c) => ({ n: c['in']!([1, '5']) }), ['a', 'c']],
    ['nin', (c) => ({ s: c['nin']!(['x', 'y']) }), ['c']],
    ['neq keeps documents without the field', (c) => ({ on: c['neq']!(true) }), ['b', 'c']],
    ['exists false', (c) => ({ items: c['exists']!(false) }), ['c']],
    ['null matches missing and null', () => ({ nil: null }), ['a', 'b', 'c']],
    ['a value inside an array, through an index', () => ({ tags: 'red' }), ['a', 'b']],
    ['a path through an array of objects, through an index', () => ({ 'items.sku': 'q' }), ['a']],
    ['elemMatch with inner commands', (c) => ({ items: c['elemMatch']!({ sku: 'q', q: c['gt']!(4) }) }), ['a']],
    ['all and size', (c) => c['and']!([{ tags: c['all']!(['red', 'big']) }, { tags: c['size']!(2) }]), ['a']],
    ['or as a whole condition', (c) => c['or']!([{ n: 1 }, { s: 'z' }]), ['a', 'c']],
    ['or on a field', (c) => ({ n: c['or']!(c['lt']!(2), c['gt']!(4)) }), ['a', 'b']],
    ['nor', (c) => c['nor']!([{ n: 1 }, { s: 'z' }]), ['b']],
    ['not on a field', (c) => ({ s: c['not']!(c['eq']!('x')) }), ['b', 'c']],
    ['mod as an array', (c) => ({ n: c['mod']!([2, 1]) }), ['a', 'b']],
    ['a regular expression', () => ({ s: /^[XY]$/i }), ['a', 'b']],
    ['dates compare as dates, ISO strings become dates', (c) => ({ when: c['gte']!('1970-01-01T00:00:02.000Z') }), ['b', 'c']],
    ['booleans are not numbers', () => ({ on: 1 }), []],
    ['expr', (c) => c['expr']!({ $gt: [{ $strLenCP: { $toString: '$n' } }, 0] }), ['a', 'b', 'c']],
    ['a nested plain object is flattened', () => ({ items: { sku: 'r' } }), ['b']],
  ])('%s', async (_name, where, expected) => {
    expect(await ids(where(_))).toEqual(expected);
  });

  test('an update operator or a geo query in a condition is refused, not ignored', async () => {
    await expect(
      rows()
        .where({ n: _['inc']!(1) })
        .get(),
    ).rejects.toMatchObject({ code: 'INVALID_PARAM' });
    expect(() => _['geoNear']!({})).toThrow(/不支持地理/);
  });

  test('projections include or exclude, never both, and sort keys cannot be operators', async () => {
    expect((await rows().where({ _id: 'b' }).field({ n: true, _id: false }).get()).data).toEqual([{ n: 5 }]);
    expect(Object.keys((await rows().where({ _id: 'b' }).field({ items: false }).get()).data[0] ?? {})).not.toContain('items');
    expect(() => rows().field({ n: true, s: false })).toThrow('不能同时');
    expect(() => rows().orderBy('$n', 'asc')).toThrow('字段名不合法');
  });

  test('one base query can be paged and counted in parallel', async () => {
    const base = rows()
      .where({ s: _['neq']!('none') })
      .orderBy('s', 'desc');
    const [first, second, total] = await Promise.all([base.limit(1).get(), base.skip(1).limit(1).get(), base.count()]);
    expect([first.data[0]?.['_id'], second.data[0]?.['_id'], total.total]).toEqual(['c', 'b', 3]);
  });
});

describe('indexes', () => {
  test('a sparse unique index skips documents that have none of its fields, and only those', async () => {
    await rows().add([{ _id: 'a' }, { _id: 'b' }, { _id: 'c', shop: 1 }]);
    await expect(rows().add({ shop: 1 })).rejects.toMatchObject({
      code: 11000,
      message: expect.stringMatching(/index: uk_pair dup key: \{ : 1, : null \}/),
    });
    await rows().add({ _id: 'd', shop: 1, seq: 2 });
    expect(await ids({ shop: 1, seq: 2 })).toEqual(['d']);
  });

  test('looking up one row after another through the same path never gives the previous one', async () => {
    await rows().add([
      { _id: 'a', no: 1 },
      { _id: 'b', no: 2 },
    ]);
    for (const [id, no] of [
      ['a', 1],
      ['b', 2],
      ['zz', 9],
      ['a', 1],
    ] as const) {
      const expected = no === 9 ? [] : [{ _id: id, no }];
      expect((await rows().doc(id).get()).data).toEqual(expected);
      expect((await rows().where({ _id: id }).get()).data).toEqual(expected);
      expect((await rows().where({ no }).get()).data).toEqual(expected);
    }
  });

  test('an index over data that already violates it names the collection', async () => {
    const file = `${workbench.dir}/space.db`;
    const first = workbench.database(file);
    await first.db.collection('fresh').add([{ k: 1 }, { k: 1 }]);
    first.engine.close();
    workbench.write('database/fresh.index.json', [indexOf('uk_k', ['k'], true)]);
    expect(() => workbench.database(file)).toThrow(/集合 fresh 建不了索引 uk_k/);
  });
});

describe('updates', () => {
  const after = async (start: object, change: object): Promise<unknown> => {
    await rows()
      .doc('a')
      .set({ ...start });
    await rows()
      .doc('a')
      .update({ ...change });
    const [row] = (await rows().doc('a').get()).data as Record<string, unknown>[];
    return row?.['v'];
  };

  test.each<[string, unknown, (c: Command) => unknown, unknown]>([
    ['push many', [1], (c) => c['push']!([2, 3]), [1, 2, 3]],
    ['push with position and slice', [1, 2], (c) => c['push']!({ each: [9], position: 0, slice: 2 }), [9, 1]],
    ['unshift', [2], (c) => c['unshift']!([0, 1]), [0, 1, 2]],
    ['pop', [1, 2], (c) => c['pop']!(), [1]],
    ['shift', [1, 2], (c) => c['shift']!(), [2]],
    ['pull a value', [1, 2, 1], (c) => c['pull']!(1), [2]],
    ['pull by a command', [1, 5, 9], (c) => c['pull']!(c['gt']!(4)), [1]],
    ['pull objects by a condition', [{ k: 1 }, { k: 7 }], (c) => c['pull']!({ k: c['gte']!(7) }), [{ k: 1 }]],
    ['pullAll', [1, 2, 3], (c) => c['pullAll']!([1, 3]), [2]],
    ['addToSet', [1], (c) => c['addToSet']!({ $each: [1, 2] }), [1, 2]],
    ['mul', 4, (c) => c['mul']!(3), 12],
    ['min', 4, (c) => c['min']!(3), 3],
    ['max', 4, (c) => c['max']!(3), 4],
    ['set replaces, key order included', { x: 1, y: 2 }, (c) => c['set']!({ y: 1 }), { y: 1 }],
    ['remove', 1, (c) => c['remove']!(), undefined],
  ])('%s', async (_name, start, change, expected) => {
    expect(await after({ v: start }, { v: change(_) })).toEqual(expected);
  });

  test('the positional path changes the element the condition matched', async () => {
    await rows().add({
      _id: 'a',
      items: [
        { sku: 'p', q: 1 },
        { sku: 'q', q: 1 },
      ],
    });
    await rows().where({ 'items.sku': 'q' }).update({ 'items.$.q': 8 });
    expect((await rows().doc('a').get()).data).toMatchObject([{ items: [{ q: 1 }, { q: 8 }] }]);
  });

  test.each<[string, string, unknown, (c: Command) => object]>([
    ['inc on null', 'TypeMismatch', null, (c) => ({ v: c['inc']!(1) })],
    ['inc by a text', 'TypeMismatch', 1, (c) => ({ v: c['inc']!('1') })],
    ['push on a number', 'TypeMismatch', 1, (c) => ({ v: c['push']!(1) })],
    ['a field inside a number', 'TypeMismatch', 1, () => ({ 'v.deep': 1 })],
    ['a query command as a value', 'INVALID_PARAM', 1, (c) => ({ v: c['gt']!(1) })],
    ['_id', 'INVALID_PARAM', 1, () => ({ _id: 'b' })],
  ])('what MongoDB refuses is refused: %s', async (_name, code, start, change) => {
    await rows().doc('a').set({ v: start });
    await expect(
      rows()
        .doc('a')
        .update(change(_) as Record<string, unknown>),
    ).rejects.toMatchObject({ code });
    expect((await rows().doc('a').get()).data).toEqual([{ _id: 'a', v: start }]);
  });

  test('an invalid date becomes null, a Buffer travels as JSON does, a numeric _id is refused', async () => {
    await rows().add({ _id: 'a', at: new Date(NaN), raw: Buffer.from([1]) });
    expect((await rows().doc('a').get()).data).toEqual([{ _id: 'a', at: null, raw: { type: 'Buffer', data: [1] } }]);
    await expect(rows().add({ _id: 5 })).rejects.toMatchObject({ code: 'INVALID_PARAM' });
  });
});

describe('aggregation', () => {
  beforeEach(async () => {
    await rows().add([
      { _id: 'a', n: 1, s: 'x' },
      { _id: 'b', n: 2, s: 'x' },
      { _id: 'c', n: 3, s: 'y' },
    ]);
    await db.collection('parts').add([
      { of: 'a', w: 10 },
      { of: 'a', w: 20 },
      { of: 'c', w: 5 },
    ]);
  });

  test('lookup with let and a pipeline built by the command', async () => {
    const $ = db.command['aggregate'] as Command;
    const pipeline = ($['pipeline']!() as unknown as { match(value: unknown): { sort(value: unknown): { done(): unknown } } })
      .match(_['expr']!($['and']!([$['eq']!(['$of', '$$id']), $['gt']!(['$w', 5])])))
      .sort({ w: -1 })
      .done();
    const { data } = await rows()
      .aggregate()
      .match({ n: _['lt']!(3) })
      .lookup({ from: 'parts', let: { id: '$_id' }, pipeline, as: 'parts' })
      .sort({ _id: 1 })
      .end();
    expect(data.map((row) => (row['parts'] as { w: number }[]).map(({ w }) => w))).toEqual([[20, 10], []]);
  });

  test('lookup by equality, unwind, group and replaceRoot', async () => {
    const $ = db.command['aggregate'] as Command;
    const { data } = await rows()
      .aggregate()
      .lookup({ from: 'parts', localField: '_id', foreignField: 'of', as: 'part' })
      .unwind({ path: '$part', preserveNullAndEmptyArrays: false })
      .group({ _id: '$s', weight: $['sum']!('$part.w'), first: $['first']!('$_id') })
      .replaceRoot({ newRoot: { s: '$_id', weight: '$weight' } })
      .sort({ s: 1 })
      .end();
    expect(data).toEqual([
      { s: 'x', weight: 30 },
      { s: 'y', weight: 5 },
    ]);
  });

  test('stages change the chain in place, because the framework ignores what they return', async () => {
    const chain = rows().aggregate();
    chain.match({ s: 'x' });
    chain.sort({ n: -1 });
    chain.limit(1);
    expect((await chain.end()).data).toEqual([{ _id: 'b', n: 2, s: 'x' }]);
  });

  test('a raw operator in match, a wrong sort and a geo stage are refused', async () => {
    await expect(
      rows()
        .aggregate()
        .match({ n: { $gt: 1 } })
        .end(),
    ).rejects.toMatchObject({ code: 'INVALID_PARAM' });
    await expect(rows().aggregate().sort({ n: 'desc' }).end()).rejects.toMatchObject({ code: 'INVALID_PARAM' });
    expect(() => rows().aggregate().geoNear({})).toThrow(/不支持地理/);
  });

  test('character positions are counted in characters', async () => {
    const $ = db.command['aggregate'] as Command;
    expect(
      (
        await rows()
          .aggregate()
          .match({ _id: 'a' })
          .project({ _id: 0, at: $['indexOfCP']!(['支付成功', '成']) })
          .end()
      ).data,
    ).toEqual([{ at: 2 }]);
  });
});
