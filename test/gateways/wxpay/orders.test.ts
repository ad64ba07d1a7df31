// 下单、查单、关单的规则（docs/protocols/wxpay.md §2.1–2.3、§4、§8、§10.3–10.7）：字段检查、重入、有效期、状态。
import { PayerError } from '../../../local/gateways/wxpay';
import { DAY, HOUR, MINUTE, startWorkbench, type Workbench } from './workbench';

let workbench: Workbench;
beforeEach(async () => {
  workbench = await startWorkbench();
});
afterEach(() => workbench.stop());

const reasonOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof PayerError) return error.reason;
    throw error;
  }
  return 'paid now';
};

test.each([
  ['jsapi', { prepay_id: expect.stringMatching(/^wx\w{20,62}$/) }],
  ['app', { prepay_id: expect.stringMatching(/^wx/) }],
  ['native', { code_url: expect.stringMatching(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/) }],
  ['h5', { h5_url: expect.stringMatching(/^http:\/\/localhost:9099\/simulator\/wxpay\/cashier\/h5\?prepay_id=wx\w+&package=\d+$/) }],
] as const)('%s answers with its own kind of result', async (product, expected) => {
  expect((await workbench.create(product)).json).toEqual(expected);
});

describe('field checks', () => {
  const nested = (path: string, value: unknown): Record<string, unknown> =>
    path === 'amount.total' ? { amount: { total: value, currency: 'CNY' } } : { [path]: value };
  test.each<[string, string, unknown, string]>([
    ['a float amount', 'amount.total', 0.01, '/amount/total'],
    ['an amount given as text', 'amount.total', '100', '/amount/total'],
    ['a zero amount', 'amount.total', 0, '/amount/total'],
    ['a null', 'attach', null, '/attach'],
    ['an undocumented key', 'colour', 'red', '/colour'],
    ['a four-byte character', 'description', '杯子😀', '/description'],
    ['a description of 129 bytes', 'description', '长'.repeat(43), '/description'],
    ['a short order number', 'out_trade_no', 'A1', '/out_trade_no'],
    ['an order number with a dot', 'out_trade_no', 'ORDER.0001', '/out_trade_no'],
    ['a notify_url with a query', 'notify_url', 'https://merchant.example/n?a=1', '/notify_url'],
    ['a notify_url that is no URL', 'notify_url', 'merchant.example/n', '/notify_url'],
    ['a time without zone', 'time_expire', '2026-11-23T13:00:00', '/time_expire'],
    ['another currency', 'amount', { total: 1, currency: 'USD' }, '/amount/currency'],
    ['a missing field', 'description', undefined, '/description'],
  ])('%s is a PARAM_ERROR naming the field', async (_name, path, value, field) => {
    const answer = await workbench.create('native', nested(path, value));
    expect(answer).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR', detail: { location: 'body', field } } });
    expect(workbench.gateway.ledger.orders()).toEqual([]);
  });

  test('an undocumented key has its own internal code', async () => {
    expect((await workbench.create('native', { colour: 'red' })).suffix).toBe(270924358);
  });

  test('JSAPI needs the openid, H5 needs the scene and a well-formed address', async () => {
    expect((await workbench.create('jsapi', { payer: undefined })).json).toMatchObject({
      code: 'PARAM_ERROR',
      detail: { field: '/payer' },
    });
    expect((await workbench.create('h5', { scene_info: { h5_info: { type: 'Wap' } } })).json).toMatchObject({
      detail: { field: '/scene_info/payer_client_ip' },
    });
    expect((await workbench.create('h5', { scene_info: { payer_client_ip: '999.1.1.1', h5_info: { type: 'Wap' } } })).json).toMatchObject({
      detail: { field: '/scene_info/payer_client_ip' },
    });
  });

  test('a loopback payer is refused where the gateway is public', async () => {
    const open = await startWorkbench({ publicBaseUrl: 'https://pay.example' });
    const scene_info = { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } };
    expect((await open.create('h5', { scene_info })).json).toMatchObject({
      code: 'PARAM_ERROR',
      detail: { field: '/scene_info/payer_client_ip' },
    });
    expect((await workbench.create('h5', { scene_info })).status).toBe(200);
    await open.stop();
  });

  test('the body must be JSON, declared as JSON and in valid UTF-8', async () => {
    const body = JSON.stringify(workbench.order('native'));
    const path = '/v3/pay/transactions/native';
    expect((await workbench.call('POST', path, body, { headers: { 'Content-Type': 'text/plain' } })).status).toBe(400);
    expect((await workbench.call('POST', path, '{"appid":')).json).toMatchObject({ code: 'PARAM_ERROR' });
    expect((await workbench.call('POST', path, '[]')).json).toMatchObject({ code: 'PARAM_ERROR' });
  });

  test('an appid of somebody else and another merchant number are refused', async () => {
    expect((await workbench.create('native', { appid: 'wx0000000000000000' })).json).toMatchObject({ code: 'APPID_MCHID_NOT_MATCH' });
    expect((await workbench.create('native', { mchid: '1900000000' })).json).toMatchObject({
      code: 'PARAM_ERROR',
      detail: { field: '/mchid' },
    });
  });
});

