// 结果缓存（规范 payment_result:<单号>）：状态一推进就作废；付款人来问得再勤，也不会每次都去问网关。
import { openShop, type Shop } from './harness';

let shop: Shop;
beforeEach(async () => void (shop = await openShop({ wxpay: { refundDurationMs: 500 } })));
afterEach(() => shop.close());

const query = (out_trade_no: string, wish: object = {}): Promise<Record<string, unknown>> =>
  shop.client.callService('pay/kh/queryPayment', { out_trade_no, ...wish });
const placed = async (): Promise<string> => String((await shop.createGoods())['out_trade_no']);

test('closed is never cached: paid after all, the payer hears of the payment at once', async () => {
  const no = await placed();
  shop.wxpay.faults.add({ operation: 'query', fault: { kind: 'error', code: 'ORDER_NOT_EXIST' } });
  await shop.client.callService('pay/kh/closePayment', { out_trade_no: no });
  expect(await query(no)).toMatchObject({ trade_state: 'CLOSED' });
  expect(shop.rows('vk-global-data')).toEqual([]);
  shop.wxpay.pay(no);
  await shop.wxpay.deliverDue();
  expect(await query(no)).toMatchObject({ trade_state: 'SUCCESS', orderPaid: true });
});

test('paid, then contradicted by a signed notice of another sum: the payer hears at once that somebody looks at it', async () => {
  const no = await placed();
  shop.wxpay.pay(no);
  await shop.wxpay.deliverDue();
  expect(await query(no)).toMatchObject({ trade_state: 'SUCCESS' });
  const { url, headers, body } = shop.wxpay.buildNotification('payment', { outTradeNo: no, total: 1 });
  await fetch(url, { method: 'POST', headers: { ...headers }, body });
  expect(shop.order(no)['status']).toBe('REVIEW');
  expect(await query(no)).toMatchObject({ trade_state: 'REVIEW' });
});

test('refunded in full: the payer hears of it at once', async () => {
  const no = await placed();
  shop.wxpay.pay(no);
  await shop.wxpay.deliverDue();
  expect(await query(no)).toMatchObject({ trade_state: 'SUCCESS' });
  const staff = await shop.login('demo-admin');
  expect(await staff.callService('pay/sys/refund', { out_trade_no: no })).toMatchObject({ code: 0 });
  shop.tick(1000);
  await shop.wxpay.deliverDue();
  expect(await query(no)).toMatchObject({ trade_state: 'REFUND' });
});

test('polls within two seconds ask the gateway once', async () => {
  const no = await placed();
  shop.tick(3000);
  for (let poll = 0; poll < 4; poll += 1) await query(no, { await_notify: true, await_max_time: 1 });
  expect(shop.rows('payment_logs').filter((row) => row['type'] === 'query')).toHaveLength(1);
  shop.tick(2000);
  await query(no, { await_notify: true, await_max_time: 1 });
  expect(shop.rows('payment_logs').filter((row) => row['type'] === 'query')).toHaveLength(2);
});

test('the result is under payment_result:<no> for 300 seconds, and only when paid and handled', async () => {
  const no = await placed();
  await query(no);
  expect(shop.rows('vk-global-data')).toEqual([]);
  shop.wxpay.pay(no);
  await shop.wxpay.deliverDue();
  await query(no);
  const [row] = shop.rows('vk-global-data');
  expect(row).toMatchObject({ _id: `payment_result:${no}` });
  expect(Number(row?.['expired_at']) - shop.now()).toBe(300_000);
});
