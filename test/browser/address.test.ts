// docs/pages.md「一律」：页面跟着地址走。同一个标签页里换了参数就是另一页：不付旧的金额，不说旧的结果。
import { useSite } from './browser';
import { BEANS, MUG, Shopper } from './pages';

const site = useSite();
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

inBrowser(
  'checkout: another purchase in the same tab is another amount, and that is what is charged',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    await page.waitForSelector('#amount:has-text("12.00")');
    const first = await shopper.showCode(page);
    await shopper.go(page, BEANS);
    await page.waitForSelector('#amount:has-text("68.00")');
    expect(await page.locator('#qr-cancel').count()).toBe(0);
    const second = await shopper.showCode(page);
    expect([shopper.order(first)?.['total_fee'], shopper.order(second)?.['total_fee']]).toEqual([1200, 6800]);
    // 退回去又是原来那一笔
    await page.goBack();
    await page.waitForSelector('#amount:has-text("12.00")');
    expect(await shopper.showCode(page)).toBe(second);
    expect(shopper.order(first)?.['status']).toBe('PROCESSING');
  },
  240_000,
);

inBrowser(
  'result: another order in the same tab never shows the success of the first',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    const paid = await shopper.buy(page);
    await shopper.go(page, BEANS);
    const open = await shopper.showCode(page);
    await page.click('#qr-cancel');
    await page.locator('#trouble').waitFor();
    expect(shopper.order(open)?.['status']).toBe('CLOSED');

    await shopper.go(page, `/#/pages/result/result?out_trade_no=${paid}`);
    await page.getByText('支付成功').waitFor();
    await shopper.go(page, `/#/pages/result/result?out_trade_no=${open}`);
    await page.getByText('订单已关闭').waitFor();
    expect(await page.getByText('支付成功').count()).toBe(0);
  },
  240_000,
);

inBrowser(
  'order, receipt, list and staff pages follow their address too',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    const mug = await shopper.buy(page);
    await shopper.go(page, BEANS);
    const beans = await shopper.buy(page);

    for (const name of ['detail', 'receipt']) {
      await shopper.go(page, `/#/pages/orders/${name}?out_trade_no=${mug}`);
      await page.getByText('12.00').first().waitFor();
      await shopper.go(page, `/#/pages/orders/${name}?out_trade_no=${beans}`);
      await page.getByText('68.00').first().waitFor();
      expect(await page.getByText('12.00').count()).toBe(0);
    }
    await shopper.go(page, '/#/pages/orders/orders?status=refunded');
    await page.getByText('没有退过款的订单').waitFor();
    await shopper.go(page, '/#/pages/orders/orders?status=paid');
    await page.getByText('¥68.00').first().waitFor();

    const staff = await shopper.openAs('demo-admin', `/#/pages/staff/refund?out_trade_no=${mug}`);
    await staff.locator('#refund', { hasText: '¥12.00' }).waitFor();
    await shopper.go(staff, `/#/pages/staff/refund?out_trade_no=${beans}`);
    await staff.locator('#refund', { hasText: '¥68.00' }).waitFor();
    // uni-app 的输入框过 100 毫秒才跟上它的值
    await staff.waitForFunction((number) => document.querySelector<HTMLInputElement>('#order-number input')?.value === number, beans);
  },
  240_000,
);

inBrowser(
  'an address nobody knows leads back, whether typed at first or later',
  async () => {
    const page = await shopper.open('/#/pages/nowhere/nowhere?x=1');
    await page.getByText('没有这个页面').first().waitFor();
    await page.click('#action-home');
    await page.getByText('示例商店').first().waitFor();
    await shopper.go(page, '/#/pages/index/none');
    await page.getByText('没有这个页面').first().waitFor();
    await page.goBack();
    await page.getByText('示例商店').first().waitFor();
  },
  240_000,
);
