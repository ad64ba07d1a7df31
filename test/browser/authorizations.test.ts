// 收款授权在真实浏览器里（docs/pages.md「收款与转账」，I12、I13）：员工请人答应，收款人在微信里答应，凭它转账当场就付，关掉之后被拒；
// 答复丢了用同一个单号，点两下只有一张；没有权限的做不了；手机与电脑，浅色与深色，axe 没有严重问题。
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { createClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { useSite, type Device } from './browser';
import { Shopper } from './pages';
import { expectTidy } from './tidy';

const settings = {
  transfers: { maxFee: 500_000, dayFee: 10_000_000, personDayFee: 5_000_000, approvalFee: 5000 },
  encryption: { keys: [`k1:${createHash('sha256').update('authorizations').digest('base64')}`], fields: [] },
};
const site = useSite({ settings });
const { inBrowser } = site;
const shopper = new Shopper(site);
const DESK = '/#/pages/staff/authorizations';
const WECHAT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.50';

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

type Row = Record<string, unknown>;
const rows = (): Row[] => shopper.rows('payment_transfer_authorizations');
const row = (no: string): Row | undefined => rows().find(({ _id }) => _id === no);
/** 收款人的用户 id：先登录一次才有。 */
async function receiver(): Promise<string> {
  const client = createClient({ endpoint: shopper.stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  await client.callService('user/pub/loginDemo', { username: 'demo' });
  return String(shopper.rows('uni-id-users').find(({ username }) => username === 'demo')?.['_id']);
}
const fill = (page: Page, field: string, text: string): Promise<void> => page.locator(`#${field} input`).fill(text);
/** 填好一张，还没有按。 */
async function write(page: Page, payee: string, scene: string): Promise<void> {
  await page.click('#new-authorization');
  await fill(page, 'payee', payee);
  await fill(page, 'display-name', '林小茶');
  await page.click(`#scene-${scene}`);
}

/** 每种设备用一个场景：一个人在一个场景只有一张。 */
const DEVICES: readonly (readonly [Device, string])[] = [
  ['desktop', '1000'],
  ['phone', '1005'],
];

inBrowser.each(DEVICES)(
  'asked with a lost answer and two clicks: one; agreed to in WeChat; paid without asking; closed, the next transfer is refused (%s)',
  async (device, scene) => {
    const own = await receiver();
    const page = await shopper.openAs('demo-admin', DESK, device);
    await page.click('#new-authorization');
    await page.click('#ask-authorization');
    for (const field of ['payee', 'display-name', 'scene']) await page.locator(`#${field}-problem`).waitFor();
    await expectTidy(page, `authorizations-problems-${device}`);
    await page.click('#new-authorization');

    await write(page, own, scene);
    const mend = await shopper.cut(page, 'createTransferAuthorization');
    await page.click('#ask-authorization');
    expect(await page.locator('#dialog').innerText()).toMatch(/林小茶/);
    await expectTidy(page, `authorizations-dialog-${device}`);
    await page.click('#dialog-confirm');
    await page.locator('#said').getByText('同一个单号').waitFor();
    await mend();
    const before = rows().length;
    await page.click('#ask-authorization');
    await page.locator('#dialog-confirm').dblclick();
    await page.locator('#said').getByText('等收款人').waitFor();
    expect(rows()).toHaveLength(before + 1);
    const no = String(rows().find(({ scene_id, status }) => scene_id === scene && status === 'WAIT_CONFIRM')?.['_id']);
    expect(row(no)).toMatchObject({ user_id: own, operator: expect.any(String) });
    await page.locator(`#authorization-${no}`).getByText('等收款人答应').waitFor();
    await expectTidy(page, `authorizations-asked-${device}`);

    shopper.stack.wxpay.authorizations.confirm(no);
    await page.click(`#look-${no}`);
    await page.locator(`#authorization-${no}`).getByText('生效中').waitFor();
    await expectTidy(page, `authorizations-effective-${device}`);

    await page.click(`#pay-${no}`);
    await page.locator('#pay-transfer').waitFor();
    expect(await page.locator('#payee input').inputValue()).toBe(no);
    await fill(page, 'transfer-amount', '12.34');
    await fill(page, 'transfer-remark', '活动奖励');
    for (const [index, text] of ['新会员有礼', '注册抽奖'].entries()) await fill(page, `info-${index}`, text);
    await page.click('#pay-transfer');
    expect(await page.locator('#dialog').innerText()).toContain('不再问他');
    await expectTidy(page, `authorized-transfer-dialog-${device}`);
    await page.locator('#dialog-confirm').dblclick();
    await page.locator('#done').getByText('已付').waitFor();
    const paid = shopper.stack.wxpay.ledger
      .transfers()
      .filter(({ authorized, request }) => authorized && request['out_authorization_no'] === no);
    expect(paid).toMatchObject([{ amount: 1234, state: 'SUCCESS' }]);

    await shopper.go(page, DESK);
    await page.click(`#end-${no}`);
    expect(await page.locator('#dialog').innerText()).toContain(no);
    await page.click('#dialog-cancel');
    expect(row(no)).toMatchObject({ status: 'TAKING_EFFECT' });
    await page.click(`#end-${no}`);
    await page.click('#dialog-confirm');
    await page.locator(`#authorization-${no}`).getByText('已关').waitFor();
    expect(await page.locator(`#pay-${no}`).count()).toBe(0);
    await expectTidy(page, `authorizations-closed-${device}`);

    await shopper.go(page, `/#/pages/staff/transfers?authorization=${no}&scene=${scene}`);
    await fill(page, 'transfer-amount', '1');
    await fill(page, 'transfer-remark', '活动奖励');
    for (const [index, text] of ['新会员有礼', '注册抽奖'].entries()) await fill(page, `info-${index}`, text);
    await page.click('#pay-transfer');
    await page.click('#dialog-confirm');
    await page.locator('#payee-problem').getByText('没有生效').waitFor();
    expect(shopper.stack.wxpay.ledger.transfers().filter(({ request }) => request['out_authorization_no'] === no)).toHaveLength(1);
  },
  360_000,
);

inBrowser(
  'the receiver agrees in WeChat and the page believes the server; elsewhere it says where to go; without the right staff only look',
  async () => {
    const own = await receiver();
    const admin = createClient({ endpoint: shopper.stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
    admin.setToken(String((await admin.callService('user/pub/loginDemo', { username: 'demo-admin' }))['token']));
    const asked = await admin.callService('pay/sys/createTransferAuthorization', {
      out_authorization_no: 'TABROWSER1',
      user_id: own,
      transfer_scene_id: '1002',
      user_display_name: '林小茶',
    });
    expect(asked).toMatchObject({ code: 0 });
    const outside = await shopper.openAs('demo', '/#/pages/transfers/transfers', 'desktop');
    await outside.locator('#consent-TABROWSER1').getByText('请在微信里打开').waitFor();
    expect(await outside.locator('#agree-TABROWSER1').count()).toBe(0);
    await expectTidy(outside, 'consent-desktop');

    const page = await shopper.open('/#/demo/pages/login/login', 'phone', WECHAT);
    // 微信的桥：人点了同意，网关那边随即生效。
    await page.evaluate(() => {
      const bridge = {
        invoke: (name: string, options: { package?: string }, done: (result: { err_msg: string }) => void) => {
          void fetch('/simulator/wxpay/authorization-confirm', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ out_authorization_no: 'TABROWSER1' }),
          }).then(() => done({ err_msg: options.package ? `${name}:ok` : `${name}:fail` }));
        },
      };
      Object.assign(globalThis, { WeixinJSBridge: bridge });
    });
    await page.click('#login-demo');
    await page.locator('#sign-out').waitFor();
    await shopper.go(page, '/#/pages/transfers/transfers');
    await page.locator('#agree-TABROWSER1').waitFor();
    await expectTidy(page, 'consent-phone');
    await page.click('#agree-TABROWSER1');
    await page.locator('#consent-TABROWSER1').getByText('已同意').waitFor();
    await expectTidy(page, 'consent-agreed-phone');
    expect(row('TABROWSER1')).toMatchObject({ status: 'TAKING_EFFECT' });

    const viewer = await shopper.openAs('demo-viewer', DESK, 'narrow', 'en-US');
    await viewer.locator('#authorization-TABROWSER1').getByText('In effect').waitFor();
    await viewer.locator('#lacks-right').waitFor();
    for (const act of ['#new-authorization', '#end-TABROWSER1', '#pay-TABROWSER1']) expect(await viewer.locator(act).count()).toBe(0);
    await expectTidy(viewer, 'authorizations-narrow');
  },
  360_000,
);
