// 规范「监控」：看板的服务从真实的付款里数出来；只给员工；getPaymentSuccessRate、monitorPaymentPerformance、monitorPaymentExceptions 是数字。
import type { GetStatisticsAnswer } from '../../common/contract/watch/statistics';
import { openShop, START, type Shop } from './harness';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

async function paid(provider: 'wxpay' | 'alipay', quantity = 1): Promise<string> {
  const no = String((await shop.createGoods({ provider, quantity }))['out_trade_no']);
  shop[provider].pay(no);
  await shop[provider].deliverDue();
  return no;
}
async function statistics(input: object = {}): Promise<GetStatisticsAnswer> {
  const staff = await shop.login('demo-admin');
  return (await staff.callService('pay/sys/getStatistics', { ...input })) as unknown as GetStatisticsAnswer;
}

test('paid, unpaid and refused orders show in the funnel at once and stay the same after the monitor folded them', async () => {
  await paid('wxpay', 2);
  await paid('alipay');
  await shop.createGoods();
  shop.wxpay.faults.add({ operation: '*', fault: { kind: 'lostRequest' }, times: 1 });
  await shop.createGoods();
  const live = await statistics({ by: 'provider' });
  expect(live).toMatchObject({
    code: 0,
    orders: { created: 4, called_up: 3, paid: 2, fulfilled: 2, failed: 1, unpaid: 1, conversion_rate: 50, success_rate: 66.67 },
    callbacks: { accepted: 2, failed: 0, rejected: 0 },
    comparison: { today: { paid: 2 }, yesterday: { paid: 0 }, last_week: { created: 0 } },
    standing: { pending_fulfilments: 0, open_alerts: 0 },
  });
  expect(live.orders.paid_fee).toBe(
    shop.rows('payment_orders').reduce((sum, row) => sum + (row['status'] === 'SUCCESS' ? Number(row['total_fee']) : 0), 0),
  );
  expect(live.groups.map(({ key, orders }) => [key, orders.paid])).toEqual([
    ['alipay', 1],
    ['wxpay', 1],
  ]);
  expect(live.latency.map(({ provider }) => provider)).toEqual(['alipay', 'wxpay']);
  shop.tick(MINUTE);
  await shop.runMonitor();
  const folded = await statistics({ by: 'provider' });
  expect(folded.folded_to).toBeGreaterThan(START);
  expect(folded.orders).toEqual(live.orders);
  expect(folded.calls.error).toBe(1);
  expect(folded.errors).toMatchObject([{ provider: 'wxpay', count: 1 }]);
  expect(folded.points.reduce((sum, point) => sum + point.orders.paid, 0)).toBe(2);
});

test('the day is compared with the same hours of yesterday and of last week', async () => {
  await shop.runMonitor();
  await paid('wxpay');
  // 到昨天的这个钟点为止：再晚一小时的不算。
  shop.tick(60 * MINUTE);
  await shop.runMonitor();
  await paid('wxpay');
  shop.tick(DAY - 60 * MINUTE);
  await shop.runMonitor();
  const staff = await shop.login('demo-admin');
  const answer = (await staff.callService('pay/sys/getStatistics', {
    granularity: 'day',
    from: START - DAY,
  })) as unknown as GetStatisticsAnswer;
  expect(answer.comparison).toMatchObject({ today: { created: 0 }, yesterday: { paid: 1 } });
  expect(answer.points.map(({ orders }) => orders.paid)).toEqual([0, 2, 0]);
});

test('it is for staff only, and a wrong range is refused by name', async () => {
  expect(await shop.client.callService('pay/sys/getStatistics')).not.toHaveProperty('orders');
  expect(await statistics({ granularity: 'minute', from: START - 3 * DAY })).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('from'),
  });
  expect(await statistics({ from: START + DAY })).toMatchObject({ code: 40001 });
  expect(await statistics({ granularity: 'week' })).toMatchObject({ code: 40001, msg: expect.stringContaining('granularity') });
});

test('a callback that fails the check of its signature is counted as rejected', async () => {
  await shop.createGoods();
  const response = await fetch(`${shop.url}/pay-notify/wxpay/h5`, { method: 'POST', body: '{}' });
  expect(response.status).toBe(401);
  expect((await statistics()).callbacks).toMatchObject({ rejected: 1, probes: 0 });
});
