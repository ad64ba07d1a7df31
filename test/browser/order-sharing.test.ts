// 分账在真实浏览器里（docs/pages.md「员工页面」）：添加接收方；订单台上分给他们，金额就近查、只在确认之后、答复丢了也只分一次；
// 谁没有分到看得见；要回来、解冻；看的人只看。
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackFiles } from '../flow/harness-files';
import { useSite } from './browser';
import { Shopper } from './pages';
import { expectTidy } from './tidy';

const PERSON = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
let ahead = 0;

/** 示例商店的货都要分账。 */
function sharedGoods(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'vk-pay-shared-')), 'types.js');
  const built = readFileSync(join(stackFiles.functionsDir, 'common/payment-types/index.js'), 'utf8');
  writeFileSync(
    file,
    `${built}
const list = module.exports.paymentTypes.map((type) => (type.name === 'goods' ? { ...type, profitSharing: true } : type));
module.exports = { paymentTypes: list };`,
  );
  return file;
}

const site = useSite(() =>
  Promise.resolve({
    modules: { ...stackFiles.modules, 'payment-types': sharedGoods() },
    settings: { encryption: { keys: [`k1:${createHash('sha256').update('share').digest('base64')}`], fields: [] } },
    clock: () => Date.now() + ahead,
  }),
);
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

const sharings = (): Record<string, unknown>[] => shopper.rows('payment_sharings');

async function minutes(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed += 1) {
    ahead += 60_000;
    await shopper.stack.runtime.runTimer('monitor');
  }
}

