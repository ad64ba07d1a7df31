// alipay.md §4.2–4.5、§5：收银台（手机网站、电脑网站、扫码、App 订单串）、跳回商户、坏输入；JSON 控制入口。
import { createPublicKey, verify } from 'node:crypto';
import { createWorkbench, HOUR, qrOrder, type Workbench } from './workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});
afterEach(() => bench.gateway.close());

const RETURN_URL = 'https://shop.example/pay/?from=app#/result?out_trade_no=1';
const WAYS = { wap: ['alipay.trade.wap.pay', 'QUICK_WAP_WAY'], page: ['alipay.trade.page.pay', 'FAST_INSTANT_TRADE_PAY'] } as const;
const address = (way: keyof typeof WAYS, no: string, more: object = {}, params: Record<string, string> = {}): string => {
  const [method, product_code] = WAYS[way];
  return `/gateway.do?${new URLSearchParams(bench.parameters(method, { out_trade_no: no, total_amount: '1234.56', subject: '网页', product_code, ...more }, { params: { return_url: RETURN_URL, ...params } })).toString()}`;
};
const cashierOf = async (way: keyof typeof WAYS, no: string, more?: object, params?: Record<string, string>): Promise<string> => (await bench.open(address(way, no, more, params), { redirect: 'manual' })).headers.get('location') ?? '';
const act = (cashier: string, action: string): Promise<Response> => bench.open(cashier, { method: 'POST', body: new URLSearchParams({ action }), redirect: 'manual' });
const control = async (body: unknown): Promise<{ status: number; json: Record<string, unknown> }> => {
  const response = await bench.open('/simulator/alipay/pay', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

test.each(['wap', 'page'] as const)('%s: opening makes the trade, paying returns to the shop with a verified address', async (way) => {
  const cashier = await cashierOf(way, 'WEB00001');
  const page = await bench.open(cashier);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await page.text();
  for (const text of ['¥', '1,234.56', '网页', '示例商店', 'WEB00001', 'id="pay"', 'id="cancel"', 'id="fail"']) expect(html).toContain(text);
  expect(html.includes('<svg')).toBe(way === 'page');
  const paid = await act(cashier, 'pay');
  const back = new URL(paid.headers.get('location') ?? '');
  expect([paid.status, back.hash, back.searchParams.get('from'), back.searchParams.get('method'), back.searchParams.get('trade_status')]).toEqual([303, '#/result?out_trade_no=1', 'app', `alipay.trade.${way}.pay.return`, null]);
  const { from: _from, ...fields } = Object.fromEntries(back.searchParams);
  expect(bench.verifyForm(fields)).toBe(true);
  expect(await (await bench.open(cashier)).text()).toContain('已经付款');
});

test('the form post opens the same cashier as the address', async () => {
  const all = bench.parameters('alipay.trade.wap.pay', { out_trade_no: 'WEB00002', total_amount: '1.00', subject: 'x', product_code: 'QUICK_WAP_WAY' });
  const { biz_content = '', ...common } = all;
  const posted = await bench.open(`/gateway.do?${new URLSearchParams(common).toString()}`, { method: 'POST', body: new URLSearchParams({ biz_content }), redirect: 'manual' });
  expect(posted.headers.get('location')).toMatch(/^\/simulator\/alipay\/cashier\/[0-9a-f]{32}$/);
});

test('a failed attempt stays at the cashier; leaving goes to quit_url without any gateway parameter', async () => {
  const cashier = await cashierOf('wap', 'WEB00003', { quit_url: 'https://shop.example/#/quit' });
  expect(await (await act(cashier, 'fail')).text()).toContain('余额不足');
  expect((await act(cashier, 'cancel')).headers.get('location')).toBe('https://shop.example/#/quit');
  expect(bench.gateway.ledger.trade('WEB00003')?.status).toBe('WAIT_BUYER_PAY');
});

test('a request that does not verify gets a page whose bytes are the same in GBK, and no trade', async () => {
  const answer = await bench.open(address('page', 'WEB00004').replace('total_amount', 'total_amoun'));
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html;charset=GBK']);
  expect(bytes.every((byte) => byte < 0x80)).toBe(true);
  expect(bytes.toString()).toContain('isv.invalid-signature');
  expect(bench.gateway.ledger.trades()).toEqual([]);
});

test('expired, unknown and garbage cashier addresses say so', async () => {
  const cashier = await cashierOf('wap', 'WEB00005', { timeout_express: '5m' });
  bench.tick(HOUR);
  expect(await (await act(cashier, 'pay')).text()).toContain('支付已过期');
  for (const path of ['/simulator/alipay/cashier/nothing', '/simulator/alipay/cashier?trade_no=1', '/simulator/alipay/scan?code_url=nonsense']) expect([path, (await bench.open(path)).status]).toEqual([path, 404]);
});

test('texts of the merchant are shown as texts, and only web addresses are returned to', async () => {
  const cashier = await cashierOf('wap', 'WEB00006', { subject: '<script>alert(1)</script>' });
  expect(await (await bench.open(cashier)).text()).not.toContain('<script>');
  expect(await (await bench.open(address('wap', 'WEB00007', {}, { return_url: 'javascript:alert(1)' }))).text()).toContain('isv.invalid-parameter');
});

test('the scan page lists what waits and opens the cashier of a code', async () => {
  const { node } = await bench.call('alipay.trade.precreate', qrOrder('QRPAGE01'));
  expect(await (await bench.open('/simulator/alipay/scan')).text()).toContain('杯子 50% + 盒子');
  const scanned = await bench.open(`/simulator/alipay/scan?code_url=${encodeURIComponent(String(node['qr_code']))}`, { redirect: 'manual' });
  const cashier = scanned.headers.get('location') ?? '';
  expect(await (await bench.open(cashier)).text()).toContain('确认付款');
  const paid = await bench.open('/simulator/alipay/cashier', { method: 'POST', body: new URLSearchParams({ trade_no: bench.gateway.ledger.trade('QRPAGE01')?.tradeNo ?? '', action: 'pay' }) });
  expect(await paid.text()).toContain('已付款 ¥12.34');
});

test('an app order string is checked like any request, and the result the app hands over is signed', async () => {
  const parameters = bench.parameters('alipay.trade.app.pay', { out_trade_no: 'APP00001', total_amount: '8.00', subject: 'App', product_code: 'QUICK_MSECURITY_PAY' });
  const order_string = new URLSearchParams(parameters).toString();
  expect(await control({ order_string: order_string.replace('8.00', '0.08') })).toMatchObject({ status: 400, json: { code: 'isv.invalid-signature' } });
  const { json } = await control({ order_string: order_string.replace(/\+/g, '%20') });
  expect(json).toMatchObject({ trade_status: 'TRADE_SUCCESS', total_amount: '8.00', app: { resultStatus: '9000' } });
  const { result } = json['app'] as { result: string };
  const [, node = '', signature = ''] = /^\{"alipay_trade_app_pay_response":(\{.*\}),"sign":"([^"]+)","sign_type":"RSA2"\}$/.exec(result) ?? [];
  expect(verify('sha256', Buffer.from(node), createPublicKey(bench.keys.alipay.publicKeyPem), Buffer.from(signature, 'base64'))).toBe(true);
});

test('the JSON entrance pays by any handle, says why it cannot, and refuses nonsense', async () => {
  const { node } = await bench.call('alipay.trade.precreate', qrOrder('JSON0001'));
  expect(await control({ qr_code: node['qr_code'], action: 'fail' })).toMatchObject({ status: 200, json: { trade_status: 'WAIT_BUYER_PAY', failed_attempts: 1 } });
  expect(await control({ out_trade_no: 'JSON0001', buyer_open_id: 'someone' })).toMatchObject({ status: 200, json: { trade_status: 'TRADE_SUCCESS' } });
  expect(await control({ out_trade_no: 'JSON0001' })).toMatchObject({ status: 409, json: { code: 'paid' } });
  expect(await control({ out_trade_no: 'NOBODY01' })).toMatchObject({ status: 404 });
  for (const bad of [null, [], 'x', { action: 'steal' }, { out_trade_no: 1 }]) expect((await control(bad)).status).toBe(400);
  const ledger = (await (await bench.open('/simulator/alipay/trades/JSON0001')).json()) as Record<string, unknown>;
  expect(ledger).toMatchObject({ out_trade_no: 'JSON0001', notifications: [{ kind: 'payment', state: 'PENDING' }] });
  expect(JSON.stringify(ledger)).not.toContain('someone');
});

test('faults can be scripted over HTTP; a bad rule is refused with the reason', async () => {
  const post = (rule: unknown) => bench.open('/simulator/alipay/faults', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rule) });
  expect((await post({ operation: 'query', fault: { kind: 'http', status: 502 }, outTradeNo: 'FAULT001' })).status).toBe(200);
  expect((await bench.call('alipay.trade.query', { out_trade_no: 'OTHER001' })).status).toBe(200);
  expect((await bench.call('alipay.trade.query', { out_trade_no: 'FAULT001' })).status).toBe(502);
  for (const rule of [{}, { operation: 'nothing', fault: { kind: 'unsigned' } }, { operation: 'query', fault: { kind: 'http', status: 418 } }, { operation: 'callback', fault: { kind: 'duplicate', count: 1 } }]) {
    const refused = await post(rule);
    expect([refused.status, JSON.stringify(await refused.json())]).toEqual([400, expect.stringContaining('不合格')]);
  }
  await post({ operation: '*', fault: { kind: 'unsigned' } });
  expect(((await (await bench.open('/simulator/alipay/faults', { method: 'DELETE' })).json()) as { pending: unknown[] }).pending).toEqual([]);
});
