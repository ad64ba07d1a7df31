// 不变量 I2、I10：定时任务停了多久、遇到多坏的数据，补漏都要做对。
import { checkInvariants, startBench, type Bench } from './harness';

const DAY_MS = 86_400_000;
let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const placed = async (): Promise<string> => String((await bench.createGoods())['out_trade_no']);

test('after an outage of days an unpaid order is closed and a paid one is settled, neither is left to staff', async () => {
  const unpaid = await placed();
  const paid = await placed();
  bench.wxpay.pay(paid);
  bench.tick(3 * DAY_MS);
  await bench.runMonitor();
  expect([bench.order(unpaid)['status'], bench.order(paid)['status']]).toEqual(['CLOSED', 'SUCCESS']);
  expect(bench.order(paid)).toMatchObject({ fulfil: { status: 'DONE' } });
  checkInvariants(bench);
});

test('an order whose result stays unclear for 25 hours goes to REVIEW with an alarm', async () => {
  const out_trade_no = await placed();
  bench.wxpay.faults.add({ operation: '*', fault: { kind: 'lostRequest' }, times: Infinity });
  bench.tick(24 * 3_600_000);
  await bench.runMonitor();
  expect(bench.order(out_trade_no)['status']).toBe('PROCESSING');
  bench.tick(2 * 3_600_000);
  await bench.runMonitor();
  expect(bench.order(out_trade_no)['status']).toBe('REVIEW');
  expect(bench.rows('payment_alerts')).toMatchObject([{ kind: 'order-unresolved', out_trade_no }]);
  checkInvariants(bench);
});

test('one unreadable row does not stop the others from being repaired', async () => {
  const out_trade_no = await placed();
  bench.wxpay.pay(out_trade_no);
  await bench.runtime.database
    .collection('payment_orders')
    .add({ _id: 'broken', out_trade_no: 'broken', next_query_date: 1, status: 'WHAT' });
  bench.tick(11_000);
  expect(await bench.runMonitor()).toMatchObject({
    jobs: expect.arrayContaining([expect.objectContaining({ name: 'repair-orders', examined: 1, changed: 1, failed: 0 })]),
  });
  expect(bench.order(out_trade_no)['status']).toBe('SUCCESS');
});

test('a handler that fails is tried again with the same key until it works', async () => {
  const out_trade_no = await placed();
  // 发货单已被占用：业务写入失败，整个事务回滚，支付仍是成功的。
  await bench.runtime.database.collection('demo_goods_orders').add({ _id: out_trade_no, blocked: true });
  bench.wxpay.pay(out_trade_no);
  expect(await bench.wxpay.deliverDue()).toMatchObject([{ acked: true }]);
  expect(bench.order(out_trade_no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'FAILED', attempts: 1 } });
  expect(Number(bench.rows('demo_goods').find((row) => row['_id'] === 'mug')?.['stock'])).toBe(100);
  await bench.runtime.database.collection('demo_goods_orders').doc(out_trade_no).remove();
  bench.tick(11_000);
  await bench.runMonitor();
  expect(bench.order(out_trade_no)).toMatchObject({ fulfil: { status: 'DONE', attempts: 2 } });
  expect(Number(bench.rows('demo_goods').find((row) => row['_id'] === 'mug')?.['stock'])).toBe(99);
  checkInvariants(bench);
});
