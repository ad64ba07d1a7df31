// 门口：太深、太多、太长的入参与名字就是秘密的键，每个服务都在做任何事之前拒绝；别人的订单与没有的订单分不出来，往返次数也一样。
import { SERVICES } from '../../common/contract/services';
import { requireModest } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/security/modest';
import { openShop, type Shop } from './harness';

let shop: Shop;
let operations: string[];
beforeAll(async () => {
  shop = await openShop({
    runtime: {
      databaseFault({ collection }) {
        operations.push(String(collection));
      },
    },
  });
});
beforeEach(() => void (operations = []));
operations = [];
afterAll(() => shop.close());

const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
const written = (): number =>
  ['payment_orders', 'payment_logs', 'payment_errors', 'payment_refunds'].flatMap((name) => shop.rows(name)).length;

const BAD: readonly (readonly [string, object, string])[] = [
  ['too deep', { x: nested(400) }, '嵌套'],
  ['too many', { x: Array.from({ length: 3000 }, () => 0) }, '2000 个值'],
  ['too many keys', { x: Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`k${i}`, 1])) }, '2000 个值'],
  ['too long', { x: 'x'.repeat(300_000) }, '字符'],
  ['a card number', { a: [{ card_no: '1' }] }, '卡号'],
  ['a cvv', { data: { custom: { cvv: '123' } } }, '卡号'],
  ['an expiry', { a: { b: { expiry_date: '12/30' } } }, '卡号'],
  ['a private key', { privateKey: 'x' }, '卡号'],
];
const everyone = Object.entries(SERVICES);
/** 按值拒收的：键是什么都一样。报错的服务遮住再存，不在内。 */
const VALUES: readonly (readonly [string, object, string])[] = [
  ['a card number as text', { custom: { note: '卡 4111 1111 1111 1111' } }, '银行卡号'],
  ['a card number in a list', { a: [{ b: ['6222021234567890128'] }] }, '银行卡号'],
  ['a card number in full width digits', { note: '４１１１１１１１１１１１１１１１' }, '银行卡号'],
  ['a private key', { note: 'x -----BEGIN RSA PRIVATE KEY-----\\nabc' }, '私钥'],
];

test.each(VALUES)('%s is refused by its value in every service but the one that masks it', async (_name, data, problem) => {
  const staff = await shop.login('demo-admin');
  const before = written();
  for (const [name, service] of everyone) {
    const answer = await staff.callService(service, { ...data });
    if (name === 'recordError') expect(JSON.stringify(answer)).not.toContain('不接受');
    else expect([service, answer['code'], answer['msg']]).toEqual([service, 40001, expect.stringContaining(problem)]);
  }
  expect(written()).toBe(before);
});

test('numbers that only look like a card are taken where a number belongs, and amounts and times everywhere', () => {
  // 都过得了 Luhn，号段也对
  for (const no of ['4111111111111111', '6222021234567890128', '5555555555554444'])
    for (const key of ['out_trade_no', 'outTradeNo', 'out_refund_no', 'transaction_id', 'user_id', 'id', 'request_id', 'after', 'nonce'])
      expect(() => requireModest({ [key]: no, data: { [key]: no } })).not.toThrow();
  for (const value of [
    { allow: ['4111111111111111'] },
    { time: 4111111111111111 },
    { note: '1793584800000' },
    { note: '20261123123456789' },
    { note: '2088102146225135' },
  ])
    expect(() => requireModest(value)).not.toThrow();
  expect(() => requireModest({ note: '4111111111111112' })).not.toThrow();
});

test.each(BAD)('%s is refused by every service, and nothing is written', async (_name, data, problem) => {
  const staff = await shop.login('demo-admin');
  const before = written();
  for (const [, service] of everyone) {
    const answer = await staff.callService(service, data);
    expect([service, answer['code'], answer['msg']]).toEqual([service, 40001, expect.stringContaining(problem)]);
  }
  expect(written()).toBe(before);
});

test('what is modest passes, however wide or deep within the limits', () => {
  for (const data of [undefined, null, 7, 'x', [], nested(16), { x: Array.from({ length: 1900 }, () => 'y') }])
    expect(() => requireModest(data)).not.toThrow();
  expect(() => requireModest(nested(17))).toThrow('16 层');
  let bottomless: unknown = 1;
  for (let level = 0; level < 200_000; level += 1) bottomless = [bottomless];
  expect(() => requireModest(bottomless)).toThrow('16 层');
});

test("somebody else's order is not there: the same answer after the same round trips", async () => {
  const { out_trade_no } = await shop.createGoods({ out_trade_no: 'MODESTORDER1' });
  await shop.runtime.database.collection('payment_orders').doc('MODESTORDER1').update({ user_id: 'somebody-else' });
  const ask = async (service: string, data: object): Promise<unknown> => {
    operations = [];
    const { requestId: _requestId, ...answer } = await shop.client.callService(service, data as Record<string, unknown>);
    return { answer, operations: [...operations] };
  };
  const ways = [
    ['pay/kh/queryPayment', {}],
    ['pay/kh/queryPayment', { with_refunds: true, await_notify: true }],
    ['pay/kh/closePayment', {}],
    ['pay/kh/requestRefund', { reason: '不想要了' }],
  ] as const;
  for (const [service, more] of ways) {
    const theirs = await ask(service, { out_trade_no, ...more });
    const nothing = await ask(service, { out_trade_no: 'MODESTNOORDR', ...more });
    expect([service, theirs]).toEqual([service, nothing]);
    expect(theirs).toMatchObject({ answer: { code: 40005 } });
    expect((theirs as { operations: string[] }).operations.length).toBeGreaterThan(0);
  }
});
