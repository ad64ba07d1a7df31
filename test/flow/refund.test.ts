// 不变量 I3、I6、I13：部分退款直到用完、绝不超过；结果不明的由查询弄清；收回权益恰好一次。
import { checkInvariants, openShop, type Shop } from './harness';
import type { UniClient } from '../../local/stack/client';

let shop: Shop;
let staff: UniClient;
beforeEach(async () => {
  // 虚拟时钟不走，同一毫秒里的多笔退款不该撞上「间隔一分钟」的规则。
  shop = await openShop({ wxpay: { refundSpacingMs: 0, refundDurationMs: 500 } });
  staff = await shop.login('demo-admin');
});
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

async function paidOrder(quantity = 10): Promise<string> {
  const out_trade_no = String((await shop.createGoods({ quantity }))['out_trade_no']);
  shop.wxpay.pay(out_trade_no);
  await shop.wxpay.deliverDue();
  return out_trade_no;
}
const refund = (input: object): Promise<Record<string, unknown>> => staff.callService('pay/sys/refund', input);
const rows = (): Record<string, unknown>[] => shop.rows('payment_refunds');
const stock = (): number => Number(shop.rows('demo_goods').find((row) => row['_id'] === 'mug')?.['stock']);
/** 让网关受理的退款到账并投递回调。 */
async function settleRefunds(): Promise<void> {
  shop.tick(1000);
  await shop.wxpay.deliverDue();
}

test('parts are refunded until nothing is left, the last one turns the order to REFUND and takes the goods back once', async () => {
  const out_trade_no = await paidOrder();
  expect(stock()).toBe(90);
  for (const refund_fee of [5000, 7000]) {
    expect(await refund({ out_trade_no, refund_fee, refund_desc: '测试' })).toMatchObject({
      code: 0,
      refund: { refund_fee, status: 'PENDING' },
    });
    await settleRefunds();
  }
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'REFUND', refund_fee: 12_000, refunding_fee: 0 });
  expect(rows()).toMatchObject([
    { status: 'SUCCESS', revoke: { status: 'DONE', attempts: 1 } },
    { status: 'SUCCESS', revoke: { status: 'DONE', attempts: 1 } },
  ]);
  expect(await refund({ out_trade_no, refund_fee: 1 })).toMatchObject({ code: 40001 });
  expect(shop.wxpay.ledger.refunds(out_trade_no).reduce((sum, item) => sum + item.refund, 0)).toBe(12_000);
});

test('a full refund takes the goods back', async () => {
  const out_trade_no = await paidOrder();
  await refund({ out_trade_no });
  await settleRefunds();
  expect([stock(), shop.rows('demo_goods_orders')[0]?.['status']]).toEqual([100, 'CANCELLED']);
});

test('32 parallel refunds of ten percent: exactly ten succeed', async () => {
  const out_trade_no = await paidOrder();
  const answers = await Promise.all(
    Array.from({ length: 32 }, (_item, n) =>
      refund({ out_trade_no, out_refund_no: `RFPART${String(n).padStart(4, '0')}`, refund_fee: 1200 }),
    ),
  );
  await settleRefunds();
  shop.tick(120_000);
  await shop.runMonitor();
  await settleRefunds();
  expect(answers.filter((answer) => answer['code'] === 0)).toHaveLength(10);
  expect(rows()).toHaveLength(10);
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'REFUND', refund_fee: 12_000, refunding_fee: 0 });
}, 60_000);

test('the same number twice is one refund; with another amount or order it is refused', async () => {
  const out_trade_no = await paidOrder();
  const other = await paidOrder(1);
  const once = { out_trade_no, out_refund_no: 'RFSAME0001', refund_fee: 100 };
  await refund(once);
  expect(await refund(once)).toMatchObject({ code: 0, refund: { out_refund_no: 'RFSAME0001' } });
  expect(await refund({ ...once, refund_fee: 200 })).toMatchObject({ code: 40001, msg: expect.stringContaining('refund_fee') });
  expect(await refund({ ...once, out_trade_no: other })).toMatchObject({ code: 40001, msg: expect.stringContaining('out_refund_no') });
  expect(rows()).toHaveLength(1);
  expect(shop.wxpay.ledger.refunds()).toHaveLength(1);
});

