// 告警的收件箱在真实浏览器里（docs/pages.md「员工页面」）：多严重、多久、告诉了谁、哪个渠道没有送到、升级、认领，去得到背后的行；
// 自己更新，断网与看不见时停；空、取不到、没有权限；手机与电脑，浅色与深色，axe 没有严重问题。
import type { Page } from 'playwright-core';
import { useSite } from './browser';
import { Shopper } from './pages';
import { expectTidy } from './tidy';

const site = useSite({});
const { inBrowser } = site;
const shopper = new Shopper(site);
const PAGE = '/#/pages/staff/alerts';
const MINUTE = 60_000;

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

async function rows(): Promise<void> {
  const table = shopper.stack.runtime.database.collection('payment_alerts');
  for (const { _id } of shopper.rows('payment_alerts')) await table.doc(String(_id)).remove();
  const now = Date.now();
  const alert = (_id: string, more: object): Promise<unknown> =>
    table.doc(_id).set({ kind: _id, level: 'warning', status: 'OPEN', next_date: 0, version: 1, create_date: now - 40 * MINUTE, ...more });
  await alert('error-rate', {
    level: 'critical',
    message: '支付错误率异常：最近 5 分钟 200 次操作里 31 次失败，15.5%',
    create_date: now - 25 * MINUTE,
    last_date: now,
    seen: 25,
    stage: 'escalate',
    next_date: now + 5 * MINUTE,
    tries: [
      { at: now - 25 * MINUTE, channel: '值班群' },
      { at: now - 25 * MINUTE, channel: 'dingtalk', problem: '130101 send too fast, exceed 20 times per minute' },
    ],
  });
  await alert('refund-abnormal', {
    level: 'critical',
    message: '退款 RF1 退不到付款人的账户，请到商户平台处理',
    out_trade_no: 'VPORDER00001',
    status: 'ACKNOWLEDGED',
    acknowledged: { by: '小李', at: now - 20 * MINUTE, note: '在商户平台处理' },
    escalated_date: now - 30 * MINUTE,
  });
  await alert('reconciliation', { message: '微信支付的账单有 3 处钱对不上', subject: 'wxpay:1:20261124', create_date: now - 60 * MINUTE });
  await alert('slow-gateway', {
    message: '支付宝变慢',
    subject: 'alipay',
    status: 'RECOVERED',
    recovered_date: now - 10 * MINUTE,
    create_date: now - 90 * MINUTE,
  });
}

const card = (page: Page, title: string) => page.locator('.alert', { hasText: title });

inBrowser.each(['desktop', 'phone'] as const)(
  'what waits for somebody: since when, how often, who was told and who was not; taken on with a note; the rows behind it (%s)',
  async (device) => {
    await rows();
    const page = await shopper.openAs('demo-admin', PAGE, device);
    const first = card(page, '支付错误率异常');
    await first.waitFor();
    expect(await page.locator('#status-OPEN').innerText()).toBe('没有人认领 2');
    expect(await page.locator('.alert').count()).toBe(2);
    const said = await first.innerText();
    for (const words of [
      '严重',
      '没有人认领',
      '已 25 分钟',
      '看到 25 次',
      '值班群 已送到',
      'dingtalk 没有送到：130101',
      '还没有人认领就升级',
    ])
      expect(said).toContain(words);
    await expectTidy(page, `alerts-open-${device}`);

    await page.click('#acknowledge-0');
    await page.locator('#note input').fill('我来看');
    await expectTidy(page, `alerts-form-${device}`);
    await page.keyboard.press('Enter');
    await page.locator('#said').waitFor();
    expect(await first.innerText()).toMatch(/有人在处理[\s\S]*认领：我来看/);
    expect(shopper.rows('payment_alerts').find(({ _id }) => _id === 'error-rate')).toMatchObject({
      status: 'ACKNOWLEDGED',
      acknowledged: { note: '我来看' },
    });

    await page.click('#status-ALL');
    await page.waitForURL(/status=ALL/);
    await card(page, '退款异常').waitFor();
    expect(await page.locator('.alert').count()).toBe(4);
    expect(await card(page, '退款异常').innerText()).toMatch(/升级：没有人认领[\s\S]*小李 认领：在商户平台处理/);
    expect(await card(page, '支付平台变慢').innerText()).toMatch(/已恢复[\s\S]*历时 80 分钟/);
    await expectTidy(page, `alerts-all-${device}`);
    await card(page, '对账不平').getByText('看账单').click();
    await page.waitForURL(/staff\/reconciliation\?id=wxpay/);
    await page.goBack();
    await card(page, '退款异常').getByText('去复核台').click();
    await page.waitForURL(/staff\/review\?kind=abnormal/);
  },
  240_000,
);

