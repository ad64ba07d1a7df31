// 对账页在真实浏览器里（docs/pages.md「员工页面」）：每天的账单与合计，打开一份差异在前；手机与电脑，浅色与深色，axe 没有严重问题；
// 只有员工看得到。
import { useSite } from './browser';
import { Shopper } from './pages';
import { expectTidy } from './tidy';

const site = useSite({});
const { inBrowser } = site;
const shopper = new Shopper(site);
const PAGE = '/#/pages/staff/reconciliation';

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

const DAY = '2026-11-23';
const AT = Date.UTC(2026, 10, 24, 2);
const totals = { payments: 2, payment_fee: 123_456, refunds: 1, refund_fee: 200 };

/** 站点由几项测试共用：从没有账单开始。 */
async function noBooks(): Promise<void> {
  const { database } = shopper.stack.runtime;
  for (const { _id } of database.raw('payment_reconciliations'))
    await database.collection('payment_reconciliations').doc(String(_id)).remove();
}

/** 三份账单：对得上的、有差异的、还没出的。 */
async function books(): Promise<void> {
  const table = shopper.stack.runtime.database.collection('payment_reconciliations');
  const bill = (id: string, more: object): Promise<unknown> =>
    table.doc(id).set({
      type: 'bill',
      provider: id.split('_')[0],
      mchid: '1900000001',
      platform: 'h5',
      pid: 'default',
      bill_date: id.slice(-10),
      status: 'DONE',
      attempts: 0,
      next_date: 0,
      theirs: { ...totals, service_fee: 740_736 },
      ours: totals,
      differences: {},
      broken_lines: 0,
      broken: [],
      truncated: false,
      problem: '',
      checked_date: AT,
      create_date: AT,
      update_date: AT,
      ...more,
    });
  await bill('alipay_2088000000000000_2026-11-23', {});
  await bill('wxpay_1900000001_2026-11-23', { differences: { missing_there: 1 } });
  await bill('wxpay_1900000001_2026-11-24', {
    status: 'WAITING',
    theirs: null,
    ours: null,
    problem: '网关还没有生成这一天的账单',
    next_date: AT,
    checked_date: 0,
  });
  const difference = (number: string, more: object): Promise<unknown> =>
    table.doc(`wxpay_1900000001_${DAY}_${number}`).set({
      type: 'difference',
      bill_id: `wxpay_1900000001_${DAY}`,
      provider: 'wxpay',
      mchid: '1900000001',
      bill_date: DAY,
      kind: 'missing_there',
      subject: 'payment',
      status: 'OPEN',
      settled_by: '',
      rank: 1,
      out_trade_no: number,
      out_refund_no: '',
      transaction_id: '',
      ours: { fee: 1200, state: 'SUCCESS', at: AT },
      reason: '那天的账单里没有这一笔',
      seen_date: AT,
      create_date: AT,
      update_date: AT,
      ...more,
    });
  await difference('VPLATE0001', { kind: 'late', status: 'SETTLED', settled_by: 'late', rank: 106, reason: '我们记在另一天' });
  await difference('VPMISSING01', {});
}

inBrowser.each(['desktop', 'phone'] as const)(
  'days with totals of both sides; a bill shows its differences, the open ones first (%s)',
  async (device) => {
    await noBooks();
    const page = await shopper.openAs('demo-admin', PAGE, device);
    await page.getByText('还没有账单').waitFor();
    await expectTidy(page, 'reconciliation-空');
    await books();
    await page.reload();
    await page.locator(`#bill-wxpay-${DAY}`).waitFor();
    const day = await page.locator(`#bill-wxpay-${DAY}`).innerText();
    expect(day).toContain('1 处要看');
    expect(day).toContain('¥1,234.56');
    expect(day).toContain('手续费 ¥7.41');
    expect(await page.locator(`#bill-alipay-${DAY}`).innerText()).toContain('对得上');
    expect(await page.locator('#bill-wxpay-2026-11-24').innerText()).toContain('还没有生成');
    await expectTidy(page, 'reconciliation-每天的账单');
    if (process.env['VK_PAY_SHOTS'])
      await page.screenshot({ path: `${process.env['VK_PAY_SHOTS']}/reconciliation-${device}.png`, fullPage: true });

    await page.locator(`#bill-wxpay-${DAY}`).focus();
    await page.keyboard.press('Enter');
    await page.locator('#difference-VPMISSING01').waitFor();
    const found = await page.locator('.difference').allInnerTexts();
    expect(found).toHaveLength(2);
    expect(found[0]).toContain('VPMISSING01');
    expect(found[0]).toContain('我们有、账单没有');
    expect(found[1]).toContain('已了结');
    await expectTidy(page, 'reconciliation-一份账单');
    if (process.env['VK_PAY_SHOTS'])
      await page.screenshot({ path: `${process.env['VK_PAY_SHOTS']}/reconciliation-one-${device}.png`, fullPage: true });
    // 一处差异从这里到复核台上处理，回来看得到是谁、为什么。
    await page.locator('#resolve-VPMISSING01').click();
    const one = page.locator('#review:visible');
    await one.locator('#act-write_off').waitFor();
    expect(await one.innerText()).toContain('那天的账单里没有这一笔');
    await expectTidy(page, 'reconciliation-复核台上的一处差异');
    if (process.env['VK_PAY_SHOTS'])
      await page.screenshot({ path: `${process.env['VK_PAY_SHOTS']}/difference-${device}.png`, fullPage: true });
    await one.locator('#review-why textarea').fill('支付公司说补在下月');
    await one.locator('#act-write_off').click();
    await page.locator('#dialog-confirm:visible').click();
    await one.locator('#acts').waitFor();
    await shopper.go(page, `${PAGE}?id=wxpay_1900000001_${DAY}`);
    await page.locator('#difference-VPMISSING01', { hasText: '支付公司说补在下月' }).waitFor();
    await page.locator('#back-to-days:visible').click();
    await page.locator(`#bill-wxpay-${DAY}`).waitFor();
  },
  240_000,
);

inBrowser(
  'who is not staff is told so, and has a way on',
  async () => {
    const page = await shopper.openAs('demo', PAGE);
    await page.locator('#denied').waitFor();
    await expectTidy(page, 'reconciliation-没有权限');
  },
  240_000,
);
