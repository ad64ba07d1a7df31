// 发货信息（docs/protocols/wxpay.md §13.3）：付款之后过一会儿才有、字段各有各的错误、重新发货只有一次、确认与放款、推送。
import { openApps } from '../../../local/gateways/wxpay/account';
import { DAY, HOUR, MINUTE, startWorkbench, type Workbench } from './workbench';

let workbench: Workbench;
let app: NonNullable<ReturnType<typeof openApps>[number]>;
let token: string;
let openid: string;
let no: string;
let transaction: string;

const post = async (path: string, body: unknown, access = token): Promise<Record<string, unknown>> => {
  const response = await workbench.open(`${path}?access_token=${access}`, { method: 'POST', body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
};
const sec = (name: string, body: unknown): Promise<Record<string, unknown>> => post(`/wxa/sec/order/${name}`, body);
async function logIn(): Promise<void> {
  const response = await workbench.open('/cgi-bin/stable_token', {
    method: 'POST',
    body: JSON.stringify({ grant_type: 'client_credential', appid: app.appid, secret: app.secret }),
  });
  token = String(((await response.json()) as Record<string, unknown>)['access_token']);
}
async function paid(changes: Record<string, unknown> = {}): Promise<string> {
  const body = workbench.order('jsapi', { appid: app.appid, payer: { openid }, ...changes });
  await workbench.call('POST', '/v3/pay/transactions/jsapi', body);
  return workbench.gateway.pay(String(body['out_trade_no'])).payment?.transactionId ?? '';
}
beforeEach(async () => {
  workbench = await startWorkbench();
  app = openApps(workbench.keys.wxpay).find(({ miniProgram }) => miniProgram)!;
  await workbench.stop();
  workbench = await startWorkbench({ apps: [app] });
  workbench.receiver = ({ url }) => ({ status: 200, body: new URL(url).searchParams.get('echostr') ?? 'success' });
  await workbench.gateway.setMessagePush(app.appid, { url: 'https://merchant.example/push', mode: 'plain', format: 'json' });
  await logIn();
  openid = workbench.gateway.login('mini', app.appid).openid;
  transaction = await paid();
  no = workbench.gateway.ledger.orders()[0]?.outTradeNo ?? '';
  await workbench.gateway.deliverDue();
  workbench.callbacks.length = 0;
});
afterEach(() => workbench.stop());

let clock = 0;
const time = (): string => new Date(workbench.now() + (clock += 1)).toISOString();
const virtual = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  order_key: { order_number_type: 2, transaction_id: transaction },
  logistics_type: 3,
  delivery_mode: 1,
  shipping_list: [{ item_desc: '会员*1' }],
  upload_time: time(),
  payer: { openid },
  ...changes,
});
const parcel = (tracking_no: string, changes: object = {}): object => ({
  tracking_no,
  express_company: 'ZTO',
  item_desc: '杯子*1',
  ...changes,
});
const express = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
  virtual({ logistics_type: 1, shipping_list: [parcel('ZT1')], ...changes });
const upload = (body: Record<string, unknown>): Promise<Record<string, unknown>> => sec('upload_shipping_info', body);
const state = async (): Promise<unknown> =>
  ((await sec('get_order', { transaction_id: transaction }))['order'] as Record<string, unknown> | undefined)?.['order_state'];
const pushed = (): Record<string, unknown>[] => workbench.callbacks.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
const visible = (): void => workbench.tick(MINUTE);
/** 拨到那时，并换一个还有效的凭据。 */
async function pass(ms: number): Promise<void> {
  workbench.tick(ms);
  await logIn();
  await workbench.gateway.deliverDue();
}

test('right after the payment the order is not known, a minute later it is', async () => {
  expect(await upload(virtual())).toMatchObject({ errcode: 10060001 });
  expect(await sec('get_order', { transaction_id: transaction })).toMatchObject({ errcode: 10060001 });
  visible();
  expect(await sec('get_order', { merchant_id: workbench.keys.wxpay.mchid, merchant_trade_no: no })).toMatchObject({
    errcode: 0,
    order: {
      transaction_id: transaction,
      merchant_trade_no: no,
      paid_amount: 100,
      openid,
      order_state: 1,
      in_complaint: false,
      shipping: { finish_shipping: false, finish_shipping_count: 0, shipping_list: [] },
    },
  });
  expect(await upload(virtual({ order_key: { order_number_type: 1, mchid: workbench.keys.wxpay.mchid, out_trade_no: no } }))).toMatchObject(
    {
      errcode: 0,
    },
  );
});

