// docs/pages.md「一律」：没有做成时总有一条路。断网时点进一页、它的代码还没有取来：按得到、读得出，网络恢复就自己打开，样子也不缺。
import { useSite } from './browser';
import { Shopper } from './pages';

const site = useSite();
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

inBrowser(
  'a page whose code did not come can be tried again with the keyboard, and opens by itself when the network is back',
  async () => {
    const out_trade_no = await shopper.buyInBackground();
    const page = await shopper.openAs('demo', '/#/pages/orders/orders');
    const order = page.getByRole('link').first();
    await order.waitFor();
    await page.context().setOffline(true);
    await order.press('Enter');
    const missed = page.getByRole('button', { name: '没有打开这一页' });
    await missed.waitFor();
    expect(await missed.evaluate((shown) => document.activeElement === shown)).toBe(true);
    await page.context().setOffline(false);
    await page.locator('#ask').waitFor();
    expect(page.url()).toContain(out_trade_no);

    // 没有断网，只是没有取到：按一下就是
    await page.route('**/receipt-*.css', (route) => route.abort());
    await page.route('**/pages-orders-receipt*', (route) => route.abort());
    await page.click('#action-receipt');
    await missed.waitFor();
    await page.unroute('**/receipt-*.css');
    await page.unroute('**/pages-orders-receipt*');
    await page.keyboard.press('Enter');
    await page.locator('#action-print').waitFor();
    expect(await page.locator('.receipt__title').evaluate((title) => getComputedStyle(title).textAlign)).toBe('center');
  },
  240_000,
);

inBrowser(
  'a page fetched ahead in vain is fetched again: it does not open without its looks',
  async () => {
    const page = await shopper.open('/#/demo/pages/login/login');
    await page.route('**/result-*.css', (route) => route.abort());
    await page.click('#login-demo');
    await page.locator('#sign-out').waitFor();
    const given = page.waitForEvent('requestfailed', (request) => /\/result-[^/]*\.css$/.test(request.url()));
    await shopper.go(page, '/#/pages/checkout/checkout?type=goods&goods_id=mug&quantity=1');
    await given;
    await page.context().setOffline(true);
    await page.unroute('**/result-*.css');
    const fetched = page.waitForEvent('requestfinished', (request) => /\/result-[^/]*\.css$/.test(request.url()));
    await page.context().setOffline(false);
    await fetched;
    await shopper.buy(page);
  },
  240_000,
);
