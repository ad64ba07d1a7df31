// 订单台在真实浏览器里：查得到、翻得全、导得出、看得见网关刚刚的说法；撤销只在确认之后（docs/pages.md「员工页面」）。
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { useSite } from './browser';
import { MUG, Shopper } from './pages';
import { expectTidy } from './tidy';

const site = useSite();
const { inBrowser } = site;
const shopper = new Shopper(site);
const DESK = '/#/pages/staff/orders';

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

/** 名单正好在这一刻重画的话，这一下落在了旧的一行上：再按一次，与人一样。 */
async function openRow(page: Page, out_trade_no: string): Promise<void> {
  for (const last of [false, false, true]) {
    await page.click(`#row-${out_trade_no}`);
    const opened = page.waitForURL(/#\/pages\/staff\/order\?/, { timeout: 20_000 }).then(() => true);
    if (await (last ? opened : opened.catch(() => false))) return;
  }
}

const rows = (page: Page): Promise<number> => page.locator('.row[role="link"]').count();

inBrowser(
  'staff find an order by its number, see what the gateway says, and export what is listed',
  async () => {
    const payer = await shopper.openAs('demo', MUG);
    const out_trade_no = await shopper.buy(payer);
    await shopper.stack.runtime.database.collection('payment_orders').doc(out_trade_no).update({ subject: '=1+1' });
    const page = await shopper.openAs('demo-admin', '/');
    await page.click('#open-desk');
    await page.locator(`#row-${out_trade_no}`).waitFor();
    expect(await page.title()).toBe('订单台');

    await page.locator('#search-from input').fill('2026-02-30');
    await page.click('#search');
    await page.getByText('要写成 2026-01-31 这样').waitFor();
    await page.click('#clear');
    await page.locator('#search-text input').fill('VP_nothing_like_it');
    await page.click('#search');
    await page.getByText('没有符合的订单').waitFor();
    // 扫码枪一口气写完就回车：最后写的才算
    await page.locator('#search-text input').fill('VP_half_of_a_number');
    await page.locator('#search-text input').fill(out_trade_no);
    await page.keyboard.press('Enter');
    await page.locator(`#row-${out_trade_no}`).waitFor();
    expect(await rows(page)).toBe(1);
    await page.getByText('共 1 张').waitFor();

    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#export')]);
    const csv = readFileSync(await download.path(), 'utf8');
    expect(csv).toMatch(/^\uFEFF订单号,/);
    expect(csv).toContain(`\r\n${out_trade_no},`);
    expect(csv).toContain(",'=1+1,12.00,");
    await page.getByText('已导出 1 行').waitFor();

    await openRow(page, out_trade_no);
    await page.locator('#gateway').getByText('已付款').first().waitFor();
    const seen = await page.locator('main').innerText();
    for (const word of ['PROCESSING → SUCCESS', '付款成功 · 支付平台通知', '业务处理', '已处理', 'create · SUCCESS'])
      expect(seen).toContain(word);
    await page.click('#action-refund');
    await page.locator('#refund-amount').waitFor();
    await page.goBack();
    await page.locator('#gateway').waitFor();
  },
  240_000,
);

inBrowser(
  'shipping information is uploaded by hand: what is wrong is said beside it, asked once, done or told when again',
  async () => {
    const out_trade_no = await shopper.buyInBackground();
    // 像是小程序里收的；付款满了一分钟
    await shopper.stack.runtime.database
      .collection('payment_orders')
      .doc(out_trade_no)
      .update({ platform: 'mp-weixin', pay_date: Date.now() - 120_000 });
    const page = await shopper.openAs('demo-admin', `/#/pages/staff/order?out_trade_no=${out_trade_no}`, 'phone');
    await page.click('#action-ship');
    await page.click('#ship-way-presale');
    await page.locator('#ship-date input').fill('2020-01-01');
    await page.click('#ship-send');
    await page.locator('#ship-date-problem').waitFor();
    await expectTidy(page, 'ship-presale');
    await page.click('#ship-way-express');
    await page.locator('#ship-company input').fill('sf');
    await page.click('#ship-send');
    await page.locator('#ship-number-problem').waitFor();
    await page.locator('#ship-contact-problem').waitFor();
    await expectTidy(page, 'ship-form');
    await page.locator('#ship-number input').fill('SF1234567890');
    await page.locator('#ship-contact input').fill('137 1234 5678');
    await page.click('#ship-send');
    await page.locator('#dialog').getByText('SF1234567890').waitFor();
    await page.click('#dialog-confirm');
    await page.locator('#shipped').waitFor();
    expect(shopper.order(out_trade_no)?.['shipping']).toMatchObject({ by: 'demo-admin' });
    expect(JSON.stringify(shopper.order(out_trade_no))).not.toContain('12345678"');
    await expectTidy(page, 'ship-done');
  },
  240_000,
);

inBrowser(
  'an open Alipay order is cancelled from the desk, after one confirmation',
  async () => {
    const payer = await shopper.openAs('demo', MUG);
    await payer.click('#way-alipay');
    const out_trade_no = await shopper.showCode(payer);
    await payer.close();
    const page = await shopper.openAs('demo-admin', `/#/pages/staff/order?out_trade_no=${out_trade_no}`);
    await page.click('#action-cancel');
    expect(await page.locator('#dialog').innerText()).toContain('¥12.00');
    await page.click('#dialog-cancel');
    expect(shopper.order(out_trade_no)?.['status']).toBe('PROCESSING');
    await page.click('#action-cancel');
    await page.click('#dialog-confirm');
    await page.getByText('已撤销').first().waitFor();
    expect(shopper.order(out_trade_no)?.['status']).toBe('CLOSED');
    await page.locator('#state', { hasText: 'CLOSED' }).waitFor();
  },
  240_000,
);

inBrowser(
  'the list goes on where it stopped, and says so when it cannot',
  async () => {
    const { runtime } = shopper.stack;
    const [sample] = shopper.rows('payment_orders');
    for (let index = 0; index < 45; index += 1) {
      const _id = `VPmany_${String(index).padStart(2, '0')}`;
      await runtime.database.collection('payment_orders').add({ ...sample, _id, out_trade_no: _id, next_query_date: 0, user_id: 'many' });
    }
    const page = await shopper.openAs('demo-admin', `${DESK}?user_id=many`);
    await page.getByText('已列出 20 张').waitFor();
    await page.route('**/client', (route) => route.abort());
    // 直接按，不滚动：滚到底自己就会去取下一页
    await page.locator('#more').dispatchEvent('click');
    await page.locator('#more-failed').waitFor();
    expect(await rows(page)).toBe(20);
    await page.unroute('**/client');
    await page.locator('#more-failed').getByRole('button').dispatchEvent('click');
    await page.getByText('已列出 40 张').waitFor();
    await page.locator('#more').dispatchEvent('click');
    await page.getByText('共 45 张').waitFor();
    expect(new Set(await page.locator('.row[role="link"]').evaluateAll((all) => all.map(({ id }) => id))).size).toBe(45);
    for (let index = 0; index < 45; index += 1)
      await runtime.database
        .collection('payment_orders')
        .doc(`VPmany_${String(index).padStart(2, '0')}`)
        .remove();
  },
  240_000,
);

inBrowser(
  'a payer is shown the door, in the language of the system; the switch changes every word and is remembered',
  async () => {
    const page = await shopper.openAs('demo', DESK, 'phone', 'en-US');
    await page.getByText('The order desk is for staff').waitFor();
    expect(await page.title()).toBe('Order desk');
    await page.click('#language');
    await page.getByText('订单台只给员工用').waitFor();
    expect(await page.title()).toBe('订单台');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    await page.reload();
    await page.getByText('订单台只给员工用').waitFor();
  },
  240_000,
);
