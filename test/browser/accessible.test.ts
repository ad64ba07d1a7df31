// docs/pages.md「一律」：每一页、每一种样子，浅色与深色，axe 没有严重问题；一个 h1，一个 main。
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { useSite } from './browser';
import { BEANS, MUG, Shopper } from './pages';

const site = useSite({ wxpay: { refundDurationMs: 0, refundSpacingMs: 0 } });
const { inBrowser } = site;
const shopper = new Shopper(site);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** 这一刻的样子在浅色与深色里都查一遍。 */
async function check(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(AXE);
    const violations = (await page.evaluate(
      `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
    )) as Violation[];
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`) }));
    expect([name, colorScheme, serious]).toEqual([name, colorScheme, []]);
    const headings = await page.locator('h1').count();
    const mains = await page.locator('main').count();
    expect([name, headings, mains]).toEqual([name, 1, 1]);
  }
}

/** 看得到的与读屏听得到的中文；商品名、收款方是商家写的，语言开关写着「中文」。 */
async function chinese(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const attributes = ['aria-label', 'placeholder', 'alt', 'title'];
    const named = Array.from(document.querySelectorAll('*')).flatMap((one) => attributes.map((name) => one.getAttribute(name) ?? ''));
    return [...document.body.innerText.split('\n'), ...named];
  });
  const written = /手工马克杯|精品咖啡豆|示例商店|当周烘焙|陶瓷/;
  return texts.filter((text) => /[\u3400-\u9fff]/.test(text) && !written.test(text) && text.trim() !== '中文');
}

inBrowser(
  'shop, login, checkout, code, dialog, result, receipt, orders',
  async () => {
    const page = await shopper.open('/');
    await page.locator('#buy-mug').waitFor();
    await check(page, '商店');
    await shopper.go(page, '/#/demo/pages/login/login');
    await page.locator('#login-demo').waitFor();
    await check(page, '登录');
    await page.click('#login-demo');
    await page.locator('#account').waitFor();
    await check(page, '商店，已登录');

    await shopper.go(page, '/#/pages/orders/orders');
    await page.getByText('还没有订单').waitFor();
    await check(page, '订单，空');
    await shopper.go(page, MUG);
    await page.locator('#pay').waitFor();
    await check(page, '收银台');
    const out_trade_no = await shopper.showCode(page);
    await page.click('#qr-check');
    await page.locator('#qr-answer').waitFor();
    await check(page, '二维码');
    await shopper.go(page, `/#/pages/orders/detail?out_trade_no=${out_trade_no}`);
    await page.locator('#action-cancel').waitFor();
    await check(page, '订单详情，待付款');
    await page.click('#action-cancel');
    await page.locator('#dialog').waitFor();
    await check(page, '确认框');
    await page.click('#dialog-cancel');
    await shopper.stack.wxpay.pay(out_trade_no);
    await shopper.go(page, `/#/pages/result/result?out_trade_no=${out_trade_no}`);
    await page.getByText('支付成功').waitFor();
    await check(page, '支付结果');
    await shopper.go(page, `/#/pages/orders/receipt?out_trade_no=${out_trade_no}`);
    await page.locator('#action-print').waitFor();
    await check(page, '收据');
    await shopper.go(page, '/#/pages/orders/orders');
    await page.getByText('没有更多订单了').waitFor();
    await check(page, '订单');
    await shopper.go(page, '/#/pages/nowhere/nowhere');
    await page.getByText('没有这个页面').first().waitFor();
    await check(page, '走错了路');
  },
  240_000,
);

