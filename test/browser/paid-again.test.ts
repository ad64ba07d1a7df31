// docs/pages.md「收银台」：付过的收银台按后退回来会说明，不再摆一个「确认支付」；真要再买，是另一笔。
import { useSite } from './browser';
import { MUG, Shopper } from './pages';

const site = useSite();
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

const count = (): number => shopper.rows('payment_orders').length;

inBrowser(
  'phone: Back after paying says so, offers the order, and a second purchase is a deliberate one',
  async () => {
    const page = await shopper.openAs('demo', MUG, 'phone');
    await page.locator('.pay-button').click();
    await page.waitForURL(/\/simulator\/wxpay\/cashier\/h5/);
    await page.click('#pay');
    await page.getByText('支付成功').waitFor();
    const paid = shopper.newest();
    const before = count();

    await page.goBack();
    await page.waitForURL(/\/simulator\/wxpay\/cashier\/h5/);
    await page.goBack();
    await page.getByText('这笔已经付过了').waitFor();
    expect(await page.locator('.pay-button').count()).toBe(0);
    await page.reload();
    await page.getByText('这笔已经付过了').waitFor();
    await page.click('#action-detail');
    await page.getByText(paid).first().waitFor();
    await page.goBack();

    await page.click('#action-start-over');
    await page.locator('.pay-button', { hasText: '确认支付' }).click();
    await page.waitForURL(/\/simulator\/wxpay\/cashier\/h5/);
    expect(count()).toBe(before + 1);
    expect(shopper.newest()).not.toBe(paid);
  },
  240_000,
);

inBrowser(
  'desktop: the same purchase again soon after is told, with a way to the first one',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    const paid = await shopper.buy(page);
    await shopper.go(page, MUG);
    await page.locator('#twin').waitFor();
    await page.locator('#twin').getByRole('button').click();
    await page.getByText(paid).first().waitFor();
  },
  240_000,
);
