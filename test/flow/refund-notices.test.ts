// I3、I5：退款通知说的金额要对得上；网关改口、久无结论，都要有人看见。
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';
import type { UniClient } from '../../local/stack/client';

let shop: Shop;
let staff: UniClient;
const open = async (options: ShopOptions['wxpay'] = {}): Promise<void> => {
  shop = await openShop({ wxpay: { refundSpacingMs: 0, refundDurationMs: 500, ...options } });
  staff = await shop.login('demo-admin');
};
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});
const alerts = (kind: string): Record<string, unknown>[] => shop.rows('payment_alerts').filter((row) => row['kind'] === kind);
const refundRow = (): Record<string, unknown> => shop.rows('payment_refunds')[0] ?? {};
async function refunding(): Promise<string> {
  const out_trade_no = String((await shop.createGoods({ quantity: 10 }))['out_trade_no']);
  shop.wxpay.pay(out_trade_no);
  await shop.wxpay.deliverDue();
  expect(await staff.callService('pay/sys/refund', { out_trade_no, out_refund_no: 'RFNOTICE01', refund_fee: 2000 })).toMatchObject({
    code: 0,
  });
  return out_trade_no;
}
const post = async (plaintext: object): Promise<number> => {
  const { url, headers, body } = shop.wxpay.buildNotification('refund', { outRefundNo: 'RFNOTICE01', plaintext: { ...plaintext } });
  return (await fetch(url, { method: 'POST', headers: { ...headers }, body })).status;
};

test('a notice with another amount settles nothing and is alarmed', async () => {
  await open({ refundDurationMs: 3_600_000 });
  const no = await refunding();
  await post({ refund_status: 'SUCCESS', amount: { total: 12_000, refund: 1, payer_total: 12_000, payer_refund: 1 } });
  expect([refundRow()['status'], shop.order(no)['refund_fee'], shop.order(no)['refunding_fee']]).toEqual(['PENDING', 0, 2000]);
  expect(alerts('refund-mismatch')).toHaveLength(1);
});

test('a gateway that changes its mind about a settled refund is not believed, and is alarmed', async () => {
  await open();
  const no = await refunding();
  shop.tick(1000);
  await shop.wxpay.deliverDue();
  expect(refundRow()['status']).toBe('SUCCESS');
  await post({ refund_status: 'CLOSED' });
  expect([refundRow()['status'], shop.order(no)['refund_fee']]).toEqual(['SUCCESS', 2000]);
  expect(alerts('refund-anomaly')).toHaveLength(1);
});

test('a refund without a conclusion for a day is alarmed once, and goes on being asked about', async () => {
  await open({ refundDurationMs: 5 * 86_400_000 });
  await refunding();
  shop.tick(25 * 3_600_000);
  await shop.runMonitor();
  shop.tick(3_600_000);
  await shop.runMonitor();
  expect([refundRow()['status'], alerts('refund-stuck').length]).toEqual(['PENDING', 1]);
  expect(refundRow()['next_query_date']).toBeGreaterThan(shop.now());
});
