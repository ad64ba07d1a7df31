// 不变量 I1、I2、I5–I9、I12：支付宝各种付款方式从下单到发货；通知重复、伪造、串商户、改金额、迟到、丢失。
import { checkInvariants, openShop, type Shop } from './harness';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

const deliveries = (out_trade_no: string): number => shop.rows('demo_goods_orders').filter((row) => row['_id'] === out_trade_no).length;
const query = (out_trade_no: string, extra: object = {}): Promise<Record<string, unknown>> =>
  shop.client.callService('pay/kh/queryPayment', { out_trade_no, ...extra });
const create = (options: Parameters<Shop['createGoods']>[0] = {}): Promise<Record<string, unknown>> =>
  shop.createGoods({ provider: 'alipay', ...options });
const post = (request: { url: string; headers: Readonly<Record<string, string>>; body: string }): Promise<Response> =>
  fetch(request.url, { method: 'POST', headers: { ...request.headers }, body: request.body });
const alerts = (kind: string): number => shop.rows('payment_alerts').filter((row) => row['kind'] === kind).length;

async function createAndPay(options: Parameters<Shop['createGoods']>[0] = {}): Promise<string> {
  const out_trade_no = String((await create(options))['out_trade_no']);
  shop.alipay.pay(out_trade_no);
  return out_trade_no;
}

/** 各付款方式怎样从 orderInfo 走到付款。 */
const WAYS: Readonly<Record<string, { openid?: string; pay: (orderInfo: unknown) => Promise<unknown> }>> = {
  h5: { pay: (info) => simulate({ qr_code: (info as { code_url: string }).code_url }) },
  'mp-alipay': { openid: '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5', pay: (info) => simulate({ trade_no: info }) },
  'app-plus': { pay: (info) => simulate({ order_string: info }) },
  mweb: { pay: (info) => payOnPage((info as { form_url: string }).form_url) },
  page: { pay: (info) => payOnPage((info as { form_url: string }).form_url) },
};

