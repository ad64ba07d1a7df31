// 免费订单（价格 0）：不问任何网关，恰好办一次；退款、撤销、复核、统计、账单都认得它；订单类型必须写明允许。
// 微信的开票入口（support_fapiao）：订单类型说了才有，同号再来也一样。
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UniClient } from '../../local/stack/client';
import { checkInvariants, openShop, type Shop } from './harness';
import { stackFiles } from './harness-files';

const TYPES = `'use strict';
const type = (name, more) => ({
  name,
  price: ({ custom, total_fee }) => ({
    total_fee: custom.fee ?? 0, subject: '试听课', custom: {}, ...(custom.lesson ? { business_no: custom.lesson } : {}),
  }),
  fulfil: async (order, { dao }) => {
    if ((await dao.findById('demo_wallets', 'supplier'))?.broken) throw new Error('供应商不在');
    await dao.add('demo_receipts', { _id: order.out_trade_no });
  },
  ...more,
});
exports.paymentTypes = [
  type('lesson', { free: true, fapiao: true }),
  type('external', { free: true, delivery: 'at-least-once' }),
  type('strict', {}),
];
`;
let dir: string;
let shop: Shop;
let staff: UniClient;
let payer: UniClient;
let next = 0;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vk-pay-free-'));
  writeFileSync(join(dir, 'types.js'), TYPES);
  shop = await openShop({ modules: { ...stackFiles.modules, 'payment-types': join(dir, 'types.js') } });
  staff = await shop.login('demo-admin');
  payer = shop.client;
}, 60_000);
afterEach(() => checkInvariants(shop));
afterAll(async () => {
  await shop.close();
  rmSync(dir, { recursive: true, force: true });
});

type Answer = Record<string, unknown>;
const number = (): string => `FREE${String((next += 1)).padStart(6, '0')}`;
/** 网关听说过的：账单每天照样下载，与订单有关的一件也不该有。 */
const asked = (): number =>
  [...shop.wxpay.exchanges(), ...shop.alipay.exchanges()].filter((exchange) => JSON.stringify(exchange).includes('FREE0')).length;
const receipts = (no: string): number => shop.rows('demo_receipts').filter((row) => row['_id'] === no).length;
const create = (data: Answer, provider = 'wxpay'): Promise<Answer> =>
  payer.callService('pay/kh/createPayment', { provider, data: { type: 'lesson', ...data } });
const service = (name: string, input: Answer): Promise<Answer> => staff.callService(`pay/sys/${name}`, input);
const breakSupplier = async (broken: boolean): Promise<void> => {
  await shop.runtime.database.collection('demo_wallets').doc('supplier').set({ broken });
};

test.each(['wxpay', 'alipay'])('%s: a free order is paid and handled at once, and no gateway hears of it', async (provider) => {
  const before = asked();
  for (const type of ['lesson', 'external']) {
    const no = number();
    const created = await create({ out_trade_no: no, type, total_fee: 0 }, provider);
    expect(created).toMatchObject({ code: 0, free: true, total_fee: 0, pay_type: 'free', needQRcode: false });
    const order = shop.order(no);
    expect(order).toMatchObject({ status: 'SUCCESS', free: true, total_fee: 0, mchid: '', fulfil: { status: 'DONE' }, next_query_date: 0 });
    expect((order['history'] as { reason: string }[]).map(({ reason }) => reason)).toEqual(['created', 'free']);
    expect(receipts(no)).toBe(1);
    expect(await create({ out_trade_no: no, type }, provider)).toMatchObject({ code: 40006 });
    expect(await payer.callService('pay/kh/queryPayment', { out_trade_no: no })).toMatchObject({
      code: 0,
      orderPaid: true,
      total_fee: 0,
      order: { free: true, fulfil_status: 'DONE' },
    });
    expect(await payer.callService('pay/kh/closePayment', { out_trade_no: no })).toMatchObject({ code: 0, status: 'SUCCESS' });
    expect(receipts(no)).toBe(1);
  }
  await shop.runMonitor();
  expect(asked()).toBe(before);
});

test('only a type that says so may be free; a price told as 0 is not believed', async () => {
  expect(await create({ type: 'strict' })).toMatchObject({ code: 50000 });
  const refused = await create({ type: 'strict', total_fee: 0 });
  expect(refused).toMatchObject({ code: 40001 });
  expect(String(refused['msg'])).toContain('data.total_fee');
  expect(await create({ total_fee: 0, custom: { fee: 100 } })).toMatchObject({ code: 40001 });
  expect(shop.rows('payment_orders').some((row) => row['total_fee'] === 0 && row['free'] !== true)).toBe(false);
});

