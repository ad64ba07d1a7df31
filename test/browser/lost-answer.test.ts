// docs/pages.md「一律」「员工页面」：网络很慢、正做着断了网：手指按下就有反应、只做一次；答复丢了不说失败，看着的不丢，
// 连上之后看到真的结果。
import type { Page } from 'playwright-core';
import { createHash } from 'node:crypto';
import { useSite } from './browser';
import { Shopper } from './pages';
import { sendTransfer } from './transfers';

const settings = {
  transfers: { maxFee: 500_000, dayFee: 10_000_000, personDayFee: 5_000_000, approvalFee: 5000 },
  encryption: { keys: [`k1:${createHash('sha256').update('lost').digest('base64')}`], fields: [] },
};
const site = useSite({ settings });
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

/** 1.6 Mbit/s，来回 400 毫秒，处理器慢四倍 */
async function slowly(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: 200_000,
    uploadThroughput: 94_000,
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

/** 这个服务做完了，答复却丢在路上。@returns 做了几次 */
async function loseAnswers(page: Page, service: string): Promise<() => number> {
  let calls = 0;
  await page.route('**/client', async (route) => {
    if (!(route.request().postData() ?? '').includes(service)) return route.continue();
    calls += 1;
    await route.fetch();
    await route.abort('connectionreset');
  });
  return () => calls;
}

inBrowser(
  'an approval whose answer is lost is unclear, not failed; the list stays and tells the truth',
  async () => {
    await sendTransfer(shopper.stack, 'demo-refund', 'TRLOST', { transfer_amount: 6000 });
    const page = await shopper.openAs('demo-admin', '/#/pages/staff/transfers');
    await page.locator('#approve-TRLOST').waitFor();
    await slowly(page);
    const calls = await loseAnswers(page, 'answerTransfer');
    await page.click('#approve-TRLOST');
    await page.locator('#dialog-confirm').dblclick();
    const said = page.locator('#said');
    await said.waitFor();
    expect(await said.innerText()).toContain('结果还不清楚');
    expect(await said.innerText()).not.toMatch(/fail|request|没有办成/);
    await page.locator('#transfer-TRLOST').getByText('等收款人确认').waitFor();
    expect(calls()).toBe(1);
  },
  240_000,
);

inBrowser(
  'a rollout saved while the network breaks keeps what was written and can be looked at and saved again',
  async () => {
    const page = await shopper.openAs('demo-admin', '/#/pages/staff/release');
    await page.click('#change-provider_alipay');
    await page.locator('#percentage input').fill('50');
    await page.locator('#reason input').fill('先开一半');
    await slowly(page);
    await loseAnswers(page, 'changeRelease');
    // 手快的人按了两下：第二下不会顺便回答
    await page.locator('#save').dblclick();
    await page.waitForTimeout(300);
    await page.click('#dialog-confirm');
    await page.locator('#said').getByText('结果还不清楚').waitFor();
    expect(await page.locator('#reason input').inputValue()).toBe('先开一半');
    await page.locator('#feature-provider_alipay').getByText('先开一半').first().waitFor();
    await page.unroute('**/client');
    // 看清之后仍可以再改一次：版本跟着新的走
    await page.locator('#percentage input').fill('100');
    await page.waitForTimeout(200);
    await page.click('#save');
    await page.click('#dialog-confirm');
    await page.locator('#said').getByText('结果还不清楚').waitFor({ state: 'detached' });
    await page.locator('#save').waitFor({ state: 'detached' });
  },
  240_000,
);

inBrowser(
  'offline in the middle: lists keep what they show, buttons say that they cannot, and all goes on once it is back',
  async () => {
    const out_trade_no = await shopper.buyInBackground();
    const page = await shopper.openAs('demo-admin', '/#/pages/staff/orders');
    await page.locator(`#row-${out_trade_no}`).waitFor();
    await page.context().setOffline(true);
    await page.getByText('网络已断开').waitFor();
    expect(await page.locator('#search').getAttribute('aria-disabled')).toBe('true');
    await page.context().setOffline(false);
    await shopper.go(page, `/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
    await page.getByLabel('退款原因').fill('断网');
    await page.waitForTimeout(200);
    await page.click('#refund');
    await page.locator('#dialog').waitFor();
    await page.context().setOffline(true);
    await page.getByText('网络已断开').waitFor();
    await page.click('#dialog-confirm');
    await page.locator('#dialog').waitFor({ state: 'detached' });
    expect(await page.locator('#refund').getAttribute('aria-disabled')).toBe('true');
    expect(await page.getByText('可能已经退了').count()).toBe(0);
    expect(shopper.rows('payment_refunds')).toEqual([]);
    await page.context().setOffline(false);
    await page.getByText('网络已断开').waitFor({ state: 'detached' });
    await shopper.go(page, '/#/pages/staff/orders');
    await page.locator(`#row-${out_trade_no}`).waitFor();
    await page.context().setOffline(true);
    await page.getByText('网络已断开').waitFor();
    await page.locator(`#row-${out_trade_no}`).waitFor();
    await page.context().setOffline(false);
    await page.getByText('网络已断开').waitFor({ state: 'detached' });

    await shopper.go(page, '/#/pages/staff/requests?all=1');
    await page.locator('#filter-open').waitFor();
    await page.locator('[aria-busy="true"][role="status"]').waitFor({ state: 'detached' });
    // 重来没有成：说一声，先前的不丢
    const mend = await shopper.cut(page, 'sys/listOrders');
    await shopper.go(page, '/#/pages/staff/orders');
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await page.locator('#stale').waitFor();
    await page.locator(`#row-${out_trade_no}`).waitFor();
    await mend();
    await page.locator('#stale').getByText('重试').click();
    await page.locator('#stale').waitFor({ state: 'detached' });
  },
  240_000,
);
