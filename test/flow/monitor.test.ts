// 不变量 I2、I10：定时任务停了多久、遇到多坏的数据，补漏都要做对。
import { checkInvariants, openShop, type Shop } from './harness';

const DAY_MS = 86_400_000;
let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const placed = async (): Promise<string> => String((await shop.createGoods())['out_trade_no']);

test('after an outage of days an unpaid order is closed and a paid one is settled, neither is left to staff', async () => {
  const unpaid = await placed();
  const paid = await placed();
  shop.wxpay.pay(paid);
  shop.tick(3 * DAY_MS);
  await shop.runMonitor();
  expect([shop.order(unpaid)['status'], shop.order(paid)['status']]).toEqual(['CLOSED', 'SUCCESS']);
  expect(shop.order(paid)).toMatchObject({ fulfil: { status: 'DONE' } });
  checkInvariants(shop);
});

test('an order whose result stays unclear for 25 hours goes to REVIEW with an alarm', async () => {
  const out_trade_no = await placed();
  shop.wxpay.faults.add({ operation: '*', fault: { kind: 'lostRequest' }, times: Infinity });
  shop.tick(24 * 3_600_000);
  await shop.runMonitor();
  expect(shop.order(out_trade_no)['status']).toBe('PROCESSING');
  shop.tick(2 * 3_600_000);
  await shop.runMonitor();
  expect(shop.order(out_trade_no)['status']).toBe('REVIEW');
  expect(shop.rows('payment_alerts')).toMatchObject([{ kind: 'order-unresolved', out_trade_no }]);
  checkInvariants(shop);
});

test('one unreadable row does not stop the others from being repaired', async () => {
  const out_trade_no = await placed();
  shop.wxpay.pay(out_trade_no);
  await shop.runtime.database
    .collection('payment_orders')
    .add({ _id: 'broken', out_trade_no: 'broken', next_query_date: 1, status: 'WHAT' });
  shop.tick(11_000);
  expect(await shop.runMonitor()).toMatchObject({
    jobs: expect.arrayContaining([expect.objectContaining({ name: 'repair-orders', examined: 1, changed: 1, failed: 0 })]),
  });
  expect(shop.order(out_trade_no)['status']).toBe('SUCCESS');
});

test('a handler that fails is tried again with the same key until it works', async () => {
  const out_trade_no = await placed();
  // 发货单已被占用：业务写入失败，整个事务回滚，支付仍是成功的。
  await shop.runtime.database.collection('demo_goods_orders').add({ _id: out_trade_no, blocked: true });
  shop.wxpay.pay(out_trade_no);
  expect(await shop.wxpay.deliverDue()).toMatchObject([{ acked: true }]);
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'FAILED', attempts: 1 } });
  expect(Number(shop.rows('demo_goods').find((row) => row['_id'] === 'mug')?.['stock'])).toBe(100);
  await shop.runtime.database.collection('demo_goods_orders').doc(out_trade_no).remove();
  shop.tick(11_000);
  await shop.runMonitor();
  expect(shop.order(out_trade_no)).toMatchObject({ fulfil: { status: 'DONE', attempts: 2 } });
  expect(Number(shop.rows('demo_goods').find((row) => row['_id'] === 'mug')?.['stock'])).toBe(99);
  checkInvariants(shop);
});
