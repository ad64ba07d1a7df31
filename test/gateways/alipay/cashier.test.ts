// docs/protocols/alipay.md §4.2–4.5、§5：收银台（手机网站、电脑网站、扫码）、跳回商户、坏输入。
import { createWorkbench, HOUR, qrOrder, type Workbench } from './workbench';

let workbench: Workbench;
beforeEach(async () => {
  workbench = await createWorkbench();
});
afterEach(() => workbench.gateway.close());

const RETURN_URL = 'https://shop.example/pay/?from=app#/result?out_trade_no=1';
const WAYS = { wap: ['alipay.trade.wap.pay', 'QUICK_WAP_WAY'], page: ['alipay.trade.page.pay', 'FAST_INSTANT_TRADE_PAY'] } as const;
const address = (way: keyof typeof WAYS, no: string, more: object = {}, params: Record<string, string | undefined> = {}): string => {
  const [method, product_code] = WAYS[way];
  return `/gateway.do?${new URLSearchParams(workbench.parameters(method, { out_trade_no: no, total_amount: '1234.56', subject: '网页', product_code, ...more }, { params: { return_url: RETURN_URL, ...params } })).toString()}`;
};
const cashierOf = async (way: keyof typeof WAYS, no: string, more?: object, params?: Record<string, string | undefined>): Promise<string> =>
  (await workbench.open(address(way, no, more, params), { redirect: 'manual' })).headers.get('location') ?? '';
const act = (cashier: string, action: string): Promise<Response> =>
  workbench.open(cashier, { method: 'POST', body: new URLSearchParams({ action }), redirect: 'manual' });

test.each(['wap', 'page'] as const)('%s: opening makes the trade, paying returns to the shop with a verified address', async (way) => {
  const cashier = await cashierOf(way, 'WEB00001');
  const page = await workbench.open(cashier);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await page.text();
  for (const text of ['¥', '1,234.56', '网页', '示例商店', 'WEB00001', 'id="pay"', 'id="cancel"', 'id="fail"'])
    expect(html).toContain(text);
  expect(html.includes('<svg')).toBe(way === 'page');
  const paid = await act(cashier, 'pay');
  const back = new URL(paid.headers.get('location') ?? '');
  expect([
    paid.status,
    back.hash,
    back.searchParams.get('from'),
    back.searchParams.get('method'),
    back.searchParams.get('trade_status'),
  ]).toEqual([303, '#/result?out_trade_no=1', 'app', `alipay.trade.${way}.pay.return`, null]);
  const { from: _from, ...fields } = Object.fromEntries(back.searchParams);
  expect(workbench.verifyForm(fields)).toBe(true);
  expect(await (await workbench.open(cashier)).text()).toContain('已经付款');
});

test('the form post opens the same cashier as the address', async () => {
  const all = workbench.parameters('alipay.trade.wap.pay', {
    out_trade_no: 'WEB00002',
    total_amount: '1.00',
    subject: 'x',
    product_code: 'QUICK_WAP_WAY',
  });
  const { biz_content = '', ...common } = all;
  const posted = await workbench.open(`/gateway.do?${new URLSearchParams(common).toString()}`, {
    method: 'POST',
    body: new URLSearchParams({ biz_content }),
    redirect: 'manual',
  });
  expect(posted.headers.get('location')).toMatch(/^\/simulator\/alipay\/cashier\/[0-9a-f]{32}$/);
});

test('a failed attempt stays at the cashier; leaving goes to quit_url without any gateway parameter', async () => {
  const cashier = await cashierOf('wap', 'WEB00003', { quit_url: 'https://shop.example/#/quit' });
  expect(await (await act(cashier, 'fail')).text()).toContain('余额不足');
  expect((await act(cashier, 'cancel')).headers.get('location')).toBe('https://shop.example/#/quit');
  expect(workbench.gateway.ledger.trade('WEB00003')?.status).toBe('WAIT_BUYER_PAY');
});

test('leaving without quit_url goes to return_url as the shop gave it; without either the page says nothing was paid', async () => {
  expect((await act(await cashierOf('page', 'LEAVE001'), 'cancel')).headers.get('location')).toBe(RETURN_URL);
  const cashier = await cashierOf('page', 'LEAVE002', {}, { return_url: undefined });
  expect(await (await act(cashier, 'cancel')).text()).toContain('没有付款');
  const paid = await act(cashier, 'pay');
  expect([paid.status, await paid.text()]).toEqual([200, expect.stringContaining('已付款 ¥1,234.56')]);
});

test('a paid cashier opened again leads back with a verified address, and pays nothing more', async () => {
  const cashier = await cashierOf('wap', 'PAID0001');
  await act(cashier, 'pay');
  for (const page of [await workbench.open(cashier), await act(cashier, 'pay'), await act(cashier, 'fail')]) {
    const href = /id="back" href="([^"]+)"/.exec(await page.text())?.[1]?.replace(/&amp;/g, '&') ?? '';
    const { from: _from, ...fields } = Object.fromEntries(new URL(href).searchParams);
    expect([page.status, workbench.verifyForm(fields)]).toEqual([200, true]);
  }
  expect(workbench.gateway.ledger.notifications('PAID0001')).toHaveLength(1);
});

test('a closed and a refunded order say why they cannot be paid', async () => {
  const closed = await cashierOf('wap', 'GONE0001');
  await workbench.call('alipay.trade.close', { out_trade_no: 'GONE0001' });
  const page = await workbench.open(closed);
  expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('交易已关闭')]);
  const refunded = await cashierOf('wap', 'GONE0002');
  await act(refunded, 'pay');
  await workbench.call('alipay.trade.refund', { out_trade_no: 'GONE0002', refund_amount: '1234.56', out_request_no: 'R1' });
  expect(await (await act(refunded, 'pay')).text()).toContain('已经退款');
  expect(workbench.gateway.ledger.trade('GONE0002')?.status).toBe('TRADE_CLOSED');
});

