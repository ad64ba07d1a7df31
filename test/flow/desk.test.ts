// 复核台（docs/invariants.md §2「没有出口的状态是缺陷」）：等人处理的都在一条队列里，原因没了就自己离开；能做什么由刚问到的事实决定；金额大的要两个人；谁、为什么，写下来。
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UniClient } from '../../local/stack/client';
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';
import { stackFiles } from './harness-files';

/** 店里不止一个员工：以任何人的名义调用公共接口。 */
const SERVICE = `'use strict';
const { createVkPay } = require('vk-pay-core');
const { paymentTypes } = require('payment-types');
exports.main = async ({ data, util, originalParam }) => {
  const pay = createVkPay({ vk: util.vk, paymentTypes, context: originalParam.context });
  try {
    return { code: 0, ...(await pay[data.method](data.input, data.who)) };
  } catch (error) {
    return { code: error.code, msg: error.message };
  }
};
`;
/** 一直办不成、收不回的类型：由开关决定。 */
const TYPES = `'use strict';
const check = async (dao, what) => {
  if ((await dao.findById('demo_wallets', what))?.broken) throw new Error('供应商不在');
};
exports.paymentTypes = [
  {
    name: 'goods',
    latePayment: 'review',
    price: ({ custom }) => ({ total_fee: 1200, subject: '杯子', custom: {}, ...(custom.cart_no ? { business_no: custom.cart_no } : {}) }),
    async fulfil(order, { dao }) {
      await check(dao, 'fulfil');
      await dao.add('demo_receipts', { _id: order.out_trade_no });
    },
    async revoke(refund, { dao }) {
      await check(dao, 'revoke');
      await dao.add('demo_receipts', { _id: 'back-' + refund.out_refund_no });
    },
  },
];
`;
let dir: string;
let shop: Shop;
let staff: UniClient;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vk-pay-desk-'));
  cpSync(stackFiles.functionsDir, join(dir, 'functions'), { recursive: true });
  mkdirSync(join(dir, 'functions/vk-pay/service/shop/pub'), { recursive: true });
  writeFileSync(join(dir, 'functions/vk-pay/service/shop/pub/as.js'), SERVICE);
  writeFileSync(join(dir, 'types.js'), TYPES);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
async function open(options: ShopOptions = {}): Promise<void> {
  shop = await openShop({
    functionsDir: join(dir, 'functions'),
    modules: { ...stackFiles.modules, 'payment-types': join(dir, 'types.js') },
    wxpay: { refundSpacingMs: 0, refundDurationMs: 500 },
    ...options,
  });
  staff = await shop.login('demo-admin');
}
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

type Provider = 'wxpay' | 'alipay';
type Answer = Record<string, unknown>;
const list = async (kind?: string): Promise<Answer> => {
  staff = await shop.login('demo-admin');
  return staff.callService('pay/sys/listReviews', kind ? { kind } : {});
};
/** 队列里有什么；对账的差异在 reconcile.test.ts 里看（这里一跳就是一天，账单也跟着核对）。 */
const kinds = async (): Promise<string[]> =>
  ((await list())['rows'] as { kind: string }[])
    .map((row) => row.kind)
    .filter((kind) => kind !== 'bill' && kind !== 'difference')
    .sort();
const detail = (subject: object): Promise<Answer> => staff.callService('pay/sys/reviewDetail', subject);
const resolve = (subject: object, act: string): Promise<Answer> =>
  staff.callService('pay/sys/resolveReview', { ...subject, act, reason: '核对过银行流水' });
const as = (who: string, method: string, input: object): Promise<Answer> => shop.client.callService('shop/pub/as', { who, method, input });
const breaks = async (what: 'fulfil' | 'revoke', broken: boolean): Promise<void> =>
  void (await shop.runtime.database.collection('demo_wallets').doc(what).set({ broken }));
const refundRow = (id: string): Answer => shop.rows('payment_refunds').find((row) => row['_id'] === id) ?? {};

async function place(provider: Provider, custom: object = {}): Promise<string> {
  const created = await shop.client.callService('pay/kh/createPayment', { provider, data: { type: 'goods', custom } });
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  return String(created['out_trade_no']);
}
async function paid(provider: Provider, custom: object = {}): Promise<string> {
  const no = await place(provider, custom);
  shop[provider].pay(no);
  await shop[provider].deliverDue();
  return no;
}
const post = (notice: { url: string; headers: object; body: string }): Promise<Response> =>
  fetch(notice.url, { method: 'POST', headers: { ...notice.headers }, body: notice.body });
