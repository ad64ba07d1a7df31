// 不变量 I1、I2、I5–I9：一笔微信支付从下单到发货；重复、并发、伪造、迟到、丢失的回调。
import { verify } from 'node:crypto';
import { checkInvariants, openShop, type Shop } from './harness';

let shop: Shop;
beforeEach(async () => {
  // 六十四个新实例、网关、数据库挤在一个进程里：机器一忙，向网关要证书就超过缺省的十秒
  shop = await openShop({ settings: { timeout: 60_000 } });
});
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

const stock = (): number => Number(shop.rows('demo_goods').find((row) => row['_id'] === 'mug')?.['stock']);
const deliveries = (out_trade_no: string): number => shop.rows('demo_goods_orders').filter((row) => row['_id'] === out_trade_no).length;
const query = (out_trade_no: string, extra: object = {}): Promise<Record<string, unknown>> =>
  shop.client.callService('pay/kh/queryPayment', { out_trade_no, ...extra });

async function createAndPay(): Promise<string> {
  const out_trade_no = String((await shop.createGoods())['out_trade_no']);
  shop.wxpay.pay(out_trade_no);
  return out_trade_no;
}

test('a paid order is settled by the callback and fulfilled once', async () => {
  const created = await shop.createGoods({ quantity: 2 });
  expect(created).toMatchObject({
    code: 0,
    provider: 'wxpay',
    platform: 'h5',
    pay_type: 'wxpay_h5',
    total_fee: 2400,
    needQRcode: true,
    orderInfo: { code_url: expect.stringMatching(/^weixin:\/\/wxpay\/bizpayurl/) },
    qrcodeImage: expect.stringMatching(/^data:image\/svg\+xml;base64,/),
  });
  const out_trade_no = String(created['out_trade_no']);
  expect(shop.order(out_trade_no)['status']).toBe('PROCESSING');
  shop.wxpay.pay(out_trade_no);
  expect(await shop.wxpay.deliverDue()).toMatchObject([{ acked: true, statuses: [200] }]);
  expect(shop.order(out_trade_no)).toMatchObject({
    status: 'SUCCESS',
    fulfil: { status: 'DONE', attempts: 1 },
    transaction_id: shop.wxpay.ledger.order(out_trade_no)?.payment?.transactionId,
  });
  expect([deliveries(out_trade_no), stock()]).toEqual([1, 98]);
  expect(await query(out_trade_no)).toMatchObject({
    code: 0,
    trade_state: 'SUCCESS',
    total_fee: 2400,
    orderPaid: true,
    user_order_success: true,
  });
  expect(shop.rows('payment_logs').filter((row) => row['type'] === 'notify')).toMatchObject([
    { status: 'SUCCESS', response_time: expect.any(Number), amount: 2400 },
  ]);
});

test('64 identical callbacks at once: one fulfilment, 64 success answers', async () => {
  const out_trade_no = await createAndPay();
  const request = shop.wxpay.buildNotification('payment', { outTradeNo: out_trade_no });
  const answers = await Promise.all(
    Array.from({ length: 64 }, () => fetch(request.url, { method: 'POST', headers: request.headers, body: request.body })),
  );
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  expect([deliveries(out_trade_no), stock()]).toEqual([1, 99]);
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE', attempts: 1 } });
  expect((shop.order(out_trade_no)['history'] as unknown[]).length).toBe(3);
}, 90_000);

test('a suppressed callback is repaired by the timer', async () => {
  const out_trade_no = String((await shop.createGoods())['out_trade_no']);
  shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.wxpay.pay(out_trade_no);
  await shop.wxpay.deliverDue();
  expect(shop.order(out_trade_no)['status']).toBe('PROCESSING');
  shop.tick(11_000);
  await shop.runMonitor();
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
  expect(deliveries(out_trade_no)).toBe(1);
});

