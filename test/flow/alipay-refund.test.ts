// 不变量 I3、I6、I13：支付宝退款同步到账、部分退款直到用完、并发不超额、结果不明由查询弄清、退款通知不当作付款。
import { checkInvariants, openShop, type Shop } from './harness';
import type { UniClient } from '../../local/stack/client';

let shop: Shop;
let staff: UniClient;
beforeEach(async () => {
  // 网关答得慢（机器忙）不是这里要试的：十秒没有答复就成了「结果不明」
  shop = await openShop({ alipay: { refundVisibleAfterMs: 10_000 }, settings: { timeout: 60_000 } });
  staff = await shop.login('demo-admin');
});
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

async function paidOrder(quantity = 10): Promise<string> {
  const out_trade_no = String((await shop.createGoods({ provider: 'alipay', quantity }))['out_trade_no']);
  shop.alipay.pay(out_trade_no);
  await shop.alipay.deliverDue();
  return out_trade_no;
}
const refund = (input: object): Promise<Record<string, unknown>> => staff.callService('pay/sys/refund', input);
const rows = (): Record<string, unknown>[] => shop.rows('payment_refunds');
const stock = (): number => Number(shop.rows('demo_goods').find((row) => row['_id'] === 'mug')?.['stock']);
const gatewayRefunded = (out_trade_no: string): number =>
  shop.alipay.ledger.refunds(out_trade_no).reduce((sum, item) => sum + item.amount, 0);

test('parts are refunded at once until nothing is left; the partial refund notice is not taken for a payment', async () => {
  const out_trade_no = await paidOrder();
  expect(await refund({ out_trade_no, refund_fee: 5000, refund_desc: '少发一件' })).toMatchObject({
    code: 0,
    refund: { refund_fee: 5000, status: 'SUCCESS' },
  });
  const version = shop.order(out_trade_no)['version'];
  // 部分退款的通知：trade_status 又是 TRADE_SUCCESS，refund_fee 是累计值。
  expect(await shop.alipay.deliverDue()).toMatchObject([{ kind: 'refund', acked: true }]);
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'SUCCESS', version, refund_fee: 5000 });
  expect(await refund({ out_trade_no, refund_fee: 7000 })).toMatchObject({
    code: 0,
    refund: { status: 'SUCCESS' },
    order: { status: 'REFUND', refund_fee: 12_000 },
  });
  expect(rows()).toMatchObject([{ revoke: { status: 'DONE', attempts: 1 } }, { revoke: { status: 'DONE', attempts: 1 } }]);
  expect([stock(), gatewayRefunded(out_trade_no), shop.alipay.ledger.trade(out_trade_no)?.status]).toEqual([100, 12_000, 'TRADE_CLOSED']);
  expect(await refund({ out_trade_no, refund_fee: 1 })).toMatchObject({ code: 40001 });
});

test('a full refund notice, where the product sends one, changes nothing more', async () => {
  await shop.close();
  shop = await openShop({ alipay: { extraNotices: ['FULL_REFUND'] } });
  staff = await shop.login('demo-admin');
  const out_trade_no = await paidOrder(1);
  await refund({ out_trade_no });
  const before = JSON.stringify([shop.order(out_trade_no), rows()]);
  expect(await shop.alipay.deliverDue()).toMatchObject([{ kind: 'refund', acked: true }]);
  expect(JSON.stringify([shop.order(out_trade_no), rows()])).toBe(before);
});

test('32 parallel refunds of ten percent: exactly ten succeed', async () => {
  const out_trade_no = await paidOrder();
  const answers = await Promise.all(
    Array.from({ length: 32 }, (_item, n) =>
      refund({ out_trade_no, out_refund_no: `RFALI${String(n).padStart(4, '0')}`, refund_fee: 1200 }),
    ),
  );
  expect(answers.filter((answer) => answer['code'] === 0)).toHaveLength(10);
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'REFUND', refund_fee: 12_000, refunding_fee: 0 });
  expect(gatewayRefunded(out_trade_no)).toBe(12_000);
}, 60_000);

