// I1：同一笔业务付了两次（换渠道、换单号）——第二张认得出、告警、按设置退回，第一张不动。
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';

let shop: Shop;
async function open(options: ShopOptions = {}): Promise<void> {
  shop = await openShop({ wxpay: { refundSpacingMs: 0, refundDurationMs: 500 }, ...options });
}
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

type Provider = 'wxpay' | 'alipay';
const deliveries = (out_trade_no: string): number => shop.rows('demo_goods_orders').filter((row) => row['_id'] === out_trade_no).length;
const alerts = (kind: string): unknown[] => shop.rows('payment_alerts').filter((row) => row['kind'] === kind);
async function place(provider: Provider, cart_no: string): Promise<string> {
  const created = await shop.client.callService('pay/kh/createPayment', {
    provider,
    data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1, cart_no } },
  });
  const out_trade_no = String(created['out_trade_no']);
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  return out_trade_no;
}
async function pay(provider: Provider, out_trade_no: string): Promise<void> {
  shop[provider].pay(out_trade_no);
  await shop[provider].deliverDue();
}

test.each([
  ['wxpay', 'alipay'],
  ['alipay', 'wxpay'],
  ['wxpay', 'wxpay'],
] as const)('paid with %s and again with %s: the second is returned, the first is untouched', async (one, other) => {
  await open();
  const first = await place(one, 'CART-1');
  const second = await place(other, 'CART-1');
  await pay(one, first);
  await pay(other, second);
  expect(shop.order(second)).toMatchObject({ status: 'SUCCESS', surplus_of: first, fulfil: { status: 'NONE' } });
  expect(alerts('surplus-payment')).toHaveLength(1);
  await shop.runMonitor();
  shop.tick(61_000);
  await shop.wxpay.deliverDue();
  await shop.runMonitor();
  expect(shop.order(second)).toMatchObject({ status: 'REFUND', refund_fee: 1200, next_query_date: 0 });
  expect(shop.order(first)).toMatchObject({ status: 'SUCCESS', refund_fee: 0, refunding_fee: 0 });
  expect([deliveries(first), deliveries(second)]).toEqual([1, 0]);
  expect(shop.rows('payment_refunds')).toHaveLength(1);
});

test('both paid at the same moment: exactly one is fulfilled', async () => {
  await open();
  const orders = [await place('wxpay', 'CART-2'), await place('alipay', 'CART-2'), await place('wxpay', 'CART-2')] as const;
  shop.wxpay.pay(orders[0]);
  shop.alipay.pay(orders[1]);
  shop.wxpay.pay(orders[2]);
  await Promise.all([shop.wxpay.deliverDue(), shop.alipay.deliverDue()]);
  expect(orders.map(deliveries).reduce((sum, count) => sum + count)).toBe(1);
  expect(orders.filter((order) => shop.order(order)['surplus_of'] !== undefined)).toHaveLength(2);
});

test('the merchant is short of money: the return is tried again under the same number and alarmed', async () => {
  await open();
  const first = await place('alipay', 'CART-3');
  const second = await place('wxpay', 'CART-3');
  await pay('alipay', first);
  await pay('wxpay', second);
  shop.wxpay.faults.add({ operation: 'refund', fault: { kind: 'error', code: 'NOT_ENOUGH' } });
  await shop.runMonitor();
  expect(alerts('surplus-not-returned')).toHaveLength(1);
  shop.tick(61_000);
  await shop.runMonitor();
  shop.tick(61_000);
  await shop.wxpay.deliverDue();
  await shop.runMonitor();
  expect(shop.order(second)['status']).toBe('REFUND');
  expect(shop.rows('payment_refunds')).toMatchObject([{ _id: `SP${second}`, status: 'SUCCESS' }]);
});

test('by policy the second stays for a person, who may give it back or deliver it', async () => {
  await open({ settings: { surplusPayment: 'review' } });
  const staff = await shop.login('demo-admin');
  const first = await place('wxpay', 'CART-4');
  const second = await place('alipay', 'CART-4');
  await pay('wxpay', first);
  await pay('alipay', second);
  shop.tick(61_000);
  await shop.runMonitor();
  expect(shop.order(second)).toMatchObject({ status: 'SUCCESS', refund_fee: 0, fulfil: { status: 'NONE' } });
  expect(await staff.callService('pay/sys/resolvePayment', { out_trade_no: second, act: 'refund', reason: '客户付了两次' })).toMatchObject({
    code: 0,
  });
  expect(shop.order(second)['status']).toBe('REFUND');
});

test('a cart whose payment was given back can be paid again', async () => {
  await open();
  const staff = await shop.login('demo-admin');
  const first = await place('alipay', 'CART-5');
  await pay('alipay', first);
  expect(await staff.callService('pay/sys/refund', { out_trade_no: first })).toMatchObject({ code: 0 });
  const second = await place('wxpay', 'CART-5');
  await pay('wxpay', second);
  expect(shop.order(second)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
  expect(shop.order(second)['surplus_of']).toBeUndefined();
});

test('orders without a business number are never taken for one another', async () => {
  await open();
  const orders = [String((await shop.createGoods())['out_trade_no']), String((await shop.createGoods())['out_trade_no'])];
  for (const order of orders) await pay('wxpay', order);
  expect(orders.map(deliveries)).toEqual([1, 1]);
});