test('a callback that comes after the timer repaired the order changes nothing and is acknowledged', async () => {
  const out_trade_no = await createAndPay();
  shop.tick(11_000);
  await shop.runMonitor();
  const version = shop.order(out_trade_no)['version'];
  expect(await shop.wxpay.deliverDue()).toMatchObject([{ acked: true, statuses: [200] }]);
  expect([shop.order(out_trade_no)['version'], deliveries(out_trade_no)]).toEqual([version, 1]);
});

test('a forged callback is refused with 401, reads nothing and changes nothing', async () => {
  const out_trade_no = await createAndPay();
  const before = JSON.stringify(shop.order(out_trade_no));
  const operations: string[] = [];
  await shop.close();
  shop = await openShop({
    onEvent: (item) =>
      item.source === 'cloud' && item.event.type === 'database' && operations.push(`${item.event.kind} ${item.event.collection}`),
  });
  expect(before).toContain('PROCESSING');
  const fresh = await createAndPay();
  const request = shop.wxpay.buildNotification('payment', { outTradeNo: fresh });
  operations.length = 0;
  const flipped = request.body.replace(/"ciphertext":"(.)/, (_all, c: string) => `"ciphertext":"${c === 'A' ? 'B' : 'A'}`);
  const attempts: [Record<string, string>, string][] = [
    [request.headers as Record<string, string>, flipped],
    [{ ...request.headers, 'Wechatpay-Signature': 'A'.repeat(344) }, flipped],
    [{ 'content-type': 'application/json' }, request.body],
    [request.headers as Record<string, string>, ''],
  ];
  for (const [headers, body] of attempts) expect((await fetch(request.url, { method: 'POST', headers, body })).status).toBe(401);
  expect(operations.filter((operation) => !operation.startsWith('add payment_errors'))).toEqual([]);
  // 伪造再多，每种原因每分钟只记一行。
  expect(operations.length).toBeLessThanOrEqual(2);
  expect(shop.order(fresh)['status']).toBe('PROCESSING');
});

test('wrong method, wrong path and an oversized body are turned away before any work', async () => {
  const url = `${shop.url}/pay-notify/wxpay/h5`;
  expect((await fetch(url)).status).toBe(405);
  expect((await fetch(`${shop.url}/pay-notify/wxpay/nothing`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${shop.url}/pay-notify/paypal/h5`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(url, { method: 'POST', body: 'x'.repeat(65 * 1024), headers: { 'content-type': 'application/json' } })).status).toBe(
    413,
  );
});

test('a client cannot call the callback handler or the timer as a function', async () => {
  expect(await shop.client.callFunction('pay-notify', { path: '/wxpay/h5', httpMethod: 'POST', headers: {}, body: '{}' })).toMatchObject({
    code: 40009,
  });
  expect(await shop.client.callFunction('monitor', {})).toMatchObject({ code: 40009 });
});

test('creating again for the same unpaid order gives fresh parameters, for a paid one 40006, with another amount 40001', async () => {
  const first = await shop.createGoods({ out_trade_no: 'VPAGAIN0001' });
  const second = await shop.createGoods({ out_trade_no: 'VPAGAIN0001' });
  expect([first['code'], second['code']]).toEqual([0, 0]);
  expect((second['orderInfo'] as { code_url: string }).code_url).not.toBe((first['orderInfo'] as { code_url: string }).code_url);
  expect(shop.rows('payment_orders')).toHaveLength(1);
  expect(await shop.createGoods({ out_trade_no: 'VPAGAIN0001', quantity: 3 })).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('data.total_fee'),
  });
  shop.wxpay.pay('VPAGAIN0001');
  await shop.wxpay.deliverDue();
  expect(await shop.createGoods({ out_trade_no: 'VPAGAIN0001' })).toMatchObject({ code: 40006 });
  expect(shop.order('VPAGAIN0001')['total_fee']).toBe(1200);
});

test('parallel creates with one number make one order', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => shop.createGoods({ out_trade_no: 'VPSAME0001' })));
  expect(answers.every((answer) => answer['code'] === 0)).toBe(true);
  expect(shop.rows('payment_orders')).toHaveLength(1);
  expect(shop.wxpay.ledger.orders()).toHaveLength(1);
});

