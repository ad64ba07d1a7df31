// 门口：自由结构里收下的每一个值，从数据库读回来都与收下时相同；存不住的点名拒绝。长度按字节数。
// 这一类：检查说合格、存下来却变了样的值。
import fc from 'fast-check';
import { Workbench } from '../local/unicloud/workbench';
import { readExtra, utf8Bytes, type ExtraRules } from '../../common/contract/extra';

const STORED: ExtraRules = { stored: true };
const workbench = new Workbench();
workbench.write('database/payment_orders.schema.json', {});
afterAll(() => workbench.close());
const { db } = workbench.database();

let serial = 0;
/** 存进去，再读出来：插入时整条写，改动时整体替换，两条路都要走。 */
async function throughDatabase(custom: unknown): Promise<readonly unknown[]> {
  const orders = db.collection('payment_orders');
  const _id = `row${(serial += 1)}`;
  const read = async (): Promise<unknown> => {
    const { data } = (await orders.doc(_id).get()) as unknown as { data: { custom: unknown }[] };
    return data[0]?.custom;
  };
  const { set } = db.command as unknown as { set(value: unknown): unknown };
  await orders.add({ _id, custom });
  const inserted = await read();
  await orders.doc(_id).update({ custom: set({ gone: 1 }) });
  await orders.doc(_id).update({ custom: set(custom) });
  return [inserted, await read()];
}

const hex = fc.stringMatching(/^[0-9a-fA-F]{24}$/);
const isoDate = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString());
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  hex,
  isoDate,
  fc.constantFrom('/a/i', '$ne', 'null', '__proto__', '\u0000', ''),
);
const leaf = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constantFrom(
    null,
    undefined,
    -0,
    2 ** 53,
    1e300,
    NaN,
    Infinity,
    new Date(0),
    new Date(NaN),
    /x/i,
    Buffer.from('x'),
    new Map([['a', 1]]),
    new Set([1]),
    10n,
    Symbol('s'),
    () => 1,
    new (class Money {
      fee = 1;
    })(),
    Object.create({ inherited: 1 }),
    { toJSON: () => 'x' },
  ),
);
const key = fc.oneof(
  fc.constantFrom('_id', 'a.b', '$set', 'a$b', '', '__proto__', 'constructor', '0', 'length', 'toString', 'id', '商品'),
  fc.string({ unit: 'grapheme', maxLength: 10 }),
);
const { tree } = fc.letrec<{ tree: unknown; list: unknown; object: unknown }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('list'), tie('object')),
  list: fc.oneof(fc.array(tie('tree'), { maxLength: 4 }), fc.sparseArray(tie('tree'), { maxNumElements: 3 })),
  object: fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
}));

test('every accepted structure comes back equal from the database', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.dictionary(key, tree, { maxKeys: 4 }), async (input) => {
      const read = readExtra(input, STORED);
      if (!read.ok) return;
      accepted += 1;
      for (const stored of await throughDatabase(read.value)) expect(stored).toStrictEqual(read.value);
      // 收下的就是说的：按 JSON 的说法一个字也不差（值为 undefined 的键、负零在 JSON 里本来就没有）。
      expect(JSON.stringify(read.value)).toBe(JSON.stringify(input));
    }),
    { numRuns: 1200, seed: 20261123 },
  );
  // 什么都不收也能「全部相同」：至少要收下这么多，这条性质才算数。
  expect(accepted).toBeGreaterThan(150);
});