inBrowser(
  'a receiver is added and removed; an order is shared once although the answer is lost, taken back and released',
  async () => {
    const out_trade_no = await shopper.buyInBackground();
    await minutes(2);
    const page = await shopper.openAs('demo-admin', '/#/pages/staff/receivers', 'phone');
    await page.locator('#none').waitFor();
    await page.click('#add');
    await page.click('#save');
    await page.locator('#receiver-receiver_no-problem').waitFor();
    await page.locator('#receiver-name-problem').waitFor();
    await expectTidy(page, 'receivers-problems');
    const fill = (id: string, text: string): Promise<void> => page.locator(`#${id} input`).fill(text);
    await fill('receiver-receiver_no', 'store-1');
    await fill('receiver-title', '徐汇店');
    await fill('receiver-account', '1900000109');
    await fill('receiver-name', '示例门店有限公司');
    await page.click('#save');
    await page.locator('#dialog').getByText('示例门店有限公司').waitFor();
    await expectTidy(page, 'receivers-dialog');
    await page.keyboard.press('Escape');
    expect(shopper.rows('payment_sharing_receivers')).toEqual([]);
    await page.click('#save');
    await page.click('#dialog-confirm');
    await page.locator('#receiver-store-1').getByText('1900000109').waitFor();
    await page.click('#add');
    await page.click('#type-PERSONAL_OPENID');
    await fill('receiver-receiver_no', 'agent-7');
    await fill('receiver-account', PERSON);
    await page.click('#relation-STAFF');
    await page.click('#save');
    await page.click('#dialog-confirm');
    await page
      .locator('#receiver-agent-7')
      .getByText(`…${PERSON.slice(-4)}`)
      .waitFor();
    expect(await page.content()).not.toContain(PERSON);
    await expectTidy(page, 'receivers-phone');

    await shopper.go(page, `/#/pages/staff/order?out_trade_no=${out_trade_no}`);
    await page.click('#action-share');
    await page.click('#share-send');
    await page.locator('#share-total-problem').waitFor();
    await fill('share-store-1', '2.005');
    await page.click('#share-send');
    await page.locator('#share-store-1-problem').waitFor();
    await fill('share-store-1', '99');
    await fill('share-description', '分给门店');
    await page.click('#share-send');
    await page.locator('#share-total-problem').getByText('¥12.00').waitFor();
    await expectTidy(page, 'share-problems');
    await fill('share-store-1', '2.00');
    await fill('share-agent-7', '1');
    await page.click('#share-send');
    await page.locator('#dialog').getByText('¥3.00').first().waitFor();
    expect(await page.locator('#dialog').innerText()).toContain('徐汇店');
    await expectTidy(page, 'share-dialog');
    await page.click('#dialog-cancel');
    expect(sharings()).toEqual([]);
    // 做完了，答复丢在路上：锁住，再问的是同一个单号
    shopper.stack.wxpay.chooseSharing(PERSON, 'RECEIVER_REAL_NAME_NOT_VERIFIED');
    await page.route('**/client', async (route) => {
      if (!(route.request().postData() ?? '').includes('shareOrder')) return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.click('#share-send');
    await page.locator('#dialog-confirm').dblclick();
    await page.locator('#shared').getByText('可能已经分了').waitFor();
    expect(sharings()).toHaveLength(1);
    await expectTidy(page, 'share-lost');
    await page.unroute('**/client');
    await page.click('#share-send');
    await page.click('#dialog-confirm');
    await page.locator('#shared').getByText('已提交').waitFor();
    expect(sharings()).toMatchObject([{ kind: 'share', sharing_fee: 300, operator: expect.any(String) }]);

    await minutes(2);
    await page.click('#refresh');
    await page.locator('#sharing').getByText('RECEIVER_REAL_NAME_NOT_VERIFIED').waitFor();
    await expectTidy(page, 'order-sharing');
    // 先不动：什么也没有问
    await page.locator('[id^="action-take-back-"]').click();
    await page.click('#dialog-cancel');
    expect(sharings()).toHaveLength(1);
    await page.locator('[id^="action-take-back-"]').click();
    await page.click('#dialog-confirm');
    await page.locator('#sharing-said').waitFor();
    await minutes(2);
    expect(shopper.order(out_trade_no)).toMatchObject({ shared_fee: 0, sharing_fee: 0 });
    await page.click('#refresh');
    await page.click('#action-release');
    await page.locator('#dialog').getByText('¥').first().waitFor();
    await page.click('#dialog-confirm');
    await page.locator('#sharing').getByText('已经（或正在）解冻').waitFor();
    expect(sharings().map(({ kind }) => kind)).toEqual(['share', 'return', 'unfreeze']);

    await page.click('#action-receivers');
    await page.click('#remove-agent-7');
    await page.click('#dialog-confirm');
    await page.locator('#said').getByText('已删掉').waitFor();
    expect(
      shopper
        .rows('payment_sharing_receivers')
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['ACTIVE', 'REMOVED']);
  },
  240_000,
);

inBrowser(
  'on the desktop, in English: a viewer only looks, who is not staff is told so',
  async () => {
    const out_trade_no = await shopper.buyInBackground();
    await minutes(1);
    const staff = await shopper.openAs('demo-refund', `/#/pages/staff/order?out_trade_no=${out_trade_no}`, 'desktop', 'en-US');
    await staff.click('#action-share');
    await staff.locator('#share-description').waitFor();
    await expectTidy(staff, 'share-desktop-english');
    const viewer = await shopper.openAs('demo-viewer', `/#/pages/staff/order?out_trade_no=${out_trade_no}`, 'desktop');
    await viewer.locator('#sharing').waitFor();
    for (const id of ['action-share', 'action-release']) expect(await viewer.locator(`#${id}`).count()).toBe(0);
    await expectTidy(viewer, 'order-sharing-desktop');
    await viewer.click('#action-receivers');
    await viewer.locator('#lacks-right').waitFor();
    expect(await viewer.locator('#add').count()).toBe(0);
    await expectTidy(viewer, 'receivers-desktop');
    const payer = await shopper.openAs('demo', '/#/pages/staff/receivers', 'narrow', 'en-US');
    await payer.locator('#denied').waitFor();
  },
  240_000,
);
