// 真实浏览器里走完一笔支付：电脑扫码、手机跳转、取消、回调丢失；结果页只信服务端。
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
  stack?.wxpay.faults.clear();
  await context?.close();
});

const latestOrder = (): Record<string, unknown> =>
  stack.runtime.database.raw('payment_orders').sort((a, b) => Number(b['create_date']) - Number(a['create_date']))[0] as Record<
    string,
    unknown
  >;

/** 打开收银台并点确认支付；没有登录会先去登录页。 */
async function checkout(device: Device): Promise<Page> {
  context = await site.open(device);
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_MS);
  await page.goto(`${stack.url}/#/pages/checkout/checkout?type=goods&goods_id=mug&quantity=1`);
  const pay = page.getByText('确认支付 ¥12.00').last();
  await pay.click();
  await page.getByText('以演示用户登录').click();
  await pay.click();
  return page;
}
async function scan(page: Page): Promise<Page> {
  const [phone] = await Promise.all([page.context().waitForEvent('page'), page.getByText('模拟手机扫码').click()]);
  phone.setDefaultTimeout(STEP_MS);
  return phone;
}

inBrowser(
  'desktop: the code is scanned and paid, the page follows by itself and says so',
  async () => {
    const page = await checkout('desktop');
    const phone = await scan(page);
    await phone.click('#pay');
    await page.getByText('支付成功').waitFor();
    expect(page.url()).toContain('/pages/result/result?out_trade_no=VP');
    expect(await page.getByText('12.00').first().isVisible()).toBe(true);
    expect(latestOrder()).toMatchObject({ platform: 'h5', status: 'SUCCESS', fulfil: { status: 'DONE' } });
  },
  240_000,
);

inBrowser(
  'phone: jumps to the cashier, pays and comes back to a paid result',
  async () => {
    const page = await checkout('phone');
    await page.click('#pay');
    await page.getByText('支付成功').waitFor();
    expect(page.url()).toContain(String(latestOrder()['out_trade_no']));
    expect(latestOrder()).toMatchObject({ platform: 'mweb', status: 'SUCCESS' });
  },
  240_000,
);

inBrowser(
  'phone: cancelling at the cashier ends as unpaid, with a way to pay again',
  async () => {
    const page = await checkout('phone');
    await page.click('#cancel');
    await page.getByText('重新支付').waitFor();
    expect(await page.getByText('支付成功').count()).toBe(0);
    expect(latestOrder()).toMatchObject({ status: 'PROCESSING' });
  },
  240_000,
);

inBrowser(
  'desktop: the callback never comes, the timer repairs the order and the page shows it',
  async () => {
    stack.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    const page = await checkout('desktop');
    const phone = await scan(page);
    // 页面自己的轮询也会求证；先关掉页面，证明修复它的是定时任务。
    await phone.click('#pay');
    const { out_trade_no } = latestOrder() as { out_trade_no: string };
    await page.goto('about:blank');
    await stack.runtime.database.collection('payment_orders').doc(out_trade_no).update({ next_query_date: 1 });
    await stack.runtime.runTimer('monitor');
    expect(latestOrder()).toMatchObject({
      status: 'SUCCESS',
      history: expect.arrayContaining([expect.objectContaining({ to: 'SUCCESS', source: 'query' })]),
    });
    await page.goto(`${stack.url}/#/pages/result/result?out_trade_no=${out_trade_no}`);
    await page.getByText('支付成功').waitFor();
  },
  240_000,
);

inBrowser(
  'the result page does not believe the address bar',
  async () => {
    const page = await checkout('desktop');
    await page.getByText('等待扫码').waitFor();
    await page.goto(`${stack.url}/#/pages/result/result?out_trade_no=${String(latestOrder()['out_trade_no'])}&hint=paid`);
    await page
      .getByText(/未支付|结果确认中/)
      .first()
      .waitFor();
    expect(await page.getByText('支付成功').count()).toBe(0);
  },
  240_000,
);