test.each([
  ['the request got lost', { kind: 'lostRequest' as const }],
  ['the answer got lost after the commit', { kind: 'lostAnswer' as const }],
  ['a rate limit that accepted it', { kind: 'limitedCommitted' as const }],
  ['a system error that accepted it', { kind: 'systemErrorCommitted' as const }],
  ['a false signature', { kind: 'falseSignature' as const }],
  ['a truncated body', { kind: 'truncated' as const }],
])('unclear (%s): the money stays reserved, the timer finds out with the same number', async (_name, fault) => {
  const out_trade_no = await paidOrder();
  shop.wxpay.faults.add({ operation: 'refund', fault });
  expect(await refund({ out_trade_no, out_refund_no: 'RFUNCLEAR01', refund_fee: 2000 })).toMatchObject({
    code: 0,
    refund: { status: 'UNKNOWN' },
  });
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 2000, refund_fee: 0 });
  shop.tick(61_000);
  await shop.runMonitor();
  await settleRefunds();
  shop.tick(61_000);
  await shop.runMonitor();
  expect(rows()).toMatchObject([{ _id: 'RFUNCLEAR01', status: 'SUCCESS' }]);
  expect(shop.wxpay.ledger.refunds(out_trade_no)).toHaveLength(1);
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 0, refund_fee: 2000 });
});

test('a clear refusal releases the money and says why', async () => {
  const out_trade_no = await paidOrder();
  shop.wxpay.faults.add({ operation: 'refund', fault: { kind: 'error', code: 'NOT_ENOUGH' } });
  expect(await refund({ out_trade_no, refund_fee: 2000 })).toMatchObject({ code: 40007 });
  expect(rows()).toMatchObject([{ status: 'FAILED' }]);
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 0, refund_fee: 0, status: 'SUCCESS' });
});

test('a refund the gateway closes in the end releases the money', async () => {
  const out_trade_no = await paidOrder();
  await refund({ out_trade_no, out_refund_no: 'RFCLOSED01', refund_fee: 2000 });
  shop.wxpay.chooseRefund('RFCLOSED01', 'CLOSED');
  await settleRefunds();
  expect(rows()).toMatchObject([{ status: 'FAILED' }]);
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 0, status: 'SUCCESS' });
});

test('an order that is not paid cannot be refunded; what is found is told to staff only', async () => {
  const unpaid = String((await shop.createGoods())['out_trade_no']);
  expect(await refund({ out_trade_no: unpaid, refund_fee: 1 })).toMatchObject({ code: 40001 });
  const out_trade_no = await paidOrder();
  await refund({ out_trade_no, refund_fee: 2000 });
  expect(await staff.callService('pay/sys/findPayment', { out_trade_no })).toMatchObject({
    code: 0,
    refundable_fee: 10_000,
    refunds: [{ refund_fee: 2000 }],
  });
  expect(await shop.client.callService('pay/kh/queryPayment', { out_trade_no, with_refunds: true })).toMatchObject({
    refunds: [{ refund_fee: 2000 }],
  });
});

test('callback and query of one refund at once settle it once', async () => {
  const out_trade_no = await paidOrder();
  await refund({ out_trade_no, out_refund_no: 'RFRACE0001', refund_fee: 2000 });
  shop.tick(1000);
  await Promise.all([
    shop.wxpay.deliverDue(),
    staff.callService('pay/sys/queryRefund', { out_refund_no: 'RFRACE0001' }),
    staff.callService('pay/sys/queryRefund', { out_refund_no: 'RFRACE0001' }),
  ]);
  expect(shop.order(out_trade_no)).toMatchObject({ refund_fee: 2000, refunding_fee: 0 });
  expect(rows()).toMatchObject([{ status: 'SUCCESS', revoke: { attempts: 1 } }]);
});