describe('asking twice', () => {
  test('the same parameters give a fresh result for the one order', async () => {
    const first = await workbench.create('jsapi', { out_trade_no: 'TWICE0001' });
    const second = await workbench.create('jsapi', { out_trade_no: 'TWICE0001' });
    expect(second.status).toBe(200);
    expect(second.json['prepay_id']).not.toBe(first.json['prepay_id']);
    expect(workbench.gateway.ledger.orders()).toHaveLength(1);
  });

  test.each<[string, Record<string, unknown>]>([
    ['amount', { amount: { total: 101, currency: 'CNY' } }],
    ['description', { description: '别的商品' }],
    ['time_expire', { time_expire: '2026-11-23T18:00:00+08:00' }],
  ])('another %s is refused and changes nothing', async (_name, changes) => {
    await workbench.create('native', { out_trade_no: 'TWICE0002' });
    const before = workbench.gateway.ledger.order('TWICE0002');
    const answer = await workbench.create('native', { out_trade_no: 'TWICE0002', ...changes });
    expect(answer).toMatchObject({ status: 400, suffix: 268498688, json: { code: 'INVALID_REQUEST' } });
    expect(workbench.gateway.ledger.order('TWICE0002')).toEqual(before);
  });

  test('the same number through another product is not the same request', async () => {
    await workbench.create('native', { out_trade_no: 'TWICE0003' });
    expect((await workbench.create('app', { out_trade_no: 'TWICE0003', appid: workbench.keys.wxpay.appids.h5 })).suffix).toBe(268498688);
  });

  test('a paid order is refused with the internal code for paid, under either documented code', async () => {
    await workbench.create('native', { out_trade_no: 'TWICE0004' });
    workbench.gateway.pay('TWICE0004');
    expect(await workbench.create('native', { out_trade_no: 'TWICE0004' })).toMatchObject({
      status: 400,
      suffix: 268449538,
      json: { code: 'INVALID_REQUEST' },
    });
    const other = await startWorkbench({ paidOrderCode: 'ORDER_PAID', legacySpelling: true });
    await other.create('native', { out_trade_no: 'TWICE0004' });
    other.gateway.pay('TWICE0004');
    expect((await other.create('native', { out_trade_no: 'TWICE0004' })).json).toMatchObject({ code: 'ORDERPAID' });
    await other.stop();
  });

  test('a closed order stays closed', async () => {
    await workbench.create('native', { out_trade_no: 'TWICE0005' });
    await workbench.close('TWICE0005');
    expect((await workbench.create('native', { out_trade_no: 'TWICE0005' })).json).toMatchObject({ code: 'ORDER_CLOSED' });
  });

  test('a new code_url makes the earlier one useless', async () => {
    const first = await workbench.create('native', { out_trade_no: 'TWICE0006' });
    await workbench.create('native', { out_trade_no: 'TWICE0006' });
    const pay = (code_url: unknown) => workbench.open('/simulator/wxpay/pay', { method: 'POST', body: JSON.stringify({ code_url }) });
    expect((await pay(first.json['code_url'])).status).toBe(409);
    expect(workbench.gateway.ledger.order('TWICE0006')?.state).toBe('NOTPAY');
  });
});

