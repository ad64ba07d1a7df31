// 清单页在真实浏览器里（docs/pages.md「员工页面」）：体检的结果按块列出来，重的在前，每一件说怎么办；手机与电脑，浅色与深色，
// axe 没有严重问题；只有员工看得到。
import type { Page } from 'playwright-core';
import { seriousProblems } from './axe';
import { useSite } from './browser';
import { Shopper } from './pages';

const site = useSite({});
const { inBrowser } = site;
const shopper = new Shopper(site);
const PAGE = '/#/pages/staff/checklist';

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

async function check(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect([name, colorScheme, await seriousProblems(page)]).toEqual([name, colorScheme, []]);
    if (process.env['VK_PAY_SHOTS'])
      await page.screenshot({ path: `${process.env['VK_PAY_SHOTS']}/checklist-${name}-${colorScheme}.png`, fullPage: true });
  }
  expect([name, await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)]).toEqual([name, false]);
}

inBrowser(
  'the findings stand by area with what to do, on a desktop and on a narrow phone in English; payers see nothing',
  async () => {
    const page = await shopper.openAs('demo-admin', PAGE, 'desktop');
    await page.locator('#again').waitFor();
    // 本地的定时器还没有跑过，也没有加密的密钥
    for (const [area, words] of [
      ['keys', 'VK_PAY_ENCRYPTION_KEYS'],
      ['timer', '定时任务一次也没有跑过'],
      ['timer', '怎么办：控制台'],
      ['database', '没有问题'],
    ])
      expect(await page.locator(`#area-${area}`).innerText()).toContain(words);
    const areas = await page.locator('[id^="area-"]').evaluateAll((all) => all.map(({ id }) => id));
    expect(areas.indexOf('area-timer')).toBeLessThan(areas.indexOf('area-database'));
    await check(page, 'desktop');

    await shopper.stack.runtime.runTimer('monitor');
    await page.click('#again');
    await page.locator('#area-timer', { hasText: '没有问题' }).waitFor();

    const phone = await shopper.openAs('demo-admin', PAGE, 'narrow', 'en-US');
    await phone.locator('#again').waitFor();
    expect(await phone.locator('#area-keys').innerText()).toContain('There is no encryption key');
    await check(phone, 'narrow-english');

    const payer = await shopper.openAs('demo', PAGE);
    await payer.locator('#denied').waitFor();
  },
  240_000,
);
