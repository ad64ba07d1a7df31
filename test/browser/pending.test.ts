// docs/pages.md「订单」：没付完的订单在哪台设备上都能接着付、能取消、看得见还剩多久；付完的能再买、有收据。
import { useSite } from './browser';
import { MUG, Shopper } from './pages';

const site = useSite();
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

inBrowser(
  'another device continues the very same order',
  async () => {
    const first = await shopper.openAs('demo', MUG);
    const out_trade_no = await shopper.showCode(first);
    const orders = shopper.rows('payment_orders').length;

    const second = await shopper.openAs('demo', '/#/pages/orders/orders?status=pending');
    await second.getByText(/请在 \d\d:\d\d 内付款/).waitFor();
    await second.getByRole('link').first().click();
    await second.locator('#left', { hasText: /\d\d:\d\d/ }).waitFor();
    await second.click('#action-continue');
    await second.waitForSelector('#amount:has-text("12.00")');
    expect(await shopper.showCode(second)).toBe(out_trade_no);
    expect(shopper.rows('payment_orders')).toHaveLength(orders);
    await shopper.stack.wxpay.pay(out_trade_no);
    await second.getByText('支付成功').waitFor();
    await first.getByText('支付成功').waitFor();
  },
  240_000,
);

inBrowser(
  'another kind of device pays with a new number and the old one is closed first',
  async () => {
    const desktop = await shopper.openAs('demo', MUG);
    const old = await shopper.showCode(desktop);
    const phone = await shopper.openAs('demo', `/#/pages/orders/detail?out_trade_no=${old}`, 'phone');
    await phone.click('#action-continue');
    await phone.locator('.pay-button', { hasText: '确认支付' }).click();
    await phone.waitForURL(/\/simulator\/wxpay\/cashier\/h5/);
    expect(shopper.order(old)?.['status']).toBe('CLOSED');
    expect(shopper.newest()).not.toBe(old);
  },
  240_000,
);

inBrowser(
  'cancelling asks once, closes the order and says that nothing was charged',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    const out_trade_no = await shopper.showCode(page);
    await shopper.go(page, `/#/pages/orders/detail?out_trade_no=${out_trade_no}`);
    await page.click('#action-cancel');
    await page.click('#dialog-cancel');
    expect(shopper.order(out_trade_no)?.['status']).toBe('PROCESSING');
    await page.click('#action-cancel');
    await page.click('#dialog-confirm');
    await page.getByText('订单已取消，没有扣款').waitFor();
    await page.locator('#state', { hasText: '已关闭' }).waitFor();
    expect(shopper.order(out_trade_no)?.['status']).toBe('CLOSED');
    expect(await page.locator('#action-continue').count()).toBe(0);
  },
  240_000,
);

inBrowser(
  'cancelling an order that was paid meanwhile says so and keeps it',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    const out_trade_no = await shopper.showCode(page);
    await shopper.go(page, `/#/pages/orders/detail?out_trade_no=${out_trade_no}`);
    await page.click('#action-cancel');
    await page.locator('#dialog').waitFor();
    await shopper.stack.wxpay.pay(out_trade_no);
    await page.click('#dialog-confirm');
    await page.getByText('已经付过，没有取消').waitFor();
    expect(shopper.order(out_trade_no)?.['status']).toBe('SUCCESS');
  },
  240_000,
);

inBrowser(
  'a paid order can be bought again, has a receipt, and the demo shop shows what was bought',
  async () => {
    const page = await shopper.openAs('demo', '/#/pages/checkout/checkout?type=recharge&total_fee=5000');
    const out_trade_no = await shopper.buy(page);
    await page.click('#action-done');
    await page.locator('#account', { hasText: '余额 ¥50.00' }).waitFor();
    await shopper.go(page, `/#/pages/orders/detail?out_trade_no=${out_trade_no}`);
    await page.click('#action-receipt');
    await page.locator('#action-print').waitFor();
    const receipt = await page.locator('.receipt').innerText();
    for (const words of ['收据', '示例商店', '余额充值', '¥50.00', out_trade_no, '微信支付']) expect(receipt).toContain(words);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#action-print').isVisible()).toBe(false);
    expect(await page.getByText('示例商店').first().isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await page.goBack();

    // 换一台没有记忆的设备也能再买
    const other = await shopper.openAs('demo', `/#/pages/orders/detail?out_trade_no=${out_trade_no}`);
    await other.click('#action-buy-again');
    await other.waitForSelector('#amount:has-text("50.00")');
    const again = await shopper.showCode(other);
    expect(again).not.toBe(out_trade_no);
    expect(shopper.order(again)).toMatchObject({ type: 'recharge', total_fee: 5000 });
  },
  240_000,
);