describe('time', () => {
  test.each([
    ['native', 2 * HOUR],
    ['jsapi', 2 * HOUR],
    ['h5', 5 * MINUTE],
  ] as const)('a %s result can be paid until it expires', async (product, life) => {
    const out_trade_no = 'TIME000001';
    await workbench.create(product, { out_trade_no });
    workbench.tick(life - 1);
    expect(workbench.gateway.failAttempt(out_trade_no)).toBeUndefined();
    workbench.tick(1);
    expect(reasonOf(() => workbench.gateway.pay(out_trade_no))).toBe('expired');
    expect((await workbench.query(out_trade_no)).json['trade_state']).toBe('NOTPAY');
    await workbench.create(product, { out_trade_no });
    expect(reasonOf(() => workbench.gateway.pay(out_trade_no))).toBe('paid now');
  });

  test('time_expire is the last moment to pay, less than a minute ahead is raised to a minute', async () => {
    await workbench.create('native', { out_trade_no: 'TIME000002', time_expire: '2026-11-23T12:00:05+08:00' });
    workbench.tick(59_999);
    expect(workbench.gateway.failAttempt('TIME000002')).toBeUndefined();
    workbench.tick(1);
    expect(reasonOf(() => workbench.gateway.pay('TIME000002'))).toBe('expired');
    expect((await workbench.query('TIME000002')).json['trade_state']).toBe('NOTPAY');
    expect((await workbench.create('native', { out_trade_no: 'TIME000002', time_expire: '2026-11-23T12:00:05+08:00' })).suffix).toBe(
      268447914,
    );
  });

  test('an unpaid order closes by itself after seven days, and says so once', async () => {
    await workbench.create('native', { out_trade_no: 'TIME000003' });
    workbench.tick(7 * DAY - 1);
    expect((await workbench.query('TIME000003')).json['trade_state']).toBe('NOTPAY');
    workbench.tick(1);
    expect((await workbench.create('native', { out_trade_no: 'TIME000003' })).json).toMatchObject({ code: 'ORDER_CLOSED' });
    expect((await workbench.query('TIME000003')).json['trade_state']).toBe('CLOSED');
    expect(workbench.events.filter((event) => event.kind === 'state' && event.after === 'CLOSED')).toHaveLength(1);
  });
});

describe('query', () => {
  test('an unpaid order shows few fields and has no transaction id', async () => {
    const { mchid, appids } = workbench.keys.wxpay;
    await workbench.create('native', { out_trade_no: 'QUERY00001' });
    const answer = await workbench.query('QUERY00001');
    expect(answer.json).toEqual({
      appid: appids.h5,
      mchid,
      out_trade_no: 'QUERY00001',
      trade_state: 'NOTPAY',
      trade_state_desc: '订单未支付',
    });
    expect(answer.verified).toBe(true);
  });

  test('a paid order shows everything, by both numbers, in Beijing time', async () => {
    await workbench.create('jsapi', { out_trade_no: 'QUERY00002', attach: '附加' });
    const paid = workbench.gateway.pay('QUERY00002', { coupon: 30 });
    const byOwn = await workbench.query('QUERY00002');
    const byTheirs = await workbench.call(
      'GET',
      `/v3/pay/transactions/id/${paid.payment?.transactionId}?mchid=${workbench.keys.wxpay.mchid}`,
    );
    expect(byTheirs.json).toEqual(byOwn.json);
    expect(byOwn.json).toMatchObject({
      trade_state: 'SUCCESS',
      trade_type: 'JSAPI',
      transaction_id: expect.stringMatching(/^4200\d{24}$/),
      attach: '附加',
      success_time: '2026-11-23T12:00:00+08:00',
      payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
      amount: { total: 100, payer_total: 70, currency: 'CNY', payer_currency: 'CNY' },
      promotion_detail: [{ amount: 30 }],
    });
  });

  test('unknown numbers, a missing mchid and another mchid are errors', async () => {
    expect(await workbench.query('NOSUCH0001')).toMatchObject({ status: 404, suffix: 268512771, json: { code: 'ORDER_NOT_EXIST' } });
    expect((await workbench.call('GET', '/v3/pay/transactions/out-trade-no/NOSUCH0001')).json).toMatchObject({
      code: 'PARAM_ERROR',
      detail: { location: 'query', field: '/mchid' },
    });
    expect((await workbench.call('GET', '/v3/pay/transactions/out-trade-no/NOSUCH0001?mchid=1900000000')).status).toBe(400);
    expect((await workbench.call('GET', `/v3/pay/transactions/id/4200000000?mchid=${workbench.keys.wxpay.mchid}`)).status).toBe(404);
  });

  test('old pages spell the codes without underscore', async () => {
    const old = await startWorkbench({ legacySpelling: true });
    expect((await old.query('NOSUCH0001')).json).toMatchObject({ code: 'ORDERNOTEXIST' });
    await old.stop();
  });
});

