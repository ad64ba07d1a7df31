// docs/protocols/alipay.md §5、§10：代替手机付款的 JSON 入口（订单号、trade_no、二维码、App 订单串）、账本摘要、经 HTTP 安排的故障。
import { createWorkbench, HOUR, KEY_APP, OPEN_ID, OTHER_APP, qrOrder, type Workbench } from './workbench';

let workbench: Workbench;
beforeEach(async () => {
  workbench = await createWorkbench();
});
afterEach(() => workbench.gateway.close());

const control = async (body: unknown): Promise<{ status: number; json: Record<string, unknown> }> => {
  const response = await workbench.open('/simulator/alipay/pay', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

test('an app order string is checked like any request, and the result the app hands over is signed', async () => {
  const parameters = workbench.parameters('alipay.trade.app.pay', {
    out_trade_no: 'APP00001',
    total_amount: '8.00',
    subject: 'App',
    product_code: 'QUICK_MSECURITY_PAY',
  });
  const order_string = new URLSearchParams(parameters).toString();
  expect(await control({ order_string: order_string.replace('8.00', '0.08') })).toMatchObject({
    status: 400,
    json: { code: 'isv.invalid-signature' },
  });
  const { json } = await control({ order_string: order_string.replace(/\+/g, '%20') });
  expect(json).toMatchObject({ trade_status: 'TRADE_SUCCESS', total_amount: '8.00', app: { resultStatus: '9000' } });
  const { result } = json['app'] as { result: string };
  const [, node = '', signature = ''] =
    /^\{"alipay_trade_app_pay_response":(\{.*\}),"sign":"([^"]+)","sign_type":"RSA2"\}$/.exec(result) ?? [];
  expect(workbench.verifyText(node, signature)).toBe(true);
});

test('the JSON entrance pays by any handle, says why it cannot, and refuses nonsense', async () => {
  const { node } = await workbench.call('alipay.trade.precreate', qrOrder('JSON0001'));
  expect(await control({ qr_code: node['qr_code'], action: 'fail' })).toMatchObject({
    status: 200,
    json: { trade_status: 'WAIT_BUYER_PAY', failed_attempts: 1 },
  });
  expect(await control({ out_trade_no: 'JSON0001', buyer_open_id: 'someone' })).toMatchObject({
    status: 200,
    json: { trade_status: 'TRADE_SUCCESS' },
  });
  expect(await control({ out_trade_no: 'JSON0001' })).toMatchObject({ status: 409, json: { code: 'paid' } });
  expect(await control({ out_trade_no: 'NOBODY01' })).toMatchObject({ status: 404 });
  for (const bad of [null, [], 'x', { action: 'steal' }, { out_trade_no: 1 }]) expect((await control(bad)).status).toBe(400);
  const ledger = (await (await workbench.open('/simulator/alipay/orders/JSON0001')).json()) as Record<string, unknown>;
  expect(ledger).toMatchObject({ out_trade_no: 'JSON0001', notifications: [{ kind: 'payment', state: 'PENDING' }] });
  expect(JSON.stringify(ledger)).not.toContain('someone');
});

test('faults can be scripted over HTTP; a bad rule is refused with the reason', async () => {
  const post = (rule: unknown) =>
    workbench.open('/simulator/alipay/faults', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rule),
    });
  expect((await post({ operation: 'query', fault: { kind: 'http', status: 502 }, outTradeNo: 'FAULT001' })).status).toBe(200);
  expect((await workbench.call('alipay.trade.query', { out_trade_no: 'OTHER001' })).status).toBe(200);
  expect((await workbench.call('alipay.trade.query', { out_trade_no: 'FAULT001' })).status).toBe(502);
  for (const rule of [
    {},
    { operation: 'nothing', fault: { kind: 'unsigned' } },
    { operation: 'query', fault: { kind: 'http', status: 418 } },
    { operation: 'callback', fault: { kind: 'duplicate', count: 1 } },
  ]) {
    const refused = await post(rule);
    expect([refused.status, JSON.stringify(await refused.json())]).toEqual([400, expect.stringContaining('不合格')]);
  }
  await post({ operation: '*', fault: { kind: 'unsigned' } });
  expect(
    ((await (await workbench.open('/simulator/alipay/faults', { method: 'DELETE' })).json()) as { pending: unknown[] }).pending,
  ).toEqual([]);
});

test('a rule whose fault cannot happen to that operation is refused instead of waiting forever', async () => {
  const post = async (rule: unknown): Promise<number> =>
    (await workbench.open('/simulator/alipay/faults', { method: 'POST', body: JSON.stringify(rule) })).status;
  for (const rule of [
    { operation: 'query', fault: { kind: 'suppress' } },
    { operation: 'callback', fault: { kind: 'lostAnswer' } },
    { operation: 'appPay', fault: { kind: 'lostAnswer' } },
  ])
    expect([rule, await post(rule)]).toEqual([rule, 400]);
  expect(await post({ operation: 'callback', fault: { kind: 'suppress' }, notice: 'refund', outRequestNo: 'R1' })).toBe(200);
  expect(await post({ operation: '*', fault: { kind: 'lostRequest' }, times: 2, skip: 1 })).toBe(200);
  expect(await (await workbench.open('/simulator/alipay/faults')).json()).toEqual({
    pending: [
      { operation: 'callback', fault: { kind: 'suppress' }, left: 1 },
      { operation: '*', fault: { kind: 'lostRequest' }, left: 2 },
    ],
  });
});