test('the price is decided by the server', async () => {
  const wish = (patch: object): Promise<Record<string, unknown>> =>
    shop.client.callService('pay/kh/createPayment', {
      provider: 'wxpay',
      data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 }, ...patch },
    });
  expect(await wish({ total_fee: 1 })).toMatchObject({ code: 40001, msg: expect.stringContaining('data.total_fee') });
  expect(await wish({ total_fee: 1200 })).toMatchObject({ code: 0, total_fee: 1200 });
  expect(await wish({ custom: { goods_id: 'nothing' } })).toMatchObject({ code: 40001, msg: expect.stringContaining('custom.goods_id') });
  expect(await wish({ type: 'unknown' })).toMatchObject({ code: 40001, msg: expect.stringContaining('data.type') });
});

test('an order of somebody else looks like no order at all', async () => {
  const out_trade_no = await createAndPay();
  const other = await shop.login('demo-admin');
  for (const service of ['queryPayment', 'closePayment'])
    expect(await other.callService(`pay/kh/${service}`, { out_trade_no })).toMatchObject({ code: 40005 });
  expect((await other.callService('pay/kh/listPayments'))['rows']).toEqual([]);
  expect(
    await other.callService('pay/kh/createPayment', {
      provider: 'wxpay',
      data: { out_trade_no, type: 'goods', custom: { goods_id: 'mug' } },
    }),
  ).toMatchObject({ code: 40001 });
});

test('closing an unpaid order closes it at the gateway; a payment that came first wins', async () => {
  const unpaid = String((await shop.createGoods())['out_trade_no']);
  expect(await shop.client.callService('pay/kh/closePayment', { out_trade_no: unpaid })).toMatchObject({ code: 0, status: 'CLOSED' });
  expect(shop.wxpay.ledger.order(unpaid)?.state).toBe('CLOSED');
  expect(await shop.createGoods({ out_trade_no: unpaid })).toMatchObject({ code: 40001 });
  const paid = await createAndPay();
  expect(await shop.client.callService('pay/kh/closePayment', { out_trade_no: paid })).toMatchObject({ code: 0, status: 'SUCCESS' });
  expect(deliveries(paid)).toBe(1);
});

test('an order nobody paid is closed after its time, by the timer', async () => {
  const out_trade_no = String((await shop.createGoods())['out_trade_no']);
  shop.tick(31 * 60_000);
  await shop.runMonitor();
  expect(shop.order(out_trade_no)['status']).toBe('CLOSED');
  expect(shop.wxpay.ledger.order(out_trade_no)?.state).toBe('CLOSED');
});

test('a lost answer to create leaves an order that the same number completes', async () => {
  shop.wxpay.faults.add({ operation: 'create', fault: { kind: 'lostAnswer' } });
  expect(await shop.createGoods({ out_trade_no: 'VPLOST0001' })).toMatchObject({ code: 40004 });
  expect(shop.order('VPLOST0001')['status']).toBe('NOTPAY');
  expect(await shop.createGoods({ out_trade_no: 'VPLOST0001' })).toMatchObject({ code: 0 });
  expect(shop.order('VPLOST0001')['status']).toBe('PROCESSING');
});