inBrowser(
  'it updates by itself, not while offline nor while nobody looks, and at once afterwards',
  async () => {
    await rows();
    const page = await shopper.openAs('demo-admin', PAGE);
    await page.clock.install();
    await page.reload();
    await card(page, '错误率').waitFor();
    let asked = 0;
    page.on('request', (request) => (asked += (request.postData() ?? '').includes('listAlerts') ? 1 : 0));
    const turn = async (minutes: number): Promise<number> => {
      asked = 0;
      await page.clock.runFor(minutes * MINUTE);
      await page.evaluate(() => undefined);
      return asked;
    };
    const asksOnce = async (): Promise<void> => {
      await page.waitForRequest((request) => (request.postData() ?? '').includes('listAlerts'), { timeout: 5000 }).catch(() => undefined);
      expect(asked).toBe(1);
    };
    const seen = (state: 'hidden' | 'visible'): Promise<void> =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);

    expect(await turn(1)).toBeGreaterThan(0);
    await page.context().setOffline(true);
    await page.getByText('恢复后自己接着更新').waitFor();
    expect(await turn(10)).toBe(0);
    asked = 0;
    await Promise.all([asksOnce(), page.context().setOffline(false)]);

    await seen('hidden');
    expect(await turn(10)).toBe(0);
    asked = 0;
    await Promise.all([asksOnce(), seen('visible')]);

    const table = shopper.stack.runtime.database.collection('payment_alerts');
    await table.doc('error-rate').update({ message: '支付错误率异常：现在 40%' });
    await page.clock.runFor(31_000);
    await page.getByText('现在 40%').waitFor();
    // 正在填的时候不换掉
    await page.click('#acknowledge-0');
    await page.locator('#note input').fill('写到一半');
    expect(await turn(3)).toBe(0);
    expect(await page.locator('#note input').inputValue()).toBe('写到一半');
  },
  240_000,
);

inBrowser(
  'nothing to take on, not reached, who may only look, who is not staff; English on a narrow screen',
  async () => {
    await rows();
    const english = await shopper.openAs('demo-admin', PAGE, 'narrow', 'en-US');
    await card(english, 'Error rate').waitFor();
    await expectTidy(english, 'alerts-narrow-english');

    const table = shopper.stack.runtime.database.collection('payment_alerts');
    for (const { _id } of shopper.rows('payment_alerts')) await table.doc(String(_id)).remove();
    const page = await shopper.openAs('demo-admin', PAGE, 'phone');
    await page.locator('#none').waitFor();
    await expectTidy(page, 'alerts-none');
    const mend = await shopper.cut(page, 'listAlerts');
    await shopper.go(page, `${PAGE}?status=ALL`);
    await page.locator('#action-retry').waitFor();
    await expectTidy(page, 'alerts-broken');
    await mend();
    await page.click('#action-retry');
    await page.locator('#none').waitFor();

    await rows();
    const viewer = await shopper.openAs('demo-viewer' as 'demo', PAGE);
    await card(viewer, '错误率').waitFor();
    expect(await viewer.locator('#lacking').innerText()).toContain('pay-admin');
    expect(await viewer.locator('[id^=acknowledge-]').count()).toBe(0);
    const payer = await shopper.openAs('demo', PAGE);
    await payer.locator('#denied').waitFor();
    await expectTidy(payer, 'alerts-denied');
  },
  240_000,
);
