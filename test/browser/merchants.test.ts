// 商户账号页在真实浏览器里（docs/pages.md「员工页面」）：新建一个、看得到指纹而看不到密钥、改与停用要原因、第二个标签页看得到别人先改了；
// 手机与电脑，浅色与深色，axe 没有严重问题；只有管理的员工看得到。
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import { seriousProblems } from './axe';
import { useSite } from './browser';
import { Shopper } from './pages';

const keys = [`k1:${createHash('sha256').update('merchant page').digest('base64')}`];
const site = useSite({ settings: { encryption: { keys, fields: [] } } });
const { inBrowser } = site;
const shopper = new Shopper(site);
const PAGE = '/#/pages/staff/merchants';

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

async function check(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const serious = await seriousProblems(page);
    expect([name, colorScheme, serious]).toEqual([name, colorScheme, []]);
    if (process.env['VK_PAY_SHOTS'])
      await page.screenshot({ path: `${process.env['VK_PAY_SHOTS']}/merchants-${name}-${colorScheme}.png`, fullPage: true });
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect([name, wide]).toEqual([name, false]);
}

/** 填一栏；多行的是 textarea。 */
const fill = (page: Page, id: string, value: string): Promise<void> => page.locator(`#${id} input, #${id} textarea`).first().fill(value);

async function confirm(page: Page): Promise<void> {
  await page.click('#save');
  await page.locator('#dialog').waitFor();
  await page.click('#dialog-confirm');
  await page.locator('#said').waitFor();
}

inBrowser.each(['desktop', 'phone'] as const)(
  'a merchant is added, seen by fingerprints only, and stopped; another tab learns that somebody was first (%s)',
  async (device) => {
    const pid = `shop_${device}`;
    const page = await shopper.openAs('demo-admin', PAGE, device);
    await page.locator('#add').waitFor();
    await page.click('#add');
    await page.click('#save');
    for (const id of ['pid', 'name', 'target', 'reason']) await page.locator(`#${id}-problem`).waitFor();
    // 按钮在下面，最上面的那一处问题也看得见
    await page.waitForFunction(() => {
      const { top, bottom } = document.getElementById('pid-problem')?.getBoundingClientRect() ?? { top: -1, bottom: 0 };
      return top > 0 && bottom < innerHeight;
    });
    await page.click('[id="target-wxpay.h5"]');
    const section = wxpaySections(site.stack().keys.wxpay, 'publicKey')['h5'] as Record<string, unknown>;
    await fill(page, 'pid', pid);
    await fill(page, 'name', '二店');
    await fill(page, 'reason', '新开一家店');
    for (const name of ['appId', 'mchId', 'wxpayPublicKeyId', 'appPrivateKeyContent', 'appCertContent', 'wxpayPublicKeyContent'])
      await fill(page, `field-${name}`, String(section[name]));
    await fill(page, 'field-v3Key', '短');
    await check(page, `form-${device}`);
    await confirm(page);
    await page.locator('#field-v3Key-problem').getByText('32 个 ASCII 字符').waitFor();
    expect(await page.locator('#said').innerText()).not.toContain('section.');
    await fill(page, 'field-v3Key', String(section['v3Key']));
    await confirm(page);
    const card = page.locator(`#merchant-${pid}`);
    await card.waitFor();
    const text = await card.innerText();
    const fingerprint = createHash('sha256').update(String(section['v3Key'])).digest('hex').slice(0, 12);
    for (const words of ['二店', '收款', String(section['mchId']), `已填写 · ${fingerprint}`, '新开一家店']) expect(text).toContain(words);
    expect(await page.content()).not.toContain(String(section['v3Key']));
    await check(page, `list-${device}`);

    // 第二个标签页看着旧的那一份
    const late = await shopper.openAs('demo-admin', PAGE, device);
    await late.locator(`#change-${pid}`).click();
    await page.click(`#change-${pid}`);
    await page.click('#status-inactive');
    await fill(page, 'reason', '盘点');
    await confirm(page);
    expect(await card.innerText()).toContain('状态 已停用');
    expect(await card.innerText()).not.toMatch(/status inactive|wxpay\.h5/);
    await fill(late, 'name', '三店');
    await fill(late, 'reason', '改名');
    await confirm(late);
    expect(await late.locator('#said').innerText()).toContain('别人刚改过');
    expect(shopper.rows('vk-pay-config').find(({ _id }) => _id === pid)).toMatchObject({ name: '二店', status: 'inactive', version: 2 });
  },
  240_000,
);

inBrowser(
  'in English on a narrow screen; who may not decide who is paid is told so',
  async () => {
    const page = await shopper.openAs('demo-admin', PAGE, 'narrow', 'en-US');
    await page.locator('#add').click();
    await page.click('[id="target-alipay.h5"]');
    await check(page, 'narrow-english');
    const viewer = await shopper.openAs('demo-viewer', PAGE);
    await viewer.locator('#denied').waitFor();
  },
  240_000,
);