test('a return address made by hand for a QR trade is one of a web page: nothing else ever comes back', async () => {
  await workbench.call('alipay.trade.precreate', qrOrder('QRBACK01'));
  const back = new URL(workbench.gateway.buildReturnUrl('QRBACK01', 'https://shop.example/'));
  expect([back.searchParams.get('method'), workbench.verifyForm(Object.fromEntries(back.searchParams))]).toEqual([
    'alipay.trade.page.pay.return',
    true,
  ]);
});

test('each opening has its own way back, though the trade is one', async () => {
  const [first, second] = [
    await cashierOf('wap', 'TWICE001', {}, { return_url: 'https://one.example/' }),
    await cashierOf('wap', 'TWICE001', {}, { return_url: 'https://two.example/' }),
  ];
  expect(first).not.toBe(second);
  expect((await act(second, 'pay')).headers.get('location')).toMatch(/^https:\/\/two\.example\//);
  expect(await (await workbench.open(first)).text()).toContain('href="https://one.example/');
});

test('two taps at once pay once, and a tap does not pay what the shop has just closed', async () => {
  const cashier = await cashierOf('wap', 'RACE0001');
  await Promise.all([act(cashier, 'pay'), act(cashier, 'pay')]);
  expect(workbench.gateway.ledger.notifications('RACE0001')).toHaveLength(1);

  const other = await cashierOf('wap', 'RACE0002');
  const tap = act(other, 'pay');
  const tapAfterClose = await Promise.all([tap, workbench.call('alipay.trade.close', { out_trade_no: 'RACE0002' })]).then(
    ([, { node }]) => node['code'],
  );
  // 谁先都行，只是不能又关又付。
  expect(workbench.gateway.ledger.trade('RACE0002')?.status).toBe(tapAfterClose === '10000' ? 'TRADE_CLOSED' : 'TRADE_SUCCESS');
  expect(workbench.gateway.ledger.notifications('RACE0002')).toHaveLength(tapAfterClose === '10000' ? 0 : 1);
});

test('a request that does not verify gets a page whose bytes are the same in GBK, and no trade', async () => {
  const answer = await workbench.open(address('page', 'WEB00004').replace('total_amount', 'total_amoun'));
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html;charset=GBK']);
  expect(bytes.every((byte) => byte < 0x80)).toBe(true);
  expect(bytes.toString()).toContain('isv.invalid-signature');
  expect(workbench.gateway.ledger.trades()).toEqual([]);
});

test('expired, unknown and garbage cashier addresses say so', async () => {
  const cashier = await cashierOf('wap', 'WEB00005', { timeout_express: '5m' });
  workbench.tick(HOUR);
  expect(await (await act(cashier, 'pay')).text()).toContain('支付已过期');
  for (const path of [
    '/simulator/alipay/cashier/nothing',
    '/simulator/alipay/cashier?trade_no=1',
    '/simulator/alipay/scan?code_url=nonsense',
  ])
    expect([path, (await workbench.open(path)).status]).toEqual([path, 404]);
});

test('every page forbids scripts, framing sources and caching sniffers alike', async () => {
  const cashier = await cashierOf('page', 'HEAD0001');
  for (const path of [cashier, '/simulator/alipay/scan', '/simulator/alipay/cashier/nothing']) {
    const { headers } = await workbench.open(path);
    expect([path, headers.get('content-security-policy')]).toEqual([path, expect.stringContaining("default-src 'none'")]);
    expect(headers.get('content-security-policy')).not.toMatch(/script-src|unsafe-eval/);
  }
  expect((await workbench.open('/simulator/alipay', { redirect: 'manual' })).headers.get('location')).toBe('/simulator/alipay/scan');
});

test('the error page shows the texts of a request as texts', async () => {
  const page = await (
    await workbench.open(`${address('page', 'WEB00008')}&evil=${encodeURIComponent('"><script>alert(1)</script>')}`)
  ).text();
  expect(page).toContain('isv.invalid-signature');
  expect(page).not.toContain('<script>');
});

test('texts of the merchant are shown as texts, and only web addresses are returned to', async () => {
  const cashier = await cashierOf('wap', 'WEB00006', { subject: '<script>alert(1)</script>' });
  expect(await (await workbench.open(cashier)).text()).not.toContain('<script>');
  expect(await (await workbench.open(address('wap', 'WEB00007', {}, { return_url: 'javascript:alert(1)' }))).text()).toContain(
    'isv.invalid-parameter',
  );
});

test('the scan page lists what waits and opens the cashier of a code', async () => {
  const { node } = await workbench.call('alipay.trade.precreate', qrOrder('QRPAGE01'));
  expect(await (await workbench.open('/simulator/alipay/scan')).text()).toContain('杯子 50% + 盒子');
  const scanned = await workbench.open(`/simulator/alipay/scan?code_url=${encodeURIComponent(String(node['qr_code']))}`, {
    redirect: 'manual',
  });
  const cashier = scanned.headers.get('location') ?? '';
  expect(await (await workbench.open(cashier)).text()).toContain('确认付款');
  const paid = await workbench.open('/simulator/alipay/cashier', {
    method: 'POST',
    body: new URLSearchParams({ trade_no: workbench.gateway.ledger.trade('QRPAGE01')?.tradeNo ?? '', action: 'pay' }),
  });
  expect(await paid.text()).toContain('已付款 ¥12.34');
});
