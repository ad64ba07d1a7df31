// 转账在真实浏览器里（docs/pages.md「收款与转账」）：收款人在微信里确认、以服务端的查询为准；员工点头、撤销都先确认一次；
// 手机与电脑，浅色与深色，axe 没有严重问题。
import { createHash } from 'node:crypto';
import { createClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { useSite } from './browser';
import { Shopper } from './pages';
import { expectTidy } from './tidy';
import { sendTransfer } from './transfers';

const settings = {
  transfers: { maxFee: 500_000, dayFee: 10_000_000, personDayFee: 5_000_000, approvalFee: 5000 },
  encryption: { keys: [`k1:${createHash('sha256').update('transfers').digest('base64')}`], fields: [] },
};
const site = useSite({ settings });
const { inBrowser } = site;
const shopper = new Shopper(site);
const WECHAT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.50';

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

const send = (username: string, out_bill_no: string, more?: Record<string, unknown>): Promise<void> =>
  sendTransfer(shopper.stack, username, out_bill_no, more);
const status = (no: string): unknown => shopper.rows('payment_transfers').find(({ _id }) => _id === no)?.['status'];

inBrowser.each(['desktop', 'phone'] as const)(
  'a second person approves, the staff cancel, each after one question (%s)',
  async (device) => {
    const [big, small, own] = [`TRBIG${device}`, `TRSMALL${device}`, `TROWN${device}`];
    await send('demo-admin', own, { transfer_amount: 7000 });
    await send('demo-refund', big, { transfer_amount: 6000 });
    await send('demo-refund', small);
    const page = await shopper.openAs('demo-admin', '/#/pages/staff/transfers', device);
    await page.locator(`#approve-${big}`).waitFor();
    // 自己提的自己点不了头，只能撤回
    expect(await page.locator(`#approve-${own}`).count()).toBe(0);
    expect(await page.locator(`#cancel-${own}`).count()).toBe(1);
    await expectTidy(page, `staff-transfers-${device}`);
    await page.click(`#approve-${big}`);
    expect(await page.locator('#dialog').innerText()).toContain('60.00');
    await expectTidy(page, `staff-transfers-dialog-${device}`);
    await page.click('#dialog-confirm');
    await page.locator(`#transfer-${big}`).getByText('等收款人确认').waitFor();
    expect(status(big)).toBe('WAIT_CONFIRM');
    await page.click(`#cancel-${small}`);
    await page.click('#dialog-cancel');
    expect(status(small)).toBe('WAIT_CONFIRM');
    await page.click(`#cancel-${small}`);
    await page.click('#dialog-confirm');
    await page.locator(`#transfer-${small}`).getByText('正在撤销').waitFor();
    expect(shopper.stack.wxpay.ledger.transfer(small)?.state).toBe('CANCELING');
  },
  240_000,
);

inBrowser(
  'the receiver confirms in WeChat and the page believes the server; elsewhere it says where to go',
  async () => {
    const own = String(shopper.rows('uni-id-users').find(({ username }) => username === 'demo')?.['_id'] ?? 'demo-user');
    await send('demo-admin', 'TRMINE01', { user_id: own });
    const outside = await shopper.openAs('demo', '/#/pages/transfers/transfers', 'desktop');
    await outside.getByText('请在微信里打开').waitFor();
    await expectTidy(outside, 'receive-desktop');

    const page = await shopper.open('/#/demo/pages/login/login', 'phone', WECHAT);
    // 微信的桥：人点了确认，网关那边随即付成。
    await page.evaluate(() => {
      const bridge = {
        invoke: (name: string, options: { package?: string }, done: (result: { err_msg: string }) => void) => {
          void fetch('/simulator/wxpay/transfer-finish', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ out_bill_no: 'TRMINE01', outcome: 'SUCCESS' }),
          }).then(() => done({ err_msg: options.package ? `${name}:ok` : `${name}:fail` }));
        },
      };
      Object.assign(globalThis, { WeixinJSBridge: bridge });
    });
    await page.click('#login-demo');
    await page.locator('#sign-out').waitFor();
    await shopper.go(page, '/#/pages/transfers/transfers');
    await page.locator('#confirm-TRMINE01').waitFor();
    await expectTidy(page, 'receive-phone');
    await page.click('#confirm-TRMINE01');
    await page.locator('#transfer-TRMINE01').getByText('已到账').waitFor();
    expect(status('TRMINE01')).toBe('SUCCESS');
  },
  240_000,
);

inBrowser.each(['desktop', 'phone'] as const)(
  'staff write a new transfer: problems by field, the second approval told before, a lost answer asked again under one number (%s)',
  async (device) => {
    const receiver = createClient({ endpoint: shopper.stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
    await receiver.callService('user/pub/loginDemo', { username: 'demo' });
    const before = shopper.rows('payment_transfers').length;
    const page = await shopper.openAs('demo-admin', '/#/pages/staff/transfers', device);
    await page.click('#new-transfer');
    await page.locator('#pay-transfer').waitFor();
    await page.click('#pay-transfer');
    for (const field of ['payee', 'transfer-amount', 'transfer-remark', 'scene']) await page.locator(`#${field}-problem`).waitFor();
    await expectTidy(page, `new-transfer-problems-${device}`);
    const fill = (field: string, text: string): Promise<void> => page.locator(`#${field} input`).fill(text);
    await page.click('#scene-1000');
    await fill('payee', 'nobody-here');
    await fill('transfer-amount', '60');
    await fill('transfer-remark', '活动奖励');
    await fill('info-0', '新会员有礼');
    await fill('info-1', '注册抽奖');
    await page.locator('#needs-second').waitFor();
    await page.click('#pay-transfer');
    expect(await page.locator('#dialog').innerText()).toMatch(/60\.00[\s\S]*第二个人/);
    await expectTidy(page, `new-transfer-dialog-${device}`);
    await page.click('#dialog-confirm');
    await page.locator('#payee-problem').waitFor();

    const own = String(shopper.rows('uni-id-users').find(({ username }) => username === 'demo')?.['_id']);
    await fill('payee', own);
    await fill('transfer-amount', '12.34');
    await page.locator('#needs-second').waitFor({ state: 'detached' });
    const mend = await shopper.cut(page, 'pay/sys/transfer');
    await page.click('#pay-transfer');
    await page.click('#dialog-confirm');
    await page.locator('#lost-transfer').waitFor();
    const number = /单号 (TR\w+)/.exec(await page.locator('#lost-transfer').innerText())?.[1];
    await expectTidy(page, `new-transfer-lost-${device}`);
    await mend();
    await page.click('#pay-transfer');
    await page.locator('#dialog-confirm').dblclick();
    await page.locator('#done').getByText('等收款人').waitFor();
    await page.locator(`#transfer-${number}`).waitFor();
    expect(shopper.rows('payment_transfers')).toHaveLength(before + 1);
    expect(shopper.rows('payment_transfers').find(({ _id }) => _id === number)).toMatchObject({ transfer_fee: 1234, user_id: own });
    await expectTidy(page, `new-transfer-done-${device}`);
  },
  240_000,
);
