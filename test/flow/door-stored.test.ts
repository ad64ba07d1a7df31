// 门口：只凭入参就能判断的问题在落库之前说；收下的业务参数从订单里读回来与说的相同。
// 这一类：存了一张订单之后才说参数不对；数据库改动了收下的值。
import { openDoorShop, type DoorShop } from './door-harness';

let shop: DoorShop;
beforeAll(async () => {
  shop = await openDoorShop();
});
afterAll(() => shop.close());

let serial = 0;
const sold = (custom: string, more = ''): string =>
  `({ provider: 'wxpay', isPC: true, data: { out_trade_no: 'STORED2026${(serial += 1)}', total_fee: 1200, subject: '杯子', type: 'goods', user_id: 'u1', custom: ${custom}${more} } })`;

test.each([
  ["{ at: '2026-11-23T04:00:00.000Z' }", 'at'],
  ["{ ref: '5F8D04B3AB35A2D1C8A1F9E0' }", 'ref'],
  ['{ big: 2 ** 53 }', 'big'],
  ['{ bad: NaN }', 'bad'],
  ['{ list: [undefined] }', 'list.0'],
  ['{ day: new Date(0) }', 'day'],
  ["{ bytes: Buffer.from('x') }", 'bytes'],
  ["{ map: new Map([['a', 1]]) }", 'map'],
  ["{ 'a.b': 1 }", 'a.b'],
  ['{ a$b: 1 }', 'a$b'],
  ["{ list: [{ '$set': 1 }] }", '$set'],
  ["{ note: '货'.repeat(1400) }", '字节'],
])('custom %s is refused by name before anything is written', async (custom, named) => {
  const before = [shop.written(), shop.wxpay.ledger.orders().length];
  const answer = await shop.merchantCode('createPayment', sold(custom));
  expect(answer).toMatchObject({ code: 40001, msg: expect.stringContaining('data.custom') });
  expect(answer['msg']).toContain(named);
  expect([shop.written(), shop.wxpay.ledger.orders().length]).toEqual(before);
});

test('what is accepted is what the handler gets', async () => {
  const custom = {
    goods_id: '5f8d04b3ab35a2d1c8a1f9e0',
    none: null,
    list: [null, [1, 'x'], { _id: 'row', n: 0.1 }],
    at: 1763894400000,
    text: '/a/i',
  };
  const created = await shop.merchantCode('createPayment', sold(JSON.stringify(custom).replace(/}$/, ', gone: undefined, zero: -0 }')));
  expect(created).toMatchObject({ code: 0 });
  expect(shop.order(String(created['out_trade_no']))['custom']).toStrictEqual({ ...custom, zero: 0 });
});

test.each(['{ $ne: 1 }', '7', "''", "'x'.repeat(65)", "'a\\nb'", 'null'])(
  'operator %s is refused by name in refund and cancel',
  async (operator) => {
    for (const method of ['refund', 'cancelPayment']) {
      const before = shop.written();
      expect(await shop.merchantCode(method, `({ out_trade_no: 'STORED20269999', operator: ${operator} })`)).toMatchObject({
        code: 40001,
        msg: expect.stringContaining('operator'),
      });
      expect(shop.written()).toBe(before);
    }
  },
);

test.each(['createPayment', 'queryPayment', 'closePayment', 'refund', 'queryRefund', 'cancelPayment', 'verifyReturn'])(
  'merchant %s called with nothing, or with no object, answers 40001 and writes nothing',
  async (method) => {
    const before = shop.written();
    for (const input of ['undefined', 'null', "'text'", '[]', '{}'])
      expect([input, (await shop.merchantCode(method, input))['code']]).toEqual([input, 40001]);
    expect(shop.written()).toBe(before);
  },
);