test.each([
  ['an ISO date', '2026-11-23T04:00:00.000Z'],
  ['upper-case hex that becomes an id', '5F8D04B3AB35A2D1C8A1F9E0'],
  ['an integer beyond the safe range', 2 ** 53],
  ['NaN', NaN],
  ['undefined in a list', [1, undefined]],
  ['a hole in a list', [1, , 2]],
  ['a date object', new Date(0)],
  ['a regular expression', /x/],
  ['bytes', Buffer.from('x')],
  ['a map', new Map()],
  ['an instance of a class', new (class {})()],
  ['a function', () => 1],
  ['a big integer', 1n],
  ['half a character', '\ud83d'],
  ['a key with $ inside', { a$b: 1 }],
  ['a key with a dot', { 'a.b': 1 }],
  ['an empty key', { '': 1 }],
  ['a key with a control character', { 'a\u0000': 1 }],
])('%s is refused by its place, at any depth', (_name, value) => {
  for (const input of [{ x: value }, { list: [{ x: value }] }])
    expect(readExtra(input, STORED)).toMatchObject({ ok: false, found: { path: expect.arrayContaining(['x']) } });
});

test('ids of other rows, nested lists and null stay as they are; an undefined key is no key, minus zero is zero', () => {
  const input = { goods_id: '5f8d04b3ab35a2d1c8a1f9e0', list: [null, [1, 'a']], at: 1763894400000, gone: undefined, zero: -0 };
  const { gone: _gone, ...rest } = input;
  expect(readExtra(input, STORED)).toStrictEqual({ ok: true, value: { ...rest, zero: 0 } });
});

test('null has no meaning for a gateway and is refused by name there', () => {
  expect(readExtra({ attach: null }, { withoutNull: true })).toMatchObject({
    ok: false,
    found: { path: ['attach'], problem: expect.stringContaining('null') },
  });
  expect(readExtra({ detail: { goods: [null] } }, { withoutNull: true })).toMatchObject({
    ok: false,
    found: { path: ['detail', 'goods', '0'] },
  });
});

test('the limit counts bytes, not characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (value) => expect(utf8Bytes(value)).toBe(Buffer.byteLength(value, 'utf8'))),
  );
  const wrapped = Buffer.byteLength(JSON.stringify({ note: '' }));
  const fits = { note: '货'.repeat(Math.floor((4096 - wrapped) / 3)) };
  expect(readExtra(fits, STORED).ok).toBe(true);
  expect(readExtra({ note: `${fits.note}货` }, STORED)).toMatchObject({ ok: false, found: { path: [], problem: '不能超过 4096 字节' } });
});

test.each([
  ['phone', '13800138000'],
  ['userPhone', 13800138000],
  ['mobile', '0755-12345678'],
  ['openid', 'anything'],
  ['wx_openid', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'],
  ['token', 'abc'],
  ['accessToken', 'abc'],
  ['session_key', 'abc'],
  ['id_card', '11010519491231002X'],
  ['remark', '电话 139-1234-5678'],
  ['remark', '+86 139 1234 5678 收'],
  ['remark', 13912345678],
  ['remark', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'],
  ['remark', 'eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOiJ4In0.c2ln'],
  ['remark', '卡 6222021234567890128'],
  ['url', '/pages/x?token=abcdef'],
])('%s: %s is personal and does not get into an order', (name, value) => {
  for (const input of [{ [name]: value }, { a: [{ [name]: value }] }])
    expect(readExtra(input, { impersonal: true })).toMatchObject({ ok: false, found: { path: expect.arrayContaining([name]) } });
  // 报错的日志另有脱敏，不因此拒收。
  expect(readExtra({ [name]: value }, {}).ok).toBe(true);
});

test.each([
  ['goods', 'phone'],
  ['phone', 'iPhone 15'],
  ['has_phone', true],
  ['tokens', 3],
  ['out_trade_no', 'VP20261123120000123456'],
  ['order_no', '20261123120000123456'],
  ['trade_no', '2026112322001400001234567890'],
  ['created', 1763894400000],
  ['fee', 1391234567],
  ['design', 'design: modern'],
  ['address', '深圳市南山区 1 号楼 1390 室'],
])('%s: %s is business and passes', (name, value) => {
  expect(readExtra({ [name]: value }, { stored: true, impersonal: true })).toEqual({ ok: true, value: { [name]: value } });
});
