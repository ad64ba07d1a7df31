// 微信：同一张订单两次退款至少隔一分钟（docs/protocols/wxpay.md §8）。太快的排队，到时由定时任务以同一个单号提交，不算拒绝。
import { checkInvariants, openShop, type Shop } from './harness';
import type { UniClient } from '../../local/stack/client';

let shop: Shop;
let staff: UniClient;
beforeEach(async () => {
  shop = await openShop({ wxpay: { refundSpacingMs: 60_000, refundDurationMs: 0 } });
  staff = await shop.login('demo-admin');
}, 60_000);
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

const refund = (out_refund_no: string, refund_fee: number, out_trade_no = 'VPspacing'): Promise<Record<string, unknown>> =>
  staff.callService('pay/sys/refund', { out_trade_no, out_refund_no, refund_fee, refund_desc: '不想要了' });
const row = (out_refund_no: string): Record<string, unknown> =>
  shop.rows('payment_refunds').find(({ _id }) => _id === out_refund_no) as Record<string, unknown>;
const asked = (): number => shop.rows('payment_logs').filter(({ type }) => type === 'refund').length;

async function paid(out_trade_no = 'VPspacing'): Promise<void> {
  await shop.createGoods({ out_trade_no });
  shop.wxpay.pay(out_trade_no);
  await shop.wxpay.deliverDue();
}

test('a second refund within the minute is queued, says when, keeps its money, and is finished by the timer', async () => {
  await paid();
  expect(await refund('RFspacing_1', 100)).toMatchObject({ code: 0 });
  shop.tick(20_000);
  const second = await refund('RFspacing_2', 200);
  expect(second).toMatchObject({ code: 0, refund: { status: 'PENDING' }, order: { refunding_fee: expect.any(Number) } });
  const planned = Number((second['refund'] as { planned_date?: number }).planned_date);
  expect(planned).toBeGreaterThan(shop.now());
  expect(planned).toBeLessThanOrEqual(shop.now() + 61_000);
  expect(Number(shop.order('VPspacing')['refunding_fee'])).toBeGreaterThanOrEqual(200);

  // 催也没有用：时候没到，不去打扰网关
  const before = asked();
  expect(await refund('RFspacing_2', 200)).toMatchObject({ code: 0, refund: { planned_date: planned } });
  await staff.callService('pay/sys/queryRefund', { out_refund_no: 'RFspacing_2' });
  await shop.runMonitor();
  expect(asked()).toBe(before);

  shop.tick(planned - shop.now() + 1000);
  await shop.runMonitor();
  await shop.wxpay.deliverDue();
  shop.tick(61_000);
  await shop.runMonitor();
  expect(row('RFspacing_2')['status']).toBe('SUCCESS');
  expect(shop.wxpay.ledger.refunds('VPspacing').reduce((sum, one) => sum + one.refund, 0)).toBe(300);
  const seen = await shop.client.callService('pay/kh/queryPayment', { out_trade_no: 'VPspacing', with_refunds: true });
  expect(JSON.stringify(seen['refunds'])).not.toContain('planned_date');
});

test('several at once all get through, one after the other, once each', async () => {
  await paid();
  const numbers = ['RFspacing_1', 'RFspacing_2', 'RFspacing_3', 'RFspacing_4'];
  await Promise.all(numbers.map((number) => refund(number, 100)));
  for (let minute = 0; minute < 12; minute += 1) {
    shop.tick(31_000);
    await shop.runMonitor();
    await shop.wxpay.deliverDue();
  }
  expect(numbers.map((number) => row(number)['status'])).toEqual(numbers.map(() => 'SUCCESS'));
  expect(shop.wxpay.ledger.refunds('VPspacing').reduce((sum, one) => sum + one.refund, 0)).toBe(400);
});

test('a refusal that has nothing to do with the pace is a refusal', async () => {
  await paid();
  shop.wxpay.faults.add({ operation: 'refund', fault: { kind: 'error', code: 'INVALID_REQUEST' } });
  expect((await refund('RFspacing_1', 100))['code']).not.toBe(0);
  expect(row('RFspacing_1')['status']).toBe('FAILED');
});
