// 商户设了 alipayDesktop: 'page'：电脑上选支付宝就跳到支付宝的网页，付完回到结果页；微信仍是扫码。
import type { BrowserContext } from 'playwright-core';
import { useSite } from './browser';

const site = useSite({ settings: { alipayDesktop: 'page' } });
const { inBrowser } = site;

let context: BrowserContext;

afterEach(() => context?.close());

inBrowser(
  'desktop: goes to the Alipay web page, pays there and comes back to a paid result',
  async () => {
    const stack = site.stack();
    context = await site.open('desktop');
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`${stack.url}/#/pages/checkout/checkout?type=vip&plan=month`);
    await page.getByRole('radio', { name: /支付宝/ }).click();
    expect(await page.locator('body').innerText()).toContain('跳到付款页，付完自动回来');
    await page.click('#pay');
    await page.click('#login-demo');
    await page.click('#pay');
    await page.getByText('支付宝收银台').waitFor();
    await page.getByRole('img', { name: '用手机扫码打开收银台' }).waitFor();
    await page.click('#pay');
    await page.getByText('支付成功').waitFor();
    expect(page.url().startsWith(`${stack.url}/#/pages/result/result?out_trade_no=`)).toBe(true);
    expect(stack.runtime.database.raw('payment_orders')).toMatchObject([
      { provider: 'alipay', platform: 'page', status: 'SUCCESS', fulfil: { status: 'DONE' } },
    ]);
  },
  240_000,
);
