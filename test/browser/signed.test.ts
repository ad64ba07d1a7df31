// docs/security.md「请求签名」：打开 requireSignature，页面照样付得了款；本机的钟差一小时，也自己校准。
import { useSite } from './browser';
import { MUG, Shopper } from './pages';

const site = useSite({ settings: { requireSignature: true } });
const { inBrowser } = site;
const shopper = new Shopper(site);
afterEach(() => shopper.leave());

inBrowser(
  'a payer buys with every request signed, and staff see the order',
  async () => {
    const page = await shopper.openAs('demo', MUG);
    const out_trade_no = await shopper.buy(page);
    expect(shopper.order(out_trade_no)?.['status']).toBe('SUCCESS');
    const staff = await shopper.openAs('demo-admin', `/#/pages/staff/refund?out_trade_no=${out_trade_no}`);
    await staff.locator('#refund', { hasText: '¥12.00' }).waitFor();
  },
  240_000,
);

inBrowser(
  'a device whose clock is an hour slow pays all the same',
  async () => {
    const page = await shopper.open('/#/demo/pages/login/login');
    await page.addInitScript('{ const now = Date.now; Date.now = () => now() - 3600000; }');
    await page.reload();
    await page.click('#login-demo');
    await page.locator('#sign-out').waitFor();
    await shopper.go(page, MUG);
    await shopper.buy(page);
  },
  240_000,
);