test('the platform decides the way to pay, and every way has verified parameters', async () => {
  const phone = await shop.login('demo', {}, 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile');
  const wish = { provider: 'wxpay', data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } } };
  expect(await phone.callService('pay/kh/createPayment', wish)).toMatchObject({
    code: 0,
    platform: 'mweb',
    orderInfo: { h5_url: expect.stringContaining('prepay_id=') },
  });
  const mini = await shop.login('demo', { PLATFORM: 'mp-weixin' });
  const answer = await mini.callService('pay/kh/createPayment', wish);
  expect(answer).toMatchObject({
    code: 0,
    platform: 'mp-weixin',
    total_fee: 1200,
    orderInfo: { signType: 'RSA', package: expect.stringMatching(/^prepay_id=/), paySign: expect.any(String) },
  });
  const app = await shop.login('demo', { PLATFORM: 'app' });
  const appAnswer = await app.callService('pay/kh/createPayment', wish);
  expect(appAnswer).toMatchObject({ code: 0, platform: 'app-plus', orderInfo: { package: 'Sign=WXPay' } });
  // 唤起参数的签名用商户公钥从外部核对（docs/protocols/wxpay.md §3.1、§3.2）。
  const signed = (lines: (string | undefined)[], signature: string | undefined): boolean =>
    verify('sha256', Buffer.from(`${lines.join('\n')}\n`), shop.keys.wxpay.merchant.publicKeyPem, Buffer.from(String(signature), 'base64'));
  const jsapi = answer['orderInfo'] as Record<string, string>;
  expect(signed([jsapi['appId'], jsapi['timeStamp'], jsapi['nonceStr'], jsapi['package']], jsapi['paySign'])).toBe(true);
  const native = appAnswer['orderInfo'] as Record<string, string>;
  expect(signed([native['appid'], native['timestamp'], native['noncestr'], native['prepayid']], native['sign'])).toBe(true);
});

test.each(['certificate', 'publicKey', 'both'] as const)(
  '%s mode: create, callback, query and close are all verified',
  async (wxpayKeyMode) => {
    await shop.close();
    shop = await openShop({ wxpayKeyMode });
    const paid = await createAndPay();
    expect(await shop.wxpay.deliverDue()).toMatchObject([{ acked: true }]);
    expect(shop.order(paid)).toMatchObject({ status: 'SUCCESS' });
    const unpaid = String((await shop.createGoods())['out_trade_no']);
    expect(await shop.client.callService('pay/kh/closePayment', { out_trade_no: unpaid })).toMatchObject({ status: 'CLOSED' });
    expect(shop.rows('payment_errors')).toEqual([]);
  },
);

test('a rotated platform certificate is fetched when it first signs', async () => {
  await shop.close();
  shop = await openShop({ wxpayKeyMode: 'certificate' });
  await createAndPay();
  await shop.wxpay.deliverDue();
  shop.tick(120_000);
  await shop.wxpay.rotatePlatformCertificate();
  const later = await createAndPay();
  expect(await shop.wxpay.deliverDue()).toMatchObject([{ acked: true }]);
  expect(shop.order(later)).toMatchObject({ status: 'SUCCESS' });
});

test('a truly signed amount that is not ours goes to REVIEW, is alarmed and acknowledged', async () => {
  const out_trade_no = await createAndPay();
  const request = shop.wxpay.buildNotification('payment', { outTradeNo: out_trade_no, total: 1 });
  expect((await fetch(request.url, { method: 'POST', headers: request.headers, body: request.body })).status).toBe(200);
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'REVIEW', review_reason: expect.stringContaining('金额不符') });
  expect(shop.rows('payment_alerts')).toMatchObject([{ kind: 'settle-anomaly', out_trade_no }]);
  expect(deliveries(out_trade_no)).toBe(0);
});

test('terminal results are cached for five minutes, open ones never', async () => {
  const out_trade_no = String((await shop.createGoods())['out_trade_no']);
  await query(out_trade_no);
  expect(shop.rows('vk-global-data')).toEqual([]);
  shop.wxpay.pay(out_trade_no);
  await shop.wxpay.deliverDue();
  await query(out_trade_no);
  expect(shop.rows('vk-global-data')).toMatchObject([{ _id: `payment_result:${out_trade_no}`, expired_at: shop.now() + 300_000 }]);
  const other = await shop.login('demo-admin');
  expect(await other.callService('pay/kh/queryPayment', { out_trade_no })).toMatchObject({ code: 40005 });
});

test('errors reported by the front end are stored redacted', async () => {
  await shop.client.callService('pay/kh/recordError', {
    kind: 'exception',
    message: '支付异常 card 4111 1111 1111 1111',
    detail: { openid: 'o123', stage: 'create' },
  });
  const [row] = shop.rows('payment_errors');
  expect(JSON.stringify(row)).not.toMatch(/4111|o123/);
  expect(row).toMatchObject({ source: 'client', user_id: 'demo-user' });
});
