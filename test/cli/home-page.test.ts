// 开发者的首页在真正的浏览器里：付款、失败、收款人收下与同意、投递、安排故障、只看一张订单；手机与电脑、浅色与深色都没有横向滚动与 axe 的严重问题。
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { createClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { useSite, type Device } from '../browser/browser';

const site = useSite({
  home: true,
  settings: {
    transfers: { maxFee: 20_000, dayFee: 1_000_000, personDayFee: 50_000, approvalFee: 10_000 },
    encryption: { keys: [`k1:${createHash('sha256').update('home').digest('base64')}`], fields: [] },
  },
});
const { inBrowser } = site;
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let context: BrowserContext | undefined;
const errors: string[] = [];
afterEach(async () => {
  await context?.close();
  context = undefined;
  expect(errors.splice(0)).toEqual([]);
});

async function open(device: Device): Promise<Page> {
  context = await site.open(device);
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => new URL(request.url()).origin !== new URL(site.stack().url).origin && errors.push(request.url()));
  await page.goto(`${site.stack().url}/simulator/`);
  await page.getByText('实时').waitFor();
  return page;
}

async function buy(provider: 'wxpay' | 'alipay', goods_id = 'mug'): Promise<string> {
  const payer = createClient({ endpoint: site.stack().url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  payer.setToken(String((await payer.callService('user/pub/loginDemo'))['token']));
  const answer = await payer.callService('pay/kh/createPayment', { provider, data: { type: 'goods', custom: { goods_id, quantity: 1 } } });
  return String(answer['out_trade_no']);
}

/** 一张订单在页面上的那一行。 */
const row = (page: Page, no: string) => page.locator('main .row', { has: page.getByText(no, { exact: true }) }).first();

inBrowser(
  'a developer plays the payer, sees the notice arrive, and reads what happened to one order',
  async () => {
    const page = await open('desktop');
    const no = await buy('wxpay');
    await row(page, no).getByRole('button', { name: '付款失败' }).click();
    await row(page, no).getByText('失败过 1 次').waitFor();
    await row(page, no).getByRole('button', { name: '付款', exact: true }).click();
    await page.getByRole('status').getByText('已付款 ¥12.00').waitFor();
    await page.locator('.panel--notices .row', { hasText: no }).getByText('已确认').waitFor();
    await page.locator('.panel--timeline').getByText('PROCESSING → SUCCESS').first().waitFor();

    const other = await buy('alipay');
    await row(page, other).waitFor();
    await page.locator('.panel--notices .row', { hasText: no }).getByRole('button', { name: no }).click();
    await page.locator('.panel--timeline').getByText('看全部').waitFor();
    expect(await page.locator('.panel--timeline .lines').innerText()).not.toContain(other.slice(-8));

    await page.locator('.tabs--aside').getByRole('button', { name: '往来' }).click();
    const calls = page.locator('.panel--exchanges .exchange');
    await calls.filter({ hasText: 'pay/kh/createPayment' }).first().getByRole('button').click();
    await calls.getByText('"provider": "wxpay"').first().waitFor();
    expect(await calls.filter({ hasText: 'alipay.trade.precreate' }).count()).toBe(0);
    await page.locator('.panel--exchanges').getByText('看全部').click();
    await calls.filter({ hasText: 'alipay.trade.precreate' }).first().waitFor();
  },
  120_000,
);

inBrowser(
  'a fault is arranged by one press or by the form, is listed, is used up, and can be taken back',
  async () => {
    const page = await open('desktop');
    const faults = page.locator('.panel--faults');
    await faults.locator('.common__gateway').first().getByRole('button', { name: '下一个通知：永不来' }).click();
    await faults.getByText('通知：永不投递').waitFor();
    const no = await buy('wxpay');
    await row(page, no).getByRole('button', { name: '付款', exact: true }).click();
    await page.locator('.panel--notices .row', { hasText: no }).getByText('被压住').waitFor();
    await faults.getByText('没有。一切照常。').waitFor();
    await page.locator('.panel--notices .row', { hasText: no }).getByRole('button', { name: '现在投递' }).click();
    await page.locator('.panel--notices .row', { hasText: no }).getByText('已确认').waitFor();

    await faults.getByText('自己安排一个').click();
    await faults.getByLabel('网关').selectOption('alipay');
    await faults.getByLabel('什么时候').selectOption('refund');
    await faults.getByLabel('发生什么').selectOption('timeout');
    await faults.getByRole('textbox', { name: '毫秒' }).fill('1500');
    await faults.getByLabel('生效几次').fill('2');
    await faults.getByRole('button', { name: '安排', exact: true }).click();
    await faults.getByText('退款：已经生效，过这么久才答（毫秒） 1500').waitFor();
    expect(site.stack().alipay.faults.pending()).toEqual([{ operation: 'refund', fault: { kind: 'timeout', ms: 1500 }, left: 2 }]);
    await faults.getByRole('textbox', { name: '毫秒' }).fill('soon');
    await faults.getByRole('button', { name: '安排', exact: true }).click();
    await page.getByRole('alert').getByText('故障规则不合格').waitFor();
    expect(errors.splice(0)).toEqual([expect.stringContaining('400')]);
    await faults.getByRole('button', { name: '全部取消' }).click();
    await faults.getByText('没有。一切照常。').waitFor();
  },
  120_000,
);

inBrowser(
  'a developer plays the receiver: a transfer is taken, an authorisation agreed to, another refused',
  async () => {
    const staff = createClient({ endpoint: site.stack().url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
    staff.setToken(String((await staff.callService('user/pub/loginDemo', { username: 'demo-admin' }))['token']));
    const ask = async (service: string, data: object): Promise<void> =>
      expect(
        await staff.callService(`pay/sys/${service}`, { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', transfer_scene_id: '1000', ...data }),
      ).toMatchObject({
        code: 0,
      });
    const infos = ['活动名称', '奖励说明'].map((info_type) => ({ info_type, info_content: '新会员有礼' }));
    await ask('transfer', {
      provider: 'wxpay',
      out_bill_no: 'TRHOME0001',
      transfer_amount: 1234,
      transfer_remark: '新会员有礼',
      transfer_scene_report_infos: infos,
    });
    await ask('createTransferAuthorization', { out_authorization_no: 'TAHOME0001', user_display_name: '林小茶' });
    const page = await open('phone');
    await row(page, 'TRHOME0001').getByText('¥12.34').waitFor();
    await row(page, 'TRHOME0001').getByRole('button', { name: '收下' }).click();
    await page.getByRole('status').getByText('收款人点了确认').waitFor();
    await row(page, 'TAHOME0001').getByRole('button', { name: '同意', exact: true }).click();
    await page.getByRole('status').getByText('同意了自动收款').waitFor();
    const gateway = site.stack().wxpay;
    await page.waitForFunction(() => !document.body.innerText.includes('等收款人'));
    expect(gateway.authorizations.authorization('TAHOME0001')).toMatchObject({ state: 'TAKING_EFFECT' });
    expect(['TRANSFERING', 'SUCCESS']).toContain(gateway.ledger.transfer('TRHOME0001')?.state);

    await ask('createTransferAuthorization', {
      out_authorization_no: 'TAHOME0002',
      transfer_scene_id: '1005',
      user_display_name: '林小茶',
    });
    await row(page, 'TAHOME0002').getByRole('button', { name: '不同意' }).click();
    await page.getByRole('status').getByText('没有同意').waitFor();
    expect(gateway.authorizations.authorization('TAHOME0002')).toMatchObject({ state: 'CLOSED' });
  },
  120_000,
);

inBrowser(
  'the keyboard keeps its place when the page redraws',
  async () => {
    const page = await open('desktop');
    const no = await buy('wxpay');
    const leave = row(page, no).getByRole('button', { name: '离开' });
    await leave.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('付款人离开了').waitFor();
    await buy('alipay');
    await page.waitForFunction(() => document.querySelectorAll('main .panel--orders .row').length > 1);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('离开');
  },
  120_000,
);

inBrowser(
  'a phone sees one panel at a time; nothing runs out of the screen; axe finds nothing serious',
  async () => {
    const unpaid = await buy('wxpay');
    const paid = await buy('alipay', 'beans');
    site.stack().alipay.pay(paid);
    site.stack().wxpay.faults.add({ operation: 'query', fault: { kind: 'lostAnswer' } });
    for (const device of ['phone', 'narrow', 'desktop'] as const) {
      const page = await open(device);
      await page.getByText(unpaid).first().waitFor({ state: 'attached' });
      const tabs = page.locator(device === 'desktop' ? '.tabs--aside' : '.tabs--panel').getByRole('button');
      for (let index = 0; index < (await tabs.count()); index += 1) {
        await tabs.nth(index).click();
        if (device !== 'desktop') expect(await page.locator('.panel:visible').count()).toBe(1);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await page.evaluate(AXE);
          const violations = (await page.evaluate(
            `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, html: nodes.map((node) => node.html.slice(0, 160)) })))`,
          )) as readonly { readonly impact: string }[];
          const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
          expect([device, index, colorScheme, serious]).toEqual([device, index, colorScheme, []]);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
      }
      await context?.close();
    }
    site.stack().wxpay.faults.clear();
  },
  240_000,
);
