// 订单台上的分账：分到哪里、谁没有分到看得见；解冻与要回来只在确认之后，办不成的就近说（docs/pages.md「员工页面」）。
import { useSite } from './browser';
import { Shopper } from './pages';
import { expectTidy } from './tidy';

const site = useSite();
const { inBrowser } = site;
const shopper = new Shopper(site);

afterEach(async () => {
  await shopper.leave();
  expect(shopper.errors.splice(0)).toEqual([]);
});

const part = (receiver_no: string, fee: number, more: object) => ({
  receiver_no,
  fee,
  description: '分给门店',
  returned_fee: 0,
  returning_fee: 0,
  ...more,
});

inBrowser(
  'where the money of an order went, and what may still be done with it, after one confirmation',
  async () => {
    const out_trade_no = await shopper.buyInBackground();
    const { database } = shopper.stack.runtime;
    await database
      .collection('payment_orders')
      .doc(out_trade_no)
      .update({ profit_sharing: true, shared_fee: 200, pay_date: Date.now() - 120_000 });
    const order = shopper.order(out_trade_no) ?? {};
    const at = Date.now() - 60_000;
    await database.collection('payment_sharings').add({
      ...Object.fromEntries(['provider', 'platform', 'pid', 'mchid', 'appid', 'user_id', 'transaction_id'].map((key) => [key, order[key]])),
      _id: 'PSBROWSER001',
      out_sharing_no: 'PSBROWSER001',
      out_trade_no,
      kind: 'share',
      sharing_fee: 300,
      parts: [
        part('store-1', 200, { result: 'SUCCESS' }),
        part('agent-7', 100, { result: 'FAILED', fail_reason: 'RECEIVER_REAL_NAME_NOT_VERIFIED' }),
      ],
      description: '',
      finish: false,
      status: 'PARTIAL',
      operator: 'server',
      lease_date: 0,
      history: [],
      version: 2,
      next_query_date: 0,
      query_attempts: 1,
      create_date: at,
      update_date: at,
      finish_date: at,
    });
    const page = await shopper.openAs('demo-admin', `/#/pages/staff/order?out_trade_no=${out_trade_no}`, 'phone');
    await page.locator('#sharing').getByText('RECEIVER_REAL_NAME_NOT_VERIFIED').waitFor();
    expect(await page.locator('#sharing').innerText()).toContain('¥2.00');
    await expectTidy(page, 'order-sharing');
    // 先不动：什么也没有问
    await page.click('#action-take-back-PSBROWSER001-store-1');
    await page.click('#dialog-cancel');
    expect(shopper.rows('payment_sharings')).toHaveLength(1);
    // 网关那边没有冻结：办不成的就近说
    await page.click('#action-release');
    await page.locator('#dialog').getByText('¥').first().waitFor();
    await page.click('#dialog-confirm');
    await page.locator('#sharing-said').waitFor();
    expect(shopper.rows('payment_sharings').find(({ kind }) => kind === 'unfreeze')).toMatchObject({ status: 'FAILED' });
    // 看的人只看
    const viewer = await shopper.openAs('demo-viewer', `/#/pages/staff/order?out_trade_no=${out_trade_no}`, 'desktop');
    await viewer.locator('#sharing').waitFor();
    expect(await viewer.locator('#action-release').count()).toBe(0);
    await expectTidy(viewer, 'order-sharing-desktop');
  },
  240_000,
);
