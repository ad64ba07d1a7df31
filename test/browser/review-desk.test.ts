// 复核台在真实浏览器里（docs/pages.md「员工页面」）：队列按种类看，打开一件、写明原因、确认一次才办，办完离开队列；axe 没有严重问题。
import { useSite } from './browser';
import { MUG, Shopper } from './pages';
import { expectTidy } from './tidy';

const site = useSite({ settings: { reviewApprovalFee: 100_000 } });
const { inBrowser } = site;
const shopper = new Shopper(site);
const DESK = '/#/pages/staff/review';

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

/** 付了款、却先收到一个金额不符的真通知的订单；另有一笔商户平台上手工退的款。 */
async function trouble(): Promise<string> {
  const page = await shopper.openAs('demo', MUG);
  const out_trade_no = await shopper.showCode(page);
  shopper.stack.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  await shopper.stack.wxpay.pay(out_trade_no);
  const wrong = shopper.stack.wxpay.buildNotification('payment', { outTradeNo: out_trade_no, total: 1 });
  await fetch(wrong.url, { method: 'POST', headers: { ...wrong.headers }, body: wrong.body });
  await shopper.stack.runtime.database
    .collection('payment_reviews')
    .doc(`unknown_refund:${out_trade_no}`)
    .set({
      kind: 'unknown_refund',
      status: 'OPEN',
      message: '网关通知一笔本地没有的退款 HAND0001',
      out_trade_no,
      out_refund_no: 'HAND0001',
      provider: 'wxpay',
      fee: 300,
      acts: [],
      version: 1,
      create_date: shopper.stack.runtime.database.raw('payment_orders').length,
    });
  return out_trade_no;
}

inBrowser.each(['desktop', 'phone'] as const)(
  'an order is settled from the queue, a note is written off, both leave it (%s)',
  async (device) => {
    const out_trade_no = await trouble();
    const page = await shopper.openAs('demo-admin', DESK, device);
    await page.locator(`#item-${out_trade_no}`).waitFor();
    expect(await page.locator('#total').innerText()).toContain('2 件');
    await expectTidy(page, 'review-desk-队列');
    if (process.env['VK_PAY_SHOTS'])
      await page.screenshot({ path: `${process.env['VK_PAY_SHOTS']}/reviews-${device}.png`, fullPage: true });

    // 只用键盘：走到这一件，回车打开
    await page.locator(`#item-${out_trade_no}`).focus();
    await page.keyboard.press('Enter');
    const one = page.locator('#review:visible');
    await one.locator('#act-settle').waitFor();
    expect(await one.innerText()).toContain('金额不符');
    await expectTidy(page, 'review-desk-打开一件');
    if (process.env['VK_PAY_SHOTS'])
      await page.screenshot({ path: `${process.env['VK_PAY_SHOTS']}/review-one-${device}.png`, fullPage: true });
    await one.locator('#act-settle').click();
    await page.getByText('请写明原因').waitFor();
    await one.locator('#review-why textarea').fill('核对过银行流水');
    await one.locator('#act-settle').click();
    await page.locator('#dialog-confirm:visible').click();
    await one.locator('#acts').waitFor();
    expect(await one.locator('#acts').innerText()).toContain('demo-admin');
    expect(await one.locator('#past').innerText()).toMatch(/REVIEW → SUCCESS[^]*demo-admin[^]*NOTPAY/);
    expect(shopper.order(out_trade_no)).toMatchObject({ status: 'SUCCESS', acts: [{ act: 'settle', operator: 'demo-admin' }] });

    await page.locator('#back-to-queue:visible').click();
    await page.locator('.vk-item[role="link"]:visible').first().waitFor();
    await page.getByText('1 件等人处理').first().waitFor();
    await page.locator('#kind-unknown_refund:visible').click();
    await page.locator('.vk-item[role="link"]:visible').first().click();
    const note = page.locator('#review:visible');
    await note.locator('#act-write_off').waitFor();
    await note.locator('#review-why textarea').fill('财务手工退的');
    await note.locator('#act-write_off').click();
    await page.locator('#dialog-confirm:visible').click();
    await note.locator('#acts').waitFor();
    await page.locator('#back-to-queue:visible').click();
    await page.getByText('没有等人处理的').waitFor();
    await expectTidy(page, 'review-desk-空的');
  },
  240_000,
);

inBrowser(
  'a stranger is told who may; a queue that cannot be loaded says so and has a way on',
  async () => {
    const payer = await shopper.openAs('demo', DESK);
    await payer.getByText('没有权限').waitFor();
    await expectTidy(payer, 'review-desk-没有权限');
    const page = await shopper.openAs('demo-admin', '/');
    const mend = await shopper.cut(page, 'listReviews');
    await shopper.go(page, DESK);
    await page.getByText('队列没有加载出来').waitFor();
    await expectTidy(page, 'review-desk-没有加载出来');
    await mend();
    await page.click('#action-retry');
    await page.locator('#total', { hasText: '件' }).waitFor();
  },
  240_000,
);
