// 发货信息（docs/protocols/wxpay.md §13.3）：小程序里收的钱，业务办完、满一分钟之后录上去，恰好一次；说不清的再看，内容不对的告警；
// 录好了等放款，过了时间还冻着也告警。别的端、没有说怎样发货的类型不录。付款人的编号不落库（不变量 I12）。
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkInvariants, openShop, type Shop } from './harness';
import { stackFiles } from './harness-files';

const TYPES = `'use strict';
const type = (name, shipping) => ({
  name, price: () => ({ total_fee: 1200, subject: '杯子', custom: {} }), fulfil: () => true, ...(shipping ? { shipping } : {}),
});
exports.paymentTypes = [
  type('card', 'virtual'),
  type('parcel', async (order, { dao }) => {
    const shipment = (await dao.findById('demo_receipts', order.out_trade_no))?.shipment;
    if (shipment === 'broken') throw new Error('仓库不在');
    return shipment;
  }),
  type('silent'),
];
`;
const [MINUTE, HOUR] = [60_000, 3_600_000];
const DAY = 24 * HOUR;
let dir: string;
let shop: Shop;
let openid: string;
/** 录的那一问到了网关、还没有办 */
let reached = (): void => undefined;
let slow: Promise<void> | undefined;
const latency = async (operation: string): Promise<void> => {
  if (operation !== 'shipUpload' || !slow) return;
  const waiting = slow;
  slow = undefined;
  reached();
  await waiting;
};
// 那边比我们第一次看的晚才有：第一次总是「还没有这一笔」
const SIMULATED = { shippingStoreMs: 100_000, latency };
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vk-pay-shipping-'));
  writeFileSync(join(dir, 'types.js'), TYPES);
  shop = await openShop({
    modules: { ...stackFiles.modules, 'payment-types': join(dir, 'types.js') },
    wxpay: SIMULATED,
  });
  openid = shop.wxpay.login('mini', shop.keys.wxpay.appids['mp-weixin']).openid;
});
afterEach(() => {
  slow = undefined;
  shop.wxpay.faults.clear();
  checkInvariants(shop);
  for (const name of ['payment_orders', 'payment_logs', 'payment_errors', 'payment_alerts'])
    expect(JSON.stringify(shop.rows(name))).not.toContain(openid);
});
afterAll(async () => {
  await shop.close();
  rmSync(dir, { recursive: true, force: true });
});

