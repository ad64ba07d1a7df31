// docs/pages.md「配色」「一律」：320 px、字号放大一倍也能用；什么也不会压在按钮后面；骨架不跳动；第一眼不超过 200 KB 的 JavaScript。
import type { Page } from 'playwright-core';
import { useSite } from './browser';
import { BEANS, MUG, Shopper, STICKER } from './pages';

const site = useSite({ wxpay: { refundDurationMs: 0, refundSpacingMs: 0 } });
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

/** 与浏览器里把字号调成 32 一样：根字号翻倍，px 不变。 */
const doubleText = (page: Page): Promise<unknown> => page.addStyleTag({ content: 'html.vk-rem { font-size: 200% !important }' });

/** 横向滚动，或超出屏幕的东西。 */
async function expectFits(page: Page, name: string): Promise<void> {
  const out = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll('main *')].filter((one) => {
      const { left, right, width: own } = one.getBoundingClientRect();
      return own > 0 && (right > width + 1 || left < -1) && !one.closest('.vk-sr, uni-resize-sensor');
    });
    return { scroll: document.documentElement.scrollWidth - width, wide: wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)) };
  });
  expect([name, out]).toEqual([name, { scroll: 0, wide: [] }]);
}

inBrowser(
  'every page at 320 px, plain and with text twice as large',
  async () => {
    const page = await shopper.openAs('demo', MUG, 'narrow');
    const staff = await shopper.openAs('demo-admin', '/', 'narrow');
    const out_trade_no = await shopper.showCode(page);
    for (const large of [false, true]) {
      if (large) await Promise.all([doubleText(page), doubleText(staff)]);
      await shopper.go(page, '/');
      await page.locator('#buy-mug').waitFor();
      await expectFits(page, '商店');
      await shopper.go(page, '/#/demo/pages/login/login');
      await page.locator('#login-demo').waitFor();
      await expectFits(page, '登录');
      // 换一样东西：没有付完的那一页还留着它的二维码
      await shopper.go(page, large ? STICKER : BEANS);
      await page.locator('#pay').waitFor();
      await expectFits(page, '收银台');
      await shopper.showCode(page);
      const code = await page.locator('.qr__code').boundingBox();
      expect(code && Math.abs(code.width - code.height) < 1 && code.width >= 180).toBe(true);
      await expectFits(page, '二维码');
      await shopper.go(page, `/#/pages/orders/detail?out_trade_no=${out_trade_no}`);
      await page.locator('#state').waitFor();
      await expectFits(page, '订单详情');
      if (large) {
        await page.click('#action-cancel');
        await page.locator('#dialog').waitFor();
        const card = await page.locator('#dialog').boundingBox();
        expect(card && card.x >= 0 && card.x + card.width <= 320).toBe(true);
        await page.click('#dialog-cancel');
      }
      await shopper.go(page, '/#/pages/orders/orders');
      await page.getByRole('link').first().waitFor();
      await expectFits(page, '订单');
    }
    await shopper.stack.wxpay.pay(out_trade_no);
    await shopper.go(page, `/#/pages/result/result?out_trade_no=${out_trade_no}`);
    await page.getByText('支付成功').waitFor();
    await expectFits(page, '结果');
    await shopper.go(page, `/#/pages/orders/receipt?out_trade_no=${out_trade_no}`);
    await page.locator('#action-print').waitFor();
    await expectFits(page, '收据');
    await shopper.go(staff, `/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
    await staff.locator('#refund', { hasText: '¥12.00' }).waitFor();
    await expectFits(staff, '退款');
  },
  240_000,
);

inBrowser.each(['zh-CN', 'en-US'])(
  'the order desk and refund requests at 320 px, plain and with text twice as large (%s)',
  async (locale) => {
    const out_trade_no = await shopper.buyInBackground();
    const payer = await shopper.openAs('demo', `/#/pages/orders/detail?out_trade_no=${out_trade_no}`, 'narrow', locale);
    const staff = await shopper.openAs('demo-admin', '/', 'narrow', locale);
    const shot = async (page: Page, name: string): Promise<void> => {
      const folder = process.env['VK_PAY_SHOTS'];
      if (folder) await page.screenshot({ path: `${folder}/${name}-${locale}.png`, fullPage: true });
    };
    await payer.click('#ask');
    await payer.locator('#ask-reason textarea').fill('尺寸不合适，想换一个大一点的');
    for (const large of [false, true]) {
      const size = large ? 'large' : 'plain';
      if (large) await Promise.all([doubleText(payer), doubleText(staff)]);
      await expectFits(payer, '申请退款');
      await shot(payer, `ask-${size}`);
      await shopper.go(staff, '/#/pages/staff/orders');
      await staff.locator(`#row-${out_trade_no}`).waitFor();
      await expectFits(staff, '订单台');
      // 条件收着：先看到结果；展开了才填（第二遍是同一页，还展开着）
      if (!large) {
        expect(await staff.locator('#search-from').isVisible()).toBe(false);
        await staff.click('#more-conditions');
      }
      await staff.locator('#search-from').waitFor();
      await expectFits(staff, '订单台，条件展开');
      // 一排里放得下几个就放几个
      const [first, second] = await Promise.all(['#provider-any', '#provider-wxpay'].map((one) => staff.locator(one).boundingBox()));
      if (!large) expect([first?.y, Number(second?.x) > Number(first?.x)]).toEqual([second?.y, true]);
      await shot(staff, `desk-${size}`);
      await shopper.go(staff, `/#/pages/staff/order?out_trade_no=${out_trade_no}`);
      await staff.locator('#gateway').waitFor();
      await expectFits(staff, '订单台，一张');
      await shot(staff, `order-${size}`);
    }
    await payer.click('#ask-send');
    await payer.click('#dialog-confirm');
    await payer.locator('#withdraw').waitFor();
    await expectFits(payer, '退款申请，付款人');
    await shot(payer, 'asked-large');
    await shopper.go(staff, '/#/pages/staff/requests');
    await staff.locator('[id^="approve-"]').first().waitFor();
    await expectFits(staff, '退款申请，员工');
    await shot(staff, 'requests-large');
    await payer.click('#withdraw');
    await payer.locator('#ask').waitFor();
  },
  240_000,
);

inBrowser(
  'one rem is the text size of the browser, not a share of the screen',
  async () => {
    for (const device of ['phone', 'narrow', 'desktop'] as const) {
      const page = await shopper.open(MUG, device);
      await page.locator('#amount').waitFor();
      const size = await page.evaluate(() => [
        getComputedStyle(document.documentElement).fontSize,
        getComputedStyle(document.querySelector('#amount') as Element).fontSize,
      ]);
      expect([device, ...size]).toEqual([device, '16px', '40px']);
    }
  },
  240_000,
);

inBrowser(
  'phone: the button is in reach, the last line is never behind it',
  async () => {
    const page = await shopper.open(MUG, 'narrow');
    await page.setViewportSize({ width: 320, height: 500 });
    await page.locator('#pay').waitFor();
    const [button, height] = [await page.locator('.pay-button').boundingBox(), 500];
    expect(button && button.y + button.height <= height).toBe(true);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    const ways = await page.getByRole('radio').last().boundingBox();
    const bar = await page.locator('.checkout__bar').boundingBox();
    expect(ways && bar && ways.y + ways.height <= bar.y + 1).toBe(true);
    // 底栏在整页的最后，语言开关在它上面
    const language = await page.locator('#language').boundingBox();
    expect(language && bar && language.y + language.height <= bar.y + 1).toBe(true);
    expect(bar && Math.abs(bar.y + bar.height - 500) <= 1).toBe(true);
  },
  240_000,
);

inBrowser.each(['desktop', 'phone'] as const)(
  '%s: first view of the checkout: at most 200 KB of JavaScript over the wire, and nothing jumps',
  async (device) => {
    const page = await shopper.open('/#/pages/lost/lost', device);
    const fresh = await page.context().newPage();
    const cdp = await page.context().newCDPSession(fresh);
    await cdp.send('Network.enable');
    await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
    const scripts = new Set<string>();
    let bytes = 0;
    cdp.on('Network.responseReceived', ({ requestId, response }) => void (/javascript/.test(response.mimeType) && scripts.add(requestId)));
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => void (scripts.has(requestId) && (bytes += encodedDataLength)));
    await fresh.goto(shopper.stack.url + MUG);
    await fresh.locator('.pay-button').waitFor();
    await fresh.waitForLoadState('networkidle');
    expect(scripts.size).toBeGreaterThan(1);
    expect(bytes).toBeLessThanOrEqual(200 * 1024);
    const shift = await fresh.evaluate(
      () =>
        new Promise<number>((done) => {
          let total = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) total += (entry as unknown as { value: number }).value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => done(total), 100);
        }),
    );
    expect(shift).toBeLessThan(0.01);
  },
  240_000,
);