async function inReview(provider: Provider): Promise<string> {
  const no = await place(provider);
  shop[provider].pay(no);
  await post(
    provider === 'wxpay'
      ? shop.wxpay.buildNotification('payment', { outTradeNo: no, total: 1 })
      : shop.alipay.buildNotification('payment', { outTradeNo: no, variant: 'wrongAmount' }),
  );
  return no;
}
async function refundOf(no: string, out_refund_no: string): Promise<Answer> {
  return staff.callService('pay/sys/refund', { out_trade_no: no, out_refund_no });
}
/** 让它失败到该有人看的次数。 */
async function failThrice(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    shop.tick(20 * 60_000);
    await shop.runMonitor();
  }
}

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  test('an order in review: in the queue with its reason, leaves when it is settled, who and why is on the order', async () => {
    await open();
    const no = await inReview(provider);
    expect(await list()).toMatchObject({
      code: 0,
      rows: [{ kind: 'review', out_trade_no: no, provider, fee: 1200, reason: expect.stringContaining('金额不符') }],
      counts: { review: 1 },
      hasMore: false,
    });
    expect(await detail({ out_trade_no: no })).toMatchObject({
      code: 0,
      order: { status: 'REVIEW' },
      gateway: { state: 'SUCCESS', total_fee: 1200 },
      choices: ['settle', 'refund'],
      needs_second: false,
    });
    expect(await resolve({ out_trade_no: no }, 'write_off')).toMatchObject({ code: 40001 });
    expect(await resolve({ out_trade_no: no }, 'settle')).toMatchObject({
      code: 0,
      order: { status: 'SUCCESS', fulfil_status: 'DONE' },
      acts: [{ act: 'settle', operator: 'demo-admin', reason: '核对过银行流水' }],
    });
    expect(await kinds()).toEqual([]);
  });

  test('a surplus payment held by policy and a failing fulfilment are in the queue; they leave when the cause is gone', async () => {
    await open({ settings: { surplusPayment: 'review' } });
    await paid(provider, { cart_no: 'CART-1' });
    const second = await paid(provider, { cart_no: 'CART-1' });
    await breaks('fulfil', true);
    const failing = await paid(provider);
    expect(await kinds()).toEqual(['surplus']);
    await failThrice();
    expect(await kinds()).toEqual(['fulfil', 'surplus']);
    expect(await list('fulfil')).toMatchObject({ rows: [{ kind: 'fulfil', out_trade_no: failing }], counts: { fulfil: 1, surplus: 1 } });
    expect(await resolve({ out_trade_no: failing }, 'fulfil')).toMatchObject({ code: 0, order: { fulfil_status: 'FAILED' } });
    await breaks('fulfil', false);
    shop.tick(7 * 3_600_000);
    await shop.runMonitor();
    expect(await kinds()).toEqual(['surplus']);
    expect(await resolve({ out_trade_no: second }, 'refund')).toMatchObject({ code: 0 });
    shop.tick(61_000);
    await shop.wxpay.deliverDue();
    expect(await kinds()).toEqual([]);
    expect(shop.order(second)).toMatchObject({ status: 'REFUND', acts: [{ act: 'refund', operator: 'demo-admin' }] });
  });

  test('what was done elsewhere is written off: the business is not done again, who and why stays', async () => {
    await open();
    await breaks('fulfil', true);
    const no = await paid(provider);
    await failThrice();
    expect(await resolve({ out_trade_no: no }, 'write_off')).toMatchObject({ code: 0, order: { fulfil_status: 'DONE' }, choices: [] });
    await breaks('fulfil', false);
    await failThrice();
    expect(shop.rows('demo_receipts')).toEqual([]);
    expect(shop.order(no)['acts']).toMatchObject([{ act: 'write_off', reason: '核对过银行流水' }]);
  });

  test('a revoke that keeps failing: again by hand, or written off', async () => {
    await open();
    const [first, second] = [await paid(provider), await paid(provider)];
    await breaks('revoke', true);
    await refundOf(first, 'RFDESK0001');
    await refundOf(second, 'RFDESK0002');
    shop.tick(1000);
    await shop.wxpay.deliverDue();
    await failThrice();
    expect(await kinds()).toEqual(['revoke', 'revoke']);
    expect(await detail({ out_refund_no: 'RFDESK0001' })).toMatchObject({
      refund: { revoke_status: 'FAILED' },
      choices: ['revoke', 'write_off'],
    });
    await breaks('revoke', false);
    expect(await resolve({ out_refund_no: 'RFDESK0001' }, 'revoke')).toMatchObject({
      code: 0,
      refund: { revoke_status: 'DONE' },
      choices: [],
    });
    expect(await resolve({ out_refund_no: 'RFDESK0002' }, 'write_off')).toMatchObject({ code: 0 });
    expect(shop.rows('demo_receipts').filter((row) => String(row['_id']).startsWith('back-'))).toHaveLength(1);
    expect(refundRow('RFDESK0002')['acts']).toMatchObject([{ act: 'write_off', operator: 'demo-admin' }]);
    expect(await kinds()).toEqual([]);
  });

  test('a refund nobody could tell for a day: the gateway says it never came, it is asked for again under its number', async () => {
    await open();
    const no = await paid(provider);
    shop[provider].faults.add({ operation: 'refund', fault: { kind: 'lostRequest' }, times: 300 });
    shop[provider].faults.add({ operation: 'queryRefund', fault: { kind: 'lostRequest' }, times: 300 });
    await refundOf(no, 'RFDESK0003');
    shop.tick(25 * 3_600_000);
    expect(await kinds()).toEqual(['stuck']);
    shop[provider].faults.clear();
    expect(await detail({ out_refund_no: 'RFDESK0003' })).toMatchObject({ gateway_refund: { state: 'NOT_EXIST' }, choices: ['refund'] });
    expect(await resolve({ out_refund_no: 'RFDESK0003' }, 'refund')).toMatchObject({ code: 0 });
    shop.tick(61_000);
    await shop.runMonitor();
    expect([refundRow('RFDESK0003')['status'], shop.order(no)['status'], shop.rows('payment_refunds').length]).toEqual([
      'SUCCESS',
      'REFUND',
      1,
    ]);
    expect(await kinds()).toEqual([]);
  });

  test('an order the gateway speaks of and we do not have: kept, shown with the answer of the gateway, leaves when it is there', async () => {
    await open();
    const no = await place(provider);
    shop[provider].pay(no);
    const row = shop.order(no);
    await shop.runtime.database.collection('payment_orders').doc(no).remove();
    await shop[provider].deliverDue();
    const rows = (await list())['rows'] as { kind: string; note: string; fee: number }[];
    expect(rows).toMatchObject([{ kind: 'unknown_order', fee: 1200, note: expect.stringContaining('unknown_order:') }]);
    const note = String(rows[0]?.note);
    expect(await detail({ note })).toMatchObject({
      gateway: { state: 'SUCCESS', total_fee: 1200 },
      note: { open: true },
      choices: ['write_off'],
    });
    const { _id, ...rest } = row;
    await shop.runtime.database.collection('payment_orders').doc(String(_id)).set(rest);
    expect(await kinds()).toEqual([]);
    expect(shop.rows('payment_reviews')).toMatchObject([{ status: 'DONE', acts: [{ operator: 'system' }] }]);
  });

  test('a row nobody can read: set aside, in the queue, and back at work once somebody mended it', async () => {
    await open();
    const no = await place(provider);
    const orders = shop.runtime.database.collection('payment_orders');
    await orders.doc(no).update({ total_fee: '1200' });
    shop.tick(11_000);
    await shop.runMonitor();
    expect(await kinds()).toEqual(['unreadable']);
    await orders.doc(no).update({ total_fee: 1200 });
    shop[provider].faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    shop[provider].pay(no);
    expect(await kinds()).toEqual([]);
    expect(Number(shop.order(no)['next_query_date'])).toBeLessThanOrEqual(shop.now());
    await shop.runMonitor();
    expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
  });

  describe('above the amount from the configuration', () => {
    test('the first person proposes, the same person cannot agree, another one decides', async () => {
      await open({ settings: { reviewApprovalFee: 1000 } });
      const no = await inReview(provider);
      const input = { out_trade_no: no, act: 'settle', reason: '核对过银行流水' };
      expect(await as('anna', 'resolveReview', input)).toMatchObject({
        code: 0,
        needs_second: true,
        order: { status: 'REVIEW' },
        proposal: { act: 'settle', operator: 'anna' },
        acts: [],
      });
      expect(await list()).toMatchObject({ rows: [{ out_trade_no: no, proposal: { operator: 'anna' } }] });
      expect(await as('anna', 'resolveReview', input)).toMatchObject({ code: 0, order: { status: 'REVIEW' } });
      // 别的决定是新的提议，不是点头。
      expect(await as('bert', 'resolveReview', { ...input, act: 'refund' })).toMatchObject({
        order: { status: 'REVIEW' },
        proposal: { act: 'refund', operator: 'bert' },
      });
      expect(await as('anna', 'resolveReview', input)).toMatchObject({ order: { status: 'REVIEW' }, proposal: { act: 'settle' } });
      expect(await as('bert', 'resolveReview', input)).toMatchObject({
        order: { status: 'SUCCESS' },
        acts: [{ act: 'settle', operator: 'anna', approver: 'bert' }],
      });
      expect((shop.order(no)['history'] as object[]).at(-1)).toMatchObject({ operator: 'anna', note: '核对过银行流水' });
      expect(shop.order(no)['proposal']).toBeUndefined();
    });

    test('no other door lets one person do it alone, and the older service keeps the rule', async () => {
      await open({ settings: { reviewApprovalFee: 1000 } });
      const no = await inReview(provider);
      expect(await staff.callService('pay/sys/refund', { out_trade_no: no })).toMatchObject({ code: 40001 });
      if (provider === 'alipay')
        expect(await staff.callService('pay/sys/cancelPayment', { out_trade_no: no })).toMatchObject({
          code: 40001,
          msg: expect.stringContaining('复核台'),
        });
      expect(await staff.callService('pay/sys/resolvePayment', { out_trade_no: no, act: 'refund', reason: '退回' })).toMatchObject({
        code: 0,
        order: { status: 'REVIEW' },
      });
      expect(shop.rows('payment_refunds')).toEqual([]);
    });

    test('a refund the payer asked for is no way round it either', async () => {
      await open({ settings: { reviewApprovalFee: 1000 } });
      await breaks('fulfil', true);
      const no = await paid(provider);
      const asked = await shop.client.callService('pay/kh/requestRefund', { out_trade_no: no, reason: '不要了' });
      const { request_no } = (asked['request'] ?? {}) as { request_no?: string };
      expect(await staff.callService('pay/sys/answerRefundRequest', { request_no, act: 'approve' })).toMatchObject({
        code: 40001,
        msg: expect.stringContaining('复核台'),
      });
      expect(shop.rows('payment_refunds')).toEqual([]);
      expect(await staff.callService('pay/sys/answerRefundRequest', { request_no, act: 'decline', reason: '在处理了' })).toMatchObject({
        code: 0,
      });
    });

    test('two agree at the same moment: one refund', async () => {
      const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 3));
      await open({ settings: { reviewApprovalFee: 1000 }, runtime: { databaseLatency: pause, httpLatency: pause } });
      const no = await inReview(provider);
      const input = { out_trade_no: no, act: 'refund', reason: '退回' };
      await as('anna', 'resolveReview', input);
      const answers = await Promise.all(['bert', 'carl', 'dora'].map((who) => as(who, 'resolveReview', input)));
      expect(answers.filter((answer) => answer['code'] === 0).length).toBeGreaterThanOrEqual(1);
      expect(shop.rows('payment_refunds')).toHaveLength(1);
      expect(shop.order(no)['acts']).toHaveLength(1);
    });

    test('a proposal that lay for a day counts no more', async () => {
      await open({ settings: { reviewApprovalFee: 1000 } });
      const no = await inReview(provider);
      const input = { out_trade_no: no, act: 'settle', reason: '核对过银行流水' };
      await as('anna', 'resolveReview', input);
      shop.tick(25 * 3_600_000);
      expect(await as('bert', 'resolveReview', input)).toMatchObject({ order: { status: 'REVIEW' }, proposal: { operator: 'bert' } });
    });
  });
});

