// docs/protocols/alipay.md §4.0–4.5：五种支付方式各在何时有交易、各自的产品码与金额长度、时限的规则；同一个号跨方式不是同一笔。
import { createWorkbench, DAY, HOUR, KEY_APP, MINUTE, OPEN_ID, OTHER_APP, qrOrder, START, type Workbench } from './workbench';

let workbench: Workbench;
beforeEach(async () => {
  workbench = await createWorkbench();
});
afterEach(() => workbench.gateway.close());

type Way = 'create' | 'app' | 'wap' | 'page' | 'precreate';
const PRODUCT_CODE: Readonly<Record<Way, string>> = {
  create: 'JSAPI_PAY',
  app: 'QUICK_MSECURITY_PAY',
  wap: 'QUICK_WAP_WAY',
  page: 'FAST_INSTANT_TRADE_PAY',
  precreate: 'QR_CODE_OFFLINE',
};
const METHOD: Readonly<Record<Way, string>> = {
  create: 'alipay.trade.create',
  app: 'alipay.trade.app.pay',
  wap: 'alipay.trade.wap.pay',
  page: 'alipay.trade.page.pay',
  precreate: 'alipay.trade.precreate',
};
const WAYS = Object.keys(METHOD) as Way[];

const bizOf = (way: Way, no: string, more: object): object => ({
  ...qrOrder(no),
  product_code: PRODUCT_CODE[way],
  ...(way === 'create' ? { op_app_id: KEY_APP, buyer_open_id: OPEN_ID } : {}),
  ...more,
});

/** 用一种方式下单：App 把订单串交给手机打开，网站打开收银台；回答错误码或 10000。 */
async function order(way: Way, no: string, more: object = {}): Promise<unknown> {
  const biz = bizOf(way, no, more);
  if (way === 'create' || way === 'precreate') {
    const { node } = await workbench.call(METHOD[way], biz);
    return node['sub_code'] ?? node['code'];
  }
  const query = new URLSearchParams(workbench.parameters(METHOD[way], biz)).toString();
  if (way === 'app') {
    const opened = await workbench.open('/simulator/alipay/pay', {
      method: 'POST',
      body: JSON.stringify({ order_string: query, action: 'cancel' }),
    });
    return opened.ok ? '10000' : ((await opened.json()) as { code: string }).code;
  }
  const opened = await workbench.open(`/gateway.do?${query}`, { redirect: 'manual' });
  return opened.status === 302 ? '10000' : /(?:ACQ|isv)\.[\w-]+/.exec(await opened.text())?.[0];
}
const exists = async (no: string): Promise<boolean> =>
  (await workbench.call('alipay.trade.query', { out_trade_no: no })).node['code'] === '10000';

test.each(['app', 'wap', 'page'] as const)('%s: signing makes nothing, opening makes the trade', async (way) => {
  workbench.parameters(METHOD[way], bizOf(way, 'OPEN0001', {}));
  expect(await exists('OPEN0001')).toBe(false);
  expect(await order(way, 'OPEN0001')).toBe('10000');
  expect([await exists('OPEN0001'), workbench.gateway.ledger.trade('OPEN0001')?.product]).toEqual([true, way]);
});

test.each(WAYS)('%s: again with the same parameters it is the same trade; with others, or paid, or closed, it is refused', async (way) => {
  const number = async (no: string): Promise<string | undefined> => {
    expect(await order(way, no)).toBe('10000');
    return (workbench.gateway.ledger.trade(no) ?? workbench.gateway.scan(workbench.gateway.ledger.qrCode(no)?.code ?? '')).tradeNo;
  };
  expect(await number('AGAIN001')).toBe(await number('AGAIN001'));
  expect(await order(way, 'AGAIN001', { total_amount: '12.35' })).toBe('ACQ.CONTEXT_INCONSISTENT');
  workbench.gateway.pay('AGAIN001');
  expect(await order(way, 'AGAIN001')).toBe('ACQ.TRADE_HAS_SUCCESS');
  await number('AGAIN002');
  await workbench.call('alipay.trade.close', { out_trade_no: 'AGAIN002' });
  expect(await order(way, 'AGAIN002')).toBe('ACQ.TRADE_HAS_CLOSE');
  expect(workbench.gateway.ledger.trades()).toHaveLength(2);
});

