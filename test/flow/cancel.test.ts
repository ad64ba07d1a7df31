// 撤销（docs/protocols/alipay.md §4.9、docs/invariants.md §2 REVIEW 由员工处理）：没付的关闭，付了的全额退回；原来付成功的照常到账；
// 任何时候都不会既发货又退款。
import { checkInvariants, openShop, type Shop } from './harness';
import type { UniClient } from '../../local/stack/client';

let shop: Shop;
let staff: UniClient;
beforeEach(async () => {
  shop = await openShop();
  staff = await shop.login('demo-admin');
});
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

const cancel = (out_trade_no: string): Promise<Record<string, unknown>> => staff.callService('pay/sys/cancelPayment', { out_trade_no });
const deliveries = (out_trade_no: string): number => shop.rows('demo_goods_orders').filter((row) => row['_id'] === out_trade_no).length;
const trade = (out_trade_no: string) => shop.alipay.ledger.trade(out_trade_no);
const errorTypes = (): unknown[] => shop.rows('payment_errors').map((row) => row['type']);
async function scanned(): Promise<string> {
  const created = await shop.createGoods({ provider: 'alipay' });
  shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  return String(created['out_trade_no']);
}

test('an order whose closing stays unclear is cancelled: unpaid means closed', async () => {
  const out_trade_no = await scanned();
  shop.alipay.faults.add({ operation: 'close', fault: { kind: 'error', subCode: 'ACQ.SYSTEM_ERROR' }, times: 5 });
  expect((await shop.client.callService('pay/kh/closePayment', { out_trade_no }))['code']).toBe(40010);
  expect(errorTypes()).toEqual(['close']);
  expect(await cancel(out_trade_no)).toMatchObject({ code: 0, status: 'CLOSED' });
  expect([shop.order(out_trade_no)['status'], trade(out_trade_no)?.status]).toEqual(['CLOSED', 'TRADE_CLOSED']);
  expect(await cancel(out_trade_no)).toMatchObject({ code: 0, status: 'CLOSED' });
});

test('a QR nobody scanned has no trade to cancel and is closed here', async () => {
  const out_trade_no = String((await shop.createGoods({ provider: 'alipay' }))['out_trade_no']);
  expect(await cancel(out_trade_no)).toMatchObject({ code: 0, status: 'CLOSED' });
  expect(shop.order(out_trade_no)['next_query_date']).toBeGreaterThan(shop.now());
});

test('an order in review is given back in full and never fulfilled', async () => {
  const out_trade_no = await scanned();
  shop.alipay.pay(out_trade_no);
  const notice = shop.alipay.buildNotification('payment', { outTradeNo: out_trade_no, variant: 'wrongAmount' });
  await fetch(notice.url, { method: 'POST', headers: { ...notice.headers }, body: notice.body });
  expect(shop.order(out_trade_no)['status']).toBe('REVIEW');
  expect(await cancel(out_trade_no)).toMatchObject({ code: 0, status: 'REFUND' });
  expect([trade(out_trade_no)?.refunded, deliveries(out_trade_no)]).toEqual([1200, 0]);
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'REFUND', refund_fee: 1200 });
  await shop.alipay.deliverDue();
  expect(shop.order(out_trade_no)['status']).toBe('REFUND');
});

test('an order found paid is fulfilled, not cancelled', async () => {
  const out_trade_no = await scanned();
  shop.alipay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.alipay.pay(out_trade_no);
  expect(await cancel(out_trade_no)).toMatchObject({ code: 0, status: 'SUCCESS' });
  expect([trade(out_trade_no)?.refunded, deliveries(out_trade_no)]).toEqual([0, 1]);
  expect(await cancel(out_trade_no)).toMatchObject({ code: 0, status: 'SUCCESS' });
  expect(trade(out_trade_no)?.refunded).toBe(0);
});

test('a payment the query could not tell is given back, recorded as refunded, and a late notice changes nothing', async () => {
  const out_trade_no = await scanned();
  shop.alipay.pay(out_trade_no);
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' } });
  expect(await cancel(out_trade_no)).toMatchObject({ code: 0, status: 'REFUND' });
  await shop.alipay.deliverDue();
  expect([shop.order(out_trade_no)['status'], deliveries(out_trade_no), trade(out_trade_no)?.refunded]).toEqual(['REFUND', 0, 1200]);
  expect((shop.order(out_trade_no)['history'] as { to: string }[]).map((entry) => entry.to)).toEqual(['NOTPAY', 'PROCESSING', 'REFUND']);
});

