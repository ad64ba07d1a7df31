// I5、I8：签名真实只证明是网关说的，不证明说的是这笔钱——渠道、商户、应用、单号、金额一样一样核对；对不上的告警，一件不漏。
import { checkInvariants, openShop, type Shop } from './harness';
import type { UniClient } from '../../local/stack/client';

let shop: Shop;
let staff: UniClient;
beforeEach(async () => {
  shop = await openShop({ wxpay: { refundSpacingMs: 0, refundDurationMs: 500 } });
  staff = await shop.login('demo-admin');
});
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

interface Notice {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
const post = (notice: Notice): Promise<Response> =>
  fetch(notice.url, { method: 'POST', headers: { ...notice.headers }, body: notice.body });
const alerts = (kind: string): Record<string, unknown>[] => shop.rows('payment_alerts').filter((row) => row['kind'] === kind);
const logs = (): Record<string, unknown>[] => shop.rows('payment_logs').filter((row) => row['type'] === 'notify');

async function paid(provider: 'wxpay' | 'alipay', quantity = 10): Promise<string> {
  const created = await shop.createGoods({ provider, quantity });
  const out_trade_no = String(created['out_trade_no']);
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  shop[provider].pay(out_trade_no);
  await shop[provider].deliverDue();
  return out_trade_no;
}
const refund = (out_trade_no: string, out_refund_no: string, refund_fee = 2000): Promise<Record<string, unknown>> =>
  staff.callService('pay/sys/refund', { out_trade_no, out_refund_no, refund_fee });
const refundRow = (id: string): Record<string, unknown> => shop.rows('payment_refunds').find((row) => row['_id'] === id) ?? {};

describe('a refund notice settles only the refund it speaks of', () => {
  /** 一笔还没有结论的支付宝退款，与一份签名真实、单号相同的微信退款通知。 */
  async function pendingAlipayRefund(): Promise<{ order: string; other: string }> {
    const order = await paid('alipay');
    shop.alipay.faults.add({ operation: 'refund', fault: { kind: 'lostRequest' } });
    await refund(order, 'RFSAME0001');
    expect(refundRow('RFSAME0001')['status']).toBe('UNKNOWN');
    return { order, other: await paid('wxpay') };
  }

  test('one of another channel changes nothing and is alarmed', async () => {
    const { order, other } = await pendingAlipayRefund();
    await refund(other, 'RFOTHER001');
    shop.tick(1000);
    const foreign = shop.wxpay.buildNotification('refund', {
      outRefundNo: 'RFOTHER001',
      plaintext: { out_refund_no: 'RFSAME0001', out_trade_no: order },
    });
    expect((await post(foreign)).status).toBe(500);
    expect(refundRow('RFSAME0001')['status']).toBe('UNKNOWN');
    expect(shop.order(order)).toMatchObject({ refund_fee: 0, refunding_fee: 2000 });
    expect(alerts('foreign-fact')).toMatchObject([{ out_trade_no: order, message: expect.stringContaining('渠道不符') }]);
  });

  test.each([
    ['another amount', { amount: { total: 12_000, refund: 1, payer_total: 12_000, payer_refund: 1 } }, 200],
    ['another order', { out_trade_no: 'VPSOMEBODYELSE1' }, 200],
  ])('one with %s changes nothing and is alarmed', async (_name, plaintext, status) => {
    const order = await paid('wxpay');
    await refund(order, 'RFMINE0001');
    const notice = shop.wxpay.buildNotification('refund', {
      outRefundNo: 'RFMINE0001',
      plaintext: { refund_status: 'SUCCESS', success_time: '2026-11-23T12:00:10+08:00', ...plaintext },
    });
    expect((await post(notice)).status).toBe(status);
    expect(refundRow('RFMINE0001')['status']).toBe('PENDING');
    expect(alerts('refund-mismatch')).toHaveLength(1);
  });
});

test('a payment notice of another channel for the same number changes nothing, is alarmed and not acknowledged', async () => {
  const mine = String((await shop.createGoods({ provider: 'alipay' }))['out_trade_no']);
  await paid('wxpay');
  const foreign = shop.wxpay.buildNotification('payment', { plaintext: { out_trade_no: mine } });
  expect((await post(foreign)).status).toBe(500);
  expect(shop.order(mine)['status']).toBe('PROCESSING');
  expect(alerts('foreign-fact')).toMatchObject([{ out_trade_no: mine }]);
});

test('two different anomalies of one order are two alerts, the same one twice is one', async () => {
  const order = await paid('wxpay');
  const wrong = (total: number): Promise<Response> => post(shop.wxpay.buildNotification('payment', { outTradeNo: order, total }));
  await wrong(1);
  const other = await paid('wxpay');
  for (const total of [1, 1, 2]) await post(shop.wxpay.buildNotification('payment', { outTradeNo: other, total }));
  expect(alerts('settle-anomaly').filter((row) => row['out_trade_no'] === order)).toHaveLength(1);
  // 已在复核之中的单不再推进，但又一件不同的矛盾照样告警。
  expect(alerts('settle-anomaly').filter((row) => row['out_trade_no'] === other)).toHaveLength(2);
});

test('two refunds made on the merchant platform are two alerts', async () => {
  const order = await paid('wxpay');
  await refund(order, 'RFMINE0002');
  for (const out_refund_no of ['HAND0001', 'HAND0002', 'HAND0002']) {
    const notice = shop.wxpay.buildNotification('refund', {
      outRefundNo: 'RFMINE0002',
      plaintext: { out_refund_no, refund_status: 'SUCCESS' },
    });
    expect((await post(notice)).status).toBe(200);
  }
  expect(alerts('unknown-refund')).toHaveLength(2);
  expect(logs().filter((row) => row['status'] === 'IGNORED')).toHaveLength(3);
});

test('two different foreign notices within a minute are two alerts', async () => {
  for (let count = 0; count < 2; count += 1) {
    const created = await shop.createGoods({ provider: 'alipay' });
    const out_trade_no = String(created['out_trade_no']);
    shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
    shop.alipay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    shop.alipay.pay(out_trade_no);
    const notice = shop.alipay.buildNotification('payment', { outTradeNo: out_trade_no, variant: 'foreignApp' });
    expect(await (await post(notice)).text()).toBe('fail');
    await post(notice);
  }
  expect(alerts('foreign-notify')).toHaveLength(2);
});

test('a genuine event nobody knows is acknowledged and leaves a row', async () => {
  await paid('wxpay');
  const notice = shop.wxpay.buildNotification('payment', { eventType: 'PAYSCORE.USER_PAID' as never });
  expect((await post(notice)).status).toBe(200);
  expect(logs().at(-1)).toMatchObject({ status: 'IGNORED', note: 'PAYSCORE.USER_PAID' });
});

describe('another sum, truly signed, after the payment was recorded and partly given back', () => {
  test.each(['wxpay', 'alipay'] as const)('%s: left to a person, and what was recorded stays as it was', async (provider) => {
    const order = await paid(provider);
    const { paid_fee, transaction_id, pay_date } = shop.order(order);
    await refund(order, 'RFBEFORE001');
    shop.tick(1000);
    await shop[provider].deliverDue();
    await shop.runMonitor();
    const lie =
      provider === 'wxpay'
        ? shop.wxpay.buildNotification('payment', { outTradeNo: order, total: 1 })
        : shop.alipay.buildNotification('payment', { outTradeNo: order, variant: 'wrongAmount' });
    await post(lie);
    expect(shop.order(order)).toMatchObject({ status: 'REVIEW', paid_fee, transaction_id, pay_date, refund_fee: 2000 });
  });
});