test('WeChat: an ABNORMAL refund is in the queue and leaves when the gateway has paid it out', async () => {
  await open();
  const no = await paid('wxpay');
  await refundOf(no, 'RFDESK0004');
  const abnormal = shop.wxpay.buildNotification('refund', { outRefundNo: 'RFDESK0004', plaintext: { refund_status: 'ABNORMAL' } });
  await post(abnormal);
  expect(await kinds()).toEqual(['abnormal']);
  shop.tick(1000);
  expect(await detail({ out_refund_no: 'RFDESK0004' })).toMatchObject({ refund: { status: 'SUCCESS' }, choices: [] });
  expect(await kinds()).toEqual([]);
});

test('a refund made on the merchant platform is kept until somebody has looked at it', async () => {
  await open();
  const no = await paid('wxpay');
  await refundOf(no, 'RFDESK0005');
  await post(
    shop.wxpay.buildNotification('refund', {
      outRefundNo: 'RFDESK0005',
      plaintext: { out_refund_no: 'HAND0001', refund_status: 'SUCCESS' },
    }),
  );
  const [row] = (await list('unknown_refund'))['rows'] as { note: string }[];
  expect(await resolve({ note: row?.note }, 'write_off')).toMatchObject({
    code: 0,
    note: { open: false },
    acts: [{ operator: 'demo-admin', reason: '核对过银行流水' }],
  });
  expect(await kinds()).toEqual([]);
  expect(await resolve({ note: row?.note }, 'write_off')).toMatchObject({ code: 40001 });
});

