// 登录态在真实浏览器里（docs/protocols/vk-unicloud.md §12），官方框架与替身一样：快到期的令牌换成新的接着用；被停用的人知道为什么。
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { officialModule } from '../../scripts/framework';
import { useSite } from './browser';
import { MUG, Shopper } from './pages';

const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-session-'));
const site = useSite({ dataDir });
const shopper = new Shopper(site);
const users = () => shopper.stack.runtime.database.collection('uni-id-users');

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** 官方的配置中心里有就用那一份，与 npm start 一样。 */
function tokenSecret(): string {
  const own = join(officialModule('uni-config-center') ?? '', 'uni-id/config.json');
  const file = existsSync(own) ? own : join(dataDir, 'config-center/uni-id/config.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { tokenSecret: string }).tokenSecret;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** 登记在演示用户名下的、再过一分钟就到期的令牌。 */
async function nearlyExpired(): Promise<string> {
  const at = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ uid: 'demo-user', role: [], permission: [], iat: at - 7140, exp: at + 60 })}`;
  const token = `${text}.${createHmac('sha256', tokenSecret()).update(text).digest('base64url')}`;
  await users()
    .doc('demo-user')
    .update({ token: [token] });
  return token;
}

const stored = (page: Page): Promise<string | null> => page.evaluate(() => localStorage.getItem('uni_id_token'));

site.inBrowser(
  'a token about to expire is exchanged for a new one, and the payer goes on without signing in',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    const old = await nearlyExpired();
    await page.evaluate((token) => localStorage.setItem('uni_id_token', token), old);
    await shopper.buy(page);
    const renewed = await stored(page);
    expect(renewed).not.toBe(old);
    const [user] = shopper.rows('uni-id-users');
    expect(user?.['token']).toContain(renewed);
    await shopper.go(page, '/pages/orders/orders');
    await page.getByText('手工马克杯').first().waitFor();
    expect(page.url()).toContain('/pages/orders/orders');
  },
  240_000,
);

site.inBrowser.each([
  [1, '这个账号已被停用'],
  [4, '这个账号已经注销'],
])(
  'a user whose status is %d reads why, at the till and in the orders; nothing is ordered',
  async (status, words) => {
    const page = await shopper.openAs('demo', MUG);
    await page.locator('#pay').waitFor();
    const before = shopper.rows('payment_orders').length;
    await users().doc('demo-user').update({ status });
    await page.click('#pay');
    await page.getByText(words).first().waitFor();
    expect(await page.locator('body').innerText()).not.toMatch(/系统错误|系统异常/);
    await shopper.go(page, '/pages/orders/orders');
    await page.locator('.status').getByText(words).waitFor();
    await users().doc('demo-user').update({ status: 0 });
    expect(shopper.rows('payment_orders')).toHaveLength(before);
  },
  240_000,
);
