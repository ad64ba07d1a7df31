// docs/pages.md「一律」：确认框是自己的，打开它的那次按键不会顺便回答它，Esc 关闭，焦点关在里面，金额看得清。
import type { Page } from 'playwright-core';
import { useSite } from './browser';
import { MUG, Shopper } from './pages';

const site = useSite({ wxpay: { refundDurationMs: 0, refundSpacingMs: 0 } });
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

const refundsOf = (out_trade_no: string): unknown[] =>
  shopper.rows('payment_refunds').filter((row) => row['out_trade_no'] === out_trade_no);

async function atRefund(): Promise<{ page: Page; out_trade_no: string }> {
  const payer = await shopper.openAs('demo', MUG);
  const out_trade_no = await shopper.buy(payer);
  const page = await shopper.openAs('demo-admin', `/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
  await page.locator('#refund', { hasText: '退款 ¥12.00' }).waitFor();
  await page.locator('#refund-reason textarea').fill('不想要了');
  return { page, out_trade_no };
}
const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '');

inBrowser(
  'Enter on 退款 asks; the same key, held or released, never answers',
  async () => {
    const { page, out_trade_no } = await atRefund();
    await page.locator('#refund').focus();
    await page.keyboard.down('Enter');
    await page.locator('#dialog').waitFor();
    // 按住不放：系统会不断重复这次按键
    await page.keyboard.down('Enter');
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await page.waitForTimeout(300);
    expect(await page.locator('#dialog').count()).toBe(1);
    expect(refundsOf(out_trade_no)).toEqual([]);
    expect(await page.locator('#dialog').innerText()).toContain('12.00');
    expect(await page.locator('#dialog').innerText()).toContain(out_trade_no);
    // 不能反悔的动作，先停在「取消」上：再按一次回车是取消
    expect(await focused(page)).toBe('dialog-cancel');
    await page.keyboard.press('Enter');
    await page.locator('#dialog').waitFor({ state: 'detached' });
    expect(refundsOf(out_trade_no)).toEqual([]);
  },
  240_000,
);

inBrowser(
  'focus stays inside, Esc closes and gives the focus back, and only a deliberate confirm refunds',
  async () => {
    const { page, out_trade_no } = await atRefund();
    await page.locator('#refund').press('Enter');
    await page.locator('#dialog').waitFor();
    for (const expected of ['dialog-confirm', 'dialog-cancel', 'dialog-confirm']) {
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe(expected);
    }
    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('dialog-cancel');
    // 后面的页面点不到
    expect(await page.locator('#app').getAttribute('inert')).not.toBeNull();
    await page.keyboard.press('Escape');
    await page.locator('#dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('refund');
    expect(refundsOf(out_trade_no)).toEqual([]);

    await page.keyboard.press('Enter');
    await page.locator('#dialog').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#refunds').getByText('已退款').waitFor();
    expect(refundsOf(out_trade_no)).toHaveLength(1);
  },
  240_000,
);