let count = 0;
async function paid(type: string, platform = 'mp-weixin'): Promise<string> {
  const out_trade_no = `SHIP${String((count += 1)).padStart(6, '0')}`;
  const client = await shop.login();
  const data = { type, out_trade_no, ...(platform === 'mp-weixin' ? { openid } : {}) };
  expect(await client.callService('pay/kh/createPayment', { provider: 'wxpay', platform, data })).toMatchObject({ code: 0 });
  shop.wxpay.pay(out_trade_no);
  await shop.wxpay.deliverDue();
  expect(shop.order(out_trade_no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
  return out_trade_no;
}
const after = async (ms: number): Promise<void> => {
  shop.tick(ms);
  await shop.runMonitor();
};
const state = (no: string): unknown => shop.order(no)['shipping'];
const theirs = (no: string) => shop.wxpay.shipping.order(no);
const uploads = (): number => shop.wxpay.exchanges().filter(({ operation }) => operation === 'shipUpload').length;
const alerts = (kind: string, no: string): number =>
  shop.rows('payment_alerts').filter((row) => row['kind'] === kind && row['out_trade_no'] === no).length;
const ships = async (no: string, shipment: unknown): Promise<void> => {
  await shop.runtime.database.collection('demo_receipts').doc(no).set({ shipment });
};

test('virtual goods: not before a minute, again until WeChat knows the payment, once, and followed until the money is released', async () => {
  const before = uploads();
  const no = await paid('card');
  await after(30_000);
  expect(state(no)).toMatchObject({ status: 'WAIT', attempts: 0 });
  await after(30_000);
  expect(state(no)).toMatchObject({ status: 'WAIT', attempts: 1, next_date: shop.now() + 2 * MINUTE });
  await after(2 * MINUTE);
  expect(state(no)).toEqual({ status: 'SHIPPED', attempts: 1, way: 'virtual', shipped_date: shop.now(), next_date: shop.now() + 3 * DAY });
  expect(theirs(no)?.shipment).toMatchObject({ logisticsType: 3, finished: true, parcels: [{ item_desc: '杯子' }] });
  await after(3 * DAY);
  expect(state(no)).toMatchObject({ status: 'SETTLED', next_date: 0, settled_date: shop.now() });
  expect([uploads() - before, alerts('money-frozen', no), alerts('shipping-late', no)]).toEqual([1, 0, 0]);
  const staff = await shop.login('demo-admin');
  const detail = await staff.callService('pay/sys/orderDetail', { out_trade_no: no });
  expect(detail).toMatchObject({ code: 0, order: { shipping: { status: 'SETTLED', way: 'virtual' } } });
});

test('a presale is reported once with its day, is not late until then, and is shipped when the merchant says so', async () => {
  const no = await paid('parcel');
  const reports = (): number => shop.wxpay.exchanges().filter(({ operation }) => operation === 'shipSpecial').length;
  const before = reports();
  const ship_by = shop.now() + 20 * DAY;
  await ships(no, { way: 'presale', ship_by: shop.now() + 3 * DAY });
  await after(3 * MINUTE);
  await after(HOUR);
  expect([alerts('shipping-refused', no), state(no)]).toMatchObject([1, { status: 'WAIT', problem: expect.any(String) as string }]);
  await ships(no, { way: 'presale', ship_by });
  await after(DAY);
  expect(state(no)).toMatchObject({ status: 'WAIT', presale_until: ship_by });
  expect(theirs(no)?.delayTo).toBe(Math.floor(ship_by / 1000) * 1000);
  await after(2 * DAY);
  await after(HOUR);
  expect([reports() - before, alerts('shipping-late', no)]).toEqual([2, 0]);
  await after(16 * DAY);
  expect(alerts('shipping-late', no)).toBe(1);
  await ships(no, { way: 'express', parcels: [{ tracking_no: 'ZT9', express_company: 'ZTO' }] });
  await after(HOUR);
  expect(state(no)).toMatchObject({ status: 'SHIPPED', way: 'express' });
});

test('express: asked until the merchant says the parcels; all of them in one go, phones masked', async () => {
  const no = await paid('parcel');
  await after(3 * MINUTE);
  await after(HOUR);
  expect(state(no)).toMatchObject({ status: 'WAIT', problem: expect.any(String) as string });
  await ships(no, {
    way: 'express',
    parcels: [
      { tracking_no: 'ZT1', express_company: 'ZTO' },
      { tracking_no: 'SF1', express_company: 'SF', item_desc: '杯垫', receiver_contact: '13812341234' },
    ],
  });
  await after(HOUR);
  expect(state(no)).toMatchObject({ status: 'SHIPPED', way: 'express', next_date: shop.now() + 11 * DAY });
  expect(theirs(no)?.shipment).toMatchObject({ logisticsType: 1, deliveryMode: 2, finished: true });
  expect(JSON.stringify(theirs(no)?.shipment?.parcels)).toMatch(/"ZT1".*杯子.*"SF1".*杯垫.*138\*\*\*\*1234/);
});

test('a handler that throws is noted and asked again soon, without an alert', async () => {
  const no = await paid('parcel');
  await ships(no, 'broken');
  await after(MINUTE);
  expect(state(no)).toMatchObject({ status: 'WAIT', attempts: 1, next_date: shop.now() + 2 * MINUTE });
  expect(alerts('shipping-refused', no)).toBe(0);
  expect(shop.rows('payment_errors').filter((row) => row['out_trade_no'] === no)).toMatchObject([{ error_code: 50000 }]);
  await ships(no, { way: 'local' });
  await after(2 * MINUTE);
  expect(state(no)).toMatchObject({ status: 'SHIPPED', way: 'local' });
});

test('what cannot be uploaded is told once, tried once a day, and done when it is right', async () => {
  const no = await paid('parcel');
  await ships(no, { way: 'express', parcels: [{ tracking_no: 'SF2', express_company: 'SF' }] });
  await after(3 * MINUTE);
  expect(state(no)).toMatchObject({ status: 'WAIT', next_date: shop.now() + DAY });
  expect([alerts('shipping-refused', no), theirs(no)?.shipment]).toEqual([1, undefined]);
  await after(DAY);
  await after(DAY);
  expect([alerts('shipping-refused', no), alerts('shipping-late', no)]).toEqual([1, 1]);
  await ships(no, { way: 'pickup', item_desc: '杯子*1' });
  await after(DAY);
  expect(state(no)).toMatchObject({ status: 'SHIPPED', way: 'pickup' });
});

test('an upload whose answer was lost is seen, not repeated; two instances upload once', async () => {
  for (const trouble of ['lost', 'two'] as const) {
    const no = await paid('card');
    const before = uploads();
    await after(MINUTE);
    if (trouble === 'lost') shop.wxpay.faults.add({ operation: 'shipUpload', fault: { kind: 'lostAnswer' } });
    let release = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (reached = resolve));
    if (trouble === 'two') slow = new Promise((resolve) => (release = resolve));
    shop.tick(2 * MINUTE);
    const first = shop.runMonitor();
    if (trouble === 'two') {
      await arrived;
      await shop.runMonitor();
      release();
    }
    await first;
    if (trouble === 'lost') {
      expect(state(no)).toMatchObject({ status: 'WAIT', problem: expect.any(String) as string });
      await after(6 * MINUTE);
    }
    expect(state(no)).toMatchObject({ status: 'SHIPPED' });
    expect([uploads() - before, theirs(no)?.shipment?.finishCount]).toEqual([1, 1]);
  }
});

test('disputed: an alert when the time has passed, and released later', async () => {
  const frozen = await paid('card');
  await after(3 * MINUTE);
  await after(3 * MINUTE);
  expect(state(frozen)).toMatchObject({ status: 'SHIPPED' });
  shop.wxpay.holdSettlement(frozen, true);
  await after(3 * DAY + MINUTE);
  await after(DAY + MINUTE);
  expect([alerts('money-frozen', frozen), state(frozen)]).toMatchObject([1, { status: 'SHIPPED' }]);
  shop.wxpay.holdSettlement(frozen, false);
  await after(DAY + MINUTE);
  expect(state(frozen)).toMatchObject({ status: 'SETTLED' });
});

test('other types and other platforms owe nothing; an app outside the service is left alone', async () => {
  expect(state(await paid('silent'))).toBeUndefined();
  expect(state(await paid('card', 'h5'))).toBeUndefined();
  shop.wxpay.setTradeManaged(shop.keys.wxpay.appids['mp-weixin'], false);
  shop.tick(2 * DAY);
  const before = uploads();
  const no = await paid('card');
  await after(MINUTE);
  expect(state(no)).toMatchObject({ status: 'NOT_NEEDED', next_date: 0 });
  expect(uploads()).toBe(before);
});

test('by hand: what the type does not say, staff say; done at once or by the timer, by whom is kept, the phone is not', async () => {
  const call = async (data: object, who: 'demo-refund' | 'demo-viewer' = 'demo-refund') =>
    (await shop.login(who)).callService('pay/sys/shipOrder', data);
  const phone = '13712345678';
  const parcels = [{ tracking_no: 'SF1234567890', express_company: 'SF', receiver_contact: phone }];
  // 前一个测试把它关了；不归管只记十分钟
  shop.wxpay.setTradeManaged(shop.keys.wxpay.appids['mp-weixin'], true);
  shop.tick(11 * MINUTE);
  const no = await paid('silent');
  expect(await call({ out_trade_no: no, way: 'pickup' }, 'demo-viewer')).toMatchObject({ code: 40009 });
  for (const wrong of [
    { way: 'express' },
    { way: 'pickup', parcels },
    { way: 'express', parcels: [{ ...parcels[0], receiver_contact: undefined }] },
  ])
    expect(await call({ out_trade_no: no, ...wrong })).toMatchObject({ code: 40001 });
  expect(await call({ out_trade_no: await paid('silent', 'h5'), way: 'pickup' })).toMatchObject({ code: 40001 });
  // 付款还不满一分钟、那边还没有这一笔：记着，由定时任务录
  expect(await call({ out_trade_no: no, way: 'express', parcels })).toMatchObject({
    code: 0,
    shipping: { status: 'WAIT', attempts: 0, by: 'demo-refund' },
  });
  await after(MINUTE);
  expect(state(no)).toMatchObject({ status: 'WAIT', given: { way: 'express', parcels: [{ receiver_contact: '137****5678' }] } });
  await after(2 * MINUTE);
  expect(state(no)).toEqual({
    status: 'SHIPPED',
    attempts: 1,
    way: 'express',
    by: 'demo-refund',
    shipped_date: shop.now(),
    next_date: shop.now() + 11 * DAY,
  });
  expect(JSON.stringify(theirs(no)?.shipment?.parcels)).toMatch(/SF1234567890.*137\*\*\*\*5678/);
  expect(await call({ out_trade_no: no, way: 'pickup' })).toMatchObject({ code: 40001, msg: expect.stringContaining('录过') });
  // 类型说得不对、停在一天之后的：当场录好
  const stuck = await paid('parcel');
  await ships(stuck, { way: 'express', parcels: [{ tracking_no: 'SF2', express_company: 'SF' }] });
  await after(3 * MINUTE);
  expect(state(stuck)).toMatchObject({ status: 'WAIT', next_date: shop.now() + DAY });
  const before = uploads();
  // 第一个人说的正在录，第二个人也来录
  let go: () => void = () => undefined;
  slow = new Promise((resolve) => (go = resolve));
  const arrived = new Promise<void>((resolve) => (reached = resolve));
  const first = call({ out_trade_no: stuck, way: 'local', item_desc: '杯子' });
  await arrived;
  expect(await call({ out_trade_no: stuck, way: 'local', item_desc: '杯子' })).toMatchObject({ code: 40010 });
  go();
  expect(await first).toMatchObject({ code: 0 });
  expect([state(stuck), uploads() - before]).toMatchObject([{ status: 'SHIPPED', way: 'local' }, 1]);
  for (const name of ['payment_orders', 'payment_logs', 'payment_errors']) expect(JSON.stringify(shop.rows(name))).not.toContain(phone);
});
