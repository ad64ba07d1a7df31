// 灰度页在真实浏览器里（docs/pages.md「员工页面」）：看得到每个功能开到哪里，改一个要原因、确认一次，改过的留在履历里；手机与电脑，
// 浅色与深色，axe 没有严重问题；只有员工看得到。
import { useSite } from './browser';
import { Shopper } from './pages';
import { expectTidy } from './tidy';

const site = useSite({});
const { inBrowser } = site;
const shopper = new Shopper(site);
const PAGE = '/#/pages/staff/release';

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

inBrowser.each(['desktop', 'phone'] as const)(
  'a rollout is changed with a reason, asked once, and kept in the history (%s)',
  async (device) => {
    // 两边各下过一单：开大之前看得到
    await shopper.stack.runtime.database.collection('payment_orders').add(
      (['on', 'off'] as const).map((side) => ({
        _id: `RELEASE${device}${side}`,
        out_trade_no: `RELEASE${device}${side}`,
        user_id: 'nobody',
        provider: 'alipay',
        platform: 'h5',
        pid: 'default',
        status: 'NOTPAY',
        history: [{ from: null, to: 'NOTPAY', reason: 'created' }],
        total_fee: 100,
        refund_fee: 0,
        refunding_fee: 0,
        version: 1,
        fulfil: { status: 'NONE', attempts: 0, next_date: 0 },
        next_query_date: 0,
        variant: `alipay_desktop_page=${side}`,
        create_date: Date.now(),
      })),
    );
    const page = await shopper.openAs('demo-admin', PAGE, device);
    const card = page.locator('#feature-alipay_desktop_page');
    await card.waitFor();
    await page.locator('#sides-alipay_desktop_page').waitFor();
    expect(await page.locator('#sides-alipay_desktop_page').innerText()).toMatch(/打开的[\s\S]*下单 \d · 付成 0 · 成功率 0%[\s\S]*其余的/);
    await expectTidy(page, `release-list-${device}`);
    await page.click('#change-alipay_desktop_page');
    await page.locator('#percentage input').fill('101');
    await page.click('#save');
    await page.locator('#percentage-problem').waitFor();
    await page.locator('#reason-problem').waitFor();
    await page.locator('#percentage input').fill('10');
    await page.locator('#reason input').fill(`先开一成 ${device}`);
    await expectTidy(page, `release-form-${device}`);
    await page.click('#save');
    await page.locator('#dialog').waitFor();
    expect(await page.locator('#dialog').innerText()).toContain('10% 的用户');
    await page.click('#dialog-confirm');
    await page.locator('#said').waitFor();
    const said = await card.innerText();
    for (const words of ['10% 的用户', `先开一成 ${device}`]) expect(said).toContain(words);
    expect(shopper.rows('payment_releases')).toMatchObject([{ _id: 'alipay_desktop_page', percentage: 10 }]);
    await expectTidy(page, `release-changed-${device}`);
  },
  240_000,
);

inBrowser(
  'in English on a narrow screen; who is not staff is told so, and has a way on',
  async () => {
    const page = await shopper.openAs('demo-admin', PAGE, 'narrow', 'en-US');
    await page.locator('#change-provider_wxpay').click();
    await expectTidy(page, 'release-narrow-english');
    const payer = await shopper.openAs('demo', PAGE);
    await payer.locator('#denied').waitFor();
  },
  240_000,
);
