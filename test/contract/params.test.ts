// 攻击表「ids as objects…」「amounts…」：不合格的入参点名字段，绝不放行。
import { checkParams } from '../../common/contract/check-params';
import { createPaymentSchema } from '../../common/contract/payments/create-params';
import { listPaymentsSchema, queryPaymentSchema } from '../../common/contract/payments/query-params';
import { recordErrorSchema } from '../../common/contract/watch/client-error-params';
import { validatePaymentParams } from '../../common/contract/payments/limits';

const good = {
  provider: 'wxpay',
  data: { out_trade_no: 'VP20261123000001', type: 'goods', total_fee: 1200, custom: { goods_id: 'mug', quantity: 1 } },
};

function fieldsOf(input: unknown): string[] {
  const result = checkParams(createPaymentSchema, input);
  return result.ok ? [] : result.problems.map((problem) => problem.field);
}
const withData = (patch: object) => ({ ...good, data: { ...good.data, ...patch } });

test('a sound request passes and unknown keys are dropped', () => {
  const result = checkParams(createPaymentSchema, { ...good, uid: 'x', data: { ...good.data, hacker: 1 } });
  expect(result).toEqual({ ok: true, value: good });
});

test.each([
  [{ $ne: null }],
  [123456],
  [['VP20261123000001']],
  [''],
  ['abc'],
  ['x'.repeat(33)],
  ['含中文的单号'],
  ['5F8D04B3ab35a2d1c8a1f9e0'],
  [null],
  [true],
])('out_trade_no %p is refused by name in create and query', (out_trade_no) => {
  expect(fieldsOf(withData({ out_trade_no }))).toEqual(['data.out_trade_no']);
  const query = checkParams(queryPaymentSchema, { out_trade_no });
  expect(query.ok ? [] : query.problems.map((problem) => problem.field)).toEqual(['out_trade_no']);
});

test.each(['5f8d04b3ab35a2d1c8a1f9e0', 'SHOP-2026-0001'])(
  "%s is refused of a payer, and found: the merchant's own function may have made it",
  (out_trade_no) => {
    expect(fieldsOf(withData({ out_trade_no }))).toEqual(['data.out_trade_no']);
    expect(checkParams(queryPaymentSchema, { out_trade_no }).ok).toBe(true);
  },
);

test.each([[0.1 + 0.2], ['100'], ['1e3'], [-1], [NaN], [2 ** 53], [1e10 + 1], [Infinity], [{}], [null], [true]])(
  'total_fee %p is refused by name',
  (total_fee) => {
    expect(fieldsOf(withData({ total_fee }))).toEqual(['data.total_fee']);
  },
);

test('a price of 0 passes the form: the order type says whether it may be free (flow/free)', () => {
  expect(fieldsOf(withData({ total_fee: 0 }))).toEqual([]);
  expect(validatePaymentParams({ out_trade_no: 'ORDER_0001', total_fee: 0, subject: '商品', type: 'goods' })).toHaveLength(1);
});

test.each(['fee_type', 'feeType', 'currency', 'payer_currency', 'refund_fee_type'])('%s: only CNY, and it says why', (key) => {
  const problems = (value: string): string[] => {
    const result = checkParams(createPaymentSchema, withData({ [key]: value }));
    return result.ok ? [] : result.problems.map(({ field, problem }) => `${field} ${problem}`);
  };
  expect(problems('USD')).toEqual([`data.${key} 只收人民币：跨境（境外商户、外币）不支持`]);
  expect(problems('CNY')).toEqual([]);
});

test.each([
  [JSON.parse('{"__proto__":{"admin":true}}')],
  [JSON.parse('{"a":{"constructor":1}}')],
  [{ a: { b: { $gt: 1 } } }],
  [{ 'a.b': 1 }],
  [{ card_number: '4111' }],
  [{ deep: { cvv: '1' } }],
  [{ a: { b: { c: { d: { e: {} } } } } }],
  [{ text: 'x'.repeat(5000) }],
  [[1, 2]],
  ['text'],
  [null],
])('custom %j is refused by name', (custom) => {
  expect(fieldsOf(withData({ custom }))).toEqual(['data.custom']);
  expect(fieldsOf(withData({ other: custom }))).toEqual(['data.other']);
});

