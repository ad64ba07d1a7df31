// docs/pages.md「一律」：只用键盘，每一页每一处能按的都走得到，次序与读的次序相同，看得见停在哪里；
// 确认框里转圈、Esc 关闭、焦点回到打开它的地方。
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { useSite } from './browser';
import { MUG, Shopper } from './pages';
import { sendTransfer } from './transfers';

const settings = {
  transfers: { maxFee: 500_000, dayFee: 10_000_000, personDayFee: 5_000_000, approvalFee: 5000 },
  encryption: { keys: [`k1:${createHash('sha256').update('keyboard').digest('base64')}`], fields: [] },
};
const site = useSite({ settings });
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

interface Stop {
  readonly name: string;
  /** 在文档里的次序 */
  readonly at: number;
  readonly seen: boolean;
}

/** 在页面里：停在哪里、看不看得见、是第几个。 */
function standing(): Stop | undefined {
  const here = document.activeElement;
  if (!here || here === document.body) return undefined;
  const all = [...document.querySelectorAll('*')];
  const field = here.closest('.vk-field__input');
  const { outlineStyle, outlineWidth } = getComputedStyle(here);
  const ringed = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  const framed = field !== null && getComputedStyle(field).boxShadow !== 'none';
  return {
    name:
      here.id ||
      (here.textContent ?? '').trim().slice(0, 20) ||
      String(here.getAttribute('aria-label') ?? here.getAttribute('aria-labelledby')),
    at: all.indexOf(here),
    seen: ringed || framed,
  };
}

/** 能按的、能填的：露在外面的，一组单选算一个。 */
function pressable(): string[] {
  const page = [...document.querySelectorAll('uni-page')].find((one) => (one as HTMLElement).offsetParent !== null) ?? document.body;
  const found = [...page.querySelectorAll<HTMLElement>('[role="button"], [role="link"], [role="radio"], input, textarea')].filter(
    (one) => one.offsetWidth > 0 && one.offsetHeight > 0,
  );
  return found
    .filter((one) => one.getAttribute('role') !== 'radio' || one.getAttribute('aria-checked') === 'true')
    .map(
      (one) =>
        one.id ||
        (one.textContent ?? '').trim().slice(0, 20) ||
        String(one.getAttribute('aria-label') ?? one.getAttribute('aria-labelledby')),
    );
}

async function expectWalk(page: Page, name: string): Promise<void> {
  const wanted = await page.evaluate(pressable);
  const walked: Stop[] = [];
  for (let step = 0; step <= wanted.length + 4; step += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(standing);
    if (stop && stop.at === walked[0]?.at) break;
    // 走出页面的那一下停在浏览器自己的地方
    if (stop) walked.push(stop);
  }
  const missed = wanted.filter((one) => !walked.some((stop) => stop.name === one));
  const unseen = walked.filter(({ seen }) => !seen).map((stop) => stop.name);
  // 走到头从头再来，只有那一次往回
  const backwards = walked.filter(({ at }, index) => index > 0 && at < (walked[index - 1]?.at ?? 0)).map((stop) => stop.name);
  expect([name, { missed, unseen, backwards: backwards.slice(1) }]).toEqual([name, { missed: [], unseen: [], backwards: [] }]);
}

const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '');

/** 用键盘打开确认框：按住不放也不会顺便回答；Tab 出不去；Esc 关掉，回到原处。 */
async function expectDialog(page: Page, opener: string): Promise<void> {
  await page.locator(opener).focus();
  await page.keyboard.down('Enter');
  await page.locator('#dialog').waitFor();
  await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await page.waitForTimeout(200);
  expect(await page.locator('#dialog').count()).toBe(1);
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press('Tab');
    expect([opener, await focused(page)]).toEqual([opener, expect.stringMatching(/^dialog-(?:confirm|cancel)$/)]);
  }
  await page.keyboard.press('Escape');
  await page.locator('#dialog').waitFor({ state: 'detached' });
  expect(`#${await focused(page)}`).toBe(opener);
}