test.each([
  ['the request got lost', { kind: 'lostRequest' as const }],
  ['the answer got lost after the commit', { kind: 'lostAnswer' as const }],
  ['20000 although it was refunded', { kind: 'unknownCommitted' as const }],
  ['ACQ.SYSTEM_ERROR although it was refunded', { kind: 'systemErrorCommitted' as const }],
  ['fund_change N although it was refunded', { kind: 'fundChangeN' as const }],
  ['a false response signature', { kind: 'falseSignature' as const }],
  ['an unsigned success', { kind: 'unsigned' as const }],
  ['a truncated body', { kind: 'truncated' as const }],
  ['a call limit', { kind: 'error' as const, subCode: 'isv.method-call-limited' as const }],
])('%s: the amount stays reserved and the same number is settled by the timer, once', async (_name, fault) => {
  const out_trade_no = await paidOrder();
  shop.alipay.faults.add({ operation: 'refund', fault });
  const answer = await refund({ out_trade_no, out_refund_no: 'RFUNCLEAR1', refund_fee: 12_000 });
  expect([answer['code'], rows()[0]?.['status']]).toEqual([0, fault.kind === 'fundChangeN' ? 'PENDING' : 'UNKNOWN']);
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 12_000 });
  expect(await refund({ out_trade_no, refund_fee: 1 })).toMatchObject({ code: 40001 });
  for (let round = 0; round < 3; round += 1) {
    shop.tick(61_000);
    await shop.runMonitor();
  }
  expect(rows()).toMatchObject([{ status: 'SUCCESS', revoke: { status: 'DONE', attempts: 1 } }]);
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'REFUND', refund_fee: 12_000, refunding_fee: 0 });
  expect([gatewayRefunded(out_trade_no), stock()]).toEqual([12_000, 100]);
});

test('asked again before the gateway shows it, the refund is repeated under the same number and stays one refund', async () => {
  const out_trade_no = await paidOrder();
  shop.alipay.faults.add({ operation: 'refund', fault: { kind: 'lostAnswer' } });
  await refund({ out_trade_no, out_refund_no: 'RFHIDDEN01', refund_fee: 1200 });
  expect(await staff.callService('pay/sys/queryRefund', { out_refund_no: 'RFHIDDEN01' })).toMatchObject({
    code: 0,
    refund: { status: 'PENDING' },
  });
  shop.tick(11_000);
  expect(await staff.callService('pay/sys/queryRefund', { out_refund_no: 'RFHIDDEN01' })).toMatchObject({
    code: 0,
    refund: { status: 'SUCCESS' },
  });
  expect(gatewayRefunded(out_trade_no)).toBe(1200);
});

test('a merchant without balance gets a named error, nothing stays reserved, and a later refund works', async () => {
  const out_trade_no = await paidOrder();
  shop.alipay.faults.add({ operation: 'refund', fault: { kind: 'error', subCode: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' } });
  expect(await refund({ out_trade_no, refund_fee: 1200 })).toMatchObject({ code: 40007 });
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 0, refund_fee: 0 });
  expect(await refund({ out_trade_no, refund_fee: 1200 })).toMatchObject({ code: 0, refund: { status: 'SUCCESS' } });
});

test('a refund made on the merchant platform is reported, never booked on its own', async () => {
  const out_trade_no = await paidOrder();
  await refund({ out_trade_no, out_refund_no: 'RFOURS0001', refund_fee: 100 });
  await shop.alipay.deliverDue();
  const notice = shop.alipay.buildNotification('refund', {
    outTradeNo: out_trade_no,
    fields: { out_biz_no: 'MADE_ELSEWHERE', refund_fee: '13.00' },
  });
  expect(await (await fetch(notice.url, { method: 'POST', headers: { ...notice.headers }, body: notice.body })).text()).toBe('success');
  expect(shop.order(out_trade_no)).toMatchObject({ refund_fee: 100 });
  expect(shop.rows('payment_alerts')).toMatchObject([{ kind: 'unknown-refund' }]);
});

test('only staff can refund, and a refund after the gateway closed its window names the reason', async () => {
  const out_trade_no = await paidOrder();
  expect(await shop.client.callService('pay/sys/refund', { out_trade_no })).not.toMatchObject({ code: 0 });
  shop.tick(366 * 24 * 3600_000);
  staff = await shop.login('demo-admin');
  const answer = await refund({ out_trade_no, refund_fee: 100 });
  expect(answer['code']).toBe(50000);
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 0, refund_fee: 0 });
});
