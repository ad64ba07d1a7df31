// I6、I13：下单、退款、撤销以同一个单号再来，得到同样的结果；内容不同的点名拒绝，第一次的不动。两家渠道、几处同时。
import { checkInvariants } from './harness';
import { openDoorShop, type DoorShop } from './door-harness';
import type { UniClient } from '../../local/stack/client';

let shop: DoorShop;
let staff: UniClient;
async function open(options: Parameters<typeof openDoorShop>[0] = {}): Promise<void> {
  shop = await openDoorShop({ wxpay: { refundSpacingMs: 0, refundDurationMs: 500 }, ...options });
  staff = await shop.login('demo-admin');
}
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

type Provider = 'wxpay' | 'alipay';
type Answer = Record<string, unknown>;
const NO = 'VPSAME000001';
const create = (provider: Provider, more: object = {}): Promise<Answer> =>
  shop.client.callService('pay/kh/createPayment', {
    provider,
    data: { out_trade_no: NO, type: 'goods', custom: { goods_id: 'mug', quantity: 1 }, ...more },
  });
const refused = (field: string): object => ({ code: 40001, msg: expect.stringContaining(field) });
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3));

async function paid(provider: Provider): Promise<void> {
  const created = await create(provider);
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  shop[provider].pay(NO);
  await shop[provider].deliverDue();
}

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  test('create: the same again is the same order; the keys in another order are the same', async () => {
    await open();
    const first = await create(provider);
    const again = await create(provider, { custom: { quantity: 1, goods_id: 'mug' } });
    for (const key of ['code', 'out_trade_no', 'total_fee', 'subject', 'expire_date', 'pay_type']) expect(again[key]).toEqual(first[key]);
    expect(shop.rows('payment_orders')).toHaveLength(1);
  });

  test.each([
    ['another quantity', { custom: { goods_id: 'mug', quantity: 2 } }, 'data.total_fee'],
    ['other goods for the same price', { custom: { goods_id: 'mug', quantity: 1, cart_no: 'CART-9' } }, 'data.custom'],
    ['another type', { type: 'vip', custom: { plan: 'month' } }, 'data.type'],
    ['another amount said', { total_fee: 1 }, 'data.total_fee'],
    ['another merchant', { pid: 'somebody' }, 'data.pid'],
  ])('create with %s is refused by name, the first order untouched', async (_name, more, field) => {
    await open();
    await create(provider);
    const before = { ...shop.order(NO), version: 0, update_date: 0, requested_date: 0 };
    expect(await create(provider, more)).toMatchObject(refused(field));
    expect({ ...shop.order(NO), version: 0, update_date: 0, requested_date: 0 }).toEqual(before);
  });

  test('create by the merchant: other goods or another title under one number are refused', async () => {
    await open();
    const order = (more: object): Promise<Answer> =>
      shop.merchant('createPayment', {
        provider,
        isPC: true,
        data: { out_trade_no: NO, type: 'goods', total_fee: 500, subject: '定制', custom: { sku: 'a' }, user_id: 'u1', ...more },
      });
    expect(await order({})).toMatchObject({ code: 0 });
    expect(await order({})).toMatchObject({ code: 0 });
    expect(await order({ custom: { sku: 'b' } })).toMatchObject(refused('data.custom'));
    expect(await order({ subject: '别的' })).toMatchObject(refused('data.subject'));
    expect(await order({ total_fee: 501 })).toMatchObject(refused('data.total_fee'));
    expect(await order({ user_id: 'u2' })).toMatchObject(refused('data.out_trade_no'));
    expect(shop.rows('payment_orders')).toHaveLength(1);
  });

  test('five instances create at once: one order, one trade', async () => {
    await open({ runtime: { databaseLatency: pause, httpLatency: pause } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(provider)));
    for (const answer of answers) expect(answer).toMatchObject({ code: 0, out_trade_no: NO, total_fee: 1200 });
    expect(shop.rows('payment_orders')).toHaveLength(1);
  });

  test('refund: the same again is the same refund; another amount, reason or order is refused', async () => {
    await open();
    await paid(provider);
    const give = (more: object = {}): Promise<Answer> =>
      staff.callService('pay/sys/refund', {
        out_trade_no: NO,
        out_refund_no: 'RFSAME0001',
        refund_fee: 300,
        refund_desc: '少了一件',
        ...more,
      });
    const first = await give();
    expect(first).toMatchObject({ code: 0, refund: { refund_fee: 300 } });
    expect(await give()).toMatchObject({ code: 0, refund: { out_refund_no: 'RFSAME0001', refund_fee: 300 } });
    expect(await give({ refund_fee: 301 })).toMatchObject(refused('refund_fee'));
    expect(await give({ refund_desc: '别的原因' })).toMatchObject(refused('refund_desc'));
    expect(await give({ out_trade_no: 'VPNOBODY0001' })).toMatchObject({ code: 40005 });
    shop.tick(61_000);
    await shop.wxpay.deliverDue();
    await shop.runMonitor();
    expect(await give()).toMatchObject({ code: 0, refund: { status: 'SUCCESS', reason: '少了一件' } });
    expect(shop.order(NO)).toMatchObject({ refund_fee: 300, refunding_fee: 0 });
    expect(shop.rows('payment_refunds')).toHaveLength(1);
  });

  test('five instances refund at once under one number: one refund', async () => {
    await open({ runtime: { databaseLatency: pause, httpLatency: pause } });
    await paid(provider);
    const wish = { out_trade_no: NO, out_refund_no: 'RFSAME0002', refund_fee: 300, refund_desc: '少了一件' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => staff.callService('pay/sys/refund', wish)));
    for (const answer of answers) expect(answer).toMatchObject({ code: 0, refund: { out_refund_no: 'RFSAME0002', refund_fee: 300 } });
    expect(shop.rows('payment_refunds')).toHaveLength(1);
    expect(Number(shop.order(NO)['refund_fee']) + Number(shop.order(NO)['refunding_fee'])).toBe(300);
  });

  test('close: the same again is the same', async () => {
    await open();
    await create(provider);
    const close = (): Promise<Answer> => shop.client.callService('pay/kh/closePayment', { out_trade_no: NO });
    expect([await close(), await close()]).toMatchObject([
      { code: 0, status: 'CLOSED' },
      { code: 0, status: 'CLOSED' },
    ]);
  });
});

test('Alipay cancel: every end is answered the same way again, and nothing is given back twice', async () => {
  await open({ runtime: { databaseLatency: pause, httpLatency: pause } });
  const created = await create('alipay');
  shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  const cancel = (): Promise<Answer> => staff.callService('pay/sys/cancelPayment', { out_trade_no: NO });
  shop.alipay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.alipay.pay(NO);
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' }, times: 2 });
  await cancel();
  const answers = await Promise.all([cancel(), cancel(), cancel()]);
  for (const answer of answers) expect(answer).toMatchObject({ code: 0, status: 'REFUND' });
  expect([shop.alipay.ledger.trade(NO)?.refunded, shop.order(NO)['refund_fee']]).toEqual([1200, 1200]);
});
