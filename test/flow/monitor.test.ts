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

/** 照一张真的单复制出许多张：网关不认识它们，问一次就推后。 */
async function copies(out_trade_no: string, count: number, change: (at: number) => object): Promise<void> {
  const source = shop.order(out_trade_no);
  for (let at = 0; at < count; at += 1) {
    const id = `CART${String(at).padStart(6, '0')}`;
    await shop.runtime.database.collection('payment_orders').add({ ...source, _id: id, out_trade_no: id, ...change(at) });
  }
}
const jobs = async (): Promise<Record<string, Record<string, unknown>>> =>
  Object.fromEntries(((await shop.runMonitor()) as { jobs: { name: string }[] }).jobs.map((job) => [job.name, job]));

describe('jobs do not starve one another', () => {
  /** 每次请求网关都耗掉这么久，毫秒（虚拟时间）。 */
  let cost = 0;
  beforeEach(async () => {
    await shop.close();
    cost = 0;
    shop = await openShop({ runtime: { httpLatency: () => void (cost > 0 && shop.tick(cost / 2)) } });
  });

  test('a gateway that does not answer uses up its own time only: handlers and refunds still get theirs', async () => {
    const failing = await placed();
    await shop.runtime.database.collection('demo_goods_orders').add({ _id: failing, blocked: true });
    shop.wxpay.pay(failing);
    await shop.wxpay.deliverDue();
    await shop.runtime.database.collection('demo_goods_orders').doc(failing).remove();
    const waiting = await placed();
    await copies(waiting, 40, () => ({ user_id: 'somebody' }));
    shop.tick(61_000);
    cost = 10_000;
    shop.wxpay.faults.add({ operation: 'query', fault: { kind: 'lostRequest' }, times: 500 });
    const report = await jobs();
    expect(report['repair-orders']).toMatchObject({ unfinished: true });
    expect(report['repair-fulfilments']).toMatchObject({ examined: 1, changed: 1 });
    expect(shop.order(failing)).toMatchObject({ fulfil: { status: 'DONE' } });
  });

  test('hundreds of carts of one user do not delay the payment of another', async () => {
    const mine = await placed();
    await copies(mine, 300, (at) => ({ user_id: 'collector', next_query_date: at + 1 }));
    shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    shop.wxpay.pay(mine);
    shop.tick(61_000);
    // 虚拟时间不认并行：一轮 45 秒只问得到四十多张，三百张做不完。
    cost = 1000;
    const report = await jobs();
    expect(report['repair-orders']).toMatchObject({ unfinished: true });
    expect(shop.order(mine)['status']).toBe('SUCCESS');
  });

  test('a payment of this minute comes before carts that were asked about many times', async () => {
    const mine = await placed();
    await copies(mine, 150, (at) => ({ user_id: `user${at}`, next_query_date: at + 1, query_attempts: 9 }));
    shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    shop.wxpay.pay(mine);
    shop.tick(61_000);
    cost = 8000;
    await jobs();
    expect(shop.order(mine)['status']).toBe('SUCCESS');
  });
});

test('hundreds of unreadable rows are set aside with an alert each and never block again', async () => {
  const mine = await placed();
  shop.wxpay.pay(mine);
  const orders = shop.runtime.database.collection('payment_orders');
  for (let at = 0; at < 130; at += 1)
    await orders.add({ _id: `broken${at}`, out_trade_no: `broken${at}`, next_query_date: 1, status: 'WHAT', query_attempts: 0 });
  shop.tick(11_000);
  await shop.runMonitor();
  expect(shop.order(mine)['status']).toBe('SUCCESS');
  const alarms = (): number => shop.rows('payment_alerts').filter((row) => row['kind'] === 'unreadable-row').length;
  expect(alarms()).toBe(130);
  expect(shop.rows('payment_orders').filter((row) => row['status'] === 'WHAT' && row['next_query_date'] === 0)).toHaveLength(130);
  shop.tick(61_000);
  await shop.runMonitor();
  expect(alarms()).toBe(130);
});

test('as many batches as there is time for: 350 due orders are all asked about in one round', async () => {
  const mine = await placed();
  await copies(mine, 350, (at) => ({ user_id: `user${at % 50}`, next_query_date: at + 1 }));
  shop.tick(11_000);
  expect((await jobs())['repair-orders']).toMatchObject({ examined: 351, unfinished: false });
});

describe('the hourly clean-up', () => {
  beforeEach(async () => {
    await shop.close();
    shop = await openShop({ uniPay: { autoDeleteExpiredOrders: 7 } });
  });

  test('a missed full hour is made up for by the next minute, and it runs once an hour over all instances', async () => {
    shop.tick(17 * 60_000);
    expect((await jobs())['purge-expired']).toMatchObject({ examined: 0 });
    shop.tick(60_000);
    expect((await jobs())['purge-expired']).toBeUndefined();
    shop.tick(3_600_000);
    expect((await jobs())['purge-expired']).toBeDefined();
  });

  test('carts nobody paid go in batches, whatever was ever paid stays', async () => {
    const unpaid = await placed();
    const paid = await placed();
    shop.wxpay.pay(paid);
    await shop.client.callService('pay/kh/closePayment', { out_trade_no: unpaid });
    await copies(unpaid, 450, () => ({}));
    // 付过、在商户平台上退掉、由人关闭的：有交易号，就永远留着。
    await shop.runtime.database.collection('payment_orders').add({
      ...shop.order(unpaid),
      _id: 'ONCEPAID0001',
      out_trade_no: 'ONCEPAID0001',
      transaction_id: '4200000000000001',
    });
    shop.tick(9 * DAY_MS);
    await shop.runMonitor();
    shop.tick(2 * 3_600_000);
    await shop.runMonitor();
    expect(shop.rows('payment_orders').map((row) => row['_id'])).toEqual(['ONCEPAID0001', paid]);
  });
});
