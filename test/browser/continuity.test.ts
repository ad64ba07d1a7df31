// I6、I1 在真实浏览器里：刷新、取消、断网、只用键盘，都还是同一张订单；付款页面不报错，也不向第三方发请求。
import type { BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../../local/stack/stack';
import { type Device, useSite } from './browser';

const site = useSite();
const { inBrowser } = site;
const MUG = '/#/pages/checkout/checkout?type=goods&goods_id=mug&quantity=1';

let stack: Stack;
let context: BrowserContext;
const problems: string[] = [];

beforeAll(() => {
  stack = site.stack();
});
afterEach(async () => {
  await context?.close();
  expect(problems.splice(0)).toEqual([]);
});

async function open(path: string, device: Device): Promise<Page> {
  context = await site.open(device);
  context.on('page', (page) => {
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(stack.url) && !/^(data|blob|about):/.test(url)) problems.push(`对外请求 ${url}`);
    });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(stack.url + path);
  return page;
}

/** 第一次付款会被带去登录；登录后回到收银台，再点一次。 */
async function logInAndPay(page: Page): Promise<void> {
  await page.click('#pay');
  await page.click('#login-demo');
  await page.click('#pay');
}

const orders = (): Record<string, unknown>[] => stack.runtime.database.raw('payment_orders');
const newest = (): Record<string, unknown> => [...orders()].sort((a, b) => Number(b['create_date']) - Number(a['create_date']))[0] ?? {};
const rows = (collection: string): number => stack.runtime.database.raw(collection).length;

inBrowser(
  'from the shelf to the timeline: one payment, one shipment',
  async () => {
    const page = await open('/', 'desktop');
    await page.click('#buy-mug');
    await page.waitForSelector('#amount:has-text("12.00")');
    await logInAndPay(page);
    await page.getByText('等待扫码').waitFor();
    const box = await page.locator('.qr__code').boundingBox();
    expect([box?.width, box?.height]).toEqual([240, 240]);

    const before = rows('demo_goods_orders');
    await stack.wxpay.pay(String(newest()['out_trade_no']));
    await page.getByText('支付成功').waitFor();
    expect(rows('demo_goods_orders') - before).toBe(1);

    await page.click('#action-detail');
    await page.getByText('付款成功').waitFor();
    await page.getByText('订单已创建').waitFor();
  },
  240_000,
);

inBrowser(
  'paying again after a cancel uses the same number',
  async () => {
    const page = await open(MUG, 'phone');
    await logInAndPay(page);
    await page.click('#cancel');
    await page.getByText('未支付').waitFor();
    const [number, count] = [newest()['out_trade_no'], orders().length];

    await page.click('#action-again');
    await page.locator('.pay-button').click();
    await page.waitForURL(/\/simulator\/wxpay\/cashier\/h5/);
    await page.click('#pay');
    await page.getByText('支付成功').waitFor();
    expect([newest()['out_trade_no'], orders().length]).toEqual([number, count]);
  },
  240_000,
);

inBrowser(
  'a reload in the middle continues the same order',
  async () => {
    const page = await open(MUG, 'desktop');
    await logInAndPay(page);
    await page.getByText('等待扫码').waitFor();
    const [number, count] = [newest()['out_trade_no'], orders().length];
    await page.reload();
    await page.click('#pay');
    await page.getByText('等待扫码').waitFor();
    expect([newest()['out_trade_no'], orders().length]).toEqual([number, count]);
  },
  240_000,
);

inBrowser(
  'going back from the cashier without paying makes no second order',
  async () => {
    const page = await open(MUG, 'phone');
    await logInAndPay(page);
    await page.waitForURL(/\/simulator\/wxpay\/cashier\/h5/);
    const count = orders().length;
    await page.goBack();
    await page.locator('.pay-button').waitFor();
    await page.locator('.pay-button').click();
    await page.waitForURL(/\/simulator\/wxpay\/cashier\/h5/);
    expect(orders().length).toBe(count);
  },
  240_000,
);

inBrowser(
  'the keyboard alone is enough',
  async () => {
    const page = await open('/', 'desktop');
    await page.locator('#buy-sticker').press('Enter');
    await page.waitForSelector('#amount:has-text("0.01")');
    await page.locator('#pay').press('Enter');
    await page.locator('#login-demo').press('Space');
    await page.locator('#pay').press('Enter');
    await page.getByText('等待扫码').waitFor();
  },
  240_000,
);

inBrowser(
  'offline is said plainly, and goes away by itself',
  async () => {
    const page = await open(MUG, 'phone');
    await page.waitForSelector('#pay');
    await context.setOffline(true);
    await page.getByText('网络已断开').waitFor();
    await page.locator('.pay-button--off').waitFor();
    await context.setOffline(false);
    await page.getByText('网络已断开').waitFor({ state: 'detached' });
  },
  240_000,
);
