// vk-uni-pay 的订单抄过来（docs/migration.md「数据」）：先看再抄、断了接着、抄过的不再抄、两边逐张比；之后照常查、照常退，退款单号不与旧的相同。
import { checkInvariants, openShop, type Shop } from './harness';

let shop: Shop;
beforeAll(async () => void (shop = await openShop()));
afterAll(() => shop.close());

type Row = Record<string, unknown>;
const row = (patch: Row): Row => ({
  pay_type: 'wxpay_h5',
  type: 'goods',
  user_id: 'u1',
  total_fee: 1000,
  description: '旧订单',
  custom: { goods_id: 'mug' },
  create_date: shop.now() - 86_400_000,
  ...patch,
});
const paid = (patch: Row): Row =>
  row({ status: 1, user_order_success: true, pay_date: shop.now() - 80_000_000, transaction_id: '4200001', ...patch });
const save = (id: string, one: Row): Promise<unknown> => shop.runtime.database.collection('vk-pay-orders').doc(id).set(one);
const ask = async (data: object = {}, who: 'demo' | 'demo-admin' = 'demo-admin'): Promise<Row> =>
  (await (await shop.login(who)).callService('pay/sys/importOrders', data)) as Row;
const order = (no: string): Row | undefined => shop.rows('payment_orders').find(({ out_trade_no }) => out_trade_no === no);
const refunds = (no: string): Row[] => shop.rows('payment_refunds').filter(({ out_trade_no }) => out_trade_no === no);

beforeAll(async () => {
  await save('a1', row({ out_trade_no: 'OLD00001', status: -1, cancel_date: shop.now() }));
  await save('a2', paid({ out_trade_no: 'OLD00002' }));
  await save(
    'a3',
    paid({
      out_trade_no: 'OLD00003',
      status: 2,
      refund_fee: 300,
      refund_num: 2,
      refund_list: [
        { out_refund_no: 'OLD00003-1', refund_fee: 100, refund_date: shop.now() - 1000, refund_desc: '少发一件' },
        { out_refund_no: 'OLD00003-2', refund_fee: 200, refund_date: shop.now() - 500 },
      ],
    }),
  );
  await save('a4', paid({ out_trade_no: 'OLD00004', status: 3, refund_fee: 1000, refund_num: 3 }));
  await save('a5', paid({ out_trade_no: '64b7f0c2a1b2c3d4e5f60718' }));
  await save('a6', paid({ out_trade_no: 'OLD00009', user_order_success: undefined }));
  await save('b1', paid({ out_trade_no: 'OLD|0005' }));
  await save('b2', paid({ out_trade_no: 'OLD00006', pay_type: 'appleiap_app-plus' }));
  await save('b3', paid({ out_trade_no: 'OLD00007', total_fee: 9.9 }));
  await save('b4', paid({ out_trade_no: 'OLD00008', status: 7 }));
});

test('only who may decide, and only plain input', async () => {
  expect(await ask({}, 'demo')).toMatchObject({ code: 40009 });
  expect(await ask({ after: { $gt: '' } })).toMatchObject({ code: 40001 });
  expect(shop.rows('payment_orders')).toHaveLength(0);
});

test('a look first: what would be taken, what is not understood and why, and nothing is written', async () => {
  const looked = await ask({ dry_run: true });
  expect(looked).toMatchObject({ code: 0, scanned: 10, imported: 6, known: 0, skipped: 4, ours: { count: 0 } });
  expect(looked['old']).toEqual({ count: 6, total_fee: 6000, refund_fee: 1300 });
  const reasons = Object.fromEntries(
    (looked['reasons'] as { out_trade_no: string; why: string }[]).map((one) => [one.out_trade_no, one.why]),
  );
  expect(reasons).toEqual({
    'OLD|0005': expect.stringContaining('单号'),
    OLD00006: expect.stringContaining('appleiap'),
    OLD00007: expect.stringContaining('total_fee'),
    OLD00008: expect.stringContaining('status'),
  });
  for (const table of ['payment_orders', 'payment_refunds']) expect(shop.rows(table)).toHaveLength(0);
});

test('batch after batch, cut in between, once more: each order once, both sides agree', async () => {
  const before = JSON.stringify(shop.rows('vk-pay-orders'));
  const parts = [await ask({ batch: 2 })];
  expect(parts[0]).toMatchObject({ imported: 6, known: 0, skipped: 4, different: [] });
  expect(parts[0]?.['ours']).toEqual(parts[0]?.['old']);
  expect(await ask({ after: 'a3' })).toMatchObject({ scanned: 7, imported: 0, known: 3 });
  expect(await ask()).toMatchObject({ imported: 0, known: 6, different: [] });
  expect(shop.rows('payment_orders')).toHaveLength(6);
  expect(shop.rows('payment_refunds')).toHaveLength(3);
  expect(JSON.stringify(shop.rows('vk-pay-orders'))).toBe(before);
  expect(shop.rows('payment_logs').filter(({ type }) => type === 'import-orders')).toHaveLength(3);
});

