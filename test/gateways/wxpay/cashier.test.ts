// 收银台与扫一扫（docs/protocols/wxpay.md §3.3、§3.4）：看得清付多少、付给谁；付、失败、取消之后去哪里；没有外部资源与脚本。
import { HOUR, MINUTE, startWorkbench, type Workbench } from './workbench';

let workbench: Workbench;
beforeEach(async () => {
  workbench = await startWorkbench();
});
afterEach(() => workbench.stop());

const RETURN = 'http://localhost:9099/#/pages/result/result?out_trade_no=CASHIER001';
const pathOf = (url: unknown): string => {
  const { pathname, search } = new URL(String(url));
  return `${pathname}${search}`;
};
const h5 = async (): Promise<string> =>
  pathOf(
    (await workbench.create('h5', { out_trade_no: 'CASHIER001', description: '马克杯 <b>&', amount: { total: 123_456, currency: 'CNY' } }))
      .json['h5_url'],
  );
const native = async (changes: Record<string, unknown> = {}): Promise<string> =>
  String((await workbench.create('native', { out_trade_no: 'CASHIER002', ...changes })).json['code_url']);
const text = async (path: string): Promise<string> => (await workbench.open(path)).text();

/** 像浏览器那样提交页面上的表单。 */
async function press(page: string, button: 'pay' | 'fail' | 'cancel'): Promise<Response> {
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1] ?? '';
  const unescape = (value: string): string =>
    value
      .replace(/&quot;/g, '"')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, '&');
  const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    unescape(value),
  ]);
  const value = new RegExp(`id="${button}" name="action" value="([^"]+)"`).exec(page)?.[1] ?? '';
  return workbench.open(unescape(action), { method: 'POST', body: new URLSearchParams([...hidden, ['action', value]]) });
}

test('the phone cashier shows amount, goods and merchant, escaped, and says that no money moves', async () => {
  const response = await workbench.open(`${await h5()}&redirect_url=${encodeURIComponent(RETURN)}`);
  const page = await response.text();
  expect(page).toContain('1,234.56');
  expect(page).toContain('马克杯 &lt;b&gt;&amp;');
  expect(page).toContain(workbench.keys.wxpay.merchantName);
  expect(page).toMatch(/模拟.*不会/);
  for (const id of ['pay', 'fail', 'cancel']) expect(page).toContain(`id="${id}"`);
  expect(page).not.toMatch(/<script|https?:\/\/(?!localhost:9099)/);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('paying returns to the shop and causes a callback, once even when pressed twice', async () => {
  const page = await text(`${await h5()}&redirect_url=${encodeURIComponent(RETURN)}`);
  const [first, second] = [await press(page, 'pay'), await press(page, 'pay')];
  expect([first.status, first.headers.get('location')]).toEqual([303, RETURN]);
  expect([second.status, await second.text()]).toEqual([200, expect.stringContaining('已经支付')]);
  expect(workbench.gateway.ledger.order('CASHIER001')?.state).toBe('SUCCESS');
  expect(await workbench.gateway.deliverDue()).toHaveLength(1);
});

test('leaving returns to the shop and leaves the order unpaid', async () => {
  const response = await press(await text(`${await h5()}&redirect_url=${encodeURIComponent(RETURN)}`), 'cancel');
  expect([response.status, response.headers.get('location')]).toEqual([303, RETURN]);
  expect(workbench.gateway.ledger.order('CASHIER001')).toMatchObject({ state: 'NOTPAY', failedAttempts: 0 });
});

test('a failed payment says why and can be tried again', async () => {
  const failed = await press(await text(`${await h5()}&redirect_url=${encodeURIComponent(RETURN)}`), 'fail');
  const page = await failed.text();
  expect(page).toMatch(/role="alert">支付失败/);
  expect((await press(page, 'pay')).headers.get('location')).toBe(RETURN);
});

test.each([['javascript:alert(1)'], ['data:text/html,x'], ['//evil.example']])(
  'a return address like %s is not followed',
  async (address) => {
    const page = await text(`${await h5()}&redirect_url=${encodeURIComponent(address)}`);
    expect(page).not.toContain(address);
    expect((await press(page, 'pay')).status).toBe(200);
  },
);

test('an expired link says so and cannot be paid, also when the page was open before', async () => {
  const link = await h5();
  const page = await text(link);
  workbench.tick(5 * MINUTE);
  expect(await text(link)).toContain('已过期');
  expect((await press(page, 'pay')).status).toBe(400);
  expect(workbench.gateway.ledger.order('CASHIER001')?.state).toBe('NOTPAY');
});

test('a closed order and an unknown link explain themselves', async () => {
  const link = await h5();
  await workbench.close('CASHIER001');
  expect(await text(link)).toContain('已关闭');
  expect((await workbench.open('/simulator/wxpay/cashier/h5?prepay_id=wxnone')).status).toBe(404);
});

test('scan: a code leads straight to its cashier, open orders are listed, paid ones are gone', async () => {
  const code = await native();
  const redirect = await workbench.open(`/simulator/wxpay/scan?code_url=${encodeURIComponent(code)}`);
  const cashier = redirect.headers.get('location') ?? '';
  expect([redirect.status, cashier]).toEqual([302, `/simulator/wxpay/cashier/native?pr=${code.split('pr=')[1]}`]);
  expect(await text('/simulator/wxpay/scan')).toContain(cashier);
  const done = await press(await text(cashier), 'pay');
  expect(await done.text()).toContain('支付成功');
  expect(await text('/simulator/wxpay/scan')).not.toContain(cashier);
});

test('scan: an old code is refused after a new one was made, and after two hours', async () => {
  const open = async (code: string): Promise<string> => text(`/simulator/wxpay/cashier/native?pr=${code.split('pr=')[1]}`);
  const old = await native();
  const fresh = await native();
  expect(await open(old)).toContain('已过期');
  expect(await open(fresh)).toContain('id="pay"');
  workbench.tick(2 * HOUR);
  expect(await open(fresh)).toContain('已过期');
});
