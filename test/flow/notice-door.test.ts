// I7、I8：暂时办不了的请网关再来，从不确认；伪造的才是 401。
import { openShop, type Shop, type ShopOptions } from './harness';

let shop: Shop;
let down = false;
beforeEach(() => (down = false));
afterEach(() => shop.close());
const open = async (options: ShopOptions = {}): Promise<void> =>
  void (shop = await openShop({
    ...options,
    runtime: {
      databaseFault: ({ collection }, phase) => {
        if (down && phase === 'before' && collection === 'payment_orders') throw new Error('数据库不通');
      },
    },
  }));

async function notice(provider: 'wxpay' | 'alipay'): Promise<() => Promise<{ status: number; body: string }>> {
  const created = await shop.createGoods({ provider });
  const outTradeNo = String(created['out_trade_no']);
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  shop[provider].faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop[provider].pay(outTradeNo);
  const { url, headers, body } = shop[provider].buildNotification('payment', { outTradeNo });
  return async () => {
    const response = await fetch(url, { method: 'POST', headers: { ...headers }, body });
    return { status: response.status, body: await response.text() };
  };
}

test.each([
  ['wxpay', (answer: { status: number }) => answer.status, 500, 200],
  ['alipay', (answer: { body: string }) => answer.body, 'fail', 'success'],
] as const)('%s: the database is down: not acknowledged; up again: booked', async (provider, read, refused, accepted) => {
  await open();
  const post = await notice(provider);
  down = true;
  expect(read((await post()) as never)).toBe(refused);
  down = false;
  expect(read((await post()) as never)).toBe(accepted);
  expect(shop.rows('payment_orders')).toMatchObject([{ status: 'SUCCESS', fulfil: { status: 'DONE' } }]);
});

test('the key to verify with cannot be fetched just now: come again, nobody is called a forger', async () => {
  await open({ wxpayKeyMode: 'certificate' });
  const post = await notice('wxpay');
  shop.runtime.recycle();
  shop.wxpay.faults.add({ operation: 'certificates', fault: { kind: 'lostRequest' }, times: Infinity });
  expect((await post()).status).toBe(500);
  shop.wxpay.faults.clear();
  shop.runtime.recycle();
  expect((await post()).status).toBe(200);
});

test('a payment of no known order is alarmed and not acknowledged: somebody has to look', async () => {
  await open();
  await notice('wxpay');
  const { url, headers, body } = shop.wxpay.buildNotification('payment', { plaintext: { out_trade_no: 'VPNOBODY0001' } });
  expect((await fetch(url, { method: 'POST', headers: { ...headers }, body })).status).toBe(500);
  expect(shop.rows('payment_alerts')).toMatchObject([{ kind: 'unknown-order-paid', out_trade_no: 'VPNOBODY0001' }]);
});