test('each tells what it was: closed, paid, given back in parts, wholly; sums of refunds are the order’s', () => {
  expect(order('OLD00001')).toMatchObject({ status: 'CLOSED', fulfil: { status: 'NONE' } });
  expect(order('OLD00002')).toMatchObject({ status: 'SUCCESS', refund_fee: 0, fulfil: { status: 'DONE' }, transaction_id: '4200001' });
  expect(order('OLD00003')).toMatchObject({ status: 'SUCCESS', refund_fee: 300 });
  expect(order('OLD00004')).toMatchObject({ status: 'REFUND', refund_fee: 1000 });
  expect(order('64b7f0c2a1b2c3d4e5f60718')).toMatchObject({ _id: 'id_64b7f0c2a1b2c3d4e5f60718', status: 'SUCCESS' });
  expect(refunds('OLD00003').map(({ out_refund_no, refund_fee, refunded_fee }) => [out_refund_no, refund_fee, refunded_fee])).toEqual([
    ['OLD00003-1', 100, 100],
    ['OLD00003-2', 200, 300],
  ]);
  expect(refunds('OLD00004')).toMatchObject([
    { out_refund_no: 'OLD00004-3', refund_fee: 1000, status: 'SUCCESS', revoke: { status: 'DONE' } },
  ]);
});

test('no handler runs again for what was paid long ago', async () => {
  for (let minute = 0; minute < 3; minute += 1) {
    shop.tick(60_000);
    await shop.runMonitor();
  }
  expect(shop.rows('demo_goods_orders')).toHaveLength(0);
  expect(order('OLD00002')).toMatchObject({ fulfil: { status: 'DONE' } });
  checkInvariants(shop);
});

test('paid, and nothing said of the business: a person looks, once, and nothing runs by itself', () => {
  const told = shop.rows('payment_alerts').filter(({ kind }) => kind === 'old-order-unsure');
  expect(told).toMatchObject([{ out_trade_no: 'OLD00009' }]);
  expect(shop.rows('payment_reviews').filter(({ out_trade_no }) => out_trade_no === 'OLD00009')).toHaveLength(1);
  expect(order('OLD00009')).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
});

// up-17：uni-pay 2 的表也一样：先看、再抄、再来一次什么也不多；旧表一个字不改
test('the orders of uni-pay 2 are taken too, after those of vk-uni-pay, in the same walk', async () => {
  const uni = { provider: 'alipay', provider_pay_type: 'native', type: 'goods', user_id: 'u2', total_fee: 900, description: '《茶经》' };
  const saveUni = (id: string, one: Row): Promise<unknown> => shop.runtime.database.collection('uni-pay-orders').doc(id).set(one);
  const times = { create_date: shop.now() - 86_400_000, pay_date: shop.now() - 80_000_000 };
  await saveUni('c1', { ...uni, ...times, out_trade_no: 'UNI00001', order_no: 'B1', status: 1, user_order_success: true });
  const refund_list = [{ out_refund_no: 'UNI00002_1', refund_fee: 400, refund_date: shop.now() - 1000 }];
  const back = { status: 2, refund_fee: 400, refund_count: 1, refund_list, user_order_success: true };
  await saveUni('c2', { ...uni, ...times, ...back, out_trade_no: 'UNI00002', order_no: 'B2' });
  await saveUni('c3', { ...uni, ...times, out_trade_no: 'UNI00003', order_no: 'B3', provider: 'appleiap', status: 1 });
  const before = JSON.stringify(shop.rows('uni-pay-orders'));
  const looked = await ask({ dry_run: true });
  expect(looked).toMatchObject({ scanned: 13, imported: 2, known: 6, skipped: 5 });
  expect(order('UNI00001')).toBeUndefined();
  const [first, rest] = [await ask({ after: 'uni:', batch: 1 }), await ask({ after: 'uni:c1' })];
  expect(first).toMatchObject({ scanned: 3, imported: 2, skipped: 1, different: [] });
  expect(first['ours']).toEqual(first['old']);
  expect(rest).toMatchObject({ scanned: 2, imported: 0, known: 1 });
  expect(order('UNI00002')).toMatchObject({ status: 'SUCCESS', pay_type: 'alipay_h5', refund_fee: 400, caller: { order_no: 'B2' } });
  expect(refunds('UNI00002')).toMatchObject([{ out_refund_no: 'UNI00002_1', refund_fee: 400 }]);
  expect(JSON.stringify(shop.rows('uni-pay-orders'))).toBe(before);
});

test('a difference is named, not repaired', async () => {
  await save('a2', paid({ out_trade_no: 'OLD00002', total_fee: 1100 }));
  await save('a1', paid({ out_trade_no: 'OLD00001' }));
  expect(await ask()).toMatchObject({ code: 0, imported: 0, known: 8, different: ['OLD00001', 'OLD00002'] });
  expect(order('OLD00002')).toMatchObject({ total_fee: 1000 });
  expect(order('OLD00001')).toMatchObject({ status: 'CLOSED' });
});