test.each([[undefined], [null], ['text'], [[]], [42]])('a whole input of %p is refused', (input) => {
  expect(checkParams(createPaymentSchema, input).ok).toBe(false);
  expect(checkParams(recordErrorSchema, input).ok).toBe(false);
});

test('a subject or reason whose letters would be shown in another order than stored is refused; an emoji of several is not', () => {
  const subject = (text: string): string[] => fieldsOf({ provider: 'wxpay', data: { type: 'goods', custom: {}, subject: text } });
  for (const turned of ['\u202e', '\u202a', '\u2066', '\u2069'])
    expect([turned, subject(`杯子${turned}00.21`)]).toEqual([turned, ['data.subject']]);
  expect(subject('全家福 👨\u200d👩\u200d👧 套餐')).toEqual([]);
});

test('every problem is reported at once', () => {
  expect(fieldsOf({ provider: 'paypal', data: { type: 'GOODS', total_fee: '1', subject: 'a\nb' } }).sort()).toEqual([
    'data.subject',
    'data.total_fee',
    'data.type',
    'provider',
  ]);
});

test('paging outside its limits is refused', () => {
  for (const page of [{ pageIndex: 0 }, { pageSize: 51 }, { pageSize: 1.5 }, { pageIndex: '1' }, { status: 'PAID' }]) {
    expect(checkParams(listPaymentsSchema, page).ok).toBe(false);
  }
});

test('validatePaymentParams accepts a sound order and names every fault of a bad one', () => {
  expect(validatePaymentParams({ out_trade_no: 'ORDER_0001', total_fee: 1, subject: '商品', type: 'goods' })).toEqual([]);
  expect(
    validatePaymentParams({ out_trade_no: { $ne: null }, total_fee: 0.5, subject: 'x', type: 7 }).map((problem) => problem.field),
  ).toEqual(['out_trade_no', 'total_fee', 'subject', 'type']);
});

test.each([
  [{}, ['provider', 'data']],
  [{ provider: undefined, data: {} }, ['provider', 'data.type']],
  [{ provider: null, data: { type: '' } }, ['provider', 'data.type']],
])('what is required and missing in %j is said to be missing, not to have a wrong type', (input, fields) => {
  const result = checkParams(createPaymentSchema, input);
  expect(result).toEqual({ ok: false, problems: fields.map((field) => ({ field, problem: '不能为空' })) });
  const flat = validatePaymentParams({ out_trade_no: '', total_fee: null, type: undefined });
  expect(flat.map(String)).toEqual(['out_trade_no 不能为空', 'total_fee 不能为空', 'subject 不能为空', 'type 不能为空']);
});

test('what is optional and empty is told what is wrong with it', () => {
  expect(checkParams(createPaymentSchema, withData({ openid: null, custom: null, subject: '' }))).toMatchObject({
    problems: expect.arrayContaining([
      { field: 'data.openid', problem: '必须是字符串' },
      { field: 'data.custom', problem: '必须是对象' },
    ]),
  });
});

test('validatePaymentParams keeps to the ceiling and the types of the specification until it is told others', () => {
  const order = { out_trade_no: 'ORDER_0001', total_fee: 1_000_001, subject: '商品', type: 'barcode' };
  expect(validatePaymentParams(order).map(String)).toEqual(['total_fee 支付金额超出限制', 'type 无效的订单类型']);
  expect(validatePaymentParams({ ...order, total_fee: 1_000_000, type: 'vip' })).toEqual([]);
  expect(validatePaymentParams(order, { types: ['barcode'], maxFee: 2_000_000 })).toEqual([]);
  // 别的字段有问题时，金额与类型的问题也说。
  expect(validatePaymentParams({ ...order, out_trade_no: 'x' }).map(({ field }) => field)).toEqual(['out_trade_no', 'total_fee', 'type']);
  expect(validatePaymentParams(undefined)).toHaveLength(1);
});

test('await_max_time takes what older versions of vk-uni-pay took', () => {
  const seconds = (await_max_time: unknown) => checkParams(queryPaymentSchema, { out_trade_no: 'VP20261123000001', await_max_time }).ok;
  expect([1, 5, 40, 0, 41, 1.5, '5'].map(seconds)).toEqual([true, true, true, false, false, false, false]);
});
