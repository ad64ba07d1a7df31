/** 员工页测试共用：每一种样子都没有严重的 axe 问题、不横着溢出；要看的时候留下照片。 */
import type { Page } from 'playwright-core';
import { seriousProblems } from './axe';

/** 这一刻的样子，浅色与深色都查。 */
export async function expectTidy(page: Page, name: string): Promise<void> {
  const folder = process.env['VK_PAY_SHOTS'];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect([name, colorScheme, await seriousProblems(page)]).toEqual([name, colorScheme, []]);
    if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect([name, wide]).toEqual([name, false]);
}