test.each([
  ['precreate', 'create'],
  ['create', 'precreate'],
  ['wap', 'page'],
  ['app', 'wap'],
] as const)('a number used by %s is not the same order in %s', async (first, second) => {
  await order(first, 'CROSS001');
  expect(await order(second, 'CROSS001')).toBe('ACQ.CONTEXT_INCONSISTENT');
});

test.each<[Way, string | undefined, string]>([
  ['create', undefined, 'ACQ.ACCESS_FORBIDDEN'],
  ['app', undefined, '10000'],
  ['app', 'QUICK_WAP_WAY', 'ACQ.ACCESS_FORBIDDEN'],
  ['wap', undefined, '10000'],
  ['wap', 'QUICK_WAP_PAY', '10000'],
  ['wap', 'FAST_INSTANT_TRADE_PAY', 'ACQ.ACCESS_FORBIDDEN'],
  ['page', undefined, 'ACQ.INVALID_PARAMETER'],
  ['page', 'QUICK_WAP_WAY', 'ACQ.ACCESS_FORBIDDEN'],
  ['precreate', undefined, '10000'],
  ['precreate', 'FACE_TO_FACE_PAYMENT', '10000'],
  ['precreate', 'JSAPI_PAY', 'ACQ.ACCESS_FORBIDDEN'],
])('%s with product code %s answers %s', async (way, product_code, expected) => {
  expect(await order(way, 'CODE0001', { product_code })).toBe(expected);
});

test.each<[Way, string, string]>([
  ['create', '100000000', '10000'],
  ['page', '99999999.99', '10000'],
  ['app', '9999999.99', 'ACQ.INVALID_PARAMETER'],
  ['app', '999999.99', '10000'],
  ['wap', '9999999.99', 'ACQ.INVALID_PARAMETER'],
  ['precreate', '0.01', '10000'],
  ['precreate', '1.', 'ACQ.INVALID_PARAMETER'],
  ['precreate', '01.00', 'ACQ.INVALID_PARAMETER'],
  ['precreate', '1e3', 'ACQ.INVALID_PARAMETER'],
  ['precreate', '-1', 'ACQ.INVALID_PARAMETER'],
])('%s of %s yuan answers %s', async (way, total_amount, expected) => {
  expect(await order(way, 'YUAN0001', { total_amount })).toBe(expected);
});

test.each<[string, object, string]>([
  ['the longest number', { out_trade_no: 'N'.repeat(64) }, '10000'],
  ['a number too long', { out_trade_no: 'N'.repeat(65) }, 'ACQ.INVALID_PARAMETER'],
  ['256 Chinese characters of subject', { subject: '杯'.repeat(256) }, '10000'],
  ['257 characters of subject', { subject: '杯'.repeat(257) }, 'ACQ.INVALID_PARAMETER'],
  ['an empty subject', { subject: '' }, 'ACQ.INVALID_PARAMETER'],
  ['128 Chinese characters of body', { body: '杯'.repeat(128) }, '10000'],
  ['129 characters of body', { body: 'x'.repeat(129) }, 'ACQ.INVALID_PARAMETER'],
  ['512 encoded characters to pass back', { passback_params: '%3D1'.repeat(128) }, '10000'],
  ['513 encoded characters to pass back', { passback_params: `${'%3D1'.repeat(128)}x` }, 'ACQ.INVALID_PARAMETER'],
  ['parameters to pass back that nobody encoded', { passback_params: 'a=1&b=2' }, 'ACQ.INVALID_PARAMETER'],
  ['a lone ampersand to pass back', { passback_params: 'a%3D1&b' }, 'ACQ.INVALID_PARAMETER'],
  ['a body that smuggles an amount', { body: '杯子&total_amount=0.01' }, 'isv.suspected-attack'],
  ['a subject that smuggles a status', { subject: 'x&trade_status=TRADE_SUCCESS' }, 'isv.suspected-attack'],
  ['a body with an ampersand and an equals sign of its own', { body: '红 & 蓝, 2=双份' }, '10000'],
  ['a key the documents do not know', { notify_url: 'https://shop.example' }, 'ACQ.INVALID_PARAMETER'],
  ['a key that is a name of JavaScript', JSON.parse('{"__proto__":{"x":1}}') as object, 'ACQ.INVALID_PARAMETER'],
])('a QR order with %s', async (_name, more, expected) => {
  expect(await order('precreate', 'TEXT0001', more)).toBe(expected);
});

