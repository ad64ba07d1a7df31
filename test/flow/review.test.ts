// REVIEW 与留着没办业务的付款都有出口（docs/invariants.md §2）：先问网关，能做什么由刚问到的事实决定，谁做的写进履历。
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';
import type { UniClient } from '../../local/stack/client';

let shop: Shop;
let staff: UniClient;
async function open(options: ShopOptions = {}): Promise<void> {
  shop = await openShop({ wxpay: { refundSpacingMs: 0, refundDurationMs: 500 }, ...options });
  staff = await shop.login('demo-admin');
}
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

type Provider = 'wxpay' | 'alipay';
const deliveries = (out_trade_no: string): number => shop.rows('demo_goods_orders').filter((row) => row['_id'] === out_trade_no).length;
const review = (out_trade_no: string): Promise<Record<string, unknown>> => staff.callService('pay/sys/reviewPayment', { out_trade_no });
const resolve = (out_trade_no: string, act: string): Promise<Record<string, unknown>> =>
  staff.callService('pay/sys/resolvePayment', { out_trade_no, act, reason: '核对过银行流水' });
const held = (provider: Provider, out_trade_no: string): number =>
  provider === 'wxpay'
    ? shop.wxpay.ledger.refunds(out_trade_no).reduce((sum, item) => sum + item.refund, 0)
    : (shop.alipay.ledger.trade(out_trade_no)?.refunded ?? 0);
const lastEntry = (out_trade_no: string): unknown => (shop.order(out_trade_no)['history'] as object[]).at(-1);

async function paid(provider: Provider): Promise<string> {
  const created = await shop.createGoods({ provider });
  const out_trade_no = String(created['out_trade_no']);
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  shop[provider].pay(out_trade_no);
  return out_trade_no;
}
/** 付了款，却先收到一个签名真实、金额不对的通知。 */
async function inReview(provider: Provider): Promise<string> {
  const out_trade_no = await paid(provider);
  const wrong =
    provider === 'wxpay'
      ? shop.wxpay.buildNotification('payment', { outTradeNo: out_trade_no, total: 1 })
      : shop.alipay.buildNotification('payment', { outTradeNo: out_trade_no, variant: 'wrongAmount' });
  await fetch(wrong.url, { method: 'POST', headers: { ...wrong.headers }, body: wrong.body });
  expect(shop.order(out_trade_no)['status']).toBe('REVIEW');
  return out_trade_no;
}

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  beforeEach(() => open());

  test('an order in review whose payment is right after all is settled and fulfilled once, by whom and why is written', async () => {
    const out_trade_no = await inReview(provider);
    expect(await review(out_trade_no)).toMatchObject({
      code: 0,
      gateway: { state: 'SUCCESS', total_fee: 1200 },
      choices: ['settle', 'refund'],
    });
    expect(await resolve(out_trade_no, 'close')).toMatchObject({ code: 40001, msg: expect.stringContaining('act') });
    expect(await resolve(out_trade_no, 'settle')).toMatchObject({
      code: 0,
      order: { status: 'SUCCESS', fulfil_status: 'DONE' },
      choices: [],
    });
    expect(lastEntry(out_trade_no)).toMatchObject({
      from: 'REVIEW',
      to: 'SUCCESS',
      reason: 'staff',
      operator: 'demo-admin',
      note: '核对过银行流水',
    });
    await shop[provider].deliverDue();
    expect(deliveries(out_trade_no)).toBe(1);
    // 付款人看得到经过，看不到谁处理的与理由。
    const seen = await shop.client.callService('pay/kh/queryPayment', { out_trade_no });
    expect(JSON.stringify(seen)).not.toMatch(/demo-admin|银行流水/);
  });

  test('an order in review is given back through a refund of its own, and nothing is shipped', async () => {
    const out_trade_no = await inReview(provider);
    expect(await staff.callService('pay/sys/refund', { out_trade_no })).toMatchObject({
      code: 40001,
      msg: expect.stringContaining('复核'),
    });
    expect(await resolve(out_trade_no, 'refund')).toMatchObject({ code: 0 });
    shop.tick(1000);
    await shop[provider].deliverDue();
    expect(shop.order(out_trade_no)).toMatchObject({ status: 'REFUND', refund_fee: 1200, refunding_fee: 0 });
    expect([held(provider, out_trade_no), deliveries(out_trade_no)]).toEqual([1200, 0]);
    // 没有给出去过的，没有什么可收回。
    expect(Number(shop.rows('demo_goods').find((row) => row['_id'] === 'mug')?.['stock'])).toBe(100);
    expect(await resolve(out_trade_no, 'refund')).toMatchObject({ code: 40001 });
  });

  test('an order nobody could tell for 25 hours and nobody paid is closed, at the gateway too', async () => {
    const created = await shop.createGoods({ provider });
    const out_trade_no = String(created['out_trade_no']);
    if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
    shop[provider].faults.add({ operation: '*', fault: { kind: 'lostRequest' }, times: 200 });
    shop.tick(26 * 3_600_000);
    await shop.runMonitor();
    expect(shop.order(out_trade_no)['status']).toBe('REVIEW');
    staff = await shop.login('demo-admin');
    expect(await resolve(out_trade_no, 'close')).toMatchObject({ code: 40004 });
    expect(await review(out_trade_no)).toMatchObject({ code: 0, choices: [] });
    shop[provider].faults.clear();
    expect(await resolve(out_trade_no, 'close')).toMatchObject({ code: 0, order: { status: 'CLOSED' } });
    expect(await review(out_trade_no)).toMatchObject({ choices: [] });
  });
});

describe.each(['fulfil', 'refund'] as const)('a late payment held for a person can be: %s', (act) => {
  test.each(['wxpay', 'alipay'] as const)('%s', async (provider) => {
    await open({ settings: { latePayment: 'review' } });
    const created = await shop.createGoods({ provider });
    const out_trade_no = String(created['out_trade_no']);
    // 微信关过的单付不了：让它一时说「没有这张单」；支付宝没扫过的码关不掉，之后本来就能付。
    if (provider === 'wxpay') shop.wxpay.faults.add({ operation: 'query', fault: { kind: 'error', code: 'ORDER_NOT_EXIST' } });
    await shop.client.callService('pay/kh/closePayment', { out_trade_no });
    expect(shop.order(out_trade_no)['status']).toBe('CLOSED');
    if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
    shop[provider].pay(out_trade_no);
    await shop[provider].deliverDue();
    expect(shop.order(out_trade_no)).toMatchObject({ status: 'SUCCESS', late: true, fulfil: { status: 'NONE' } });
    expect(deliveries(out_trade_no)).toBe(0);
    expect(await review(out_trade_no)).toMatchObject({ choices: ['fulfil', 'refund', 'write_off'] });
    expect(await resolve(out_trade_no, act)).toMatchObject({ code: 0 });
    shop.tick(1000);
    await shop[provider].deliverDue();
    expect(deliveries(out_trade_no)).toBe(act === 'fulfil' ? 1 : 0);
    expect([shop.order(out_trade_no)['status'], held(provider, out_trade_no)]).toEqual(
      act === 'fulfil' ? ['SUCCESS', 0] : ['REFUND', 1200],
    );
  });
});

test('only staff may look and decide', async () => {
  await open();
  const out_trade_no = await inReview('wxpay');
  for (const service of ['pay/sys/reviewPayment', 'pay/sys/resolvePayment']) {
    expect(await shop.client.callService(service, { out_trade_no, act: 'settle', reason: '我付过了' })).not.toMatchObject({ code: 0 });
  }
  expect(shop.order(out_trade_no)['status']).toBe('REVIEW');
});