describe('close', () => {
  test('204 without a body but signed, and again', async () => {
    await workbench.create('native', { out_trade_no: 'CLOSE00001' });
    for (const _time of [1, 2]) expect(await workbench.close('CLOSE00001')).toMatchObject({ status: 204, text: '', verified: true });
    expect(reasonOf(() => workbench.gateway.pay('CLOSE00001'))).toBe('closed');
    expect((await workbench.query('CLOSE00001')).json['trade_state']).toBe('CLOSED');
  });

  test('a paid order is refused', async () => {
    await workbench.create('native', { out_trade_no: 'CLOSE00002' });
    workbench.gateway.pay('CLOSE00002');
    expect(await workbench.close('CLOSE00002')).toMatchObject({ status: 400, json: { code: 'ORDER_PAID' } });
  });

  test('closing a number that was never ordered answers 204 and spoils the number', async () => {
    expect((await workbench.close('CLOSE00003')).status).toBe(204);
    expect((await workbench.query('CLOSE00003')).json).toMatchObject({ code: 'ORDER_NOT_EXIST' });
    expect(await workbench.create('native', { out_trade_no: 'CLOSE00003' })).toMatchObject({
      status: 403,
      json: { code: 'OUT_TRADE_NO_USED' },
    });
  });
});

describe('the payer', () => {
  test('a failed attempt and leaving keep NOTPAY and cause no callback', async () => {
    await workbench.create('native', { out_trade_no: 'PAYER00001' });
    workbench.gateway.failAttempt('PAYER00001');
    workbench.gateway.cancel('PAYER00001');
    expect(workbench.gateway.ledger.order('PAYER00001')).toMatchObject({ state: 'NOTPAY', failedAttempts: 1 });
    expect(await workbench.gateway.deliverDue()).toEqual([]);
  });

  test('nobody pays twice, nor for somebody else, nor for nothing', async () => {
    await workbench.create('jsapi', { out_trade_no: 'PAYER00002' });
    expect(reasonOf(() => workbench.gateway.pay('PAYER00002', { openid: 'oSomebodyElse' }))).toBe('wrongPayer');
    workbench.gateway.pay('PAYER00002');
    expect(reasonOf(() => workbench.gateway.pay('PAYER00002'))).toBe('paid');
    expect(reasonOf(() => workbench.gateway.pay('NOSUCH0001'))).toBe('notFound');
    expect(workbench.gateway.ledger.notifications('PAYER00002')).toHaveLength(1);
  });
});

test('an address that is not part of the simulator answers like an unknown resource', async () => {
  expect(await workbench.call('GET', '/v3/payscore/serviceorder')).toMatchObject({ status: 404, json: { code: 'RESOURCE_NOT_EXISTS' } });
});
