// 支付宝在真实浏览器里：手机跳转、取消、后退，电脑扫码；网关加在地址里的参数用完即清，结果只信服务端。
import type { BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../../local/stack/stack';
import { type Device, useSite } from './browser';

const site = useSite();
const { inBrowser } = site;
const STEP_MS = 60_000;

let stack: Stack;
let context: BrowserContext;

beforeAll(() => {
  stack = site.stack();
});
afterEach(async () => {
  stack?.alipay.faults.clear();
  await context?.close();
});

const orders = (): Record<string, unknown>[] =>
  [...stack.runtime.database.raw('payment_orders')].sort((a, b) => Number(b['create_date']) - Number(a['create_date']));
const newest = (): Record<string, unknown> => orders()[0] ?? {};

/** 选支付宝并确认支付；第一次会先去登录。 */
async function checkout(device: Device): Promise<Page> {
  context = await site.open(device);
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_MS);
  await page.goto(`${stack.url}/#/pages/checkout/checkout?type=goods&goods_id=mug&quantity=1`);
  await page.getByRole('radio', { name: /支付宝/ }).click();
  await page.click('#pay');
  await page.click('#login-demo');
  await page.click('#pay');
  return page;
}
async function atCashier(device: Device = 'phone'): Promise<Page> {
  const page = await checkout(device);
  await page.getByText('支付宝收银台').waitFor();
  return page;
}

inBrowser(
  'phone: pays at the cashier and comes back to a paid result with a clean address',
  async () => {
    const page = await atCashier();
    await page.click('#pay');
    await page.getByText('支付成功').waitFor();
    const { out_trade_no } = newest();
    expect(newest()).toMatchObject({ provider: 'alipay', platform: 'mweb', status: 'SUCCESS' });
    expect(page.url()).toBe(`${stack.url}/#/pages/result/result?out_trade_no=${String(out_trade_no)}&hint=return`);
    await page.reload();
    await page.getByText('支付成功').waitFor();
    expect(await page.locator('.result').innerText()).toContain('支付宝');
  },
  240_000,
);

inBrowser(
  'phone: cancelling at the cashier ends as unpaid, and paying again uses the same number',
  async () => {
    const page = await atCashier();
    await page.click('#cancel');
    await page.getByText('未支付').waitFor();
    expect(newest()).toMatchObject({ status: 'PROCESSING' });
    const [number, count] = [newest()['out_trade_no'], orders().length];
    await page.click('#action-again');
    await page.locator('.pay-button').click();
    await page.getByText('支付宝收银台').waitFor();
    await page.click('#pay');
    await page.getByText('支付成功').waitFor();
    expect([newest()['out_trade_no'], orders().length]).toEqual([number, count]);
  },
  240_000,
);

inBrowser(
  'phone: Back from the cashier leaves a checkout that still pays the same order',
  async () => {
    const page = await atCashier();
    const count = orders().length;
    await page.goBack();
    await page.locator('.pay-button').waitFor();
    await page.locator('.pay-button').click();
    await page.getByText('支付宝收银台').waitFor();
    expect(orders()).toHaveLength(count);
  },
  240_000,
);

inBrowser(
  'phone: a page the browser kept and restored asks the server and can pay again',
  async () => {
    const page = await checkout('phone');
    await page.getByText('支付宝收银台').waitFor();
    await page.goBack();
    // 跳转没有发生（204），页面原样留着：与浏览器后退时恢复整页是同一个处境
    await page.route('**/gateway.do**', (route) => route.fulfill({ status: 204 }));
    const left = page.waitForRequest('**/gateway.do**');
    await page.locator('.pay-button').click();
    await left;
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await page.getByText('还没有收到付款').waitFor();
    await page.unroute('**/gateway.do**');
    await page.locator('.pay-button').click();
    await page.getByText('支付宝收银台').waitFor();
  },
  240_000,
);

inBrowser(
  'phone: a refused payment stays at the cashier and can be paid after all',
  async () => {
    const page = await atCashier();
    await page.click('#fail');
    await page.getByRole('alert').waitFor();
    await page.click('#pay');
    await page.getByText('支付成功').waitFor();
  },
  240_000,
);

inBrowser(
  'parameters that only look like a return of the gateway prove nothing',
  async () => {
    const page = await atCashier();
    const { out_trade_no } = newest();
    await page.goto(`${stack.url}/?out_trade_no=${String(out_trade_no)}&trade_no=1&total_amount=12.00&sign=forged#/pages/result/result`);
    await page
      .getByText(/结果确认中|未支付/)
      .first()
      .waitFor();
    expect(await page.getByText('支付成功').count()).toBe(0);
    expect(page.url()).not.toContain('sign=');
    expect(page.url()).toContain(`#/pages/result/result?out_trade_no=${String(out_trade_no)}`);
  },
  240_000,
);

inBrowser(
  'desktop: the code is scanned and paid, the page follows by itself',
  async () => {
    const page = await checkout('desktop');
    await page.getByText('请用支付宝扫一扫付款').waitFor();
    const [phone] = await Promise.all([page.context().waitForEvent('page'), page.getByText('模拟手机扫码').click()]);
    phone.setDefaultTimeout(STEP_MS);
    await phone.click('#pay');
    await page.getByText('支付成功').waitFor();
    expect(newest()).toMatchObject({ provider: 'alipay', platform: 'h5', status: 'SUCCESS' });
  },
  240_000,
);

inBrowser(
  'desktop: changing the way closes the old number before the new one is used',
  async () => {
    const page = await checkout('desktop');
    await page.getByText('请用支付宝扫一扫付款').waitFor();
    const first = String(newest()['out_trade_no']);
    await page.getByRole('radio', { name: /微信/ }).click();
    await page.locator('#pay', { hasText: '确认支付' }).click();
    await page.getByText('请用微信扫一扫付款').waitFor();
    expect(newest()).toMatchObject({ provider: 'wxpay', platform: 'h5' });
    expect(orders().find((row) => row['_id'] === first)).toMatchObject({ status: 'CLOSED' });
  },
  240_000,
);
