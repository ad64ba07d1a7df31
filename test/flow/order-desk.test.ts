// 员工的订单台：查得到、翻得全、只给员工看，看到的网关事实是刚问到的（docs/pages.md「员工页面」）。
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openShop, type Shop } from './harness';
import type { UniClient } from '../../local/stack/client';

let shop: Shop;
let staff: UniClient;
beforeAll(async () => {
  shop = await openShop();
}, 60_000);
/** 每个测试用自己的单号：网关记得用过的。 */
let round = 0;
const no = (name: string): string => `VPdesk${round}_${name}`;
beforeEach(async () => {
  round += 1;
  shop.client.setToken(String((await shop.client.callService('user/pub/loginDemo', { username: 'demo' }))['token']));
  staff = await shop.login('demo-admin');
});
afterEach(async () => {
  const orders = shop.runtime.database.collection('payment_orders');
  for (const { _id } of shop.rows('payment_orders')) await orders.doc(String(_id)).remove();
});
afterAll(() => shop.close());

type Answer = Record<string, unknown> & { rows: { out_trade_no: string }[]; next?: string };
const list = async (input: object = {}): Promise<Answer> => (await staff.callService('pay/sys/listOrders', input)) as Answer;
const numbers = ({ rows }: Answer): string[] => rows.map((row) => row.out_trade_no);
const detail = (out_trade_no: string): Promise<Record<string, unknown>> => staff.callService('pay/sys/orderDetail', { out_trade_no });
const setRole = (role: string[]): Promise<unknown> => shop.runtime.database.collection('uni-id-users').doc('demo-admin').update({ role });
async function create(out_trade_no: string, options: Parameters<Shop['createGoods']>[0] = {}): Promise<Record<string, unknown>> {
  const answer = await shop.createGoods({ out_trade_no, ...options });
  expect(answer['code']).toBe(0);
  return answer;
}

test('pages are complete and without repeats, also within one millisecond and while new orders arrive', async () => {
  for (const number of [no('a'), no('c'), no('b')]) await create(number);
  shop.tick(60_000);
  for (const number of [no('e'), no('d')]) await create(number);
  const first = await list({ pageSize: 2 });
  expect(numbers(first)).toEqual([no('e'), no('d')]);
  shop.tick(60_000);
  await create(no('new'));
  const second = await list({ pageSize: 2, after: first.next });
  expect(numbers(second)).toEqual([no('c'), no('b')]);
  const third = await list({ pageSize: 2, after: second.next });
  expect(numbers(third)).toEqual([no('a')]);
  expect(third.next).toBeUndefined();
  expect(numbers(await list({ pageSize: 3 }))).toEqual([no('new'), no('e'), no('d')]);
});

test('paid but unfinished orders by themselves; errors of one code by themselves', async () => {
  for (const number of [no('done'), no('waits'), no('open')]) await create(number);
  for (const number of [no('done'), no('waits')]) shop.wxpay.pay(number);
  await shop.wxpay.deliverDue();
  await shop.runtime.database.collection('payment_orders').doc(no('waits')).update({ 'fulfil.status': 'FAILED' });
  expect(numbers(await list({ unfinished: true }))).toEqual([no('waits')]);
  expect(numbers(await list({ unfinished: true, status: 'CLOSED' }))).toEqual([]);
  expect(await list({ unfinished: 'yes' })).toMatchObject({ code: 40001 });

  const errors = shop.runtime.database.collection('payment_errors');
  for (const [at, error_code] of [40004, 40002, 40004].entries())
    await errors.doc(`code-${at}`).set({ error_code, type: 'query', source: 'cloud', create_date: shop.now() + at });
  const found = await staff.callService('pay/sys/findErrors', { code: 40004 });
  expect((found['rows'] as { id: string }[]).map(({ id }) => id)).toEqual(['code-2', 'code-0']);
  for (const { _id } of shop.rows('payment_errors')) await errors.doc(String(_id)).remove();
});

test('every way to search finds its orders and no others', async () => {
  const first = await create(no('one'));
  shop.wxpay.pay(no('one'));
  await shop.wxpay.deliverDue();
  shop.tick(60_000);
  await create(no('two'), { quantity: 2 });
  await create(no('three'), { provider: 'alipay' });
  const { transaction_id, user_id } = shop.order(no('one')) as { transaction_id: string; user_id: string };
  const all = [no('two'), no('three'), no('one')];
  const searches: readonly (readonly [object, readonly string[]])[] = [
    [{}, all],
    [{ out_trade_no: no('two') }, [no('two')]],
    [{ out_trade_no: no('nothing') }, []],
    [{ transaction_id }, [no('one')]],
    [{ user_id }, all],
    [{ user_id: 'somebody' }, []],
    [{ request_id: first['requestId'] }, [no('one')]],
    [{ request_id: 'nobody-asked-this' }, []],
    [{ status: 'SUCCESS' }, [no('one')]],
    [{ provider: 'alipay' }, [no('three')]],
    [{ total_fee: 2400 }, [no('two')]],
    [{ status: 'PROCESSING', provider: 'wxpay', total_fee: 2400, user_id }, [no('two')]],
    [{ out_trade_no: no('one'), status: 'CLOSED' }, []],
  ];
  for (const [input, wanted] of searches) expect([input, numbers(await list(input))]).toEqual([input, wanted]);
  expect((await list({ total_fee: 1200, status: 'SUCCESS' })).rows[0]).toMatchObject({ user_id, subject: expect.any(String) });
});

