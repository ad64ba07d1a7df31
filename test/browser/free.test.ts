// 免费订单在真实浏览器里：没有支付方式可选，按一下就到结果页；再来领的，页面说得出为什么（docs/pages.md「收银台」）。
import { useSite } from './browser';
import { Shopper } from './pages';

const site = useSite();
const { inBrowser } = site;
const shopper = new Shopper(site);
const TRIAL = '/#/pages/checkout/checkout?type=vip&plan=trial';

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

inBrowser(
  'a free trial takes one press and no way to pay, and is not given twice',
  async () => {
    const page = await shopper.openAs('demo', '/');
    await page.click('#buy-trial');
    await page.locator('#pay').waitFor();
    const shown = await page.locator('main').innerText();
    expect(shown).toContain('免费领取');
    for (const word of ['支付方式', '微信支付', '扫', '有效期内付款']) expect(shown).not.toContain(word);
    await page.click('#pay');
    await page.getByText('领取成功').waitFor();
    await page.locator('#action-done').waitFor();
    expect(shopper.order(shopper.newest())).toMatchObject({ status: 'SUCCESS', total_fee: 0, fulfil: { status: 'DONE' } });
    expect(shopper.rows('demo_memberships')).toHaveLength(1);
    await shopper.go(page, TRIAL);
    await page.getByText('体验卡只给没有开过会员的人').waitFor();
    expect(shopper.rows('payment_orders')).toHaveLength(1);
  },
  240_000,
);
