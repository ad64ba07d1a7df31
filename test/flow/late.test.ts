// 迟到的支付（docs/invariants.md §2 CLOSED → SUCCESS）：每个订单类型自己说 fulfil、refund 还是 review，没说的按设置；倒在哪里都有人接着办。
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UniClient } from '../../local/stack/client';
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';
import { stackFiles } from './harness-files';

/** 三种说法各一个类型，一个不说的；收据是「办过了」的证据。 */
const TYPES = `'use strict';
const type = (name, more) => ({
  name,
  price: () => ({ total_fee: 1200, subject: '杯子', custom: {} }),
  fulfil: (order, { dao }) => dao.add('demo_receipts', { _id: order.out_trade_no }),
  ...more,
});
exports.paymentTypes = [
  type('fulfilled', { latePayment: 'fulfil' }),
  type('refunded', { latePayment: 'refund' }),
  type('reviewed', { latePayment: 'review' }),
  type('silent', {}),
];
`;
let dir: string;
let shop: Shop;
let staff: UniClient;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vk-pay-late-'));
  writeFileSync(join(dir, 'types.js'), TYPES);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
async function open(options: ShopOptions = {}): Promise<void> {
  shop = await openShop({
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
const handled = (no: string): boolean => shop.rows('demo_receipts').some((row) => row['_id'] === no);
const alerts = (kind: string): unknown[] => shop.rows('payment_alerts').filter((row) => row['kind'] === kind);
const held = (provider: Provider, no: string): number =>
  provider === 'wxpay'
    ? shop.wxpay.ledger.refunds(no).reduce((sum, item) => sum + item.refund, 0)
    : (shop.alipay.ledger.trade(no)?.refunded ?? 0);

/** 关掉，然后才付；通知还没有送。 */
async function paidLate(provider: Provider, type: string, notice: 'due' | 'lost' = 'due'): Promise<string> {
  const created = await shop.client.callService('pay/kh/createPayment', { provider, data: { type } });
  const no = String(created['out_trade_no']);
  // 微信关过的单付不了：让它一时说「没有这张单」；支付宝没扫过的码关不掉，之后本来就能付。
  if (provider === 'wxpay') shop.wxpay.faults.add({ operation: 'query', fault: { kind: 'error', code: 'ORDER_NOT_EXIST' } });
  await shop.client.callService('pay/kh/closePayment', { out_trade_no: no });
  expect(shop.order(no)['status']).toBe('CLOSED');
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  if (notice === 'lost') shop[provider].faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop[provider].pay(no);
  return no;
}
/** 退款走完：提交、到账、通知。 */
async function returned(): Promise<void> {
  await shop.runMonitor();
  shop.tick(61_000);
  await shop.wxpay.deliverDue();
  await shop.runMonitor();
}

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  test('fulfil: booked late and handled once', async () => {
    await open({ settings: { latePayment: 'review' } });
    const no = await paidLate(provider, 'fulfilled');
    await shop[provider].deliverDue();
    expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', late: true, fulfil: { status: 'DONE' } });
    expect([handled(no), held(provider, no)]).toEqual([true, 0]);
  });

  test('refund: booked, never handled, given back under one number whatever happens', async () => {
    await open();
    const no = await paidLate(provider, 'refunded');
    await shop[provider].deliverDue();
    expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', late: true, give_back: 'late', fulfil: { status: 'NONE' } });
    if (provider === 'wxpay') shop.wxpay.faults.add({ operation: 'refund', fault: { kind: 'error', code: 'NOT_ENOUGH' } });
    else shop.alipay.faults.add({ operation: 'refund', fault: { kind: 'error', subCode: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' } });
    await shop.runMonitor();
    expect(alerts('late-not-returned')).toHaveLength(1);
    shop.tick(61_000);
    await returned();
    expect(shop.order(no)).toMatchObject({ status: 'REFUND', refund_fee: 1200, refunding_fee: 0 });
    expect(shop.rows('payment_refunds')).toMatchObject([{ _id: `LP${no}`, status: 'SUCCESS', operator: 'late-policy' }]);
    expect([handled(no), held(provider, no)]).toEqual([false, 1200]);
    await shop.runMonitor();
    expect([shop.order(no)['next_query_date'], shop.rows('payment_refunds').length]).toEqual([0, 1]);
  });

  test('review: kept for a person, alarmed once, nothing moves by itself', async () => {
    await open();
    const no = await paidLate(provider, 'reviewed');
    await shop[provider].deliverDue();
    await returned();
    expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', late: true, fulfil: { status: 'NONE' }, refund_fee: 0 });
    expect([handled(no), alerts('late-payment').length]).toEqual([false, 1]);
  });

  test.each(['fulfil', 'refund', 'review'] as const)('a type that says nothing follows the setting: %s', async (latePayment) => {
    await open({ settings: { latePayment } });
    const no = await paidLate(provider, 'silent');
    await shop[provider].deliverDue();
    await returned();
    expect([shop.order(no)['status'], handled(no)]).toEqual([latePayment === 'refund' ? 'REFUND' : 'SUCCESS', latePayment === 'fulfil']);
  });

  test('the notice never comes, the last look finds the money: the same policy', async () => {
    await open();
    const no = await paidLate(provider, 'refunded', 'lost');
    // 关闭之后不再有人问，除非二维码可能还能付：过了付款期限看最后一眼。
    shop.tick(32 * 60_000);
    await shop.runMonitor();
    await returned();
    await returned();
    expect([shop.order(no)['status'], handled(no), held(provider, no)]).toEqual(['REFUND', false, 1200]);
  });

  test('dead right after the money was booked: the timer gives it back', async () => {
    let armed = false;
    const databaseFault = ({ collection, write }: { collection: string; write: boolean }, phase: string): void | 'kill' => {
      if (!armed || !write || collection !== 'payment_orders' || phase !== 'after') return undefined;
      armed = false;
      return 'kill';
    };
    await open({ runtime: { databaseFault } });
    const no = await paidLate(provider, 'refunded');
    armed = true;
    await shop[provider].deliverDue();
    expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', give_back: 'late' });
    await returned();
    expect([shop.order(no)['status'], held(provider, no)]).toEqual(['REFUND', 1200]);
  });

  test('staff who choose to deliver stop the return; while it is on its way they cannot', async () => {
    await open();
    const no = await paidLate(provider, 'refunded');
    await shop[provider].deliverDue();
    const resolve = (act: string): Promise<Record<string, unknown>> =>
      staff.callService('pay/sys/resolvePayment', { out_trade_no: no, act, reason: '客户还要' });
    expect(await resolve('fulfil')).toMatchObject({ code: 0 });
    await returned();
    expect([shop.order(no)['status'], handled(no), held(provider, no)]).toEqual(['SUCCESS', true, 0]);

    const other = await paidLate(provider, 'refunded');
    await shop[provider].deliverDue();
    shop[provider].faults.add({ operation: 'refund', fault: { kind: 'lostRequest' } });
    await shop.runMonitor();
    expect(shop.order(other)['refunding_fee']).toBe(1200);
    expect(await staff.callService('pay/sys/reviewPayment', { out_trade_no: other })).toMatchObject({ code: 0, choices: [] });
  });
});

test('two instances return one late payment at once: one refund', async () => {
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3));
  await open({ runtime: { databaseLatency: pause, httpLatency: pause } });
  const no = await paidLate('alipay', 'refunded');
  await shop.alipay.deliverDue();
  await Promise.all([shop.runMonitor(), shop.runMonitor(), shop.runMonitor()]);
  expect([shop.order(no)['status'], held('alipay', no), shop.rows('payment_refunds').length]).toEqual(['REFUND', 1200, 1]);
});

test('a policy nobody knows is refused when the types are loaded, by name', async () => {
  writeFileSync(join(dir, 'bad.js'), TYPES.replace("latePayment: 'refund'", "latePayment: 'keep'"));
  await open({ modules: { ...stackFiles.modules, 'payment-types': join(dir, 'bad.js') } });
  expect(await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data: { type: 'silent' } })).toMatchObject({
    code: 50000,
  });
  expect(JSON.stringify(shop.rows('payment_errors'))).toContain('refunded 的 latePayment');
});