async function simulate(body: object): Promise<unknown> {
  const response = await fetch(`${shop.url}/simulator/alipay/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return response.json();
}

async function payOnPage(formUrl: string): Promise<string> {
  const opened = await fetch(formUrl, { redirect: 'manual' });
  const cashier = new URL(opened.headers.get('location') ?? '', shop.url);
  expect(await (await fetch(cashier)).text()).toContain('确认付款');
  const paid = await fetch(cashier, { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' });
  expect(paid.status).toBe(303);
  return paid.headers.get('location') ?? '';
}

test.each(Object.keys(WAYS))('%s: a paid order is settled by the notice and fulfilled once', async (platform) => {
  const way = WAYS[platform] as (typeof WAYS)[string];
  const created = await create({
    platform,
    return_url: 'https://shop.example/#/pages/result/result',
    ...(way.openid ? { openid: way.openid } : {}),
  });
  expect(created).toMatchObject({ code: 0, provider: 'alipay', platform, pay_type: `alipay_${platform}`, total_fee: 1200 });
  const out_trade_no = String(created['out_trade_no']);
  expect(shop.order(out_trade_no)['status']).toBe('PROCESSING');
  await way.pay(created['orderInfo']);
  expect(await shop.alipay.deliverDue()).toMatchObject([{ acked: true, answers: [{ status: 200, body: 'success' }] }]);
  expect(shop.order(out_trade_no)).toMatchObject({
    status: 'SUCCESS',
    fulfil: { status: 'DONE', attempts: 1 },
    transaction_id: shop.alipay.ledger.trade(out_trade_no)?.tradeNo,
    mchid: shop.keys.alipay.sellerId,
  });
  expect(deliveries(out_trade_no)).toBe(1);
  expect(await query(out_trade_no)).toMatchObject({ code: 0, trade_state: 'SUCCESS', orderPaid: true, user_order_success: true });
});

test('the payer comes back to the page the shop named, with parameters signed by the gateway', async () => {
  const created = await create({ platform: 'mweb', return_url: 'https://shop.example/pay/?from=app#/pages/result/result?out_trade_no=1' });
  const back = new URL(await payOnPage((created['orderInfo'] as { form_url: string }).form_url));
  expect(back.hash).toBe('#/pages/result/result?out_trade_no=1');
  expect(back.searchParams.get('from')).toBe('app');
  expect(back.searchParams.get('out_trade_no')).toBe(created['out_trade_no']);
  expect(back.searchParams.get('trade_status')).toBeNull();
});

test('64 identical notices at once: one fulfilment, 64 times success', async () => {
  const out_trade_no = await createAndPay();
  const request = shop.alipay.buildNotification('payment', { outTradeNo: out_trade_no });
  const bodies = await Promise.all(Array.from({ length: 64 }, async () => (await post(request)).text()));
  expect(new Set(bodies)).toEqual(new Set(['success']));
  expect(deliveries(out_trade_no)).toBe(1);
  expect((shop.order(out_trade_no)['history'] as unknown[]).length).toBe(3);
});

/** 除了「早点去查」（验不过的回调只能带来这个，test/flow/hint.test.ts），订单的一切。 */
function standing(out_trade_no: string): string {
  const { version: _version, next_query_date: _next, ...rest } = shop.order(out_trade_no);
  return JSON.stringify(rest);
}

test.each(['forged', 'tampered', 'unsigned', 'signTypeKept'] as const)(
  'a notice that is %s is answered fail and changes nothing',
  async (variant) => {
    const out_trade_no = await createAndPay();
    const before = standing(out_trade_no);
    expect(await (await post(shop.alipay.buildNotification('payment', { outTradeNo: out_trade_no, variant }))).text()).toBe('fail');
    expect(standing(out_trade_no)).toBe(before);
  },
);

test.each(['foreignApp', 'foreignSeller'] as const)(
  'a notice truly signed for another merchant (%s) is answered fail, raises an alert and changes nothing, even right after a forged one',
  async (variant) => {
    const out_trade_no = await createAndPay();
    const before = standing(out_trade_no);
    await post(shop.alipay.buildNotification('payment', { outTradeNo: out_trade_no, variant: 'forged' }));
    expect(await (await post(shop.alipay.buildNotification('payment', { outTradeNo: out_trade_no, variant }))).text()).toBe('fail');
    expect(standing(out_trade_no)).toBe(before);
    expect(alerts('foreign-notify')).toBe(1);
  },
);

test('a truly signed 0.01 for a 100.00 order goes to review with an alert and is acknowledged only after that is stored', async () => {
  const created = await shop.client.callService('pay/kh/createPayment', {
    provider: 'alipay',
    data: { type: 'recharge', total_fee: 10_000 },
  });
  const out_trade_no = String(created['out_trade_no']);
  shop.alipay.pay(out_trade_no);
  const answer = await post(shop.alipay.buildNotification('payment', { outTradeNo: out_trade_no, variant: 'wrongAmount' }));
  expect(await answer.text()).toBe('success');
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'REVIEW', review_reason: expect.stringContaining('金额不符') });
  expect([alerts('settle-anomaly'), Number(shop.rows('demo_wallets').find((row) => row['_id'] === 'demo')?.['balance'] ?? 0)]).toEqual([
    1, 0,
  ]);
  // 真正的通知随后到达：已经在人手里，不自动改变。
  await shop.alipay.deliverDue();
  expect(shop.order(out_trade_no)['status']).toBe('REVIEW');
});

test('a notice from a month ago is refused', async () => {
  const out_trade_no = await createAndPay();
  const old = shop.alipay.buildNotification('payment', { outTradeNo: out_trade_no, at: shop.now() - 30 * 24 * 3600_000 });
  expect(await (await post(old)).text()).toBe('fail');
  expect(shop.order(out_trade_no)['status']).toBe('PROCESSING');
});

test('a late "waiting for payment" after the payment changes nothing and is acknowledged', async () => {
  shop.alipay.faults.add({ operation: 'callback', fault: { kind: 'lateWaiting' } });
  const out_trade_no = await createAndPay();
  expect((await shop.alipay.deliverDue()).map((report) => [report.kind, report.acked])).toEqual([
    ['payment', true],
    ['waiting', true],
  ]);
  expect(shop.order(out_trade_no)['status']).toBe('SUCCESS');
});

test('texts with plus, percent, Chinese and an empty field survive the form encoding', async () => {
  const out_trade_no = await createAndPay();
  const request = shop.alipay.buildNotification('payment', {
    outTradeNo: out_trade_no,
    fields: { subject: '杯子 +50% 100%25 & more=1', body: '' },
  });
  expect(await (await post(request)).text()).toBe('success');
  expect(shop.order(out_trade_no)['status']).toBe('SUCCESS');
});

test('a suppressed notice is repaired by the timer', async () => {
  shop.alipay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  const out_trade_no = await createAndPay();
  await shop.alipay.deliverDue();
  shop.tick(11_000);
  await shop.runMonitor();
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
  expect(deliveries(out_trade_no)).toBe(1);
});

test('a QR nobody scanned is "not yet paid", and closes after its time', async () => {
  const created = await create();
  const out_trade_no = String(created['out_trade_no']);
  shop.tick(5000);
  expect(await query(out_trade_no, { await_notify: true })).toMatchObject({ code: 0, trade_state: 'PROCESSING', orderPaid: false });
  shop.tick(31 * 60_000);
  await shop.runMonitor();
  expect(shop.order(out_trade_no)['status']).toBe('CLOSED');
  expect(() => shop.alipay.pay(out_trade_no)).toThrow('二维码已失效');
});

test('a QR closed before it was scanned can still be paid: the payment is found even when its notice is lost', async () => {
  const created = await create();
  const out_trade_no = String(created['out_trade_no']);
  expect(await shop.client.callService('pay/kh/closePayment', { out_trade_no })).toMatchObject({ code: 0, status: 'CLOSED' });
  shop.alipay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.alipay.pay(out_trade_no);
  shop.tick(32 * 60_000);
  await shop.runMonitor();
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'SUCCESS', late: true });
  expect(deliveries(out_trade_no)).toBe(1);
});

test('a QR closed before it was scanned and never paid is looked at once more, then left alone', async () => {
  const out_trade_no = String((await create())['out_trade_no']);
  await shop.client.callService('pay/kh/closePayment', { out_trade_no });
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'http', status: 502 } });
  shop.tick(32 * 60_000);
  await shop.runMonitor();
  expect(Number(shop.order(out_trade_no)['next_query_date'])).toBeGreaterThan(shop.now());
  shop.tick(60_000);
  await shop.runMonitor();
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'CLOSED', next_query_date: 0 });
});

test('a scanned but unpaid order is closed at the gateway; a payment that came first wins', async () => {
  const created = await create();
  const out_trade_no = String(created['out_trade_no']);
  shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  expect(await shop.client.callService('pay/kh/closePayment', { out_trade_no })).toMatchObject({ code: 0, status: 'CLOSED' });
  expect(shop.alipay.ledger.trade(out_trade_no)?.status).toBe('TRADE_CLOSED');
  const paid = await createAndPay();
  expect(await shop.client.callService('pay/kh/closePayment', { out_trade_no: paid })).toMatchObject({ code: 0, status: 'SUCCESS' });
  expect(deliveries(paid)).toBe(1);
});

test.each([
  ['the request got lost', { kind: 'lostRequest' as const }],
  ['the answer got lost after the commit', { kind: 'lostAnswer' as const }],
  ['20000 although it was created', { kind: 'unknownCommitted' as const }],
  ['a false response signature', { kind: 'falseSignature' as const }],
  ['an unsigned success', { kind: 'unsigned' as const }],
  ['a smuggled second root', { kind: 'duplicateRoot' as const }],
  ['a foreign certificate number', { kind: 'foreignCertSn' as const }],
  ['HTML instead of JSON', { kind: 'http' as const, status: 200 as const }],
  ['a bad gateway', { kind: 'http' as const, status: 502 as const }],
  ['a truncated body', { kind: 'truncated' as const }],
])('precreate with %s stays unknown; asking again with the same number succeeds', async (_name, fault) => {
  shop.alipay.faults.add({ operation: 'precreate', fault });
  expect((await create({ out_trade_no: 'VPUNCLEAR01' }))['code']).not.toBe(0);
  expect(shop.order('VPUNCLEAR01')['status']).toBe('NOTPAY');
  expect(await create({ out_trade_no: 'VPUNCLEAR01' })).toMatchObject({ code: 0 });
  shop.alipay.pay('VPUNCLEAR01');
  await shop.alipay.deliverDue();
  expect(shop.order('VPUNCLEAR01')['status']).toBe('SUCCESS');
});

test.each([
  ['an unsigned "paid"', { kind: 'unsigned' as const }],
  ['a falsely signed "paid"', { kind: 'falseSignature' as const }],
  ['an unknown enum', { kind: 'unknownEnum' as const }],
])('a query answered by %s moves nothing', async (_name, fault) => {
  shop.alipay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  const out_trade_no = await createAndPay();
  shop.alipay.faults.add({ operation: 'query', fault });
  shop.tick(5000);
  expect(await query(out_trade_no, { await_notify: true })).toMatchObject({ code: 0, trade_state: 'PROCESSING' });
  shop.tick(60_000);
  await shop.runMonitor();
  expect(shop.order(out_trade_no)['status']).toBe('SUCCESS');
});

test('an answer signed over unescaped slashes is accepted, as the official SDKs do', async () => {
  shop.alipay.faults.add({ operation: 'precreate', fault: { kind: 'unescapedSignature' } });
  expect(await create()).toMatchObject({ code: 0 });
});

test('the order lives no longer than its QR code', async () => {
  await shop.close();
  shop = await openShop({ settings: { orderExpireMinutes: 600 } });
  expect((await create())['expire_date']).toBe(shop.now() + 2 * 3600_000);
  expect((await create({ platform: 'page' }))['expire_date']).toBe(shop.now() + 600 * 60_000);
});

test('key mode: the same life, with a PKCS#1 private key and the bare public key', async () => {
  await shop.close();
  shop = await openShop({ alipayKeyMode: 'key' });
  const out_trade_no = await createAndPay();
  expect(await shop.alipay.deliverDue()).toMatchObject([{ acked: true }]);
  const staff = await shop.login('demo-admin');
  expect(await staff.callService('pay/sys/refund', { out_trade_no, refund_fee: 200 })).toMatchObject({
    code: 0,
    refund: { status: 'SUCCESS' },
  });
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'SUCCESS', refund_fee: 200 });
});
