// 看板在真实浏览器里（docs/pages.md「员工页面」）：坏消息在最前，数字、图、表，去得到背后的行；空的店、取不到、断网、没有权限；
// 键盘、axe、两种宽度、深浅色。
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { keysOfToday } from '../keys';
import { seedData } from '../../scripts/seed';
import { useSite, type Device } from './browser';
import { Shopper } from './pages';
import { expectTidy } from './tidy';

const PAGE = '/#/pages/staff/dashboard';
const DEVICES: readonly Device[] = ['desktop', 'phone'];

/** 画布上有没有画东西：至少几种颜色。 */
const drawn = (page: Page, chart: string): Promise<boolean> =>
  page.evaluate((id) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`#${id}-toggle`)?.closest('.chart')?.querySelector('canvas');
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const colours = new Set<string>();
    for (let at = 0; at < pixels.length; at += 4) if (pixels[at + 3]) colours.add(`${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`);
    return colours.size > 3;
  }, chart);

describe('a month of orders', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-dashboard-'));
  const site = useSite(async () => {
    await seedData(dataDir, await keysOfToday(), { orders: 4000, days: 30, seed: 5, now: Date.now() });
    return { dataDir, inMemory: false };
  });
  const { inBrowser } = site;
  const shopper = new Shopper(site);
  afterEach(async () => {
    await shopper.leave();
    expect(shopper.errors.splice(0)).toEqual([]);
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  inBrowser.each(DEVICES)(
    'bad news first, figures against yesterday and last week, charts with their tables, numbers that lead on (%s)',
    async (device) => {
      const page = await shopper.openAs('demo-admin', `${PAGE}?period=month`, device);
      await page.locator('#step-fulfilled').waitFor();
      const text = await page.locator('main').innerText();
      for (const words of ['今天收款', '今天付款笔数', '今天支付成功率', '昨天此时', '上周此时', '要处理的', '微信支付', '支付宝'])
        expect(text).toContain(words);
      expect(await page.locator('#figure-fee .figure__value').innerText()).toMatch(/^¥[\d,]+\.\d{2}$/);
      const reviews = await page.locator('#task-reviews').boundingBox();
      expect(reviews && reviews.y < 300).toBe(true);
      for (const chart of ['money', 'rates']) {
        await page.waitForFunction((id) => document.querySelector(`#${id}-toggle`)?.closest('.chart')?.querySelector('canvas'), chart);
        expect([chart, await drawn(page, chart)]).toEqual([chart, true]);
      }
      expect(await page.locator('[role=img]').first().getAttribute('aria-label')).toMatch(/^收款（近 30 天）：收款最高在 \d\d-\d\d，为 ¥/);
      await expectTidy(page, `dashboard-month-${device}`);

      await page.locator('#money-toggle').focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('#money-table').getByRole('row').count()).toBe(31);
      const [first, last] = await Promise.all(['created', 'fulfilled'].map((step) => page.locator(`#step-${step}`).innerText()));
      expect(first).toMatch(/4,000|3,9\d\d/);
      expect(last).toMatch(/占下单的 8\d/);
      await expectTidy(page, `dashboard-month-table-${device}`);

      await page.locator('#step-paid [role=link]').focus();
      await page.keyboard.press('Enter');
      await page.locator('[id^="row-VP"]').first().waitFor();
      expect(page.url()).toMatch(/pages\/staff\/orders\?from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d&status=SUCCESS/);
    },
    240_000,
  );

  inBrowser(
    'periods and ways to pay are addresses; the day goes by hours, the hour by minutes',
    async () => {
      const page = await shopper.openAs('demo-admin', PAGE);
      await page.locator('#money-toggle').waitFor();
      await page.click('#provider-alipay');
      await page.waitForURL(/provider=alipay/);
      await page.locator('#latency').waitFor();
      expect(await page.locator('#latency').innerText()).not.toContain('微信支付');
      await page.click('#period-week');
      await page.waitForURL(/period=week&provider=alipay/);
      await page.click('#money-toggle');
      expect(await page.locator('#money-table').getByRole('row').count()).toBe(8);
      await page.click('#period-hour');
      await page.waitForURL(/period=hour/);
      await page.locator('#money-toggle, #empty').first().waitFor();
    },
    240_000,
  );

  inBrowser(
    'it updates by itself, keeps the numbers when an update fails, stops offline and goes on afterwards',
    async () => {
      const page = await shopper.openAs('demo-admin', PAGE);
      await page.clock.install();
      await page.reload();
      await page.locator('#figure-fee').waitFor();
      let asked = 0;
      page.on('request', (request) => {
        if ((request.postData() ?? '').includes('getStatistics')) asked += 1;
      });
      await page.clock.runFor(31_000);
      await page.waitForResponse((response) => (response.request().postData() ?? '').includes('getStatistics')).catch(() => undefined);
      expect(asked).toBeGreaterThan(0);
      const mend = await shopper.cut(page, 'getStatistics');
      await page.clock.runFor(31_000);
      await page.locator('#stale').waitFor();
      expect(await page.locator('#figure-fee').isVisible()).toBe(true);
      await mend();
      await page.clock.runFor(31_000);
      await page.locator('#stale').waitFor({ state: 'detached' });
    },
    240_000,
  );
});

describe('an empty shop', () => {
  const site = useSite({});
  const { inBrowser } = site;
  const shopper = new Shopper(site);
  afterEach(async () => {
    await shopper.leave();
    expect(shopper.errors.splice(0)).toEqual([]);
  });

  inBrowser.each(DEVICES)(
    'says that there is nothing yet, and nothing to look at (%s)',
    async (device) => {
      const page = await shopper.openAs('demo-admin', PAGE, device);
      await page.locator('#empty').waitFor();
      await page.locator('#nothing-to-do').waitFor();
      expect(await page.locator('#figure-fee').innerText()).toContain('¥0.00');
      await expectTidy(page, `dashboard-empty-${device}`);
    },
    240_000,
  );

  inBrowser(
    'cannot be reached: says so, tries again; who may not look is told so',
    async () => {
      const page = await shopper.openAs('demo-admin', '/');
      const mend = await shopper.cut(page, 'getStatistics');
      await shopper.go(page, PAGE);
      await page.locator('#action-retry').waitFor();
      await expectTidy(page, 'dashboard-broken');
      await mend();
      await page.click('#action-retry');
      await page.locator('#empty').waitFor();
      const payer = await shopper.openAs('demo', PAGE);
      await payer.locator('#denied').waitFor();
      await expectTidy(payer, 'dashboard-denied');
    },
    240_000,
  );

  inBrowser(
    'in English nothing Chinese is left',
    async () => {
      const page = await shopper.openAs('demo-admin', PAGE, 'desktop', 'en-US');
      await page.locator('#empty').waitFor();
      expect(await page.title()).toBe('Dashboard');
      const text = await page.locator('main').innerText();
      expect(text.split('\n').filter((line) => /[\u3400-\u9fff]/.test(line) && line.trim() !== '中文')).toEqual([]);
    },
    240_000,
  );
});