test('a lost answer leaves an intention that the timer finishes, and a genuine payment notice meanwhile ships nothing', async () => {
  const out_trade_no = await scanned();
  shop.alipay.pay(out_trade_no);
  const genuine = shop.alipay.buildNotification('payment', { outTradeNo: out_trade_no });
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' } });
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' } });
  shop.alipay.faults.add({ operation: 'cancel', fault: { kind: 'lostAnswer' } });
  expect((await cancel(out_trade_no))['code']).toBe(40004);
  expect(errorTypes()).toEqual(['cancel']);
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'PROCESSING', cancel: { status: 'ASKED', operator: 'demo-admin' } });
  await fetch(genuine.url, { method: 'POST', headers: { ...genuine.headers }, body: genuine.body });
  expect([shop.order(out_trade_no)['status'], deliveries(out_trade_no)]).toEqual(['PROCESSING', 0]);
  shop.tick(40_000);
  await shop.runMonitor();
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'REFUND', refund_fee: 1200, cancel: { status: 'DONE' } });
  expect([trade(out_trade_no)?.refunded, deliveries(out_trade_no)]).toEqual([1200, 0]);
  expect(await cancel(out_trade_no)).toMatchObject({ code: 0, status: 'REFUND' });
});

test('asking again finishes a cancel that was left half way, also when the gateway had not heard the first one', async () => {
  const out_trade_no = await scanned();
  shop.alipay.pay(out_trade_no);
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' }, times: 2 });
  shop.alipay.faults.add({ operation: 'cancel', fault: { kind: 'lostRequest' } });
  expect((await cancel(out_trade_no))['code']).toBe(40004);
  expect(trade(out_trade_no)?.refunded).toBe(0);
  expect(await cancel(out_trade_no)).toMatchObject({ code: 0, status: 'REFUND' });
  expect([trade(out_trade_no)?.refunded, deliveries(out_trade_no)]).toEqual([1200, 0]);
});

test('a cancel the gateway refuses is withdrawn, and the payment is booked as usual', async () => {
  const out_trade_no = await scanned();
  shop.alipay.pay(out_trade_no);
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' } });
  shop.alipay.faults.add({ operation: 'cancel', fault: { kind: 'error', subCode: 'ACQ.TRADE_HAS_FINISHED' } });
  expect(await cancel(out_trade_no)).not.toMatchObject({ code: 0 });
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'PROCESSING', cancel: { status: 'REFUSED' } });
  shop.tick(1000);
  await shop.runMonitor();
  expect([shop.order(out_trade_no)['status'], deliveries(out_trade_no)]).toEqual(['SUCCESS', 1]);
});

test('a refusal heard while nobody knows whether the trade was given back does not withdraw the cancel', async () => {
  const out_trade_no = await scanned();
  shop.alipay.pay(out_trade_no);
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' }, times: 2 });
  shop.alipay.faults.add({ operation: 'cancel', fault: { kind: 'error', subCode: 'ACQ.TRADE_HAS_FINISHED' } });
  expect(await cancel(out_trade_no)).not.toMatchObject({ code: 0 });
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'PROCESSING', cancel: { status: 'ASKED' } });
  await shop.alipay.deliverDue();
  expect(deliveries(out_trade_no)).toBe(0);
  shop.tick(60_000);
  await shop.runMonitor();
  expect([shop.order(out_trade_no)['status'], trade(out_trade_no)?.refunded, deliveries(out_trade_no)]).toEqual(['REFUND', 1200, 0]);
});

test('only staff, only where the provider has it, only for known numbers', async () => {
  const out_trade_no = await scanned();
  expect(await shop.client.callService('pay/sys/cancelPayment', { out_trade_no })).not.toMatchObject({ code: 0 });
  expect(await cancel(String((await shop.createGoods())['out_trade_no']))).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('撤销'),
  });
  expect(await cancel('VPNOBODY0001')).toMatchObject({ code: 40005 });
  expect(shop.order(out_trade_no)['status']).toBe('PROCESSING');
});

test('what was delivered and went to review afterwards is not cancelled: that takes a refund', async () => {
  const out_trade_no = await scanned();
  shop.alipay.pay(out_trade_no);
  await shop.alipay.deliverDue();
  expect([shop.order(out_trade_no)['status'], deliveries(out_trade_no)]).toEqual(['SUCCESS', 1]);
  const notice = shop.alipay.buildNotification('payment', { outTradeNo: out_trade_no, variant: 'wrongAmount' });
  await fetch(notice.url, { method: 'POST', headers: { ...notice.headers }, body: notice.body });
  expect(shop.order(out_trade_no)['status']).toBe('REVIEW');
  expect(await cancel(out_trade_no)).toMatchObject({ code: 40006 });
  expect([trade(out_trade_no)?.refunded, shop.order(out_trade_no)['status']]).toEqual([0, 'REVIEW']);
});