test.each<[Way, number]>([
  ['create', 15 * DAY],
  ['app', 15 * DAY],
  ['wap', 15 * DAY],
  ['page', 15 * DAY],
  ['precreate', 3 * HOUR],
])('%s without any deadline can be paid for %i ms', async (way, life) => {
  await order(way, 'LIFE0001');
  const trade =
    workbench.gateway.ledger.trade('LIFE0001') ?? workbench.gateway.scan(workbench.gateway.ledger.qrCode('LIFE0001')?.code ?? '');
  expect(trade.payUntil).toBe(START + life);
});

test.each<[string, number | undefined]>([
  ['1m', MINUTE],
  ['90m', 90 * MINUTE],
  ['360h', 15 * DAY],
  ['15d', 15 * DAY],
  ['1c', 12 * HOUR],
  ['0m', undefined],
  ['21601m', undefined],
  ['361h', undefined],
  ['16d', undefined],
  ['2c', undefined],
  ['60', undefined],
  ['60s', undefined],
])('timeout_express %s means %p ms', async (timeout_express, life) => {
  expect(await order('create', 'EXPRESS1', { timeout_express })).toBe(life === undefined ? 'ACQ.INVALID_PARAMETER' : '10000');
  expect(workbench.gateway.ledger.trade('EXPRESS1')?.payUntil).toBe(life === undefined ? undefined : START + life);
});

test.each(['2026-11-23T12:30:00', '2026-11-31 12:00:00', '1795406400000'])('time_expire %s is no time', async (time_expire) => {
  expect(await order('create', 'EXPIRE01', { time_expire })).toBe('ACQ.INVALID_PARAMETER');
});

test('a deadline in UTC is eight hours in the past: the time zone error is told apart', async () => {
  expect(await order('create', 'EXPIRE02', { time_expire: new Date(START + HOUR).toISOString().slice(0, 19).replace('T', ' ') })).toBe(
    'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR',
  );
});

test('a later request does not move the deadline of the trade it continues', async () => {
  await order('create', 'FIRST001', { timeout_express: '5m' });
  workbench.tick(MINUTE);
  await order('create', 'FIRST001', { timeout_express: '1d' });
  expect(workbench.gateway.ledger.trade('FIRST001')?.payUntil).toBe(START + 5 * MINUTE);
});

test('a QR dies at its own timeout, at the deadline of the order, or after two hours, whichever is first', async () => {
  const life = async (no: string, more: object): Promise<number> => {
    expect(await order('precreate', no, more)).toBe('10000');
    return (workbench.gateway.ledger.qrCode(no)?.expiresAt ?? 0) - START;
  };
  expect([
    await life('LIFE0001', { qr_code_timeout_express: '10m' }),
    await life('LIFE0002', { time_expire: '2026-11-23 12:05:00', qr_code_timeout_express: '10m' }),
    await life('LIFE0003', { qr_code_timeout_express: '1d' }),
  ]).toEqual([10 * MINUTE, 5 * MINUTE, 2 * HOUR]);
  const { node } = await workbench.call('alipay.trade.precreate', qrOrder('LIFE0004', { qr_code_timeout_express: '30' }));
  expect(node['sub_msg']).toContain('qr_code_timeout_express');
});

test('the time to pay a QR begins with the scan', async () => {
  const { node } = await workbench.call('alipay.trade.precreate', qrOrder('SCAN0001', { timeout_express: '30m' }));
  workbench.tick(HOUR);
  expect(workbench.gateway.scan(String(node['qr_code'])).payUntil).toBe(START + HOUR + 30 * MINUTE);
});

test.each<[string, object, string]>([
  ['a shop buying from itself', {}, 'ACQ.BUYER_SELLER_EQUAL'],
  ['a buyer number that is none', { buyer_id: '2088' }, 'ACQ.INVALID_PARAMETER'],
  ['an older buyer number', { buyer_id: '2088102100000002' }, '10000'],
])('trade.create for %s', async (_name, more, expected) => {
  expect(await order('create', 'BUYER001', { buyer_open_id: undefined, buyer_id: workbench.keys.sellerId, ...more })).toBe(expected);
});

test('the mini program of another app is refused even when that app exists', async () => {
  expect(await order('create', 'BUYER002', { op_app_id: OTHER_APP })).toBe('ACQ.PARTNER_ERROR');
});