test('virtual goods: shipped, settled after two days, told twice', async () => {
  visible();
  expect(await upload(virtual())).toEqual({ errcode: 0, errmsg: 'ok' });
  expect(await state()).toBe(2);
  await workbench.gateway.deliverDue();
  expect(pushed()).toMatchObject([
    {
      Event: 'trade_manage_order_settlement',
      transaction_id: transaction,
      merchant_trade_no: no,
      estimated_settlement_time: expect.any(Number),
    },
  ]);
  await pass(2 * DAY);
  expect(await state()).toBe(4);
  expect(pushed()[1]).toMatchObject({
    Event: 'trade_manage_order_settlement',
    confirm_receive_method: 1,
    settlement_time: expect.any(Number),
  });
  expect(workbench.gateway.shipping.order(no)?.settledAt).toBe(workbench.now());
  expect(await upload(virtual())).toMatchObject({ errcode: 10060002 });
});

test('express: the payer confirms and the money comes, else after ten days; a complaint holds it', async () => {
  visible();
  await upload(express());
  await pass(9 * DAY);
  expect(await state()).toBe(2);
  await workbench.open('/simulator/wxpay/confirm-receipt', { method: 'POST', body: JSON.stringify({ out_trade_no: no }) });
  expect(await state()).toBe(3);
  await pass(HOUR);
  expect(await state()).toBe(4);
  expect(pushed().at(-1)).toMatchObject({ confirm_receive_method: 2 });

  transaction = await paid();
  no = workbench.gateway.ledger.orders().at(-1)?.outTradeNo ?? '';
  visible();
  await upload(express());
  const complain = (in_complaint: boolean) =>
    workbench.open('/simulator/wxpay/shipping-complaint', { method: 'POST', body: JSON.stringify({ out_trade_no: no, in_complaint }) });
  await complain(true);
  await pass(10 * DAY);
  expect(await state()).toBe(2);
  await complain(false);
  await pass(0);
  expect(await state()).toBe(4);
});

test('nothing shipped for 48 hours is reminded of, once', async () => {
  await pass(48 * HOUR);
  await pass(48 * HOUR);
  expect(pushed()).toMatchObject([{ Event: 'trade_manage_remind_shipping', merchant_trade_no: no, msg: expect.any(String) }]);
});

test('split parcels are gathered; only the last one ships the order', async () => {
  visible();
  const split = (all: boolean, ...parcels: object[]): Promise<Record<string, unknown>> =>
    upload(express({ delivery_mode: 2, is_all_delivered: all, shipping_list: parcels }));
  expect(await split(false, parcel('ZT1'))).toMatchObject({ errcode: 0 });
  expect(await split(false, parcel('ZT1'))).toMatchObject({ errcode: 10060023 });
  expect(await state()).toBe(1);
  expect(await split(true, parcel('ZT2'))).toMatchObject({ errcode: 0 });
  expect(await sec('get_order', { transaction_id: transaction })).toMatchObject({
    order: { order_state: 2, shipping: { finish_shipping_count: 1, shipping_list: [{ tracking_no: 'ZT1' }, { tracking_no: 'ZT2' }] } },
  });
});

test('re-shipment: once, with a later time, only before receipt', async () => {
  visible();
  const first = express();
  await upload(first);
  expect(await upload({ ...first, upload_time: time() })).toMatchObject({ errcode: 10060023 });
  expect(await upload({ ...first, shipping_list: [parcel('ZT9')] })).toMatchObject({ errcode: 10060014 });
  expect(await upload(express({ shipping_list: [parcel('ZT9')] }))).toMatchObject({ errcode: 0 });
  expect(await upload(express({ shipping_list: [parcel('ZT8')] }))).toMatchObject({ errcode: 10060003 });
  expect(await sec('get_order', { transaction_id: transaction })).toMatchObject({ order: { shipping: { finish_shipping_count: 2 } } });
});

test('a refunded order cannot be shipped', async () => {
  visible();
  await workbench.refund({ out_trade_no: no, out_refund_no: 'R1', amount: { refund: 100, total: 100, currency: 'CNY' } });
  expect(await upload(virtual())).toMatchObject({ errcode: 10060004 });
  expect(await state()).toBe(5);
});