test('a request that changed nothing leads to its order too', async () => {
  await create(no('one'));
  shop.tick(60_000);
  const refused = await shop.client.callService('pay/kh/createPayment', {
    provider: 'wxpay',
    data: { out_trade_no: no('one'), type: 'goods', custom: { goods_id: 'mug', quantity: 2 } },
  });
  expect(refused['code']).toBe(40001);
  const reported = await shop.client.callService('pay/kh/recordError', {
    kind: 'error',
    code: 1,
    message: 'x',
    out_trade_no: no('one'),
  });
  expect(numbers(await list({ request_id: reported['requestId'] }))).toEqual([no('one')]);
});

test('days are Beijing days, both ends included', async () => {
  // 北京 11-23 的最后一秒与 11-24 的第一秒
  shop.tick(Date.UTC(2026, 10, 23, 15, 59, 59) - shop.now());
  staff = await shop.login('demo-admin');
  shop.client.setToken(String((await shop.client.callService('user/pub/loginDemo', { username: 'demo' }))['token']));
  await create(no('late'));
  shop.tick(1000);
  await create(no('early'));
  expect(numbers(await list({ from: '2026-11-23', to: '2026-11-23' }))).toEqual([no('late')]);
  expect(numbers(await list({ from: '2026-11-24' }))).toEqual([no('early')]);
  expect(numbers(await list({ from: '2026-11-23', to: '2026-11-24' }))).toEqual([no('early'), no('late')]);
  const first = await list({ from: '2026-11-23', to: '2026-11-24', pageSize: 1 });
  expect(numbers(await list({ from: '2026-11-24', pageSize: 1, after: first.next }))).toEqual([]);
  for (const wrong of [{ from: '2026-02-30' }, { from: '2026-1-1' }, { from: '2026-11-24', to: '2026-11-23' }])
    expect((await list(wrong))['code']).toBe(40001);
});

test('conditions are plain values, and only staff may ask', async () => {
  for (const wrong of [{ user_id: { $ne: '' } }, { status: ['SUCCESS'] }, { total_fee: '1200' }, { after: 'x' }, { pageSize: 51 }])
    expect((await list(wrong))['code']).toBe(40001);
  await create(no('one'));
  for (const url of ['pay/sys/listOrders', 'pay/sys/orderDetail']) {
    expect(await shop.client.callService(url, { out_trade_no: no('one') })).not.toHaveProperty('code', 0);
    const demoted = await shop.login('demo-admin');
    await setRole([]);
    expect((await demoted.callService(url, { out_trade_no: no('one') }))['code']).not.toBe(0);
    await setRole(['admin']);
  }
});

test('the detail says what we know, what happened, and what the gateway says now', async () => {
  await create(no('one'), { provider: 'alipay' });
  const open = await detail(no('one'));
  expect(open).toMatchObject({
    code: 0,
    order: { out_trade_no: no('one'), status: 'PROCESSING', history: [{ to: 'NOTPAY' }, { to: 'PROCESSING' }] },
    refundable_fee: 0,
    may_cancel: true,
    choices: [],
  });
  expect(open['journal']).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'log', type: 'create', status: 'SUCCESS' })]));
  await create(no('two'));
  shop.wxpay.pay(no('two'));
  expect(await detail(no('two'))).toMatchObject({ gateway: { state: 'SUCCESS', total_fee: 1200 }, may_cancel: false });
  // 看一看什么也不改
  expect(shop.order(no('two'))['status']).toBe('PROCESSING');
  expect(await detail(no('nothing'))).toMatchObject({ code: 40005 });
});

test('the detail is there when the gateway is not, and shows the error that keeps it away', async () => {
  await create(no('one'));
  shop.wxpay.faults.add({ operation: 'query', fault: { kind: 'http', status: 500 }, times: 9 });
  const first = await detail(no('one'));
  expect(first).toMatchObject({ code: 0, choices: [] });
  expect(first).not.toHaveProperty('gateway');
  expect((await detail(no('one')))['journal']).toEqual(
    expect.arrayContaining([expect.objectContaining({ type: 'query', status: 'ERROR' })]),
  );
});

test('every single condition has an index that also sorts', () => {
  const indexes = (file: string): string[] =>
    (
      JSON.parse(readFileSync(join(__dirname, `../../uniCloud-aliyun/database/${file}.index.json`), 'utf8')) as {
        MgoKeySchema: { MgoIndexKeys: { Name: string }[] };
      }[]
    ).map(({ MgoKeySchema }) => MgoKeySchema.MgoIndexKeys.map(({ Name }) => Name).join(' '));
  expect(indexes('payment_orders')).toEqual(
    expect.arrayContaining([
      ...['out_trade_no', 'transaction_id', 'create_date', 'history.requestId'],
      ...['user_id', 'status', 'provider', 'total_fee'].map((name) => `${name} create_date`),
    ]),
  );
  for (const journal of ['payment_logs', 'payment_errors'])
    expect(indexes(journal)).toEqual(expect.arrayContaining(['request_id', 'out_trade_no']));
});
