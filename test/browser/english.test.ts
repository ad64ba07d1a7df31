// 说英文时，员工的每一页上没有一句服务端存下的中文：只有人写下的（商品名、原因、备注、投诉的话）原样给人看（docs/pages.md「语言」）。
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEVELOPMENT_TRANSFERS } from '../../local/stack/config-center';
import { seedData } from '../../scripts/seed';
import { STOPS } from '../../scripts/tour-stops';
import { keysOfToday } from '../keys';
import { useSite } from './browser';
import { Shopper } from './pages';

const CHINESE = /[\u3400-\u9fff\uff01-\uff5e\u3000-\u303f]/;
/** 人写下的几栏 */
const TYPED = new Set([
  'subject',
  'body',
  'name',
  'nickname',
  'reason',
  'note',
  'refund_desc',
  'remark',
  'title',
  'text',
  'transfer_remark',
  'info_type',
  'info_content',
  'problem_description',
  'complaint_detail',
  'content',
]);

function typedIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return TYPED.has(key) && CHINESE.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => typedIn(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => typedIn(item, name));
}

const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-english-'));
const site = useSite(async () => {
  await seedData(dataDir, await keysOfToday(), { orders: 1500, days: 30, seed: 1, now: Date.now() });
  return { dataDir, inMemory: false, settings: { complaints: true, transfers: DEVELOPMENT_TRANSFERS } };
});
const shopper = new Shopper(site);
afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

site.inBrowser(
  'nothing the server wrote down is in Chinese on a staff page that speaks English',
  async () => {
    const { database } = shopper.stack.runtime;
    const tables = [
      'payment_orders',
      'payment_refunds',
      'payment_refund_requests',
      'payment_transfers',
      'payment_complaints',
      'payment_alerts',
    ];
    const typed = [...new Set(tables.flatMap((table) => typedIn(database.raw(table))))].sort((a, b) => b.length - a.length);
    expect(typed.length).toBeGreaterThan(5);
    const failed = String(database.raw('payment_errors').find(({ out_trade_no }) => out_trade_no)?.['out_trade_no']);
    // 写坏了的一个商户：哪里不对也说英文
    const alipay = { 'mp-alipay': { appId: '2021000000000001', privateKey: '', sellerId: '7' } };
    await database.collection('vk-pay-config').add({ _id: 'third', name: 'Third shop', status: 'active', alipay });
    const page = await shopper.openAs('demo-admin', '/#/pages/staff/dashboard', 'desktop', 'en-US');
    const left: string[] = [];
    for (const { name, path, ready, press = [], then } of STOPS.filter(({ seeded, who }) => seeded && who === 'demo-admin')) {
      await page.goto('about:blank');
      await page.goto(`${shopper.stack.url}/#${path.replace('{failed}', failed)}`);
      try {
        await page.locator(ready).first().waitFor({ timeout: 20_000 });
        for (const where of press) await page.locator(where).first().click({ timeout: 20_000 });
        if (then) await page.locator(then).first().waitFor({ timeout: 20_000 });
      } catch (error) {
        left.push(`${name} NOT REACHED ${String(error).slice(0, 200)}`);
        continue;
      }
      const lines = (await page.locator('body').innerText()).split('\n').filter((line) => line.trim() !== '中文');
      const own = (line: string): string => typed.reduce((rest, text) => rest.replaceAll(text, ''), line);
      left.push(...[...new Set(lines)].filter((line) => CHINESE.test(own(line))).map((line) => `${name}: ${line}`));
    }
    expect(left).toEqual([]);
  },
  240_000,
);