test.each([
  [{ order_key: { order_number_type: 3 } }, 268485194],
  [{ order_key: { order_number_type: 2 } }, 268485195],
  [{ order_key: { order_number_type: 1, out_trade_no: 'X' } }, 268485196],
  [{ order_key: { order_number_type: 1, mchid: 'X' } }, 268485197],
  [{ logistics_type: 5 }, 10060005],
  [{ delivery_mode: 'UNIFIED_DELIVERY' }, 268485224],
  [{ logistics_type: 3, delivery_mode: 2, is_all_delivered: true }, 10060006],
  [{ delivery_mode: 2 }, 10060007],
  [{ shipping_list: [] }, 268485228],
  [{ shipping_list: [parcel('A'), parcel('B')] }, 268485228],
  [{ delivery_mode: 2, is_all_delivered: true, shipping_list: Array.from({ length: 16 }, (_, i) => parcel(`A${i}`)) }, 10060024],
  [{ shipping_list: [parcel('A', { item_desc: '' })] }, 10060008],
  [{ shipping_list: [parcel('A', { item_desc: '杯'.repeat(121) })] }, 10060009],
  [{ shipping_list: [parcel('')] }, 268485226],
  [{ shipping_list: [parcel('A'.repeat(129))] }, 10060026],
  [{ shipping_list: [parcel('A', { express_company: '' })] }, 268485227],
  [{ shipping_list: [parcel('A', { express_company: 'NOBODY' })] }, 10060014],
  [{ shipping_list: [parcel('A', { express_company: 'SF' })] }, 10060014],
  [{ shipping_list: [parcel('A', { express_company: 'SF', contact: { receiver_contact: '13812341234' } })] }, 10060014],
  [{ shipping_list: [parcel('A', { contact: null })] }, 10060014],
  [{ upload_time: '2026-11-23T12:00:00.000+0800' }, 268485216],
  [{ upload_time: '2026-11-23T12:00:00+08:00' }, 268485216],
  [{ payer: { openid: 'someone-else' } }, 10060031],
  [{ logistics_type: 3, shipping_list: [parcel('A')] }, 10060014],
])('refuses %j', async (changes, errcode) => {
  visible();
  expect(await upload(express(changes))).toMatchObject({ errcode });
  expect(await state()).toBe(1);
});

test('SF takes a masked number; another app’s token does not see the order', async () => {
  visible();
  const contact = { receiver_contact: '138****1234' };
  expect(await upload(express({ shipping_list: [parcel('SF1', { express_company: 'SF', contact })] }))).toMatchObject({ errcode: 0 });
  expect(await post('/wxa/sec/order/get_order', { transaction_id: transaction }, 'x')).toMatchObject({ errcode: 40001 });
});

test('lists by state and page', async () => {
  await paid();
  visible();
  await upload(virtual());
  const first = await sec('get_order_list', { page_size: 1 });
  expect(first).toMatchObject({ errcode: 0, has_more: true });
  const second = await sec('get_order_list', { page_size: 1, last_index: first['last_index'] });
  expect(second).toMatchObject({ has_more: false });
  // 同一毫秒付的两张，先后不定
  const listed = [first, second].flatMap((page) => page['order_list'] as { merchant_trade_no: string }[]);
  expect(listed.map(({ merchant_trade_no }) => merchant_trade_no).sort()).toEqual([no, 'ORDER000002']);
  expect((await sec('get_order_list', { order_state: 1 }))['order_list']).toHaveLength(1);
  expect(await sec('get_order_list', { last_index: 'nowhere' })).toMatchObject({ errcode: 10060011 });
});

test('the reminder to confirm: express only, after shipping, once', async () => {
  visible();
  const remind = (received_time: number): Promise<Record<string, unknown>> =>
    sec('notify_confirm_receive', { transaction_id: transaction, received_time });
  const now = Math.floor(workbench.now() / 1000);
  expect(await remind(now)).toMatchObject({ errcode: 10060028 });
  await upload(express());
  expect(await remind(now - 60)).toMatchObject({ errcode: 10060029 });
  expect(await remind(now + 60)).toMatchObject({ errcode: 0 });
  expect(await remind(now + 60)).toMatchObject({ errcode: 10060030 });
});

test('settings: managed or not, the path of the message, the list of companies, special orders', async () => {
  expect(await sec('is_trade_managed', { appid: app.appid })).toMatchObject({ errcode: 0, is_trade_managed: true });
  expect(await sec('is_trade_managed', { appid: 'wx0' })).toMatchObject({ errcode: 40013 });
  expect(await sec('is_trade_management_confirmation_completed', { appid: app.appid })).toMatchObject({ completed: true });
  expect(await sec('set_msg_jump_path', { path: 'pages/order/index' })).toMatchObject({ errcode: 0 });
  const companies = await post('/cgi-bin/express/delivery/open_msg/get_delivery_list', {});
  expect(companies['delivery_list']).toContainEqual({ delivery_id: 'SF', delivery_name: '顺丰速运' });
  visible();
  const special = (body: object): Promise<Record<string, unknown>> => sec('opspecialorder', { order_id: no, ...body });
  const at = (days: number): number => Math.floor((workbench.now() + days * DAY) / 1000);
  expect(await special({ type: 3 })).toMatchObject({ errcode: 268546000 });
  expect(await special({ type: 1, delay_to: at(1) })).toMatchObject({ errcode: 268546001 });
  expect(await special({ type: 1, delay_to: at(20) })).toMatchObject({ errcode: 0 });
  expect(await special({ type: 2 })).toMatchObject({ errcode: 0 });
  expect(await special({ type: 2 })).toMatchObject({ errcode: 268546002 });
  expect(await state()).toBe(5);
});

test('a payment outside the mini program is not managed', async () => {
  const body = workbench.order('native');
  await workbench.call('POST', '/v3/pay/transactions/native', body);
  workbench.gateway.pay(String(body['out_trade_no']));
  expect(workbench.gateway.shipping.order(String(body['out_trade_no']))).toBeUndefined();
});