test('a late payment left to a person, and one whose return is refused', async () => {
  await open();
  const no = await place('wxpay');
  shop.wxpay.faults.add({ operation: 'query', fault: { kind: 'error', code: 'ORDER_NOT_EXIST' } });
  await shop.client.callService('pay/kh/closePayment', { out_trade_no: no });
  shop.wxpay.pay(no);
  await shop.wxpay.deliverDue();
  expect(await kinds()).toEqual(['late']);
  await shop.runtime.database
    .collection('payment_orders')
    .doc(no)
    .update({ give_back: 'late', next_query_date: shop.now(), query_attempts: 0 });
  expect(await kinds()).toEqual([]);
  shop.wxpay.faults.add({ operation: 'refund', fault: { kind: 'error', code: 'NOT_ENOUGH' } });
  await shop.runMonitor();
  expect(await kinds()).toEqual(['return']);
  shop.tick(61_000);
  await shop.runMonitor();
  expect(await kinds()).toEqual([]);
});

test('Alipay: a cancel nobody can tell the end of for 25 hours is in the queue, and the timer still finds out', async () => {
  await open();
  const no = await place('alipay');
  shop.alipay.pay(no);
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' }, times: Infinity });
  shop.alipay.faults.add({ operation: 'cancel', fault: { kind: 'lostAnswer' }, times: Infinity });
  await staff.callService('pay/sys/cancelPayment', { out_trade_no: no });
  expect(await kinds()).toEqual([]);
  shop.tick(26 * 3_600_000);
  await shop.runMonitor();
  expect(await kinds()).toEqual(['review']);
  expect(await detail({ out_trade_no: no })).toMatchObject({ choices: [], review_reason: '撤销 25 小时仍没有结果' });
  shop.alipay.faults.clear();
  shop.tick(20 * 60_000);
  await shop.runMonitor();
  expect([shop.order(no)['status'], shop.alipay.ledger.trade(no)?.refunded]).toEqual(['REFUND', 1200]);
  expect(await kinds()).toEqual([]);
});