inBrowser(
  'staff: nothing found, form, form with mistakes, refunded, not allowed',
  async () => {
    const payer = await shopper.openAs('demo', BEANS);
    const out_trade_no = await shopper.buy(payer);
    const page = await shopper.openAs('demo-admin', '/#/pages/staff/refund');
    await page.getByText('先查订单').waitFor();
    await check(page, '退款，空');
    await page.locator('#order-number input').fill('VP_does_not_exist');
    await page.click('#find');
    await page.getByText('没有查到').waitFor();
    await check(page, '退款，没有查到');
    await shopper.go(page, `/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
    await page.locator('#refund', { hasText: '¥68.00' }).waitFor();
    await page.click('#refund');
    await page.getByText('请填写退款原因').waitFor();
    await check(page, '退款，填错');
    await page.locator('#refund-reason textarea').fill('不想要了');
    await page.locator('#refund-amount input').fill('5');
    await page.locator('#refund', { hasText: '¥5.00' }).click();
    await page.click('#dialog-confirm');
    await page.locator('#refunds').getByText('已退款').waitFor();
    await check(page, '退款，退了一部分');
    await shopper.go(payer, `/#/pages/orders/detail?out_trade_no=${out_trade_no}`);
    await payer.locator('#refunds').waitFor();
    await check(payer, '订单详情，退了一部分');
    await shopper.go(payer, `/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
    await payer.getByText('没有权限').waitFor();
    await check(payer, '退款，没有权限');
  },
  240_000,
);

inBrowser(
  'refund requests and the order desk: asked, waiting, answered, nothing there, a list, an order',
  async () => {
    const payer = await shopper.openAs('demo', MUG);
    const out_trade_no = await shopper.buy(payer);
    await shopper.go(payer, `/#/pages/orders/detail?out_trade_no=${out_trade_no}`);
    await payer.click('#ask');
    await payer.locator('#ask-reason textarea').waitFor();
    await payer.click('#ask-send');
    await payer.getByText('请填写退款原因').waitFor();
    await check(payer, '申请退款，填错');
    await payer.locator('#ask-reason textarea').fill('尺寸不合适');
    await payer.click('#ask-send');
    await payer.click('#dialog-confirm');
    await payer.locator('#withdraw').waitFor();
    await check(payer, '申请退款，等答复');

    const desk = await shopper.openAs('demo-admin', '/#/pages/staff/requests');
    await desk.getByText('尺寸不合适').waitFor();
    await check(desk, '退款申请');
    await shopper.go(desk, '/#/pages/staff/orders');
    await desk.locator(`#row-${out_trade_no}`).waitFor();
    await check(desk, '订单台');
    await desk.locator('#search-from input').fill('x');
    await desk.click('#search');
    await desk.getByText('要写成 2026-01-31 这样').waitFor();
    await check(desk, '订单台，填错');
    await shopper.go(desk, '/#/pages/staff/orders?user_id=nobody');
    await desk.getByText('没有符合的订单').waitFor();
    await check(desk, '订单台，没有');
    await shopper.go(desk, `/#/pages/staff/order?out_trade_no=${out_trade_no}`);
    await desk.locator('#gateway').waitFor();
    await check(desk, '订单台，一张');
    await shopper.go(desk, '/#/pages/staff/requests');
    await desk.locator('[id^="decline-"]').first().waitFor();
    await desk.locator('[id^="answer-"] textarea').first().fill('已经发货');
    await desk.locator('[id^="decline-"]').first().click();
    await desk.click('#dialog-confirm');
    await desk.getByText('没有待答复的申请').waitFor();
    await check(desk, '退款申请，空');
    await shopper.go(payer, '/#/pages/staff/orders');
    await payer.locator('#denied').waitFor();
    await check(payer, '订单台，没有权限');
  },
  240_000,
);

inBrowser(
  'in English: every page speaks it, titles too, and nothing Chinese is left but what the shop wrote',
  async () => {
    const page = await shopper.openAs('demo', MUG, 'phone', 'en-US');
    await page.locator('#pay').waitFor();
    const out_trade_no = await shopper.buyInBackground();
    const visits = [
      [MUG, '#pay', 'Checkout'],
      [`/#/pages/result/result?out_trade_no=${out_trade_no}`, '#action-done', 'Payment result'],
      ['/#/pages/orders/orders', '#refresh', 'My orders'],
      [`/#/pages/orders/detail?out_trade_no=${out_trade_no}`, '#ask', 'Order'],
      [`/#/pages/orders/receipt?out_trade_no=${out_trade_no}`, '#action-print', 'Receipt'],
      ['/#/pages/nowhere/nowhere', '#action-home', 'Page not found'],
    ] as const;
    for (const [path, ready, title] of visits) {
      await shopper.go(page, path);
      await page.locator(ready).waitFor();
      expect([path, await page.title()]).toEqual([path, title]);
      expect([path, await chinese(page)]).toEqual([path, []]);
      await check(page, `${path} en`);
    }
    const desk = await shopper.openAs('demo-admin', '/#/pages/staff/orders', 'desktop', 'en-US');
    const desks = [
      ['/#/pages/staff/orders', `#row-${out_trade_no}`, 'Order desk'],
      [`/#/pages/staff/order?out_trade_no=${out_trade_no}`, '#gateway', 'Order'],
      ['/#/pages/staff/requests', '#filter-open', 'Refund requests'],
      [`/#/pages/staff/refund?out_trade_no=${out_trade_no}`, '#refund', 'Refund'],
    ] as const;
    for (const [path, ready, title] of desks) {
      await shopper.go(desk, path);
      await desk.locator(ready).waitFor();
      expect([path, await desk.title()]).toEqual([path, title]);
      expect([path, await chinese(desk)]).toEqual([path, []]);
      await check(desk, `${path} en`);
    }
  },
  240_000,
);

inBrowser(
  'loading and broken: every page while it waits, when it cannot reach anybody, and for a stranger',
  async () => {
    const page = await shopper.openAs('demo', '/');
    const visits = [
      [MUG, '收银台没有打开'],
      ['/#/pages/result/result?out_trade_no=VP20261126000000AAAAAAAAAA', '结果确认中'],
      ['/#/pages/orders/orders', '订单没有加载出来'],
      ['/#/pages/orders/detail?out_trade_no=VP20261126000000AAAAAAAAAA', '订单没有加载出来'],
      ['/#/pages/orders/receipt?out_trade_no=VP20261126000000AAAAAAAAAA', '收据没有打开'],
    ] as const;
    for (const [path, words] of visits) {
      let release: () => void = () => undefined;
      const held = new Promise<void>((done) => (release = done));
      await page.route('**/client', async (route) => {
        await held;
        await route.abort();
      });
      await shopper.go(page, path);
      await page.locator('[aria-busy="true"]').first().waitFor();
      await check(page, `${path} 加载中`);
      release();
      await page.getByText(words).waitFor();
      await check(page, `${path} 连不上`);
      await page.unroute('**/client');
    }
    await shopper.cut(page, 'pay/kh/createPayment');
    await shopper.go(page, BEANS);
    await page.click('#pay');
    await page.locator('#dialog').waitFor();
    await check(page, '付款没有连上');
    await page.click('#dialog-confirm');
    await page.locator('#trouble').waitFor();
    await check(page, '付款没有连上，关掉弹窗');

    const stranger = await shopper.open('/#/pages/orders/detail?out_trade_no=VP20261126000000AAAAAAAAAA');
    await stranger.locator('#login-demo').waitFor();
    await stranger.goBack();
    await stranger.getByText('请先登录').waitFor();
    await check(stranger, '订单详情，没有登录');
  },
  240_000,
);

inBrowser(
  'keyboard: ways by arrow keys, one stop for the group, Back is reachable, focus follows the page',
  async () => {
    const page = await shopper.openAs('demo', '/');
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const one = document.activeElement;
        return one?.id || `${one?.tagName.toLowerCase()}:${one?.textContent ?? ''}`;
      });
    await page.locator('#buy-mug').focus();
    await page.keyboard.press('Enter');
    await page.locator('#pay').waitFor();
    expect(await focused()).toBe('h1:收银台');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('way-wxpay');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('way-alipay');
    expect(await page.locator('#way-alipay').getAttribute('aria-checked')).toBe('true');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('way-wxpay');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('#pay') !== null)).toBe(true);

    const back = page.getByRole('button', { name: '返回' }).first();
    await back.focus();
    await page.keyboard.press('Enter');
    await page.locator('#buy-mug').waitFor();
    // 退回来的人回到刚才按的地方
    expect(await focused()).toBe('buy-mug');
  },
  240_000,
);
