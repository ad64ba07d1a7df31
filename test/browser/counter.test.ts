// 柜台收款在真实浏览器里（docs/pages.md「柜台」）：填金额、扫码枪打字加回车就收，第二次回车什么也不做；要输密码的等，没有答复的查；
// 手机与电脑，浅色与深色，axe 没有严重问题。
import type { Page } from 'playwright-core';
import { seriousProblems } from './axe';
import { useSite } from './browser';
import { Shopper } from './pages';

const PAGE = '/#/pages/staff/counter';
const site = useSite({});
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

async function check(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const serious = await seriousProblems(page);
    expect([name, colorScheme, serious]).toEqual([name, colorScheme, []]);
    const shots = process.env['VK_PAY_SHOTS'];
    if (shots) await page.screenshot({ path: `${shots}/counter-${name}-${colorScheme}.png`, fullPage: true });
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect([name, wide]).toEqual([name, false]);
}
const counted = (): Record<string, unknown>[] =>
  shopper.rows('payment_orders').filter(({ pay_type }) => String(pay_type).endsWith('_codepay'));
/** 扫码枪：打得飞快，最后一个回车；手快的人会再按一次。 */
async function scan(page: Page, code: string, enters = 1): Promise<void> {
  await page.keyboard.type(code);
  for (let press = 0; press < enters; press += 1) await page.keyboard.press('Enter');
}

inBrowser.each(['desktop', 'phone'] as const)(
  'the amount, then the scanner: charged once however often Enter comes; the next only when asked for (%s)',
  async (device) => {
    const page = await shopper.openAs('demo-admin', PAGE, device);
    await page.locator('#amount input').fill('12.34');
    await page.locator('#fee').getByText('12.34').waitFor();
    await check(page, `amount-${device}`);
    await page.locator('#amount input').press('Enter');
    await page.waitForFunction(() => document.activeElement?.closest('#code') !== null);
    const before = counted().length;
    await scan(page, shopper.stack.wxpay.showCode(), 3);
    await page.locator('#outcome').getByText('收到了').waitFor();
    await check(page, `paid-${device}`);
    await scan(page, shopper.stack.wxpay.showCode());
    await page.locator('#outcome').getByText('收到了').waitFor();
    expect(counted()).toHaveLength(before + 1);
    expect(counted().at(-1)).toMatchObject({ total_fee: 1234, status: 'SUCCESS' });

    await page.click('#next');
    await page.locator('#amount input').fill('5');
    await page.locator('#amount input').press('Enter');
    await page.waitForFunction(() => document.activeElement?.closest('#code') !== null);
    await scan(page, '6901234567892');
    await page.locator('#code-problem').waitFor();
    await page.waitForFunction(() => document.activeElement?.closest('#code') !== null);
    await scan(page, shopper.stack.alipay.showCode('password'));
    await page.locator('#outcome').getByText('输入密码').waitFor();
    await check(page, `waiting-${device}`);
    const waiting = String(counted().find(({ status }) => status === 'PROCESSING')?.['_id']);
    shopper.stack.alipay.pay(waiting);
    await page.locator('#outcome').getByText('收到了').waitFor();

    await page.click('#next');
    await page.locator('#amount input').fill('7');
    await page.locator('#amount input').press('Enter');
    await page.waitForFunction(() => document.activeElement?.closest('#code') !== null);
    await scan(page, shopper.stack.wxpay.showCode('poor'));
    await page.locator('#detail').getByText('没有收').waitFor();
    await check(page, `refused-${device}`);
  },
  240_000,
);

inBrowser(
  'an answer that is lost is asked for, also after a reload; it was charged once',
  async () => {
    const page = await shopper.openAs('demo-admin', `${PAGE}?type=counter&total_fee=800`, 'narrow', 'en-US');
    await page.locator('#fee').getByText('8.00').waitFor();
    await check(page, 'narrow-english');
    const before = counted().length;
    await page.route('**/client', async (route) => {
      if (!(route.request().postData() ?? '').includes('chargeByCode')) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.locator('#code input').focus();
    await scan(page, shopper.stack.wxpay.showCode());
    await page.locator('#said').waitFor();
    await page.reload();
    await page.locator('#outcome').getByText('Paid').waitFor();
    expect(counted()).toHaveLength(before + 1);
    // 平台不收的原因，英文页面上说英文
    await page.unroute('**/client');
    await page.click('#next');
    await page.locator('#code input').focus();
    await scan(page, shopper.stack.wxpay.showCode('poor'));
    await page.locator('#detail').getByText('Insufficient balance').waitFor();
    const payer = await shopper.openAs('demo', PAGE);
    await payer.locator('#amount input').fill('1');
    await payer.locator('#code input').focus();
    await scan(payer, shopper.stack.wxpay.showCode());
    await payer.locator('#denied').waitFor();
    await check(payer, 'denied');
  },
  240_000,
);
