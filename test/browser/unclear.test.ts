// docs/pages.md「结果」：没连上服务器是「还不知道」，不是「失败」；每一次询问都有看得见的回答；说不通的只影响它自己那一块。
import type { Page } from 'playwright-core';
import { useSite } from './browser';
import { MUG, Shopper } from './pages';

const site = useSite();
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  shopper.stack.wxpay.faults.clear();
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

/** 看得见，而且没有被别的东西盖住。 */
const uncovered = (page: Page, selector: string): Promise<boolean> =>
  page.locator(selector).evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return hit !== null && element.contains(hit);
  });

inBrowser.each(['desktop', 'phone'] as const)(
  '%s: an unreachable server is unclear, and the same order goes on afterwards',
  async (device) => {
    const page = await shopper.openAs('demo', MUG, device);
    await page.locator('.pay-button', { hasText: '确认支付' }).waitFor();
    const orders = shopper.rows('payment_orders').length;
    const mend = await shopper.cut(page, 'pay/kh/createPayment');
    await page.locator('.pay-button').click();
    await page.locator('#dialog').waitFor();
    const said = await page.locator('#dialog').innerText();
    expect(said).toContain('结果还不清楚');
    expect(said).not.toMatch(/支付失败|没有扣款/);
    await page.click('#dialog-confirm');
    await page.locator('#trouble').waitFor();
    expect(await uncovered(page, '#trouble')).toBe(true);

    await mend();
    await page.locator('.pay-button').click();
    await page.waitForFunction(() => document.querySelector('#qr-cancel') !== null || location.pathname.includes('/cashier/'));
    expect(shopper.rows('payment_orders')).toHaveLength(orders + 1);
  },
  240_000,
);

inBrowser(
  'an answer that is lost after the order was made: trying again finds the same order',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    await page.locator('#pay').waitFor();
    await page.route('**/client', async (route) => {
      const lost = (route.request().postData() ?? '').includes('pay/kh/createPayment');
      if (!lost) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.click('#pay');
    await page.click('#dialog-confirm');
    await page.unroute('**/client');
    const out_trade_no = shopper.newest();
    expect(await shopper.showCode(page)).toBe(out_trade_no);
  },
  240_000,
);

inBrowser(
  '我已付款 is answered: not yet, not reachable, and paid',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    const out_trade_no = await shopper.showCode(page);
    await page.click('#qr-check');
    await page.locator('#qr-answer', { hasText: '还没有收到付款' }).waitFor();
    const mend = await shopper.cut(page, 'pay/kh/queryPayment');
    await page.click('#qr-check');
    await page.locator('#qr-answer', { hasText: '还没有连上服务器' }).waitFor();
    await mend();
    shopper.stack.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    await shopper.stack.wxpay.pay(out_trade_no);
    await page.click('#qr-check');
    await page.getByText('支付成功').waitFor();
  },
  240_000,
);

inBrowser(
  'a payer never reads a field name, not even of a wrong link',
  async () => {
    const page = await shopper.openAs('demo', '/#/pages/checkout/checkout?type=goods&goods_id=gone');
    await page.getByText('商品不存在或已下架').waitFor();
    for (const path of ['?type=goods&goods_id=%24ne', '?type=nothing', '', '?type=recharge&total_fee=7']) {
      await shopper.go(page, `/#/pages/checkout/checkout${path}`);
      await page.getByText('收银台没有打开').waitFor();
      const text = await page.locator('main').innerText();
      expect(text).not.toMatch(/custom|goods_id|total_fee|type|参数|undefined/);
      expect(text).toMatch(/请求编号|请返回/);
    }
  },
  240_000,
);

inBrowser(
  'more orders that do not load are told at the end, what is there stays, and trying again works',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    const out_trade_no = await shopper.showCode(page);
    const row = shopper.order(out_trade_no) as Record<string, unknown>;
    const orders = shopper.stack.runtime.database.collection('payment_orders');
    for (let index = 0; index < 14; index += 1) {
      const _id = `VP20261126000000COPY${String(index).padStart(6, '0')}`;
      await orders.add({ ...row, _id, out_trade_no: _id, status: 'CLOSED', subject: `旧订单 ${index}`, next_query_date: 0 });
    }
    await shopper.go(page, '/#/pages/orders/orders?status=closed');
    await page.locator('#more').waitFor();
    const mend = await shopper.cut(page, 'pay/kh/listPayments');
    await page.click('#more');
    await page.locator('#more-failed').waitFor();
    expect(await page.getByRole('link').count()).toBe(10);
    const [tail, last] = await Promise.all([page.locator('#more-failed').boundingBox(), page.getByRole('link').last().boundingBox()]);
    expect(tail?.y).toBeGreaterThan(last?.y ?? Infinity);
    await mend();
    await page.locator('#more-failed').getByRole('button').click();
    await page.getByText('没有更多订单了').waitFor();
    expect(await page.getByRole('link').count()).toBe(14);
    for (const { _id } of shopper.rows('payment_orders') as { _id: string }[]) if (_id.includes('COPY')) await orders.doc(_id).remove();
  },
  240_000,
);

inBrowser(
  'offline disables what cannot work, and it comes back by itself',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    await shopper.showCode(page);
    await page.context().setOffline(true);
    await page.getByText('网络已断开').first().waitFor();
    for (const id of ['qr-check', 'qr-cancel']) expect(await page.locator(`#${id}`).getAttribute('aria-disabled')).toBe('true');
    for (const radio of await page.getByRole('radio').all()) expect(await radio.getAttribute('aria-disabled')).toBe('true');
    await page.context().setOffline(false);
    await page.getByText('等待扫码').waitFor();
    expect(await page.locator('#qr-cancel').getAttribute('aria-disabled')).toBe('false');
  },
  240_000,
);

inBrowser(
  'after the network died at the cashier the result page still opens: its code came with the checkout',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    const out_trade_no = await shopper.showCode(page);
    await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('pages-result-result')));
    await page.context().setOffline(true);
    await shopper.go(page, `/#/pages/result/result?out_trade_no=${out_trade_no}`);
    await page.getByText('网络已断开').waitFor();
    await page.getByText('结果确认中').waitFor();
    expect(await page.locator('#action-refresh').getAttribute('aria-disabled')).toBe('true');
    await page.context().setOffline(false);
    await page.getByText('未支付').waitFor();
  },
  240_000,
);
