// 收银台的第一眼（docs/pages.md「快」）：网络上的 JavaScript 不超过 200 KB，版面不跳动；慢网慢机上多久能用只报告，不断言（机器有快慢）。
import { useSite } from './browser';
import { MUG, Shopper } from './pages';

const site = useSite();
const { inBrowser } = site;
const shopper = new Shopper(site);
afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

const MOST_SCRIPT_BYTES = 200_000;
/** 1.6 Mbit/s，来回 150 毫秒；处理器慢四倍 */
const SLOW = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER_CPU = 4;

interface Shift {
  readonly value: number;
  readonly hadRecentInput: boolean;
}

inBrowser(
  'the checkout is light, and stays where it is while it loads',
  async () => {
    const context = await site.open('phone');
    const page = await context.newPage();
    page.setDefaultTimeout(100_000);
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    const kinds = new Map<string, { readonly type: string; readonly url: string }>();
    const sizes = new Map<string, number>();
    cdp.on('Network.responseReceived', ({ requestId, type, response }) => kinds.set(requestId, { type, url: response.url }));
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
    await cdp.send('Network.emulateNetworkConditions', SLOW);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU });
    await page.addInitScript(() => {
      const shifts: Shift[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput } of list.getEntries() as unknown as Shift[]) shifts.push({ value, hadRecentInput });
      }).observe({ type: 'layout-shift', buffered: true });
    });

    page.on('pageerror', (error) => shopper.errors.push(error.message));
    const startedAt = Date.now();
    await page.goto(shopper.stack.url + MUG, { waitUntil: 'commit' });
    await page.locator('#pay').waitFor();
    const usable = Date.now() - startedAt;
    const scripts = [...kinds].filter(([, { type }]) => type === 'Script');
    const bytes = scripts.reduce((sum, [id]) => sum + (sizes.get(id) ?? 0), 0);
    await page.waitForTimeout(500);
    const moved = await page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts.reduce((sum, { value }) => sum + value, 0));

    const kilobytes = (count: number): string => (count / 1000).toFixed(1);
    const table = scripts.map(([id, { url }]) => `  ${kilobytes(sizes.get(id) ?? 0).padStart(7)} KB  ${url.split('/').pop()}`).join('\n');
    console.log(`第一眼：脚本 ${kilobytes(bytes)} KB（${scripts.length} 个），能用 ${usable} ms，位移 ${moved.toFixed(4)}\n${table}`);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
    expect(moved).toBeLessThan(0.02);
    await context.close();
  },
  300_000,
);