test('only staff; exactly one subject; nothing but plain numbers', async () => {
  await open();
  const no = await inReview('wxpay');
  for (const service of ['listReviews', 'reviewDetail', 'resolveReview'])
    expect(await shop.client.callService(`pay/sys/${service}`, { out_trade_no: no, act: 'settle', reason: '我付过了' })).not.toMatchObject({
      code: 0,
    });
  for (const bad of [
    {},
    { out_trade_no: no, note: 'anomaly:x' },
    { out_trade_no: { $ne: null } },
    { note: { $gt: '' } },
    { note: 'anomaly' },
  ])
    expect(await detail(bad)).toMatchObject({ code: 40001 });
  expect(await detail({ note: 'anomaly:nobody' })).toMatchObject({ code: 40005 });
  for (const reason of ['', 'x', 7, undefined])
    expect(await staff.callService('pay/sys/resolveReview', { out_trade_no: no, act: 'settle', reason })).toMatchObject({ code: 40001 });
  expect(await staff.callService('pay/sys/listReviews', { kind: 'everything' })).toMatchObject({ code: 40001 });
  expect(shop.order(no)['status']).toBe('REVIEW');
});

test('pages follow one another, oldest first, without a hole', async () => {
  await open();
  const orders: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    orders.push(await inReview('wxpay'));
    shop.tick(1000);
  }
  const page = async (pageIndex: number): Promise<Answer> => staff.callService('pay/sys/listReviews', { pageIndex, pageSize: 2 });
  const pages = [await page(1), await page(2), await page(3)];
  expect(pages.flatMap((one) => (one['rows'] as { out_trade_no: string }[]).map((row) => row.out_trade_no))).toEqual(orders);
  expect(pages.map((one) => one['hasMore'])).toEqual([true, true, false]);
});