inBrowser(
  'a payer reaches everything with Tab, sees where, and no held key answers a dialog',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    await page.locator('#pay').waitFor();
    await expectWalk(page, '收银台');
    const out_trade_no = await shopper.showCode(page);
    await expectWalk(page, '二维码');
    await shopper.go(page, '/#/pages/orders/orders');
    await page.getByRole('link').first().waitFor();
    await expectWalk(page, '订单');
    await shopper.go(page, `/#/pages/orders/detail?out_trade_no=${out_trade_no}`);
    await page.locator('#action-cancel').waitFor();
    await expectWalk(page, '订单详情');
    await expectDialog(page, '#action-cancel');
    expect(shopper.order(out_trade_no)?.['status']).toBe('PROCESSING');
  },
  240_000,
);

inBrowser(
  'the heading of every page of a payer has the focus when it has loaded, and a field that got it stays on the way of Tab',
  async () => {
    const out_trade_no = await shopper.buyInBackground();
    const page = await shopper.openAs('demo', '/#/pages/orders/orders');
    await page.getByRole('link').first().waitFor();
    const pages: readonly (readonly [path: string, ready: string])[] = [
      [`orders/detail?out_trade_no=${out_trade_no}`, '#ask'],
      [`orders/receipt?out_trade_no=${out_trade_no}`, '#action-print'],
      [`result/result?out_trade_no=${out_trade_no}`, '#action-done'],
      ['orders/orders', '#filter-all'],
    ];
    for (const [path, ready] of pages) {
      await shopper.go(page, `/#/pages/${path}`);
      await page.locator(ready).waitFor();
      expect([path, await page.evaluate(() => document.activeElement?.tagName)]).toEqual([path, 'H1']);
    }
    await shopper.go(page, `/#/pages/orders/detail?out_trade_no=${out_trade_no}`);
    await page.click('#ask');
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    await expectWalk(page, '申请退款');
  },
  240_000,
);

inBrowser(
  'staff reach everything with Tab, sees where, and no held key answers a dialog',
  async () => {
    const out_trade_no = await shopper.buyInBackground();
    await sendTransfer(shopper.stack, 'demo-refund', 'TRKEYBOARD', { transfer_amount: 6000 });
    const page = await shopper.openAs('demo-admin', '/#/pages/staff/orders');
    const pages: readonly (readonly [path: string, ready: string])[] = [
      ['orders', `#row-${out_trade_no}`],
      [`order?out_trade_no=${out_trade_no}`, '#gateway'],
      [`refund?out_trade_no=${out_trade_no}`, '#refund'],
      ['requests', '#filter-open'],
      ['review', '#total'],
      ['reconciliation', '#provider-any'],
      ['dashboard', '#figure-fee'],
      ['errors', '#search'],
      ['alerts', '#updated'],
      ['events', '#search'],
      ['transfers', '#approve-TRKEYBOARD'],
      ['release', '#change-provider_wxpay'],
    ];
    for (const [path, ready] of pages) {
      await shopper.go(page, `/#/pages/staff/${path}`);
      await page.locator(ready).waitFor();
      await page.locator('[aria-busy="true"][role="status"]').waitFor({ state: 'detached' });
      await expectWalk(page, path);
    }
    await page.click('#change-provider_wxpay');
    await page.locator('#reason input').fill('键盘');
    await page.waitForTimeout(200);
    await expectWalk(page, '改一个');
    await expectDialog(page, '#save');
    await shopper.go(page, '/#/pages/staff/transfers');
    await page.locator('#approve-TRKEYBOARD').waitFor();
    await expectDialog(page, '#approve-TRKEYBOARD');
    await expectDialog(page, '#decline-TRKEYBOARD');
    expect(shopper.rows('payment_transfers').map(({ status }) => status)).toEqual(['CREATED']);
  },
  240_000,
);