test('an order string of another method, of no app, or out of time pays nothing', async () => {
  const string = (method: string, more: object = {}): string =>
    new URLSearchParams(
      workbench.parameters(method, {
        out_trade_no: 'APP00002',
        total_amount: '8.00',
        subject: 'App',
        product_code: 'QUICK_MSECURITY_PAY',
        ...more,
      }),
    ).toString();
  for (const [order_string, code] of [
    [string('alipay.trade.page.pay'), 'isv.invalid-method'],
    ['', 'isv.invalid-method'],
    [string('alipay.trade.app.pay').replace(KEY_APP, '2021999999999999'), 'isv.invalid-app-id'],
    [string('alipay.trade.app.pay', { time_expire: '2026-11-23 11:00:00' }), 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR'],
  ])
    expect(await control({ order_string })).toMatchObject({ status: 400, json: { code } });
  expect(workbench.gateway.ledger.trades()).toEqual([]);
});

test('an order string can be left, opened again and then paid, once', async () => {
  const order_string = new URLSearchParams(
    workbench.parameters('alipay.trade.app.pay', { out_trade_no: 'APP00003', total_amount: '8.00', subject: 'App' }),
  ).toString();
  const left = await control({ order_string, action: 'cancel' });
  expect([left.json['trade_status'], left.json['app']]).toEqual(['WAIT_BUYER_PAY', undefined]);
  const paid = await control({ order_string });
  expect(paid.json).toMatchObject({ trade_no: left.json['trade_no'], trade_status: 'TRADE_SUCCESS' });
  expect(await control({ order_string })).toMatchObject({ status: 400, json: { code: 'ACQ.TRADE_HAS_SUCCESS' } });
});

test('the wrong buyer, an expired order and a dead QR are told apart', async () => {
  await workbench.call('alipay.trade.create', {
    ...qrOrder('BUYER001'),
    product_code: 'JSAPI_PAY',
    op_app_id: KEY_APP,
    buyer_open_id: OPEN_ID,
    timeout_express: '5m',
  });
  const { node } = await workbench.call('alipay.trade.precreate', qrOrder('DEAD0001'));
  const trade_no = workbench.gateway.ledger.trade('BUYER001')?.tradeNo;
  expect(await control({ trade_no, buyer_open_id: 'somebody' })).toMatchObject({ status: 403, json: { code: 'wrongPayer' } });
  workbench.tick(2 * HOUR);
  expect(await control({ trade_no, buyer_open_id: OPEN_ID })).toMatchObject({ status: 409, json: { code: 'expired' } });
  expect(await control({ qr_code: node['qr_code'] })).toMatchObject({ status: 404, json: { code: 'notFound' } });
});

test('a number two sellers use is not guessed at', async () => {
  for (const appId of [KEY_APP, OTHER_APP]) {
    await workbench.call('alipay.trade.precreate', qrOrder('SHARED01'), { appId });
    workbench.gateway.scan(
      workbench.gateway.ledger.qrCode('SHARED01', appId === KEY_APP ? workbench.keys.sellerId : '2088999999999999')?.code ?? '',
    );
  }
  expect(await control({ out_trade_no: 'SHARED01' })).toMatchObject({ status: 409 });
  expect((await workbench.open('/simulator/alipay/orders/SHARED01')).status).toBe(409);
  expect(workbench.gateway.ledger.trades().map(({ status }) => status)).toEqual(['WAIT_BUYER_PAY', 'WAIT_BUYER_PAY']);
});

test('the ledger digest tells refunds and attempts; an unknown number is 404', async () => {
  await workbench.call('alipay.trade.precreate', qrOrder('DIGEST01'));
  workbench.gateway.pay('DIGEST01');
  await workbench.call('alipay.trade.refund', { out_trade_no: 'DIGEST01', refund_amount: '1.00', out_request_no: 'R1' });
  await workbench.gateway.deliverDue();
  expect(await (await workbench.open('/simulator/alipay/orders/DIGEST01')).json()).toMatchObject({
    total_amount: '12.34',
    trade_status: 'TRADE_SUCCESS',
    refunds: [{ out_request_no: 'R1', refund_amount: '1.00' }],
    notifications: [
      { kind: 'payment', state: 'ACKED' },
      { kind: 'refund', state: 'ACKED', attempts: [{ status: 200 }] },
    ],
  });
  expect((await workbench.open('/simulator/alipay/orders/NOBODY01')).status).toBe(404);
});