test('a free order that fell before it was handled is finished by the timer, without a question', async () => {
  const no = number();
  await breakSupplier(true);
  await create({ out_trade_no: no });
  expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'FAILED' } });
  // 像刚写下就倒下的那样
  const row = shop.order(no);
  const fallen = number();
  await shop.runtime.database.collection('payment_orders').add({
    ...row,
    _id: fallen,
    out_trade_no: fallen,
    status: 'NOTPAY',
    history: (row['history'] as object[]).slice(0, 1),
    fulfil: { status: 'NONE', attempts: 0, next_date: 0 },
    next_query_date: shop.now(),
    version: 1,
  });
  await breakSupplier(false);
  const before = asked();
  shop.tick(10 * 60_000);
  await shop.runMonitor();
  expect([shop.order(no), shop.order(fallen)]).toMatchObject([
    { fulfil: { status: 'DONE' } },
    { status: 'SUCCESS', fulfil: { status: 'DONE' } },
  ]);
  expect([receipts(no), receipts(fallen)]).toEqual([1, 1]);
  expect(asked()).toBe(before);
});

test('the same business twice: the second is closed, nobody is called', async () => {
  const [first, second] = [number(), number()];
  await create({ out_trade_no: first, custom: { lesson: 'L1' } });
  expect(await create({ out_trade_no: second, custom: { lesson: 'L1' } })).toMatchObject({ code: 40001 });
  expect(shop.order(second)).toMatchObject({ status: 'CLOSED', surplus_of: first, next_query_date: 0 });
  expect([receipts(first), receipts(second)]).toEqual([1, 0]);
  expect(shop.rows('payment_alerts').filter((row) => row['kind'] === 'surplus-payment')).toEqual([]);
});

test('staff: no refund, no cancel, said clearly; the desk shows it without asking; the review desk can handle or write off', async () => {
  const no = number();
  await breakSupplier(true);
  await create({ out_trade_no: no });
  const before = asked();
  for (const [name, input] of [
    ['refund', { out_trade_no: no }],
    ['cancelPayment', { out_trade_no: no }],
  ] as const) {
    const refused = await service(name, input);
    expect(refused).toMatchObject({ code: 40001 });
    expect(String(refused['msg'])).toContain('免费订单');
  }
  expect(await payer.callService('pay/kh/requestRefund', { out_trade_no: no, reason: '不想要' })).toMatchObject({ code: 40001 });
  expect(await service('orderDetail', { out_trade_no: no })).toMatchObject({ code: 0, may_cancel: false, order: { free: true } });
  expect(await service('reviewDetail', { out_trade_no: no })).toMatchObject({ code: 0, choices: ['fulfil', 'write_off'] });
  await breakSupplier(false);
  expect(await service('resolveReview', { out_trade_no: no, act: 'fulfil', reason: '供应商回来了' })).toMatchObject({
    code: 0,
    choices: [],
  });
  expect(receipts(no)).toBe(1);
  expect(asked()).toBe(before);
});

test('free orders are no payments: statistics and bills do not count them', async () => {
  shop.tick(2 * 3_600_000);
  await shop.runMonitor();
  const { orders } = (await service('getStatistics', {})) as { orders?: { created: number } };
  const counted = JSON.stringify(orders ?? {});
  expect(shop.rows('payment_orders').every((row) => row['free'] === true)).toBe(true);
  expect(shop.rows('payment_stats').flatMap((row) => (row['orders'] as unknown[]) ?? [])).toEqual([]);
  expect(counted).not.toContain('"created":1');
  shop.tick(24 * 3_600_000);
  await shop.runMonitor();
  expect(shop.rows('payment_reconciliations').filter((row) => row['type'] === 'difference')).toEqual([]);
});

test('a type with fapiao asks WeChat for it, again with the same number too', async () => {
  payer = await shop.login();
  const no = number();
  for (let round = 0; round < 2; round += 1) expect(await create({ out_trade_no: no, custom: { fee: 1200 } })).toMatchObject({ code: 0 });
  expect(shop.order(no)).toMatchObject({ fapiao: true, status: 'PROCESSING' });
});
