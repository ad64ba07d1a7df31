// 小程序虚拟支付（docs/protocols/wxpay.md §13.1）：手机核对两个签名、推送与发货、查单、退款、代币；签名照公开的向量。
import session from '../../vectors/message-push.json';
import vectors from '../../vectors/wxpay.json';
import { openApps } from '../../../local/gateways/wxpay/account';
import { hmacOf, paySigOf } from '../../../local/gateways/wxpay/xpay-signature';
import { createHmac } from 'node:crypto';
import { DAY, MINUTE, startWorkbench, type Workbench } from './workbench';

const PUSH_URL = 'https://merchant.example/push';
let workbench: Workbench;
let appid: string;
let openid: string;
let sessionKey: string;
let token: string;
let app: NonNullable<ReturnType<typeof openApps>[number]>;
/** 测试自己的算法，不借用网关的。 */
const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text, 'utf8').digest('hex');

const get = async (path: string): Promise<Record<string, unknown>> =>
  (await (await workbench.open(path)).json()) as Record<string, unknown>;
async function logIn(): Promise<void> {
  const login = workbench.gateway.login('mini', appid);
  openid = login.openid;
  const session = await get(`/sns/jscode2session?appid=${appid}&secret=${app.secret}&js_code=${login.code}&grant_type=authorization_code`);
  sessionKey = String(session['session_key']);
}
beforeEach(async () => {
  workbench = await startWorkbench();
  app = openApps(workbench.keys.wxpay).find(({ virtual }) => virtual)!;
  await workbench.stop();
  workbench = await startWorkbench({ apps: [app] });
  appid = app.appid;
  workbench.receiver = ({ url }) => ({ status: 200, body: new URL(url).searchParams.get('echostr') ?? 'success' });
  expect(await workbench.gateway.setMessagePush(appid, { url: PUSH_URL, mode: 'plain', format: 'json' })).toBe(true);
  workbench.callbacks.length = 0;
  await logIn();
  const response = await workbench.open('/cgi-bin/stable_token', {
    method: 'POST',
    body: JSON.stringify({ grant_type: 'client_credential', appid, secret: app.secret }),
  });
  token = String(((await response.json()) as Record<string, unknown>)['access_token']);
});
afterEach(() => workbench.stop());

const goods = (changes: object = {}): Record<string, unknown> => ({
  offerId: app.virtual?.offerId,
  buyQuantity: 2,
  env: 0,
  currencyType: 'CNY',
  productId: 'vip_1m',
  goodsPrice: 830,
  outTradeNo: 'VP20260401001',
  attach: 'a',
  ...changes,
});
const coins = (changes: object = {}): Record<string, unknown> => {
  const { productId: _product, goodsPrice: _price, ...rest } = goods({ buyQuantity: 100, outTradeNo: 'VC20260401001', ...changes });
  return rest;
};
/** 手机唤起付款。 */
const pay = (data: Record<string, unknown>, changes: object = {}): { errCode: number } => {
  const signData = JSON.stringify(data);
  const key = data['env'] === 1 ? app.virtual?.sandboxAppKey : app.virtual?.appKey;
  return workbench.gateway.requestVirtualPayment({
    appid,
    openid,
    mode: 'productId' in data ? 'short_series_goods' : 'short_series_coin',
    signData,
    paySig: hmac(key ?? '', `requestVirtualPayment&${signData}`),
    signature: hmac(sessionKey, signData),
    ...changes,
  });
};
const xpay = async (name: string, body: object, changes: Record<string, string> = {}): Promise<Record<string, unknown>> => {
  const text = JSON.stringify(body);
  const query = new URLSearchParams({
    access_token: token,
    pay_sig: hmac(app.virtual?.appKey ?? '', `/xpay/${name}&${text}`),
    signature: hmac(sessionKey, text),
    ...changes,
  });
  const response = await workbench.open(`/xpay/${name}?${query.toString()}`, { method: 'POST', body: text });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
};
const order = async (order_id = 'VP20260401001'): Promise<unknown> => (await xpay('query_order', { openid, env: 0, order_id }))['order'];
const pushed = (): Record<string, unknown>[] => workbench.callbacks.map(({ body }) => JSON.parse(body) as Record<string, unknown>);

test.each(vectors.virtual_payment)('signs as the vector $id', (vector) => {
  const body = 'signData' in vector ? vector.signData : vector.body;
  expect(paySigOf(vector.app_key, vector.uri, body ?? '')).toBe('paySig' in vector ? vector.paySig : vector.pay_sig);
  if ('session_key' in vector) expect(hmacOf(vector.session_key ?? '', body ?? '')).toBe(vector.signature);
});
test('checks a session as the vector says', () => {
  const { session_key, signature } = session.check_session_signature;
  expect(hmacOf(session_key, '')).toBe(signature);
});

test('goods: paid on the phone, pushed, delivered once acknowledged, settled after three days', async () => {
  expect(pay(goods(), { action: 'cancel' })).toMatchObject({ errCode: -2 });
  expect(await order()).toMatchObject({ status: 1, paid_fee: 0, order_type: 0, env_type: 1 });
  expect(pay(goods())).toEqual({ errCode: 0, errMsg: 'requestVirtualPayment:ok' });
  expect(await order()).toMatchObject({ status: 2, order_fee: 1660, paid_fee: 1660, left_fee: 1660, sett_state: 1 });
  await workbench.gateway.deliverDue();
  expect(pushed()).toMatchObject([
    {
      MsgType: 'event',
      Event: 'xpay_goods_deliver_notify',
      ToUserName: app.push?.originalId,
      OpenId: openid,
      OutTradeNo: 'VP20260401001',
      Env: 0,
      WeChatPayInfo: { MchOrderNo: expect.any(String), TransactionId: expect.any(String), PaidTime: 1795406400 },
      GoodsInfo: { ProductId: 'vip_1m', Quantity: 2, OrigPrice: 1660, ActualPrice: 1660, Attach: 'a' },
    },
  ]);
  expect(await order()).toMatchObject({ status: 4, provide_time: 1795406400 });
  expect(await xpay('notify_provide_goods', { order_id: 'VP20260401001', env: 0 })).toMatchObject({ errcode: 268490004 });
  workbench.tick(3 * DAY);
  token = String((await renew())['access_token']);
  expect(await order()).toMatchObject({ sett_state: 2, platform_fee_fen: 17 });
});
const renew = async (): Promise<Record<string, unknown>> =>
  (await (
    await workbench.open('/cgi-bin/stable_token', {
      method: 'POST',
      body: JSON.stringify({ grant_type: 'client_credential', appid, secret: app.secret }),
    })
  ).json()) as Record<string, unknown>;

test('a push that is not acknowledged leaves the order being delivered and comes again; the merchant may say it delivered', async () => {
  workbench.receiver = () => ({ status: 200, body: '{"ErrCode":1,"ErrMsg":"no"}' });
  pay(goods());
  await workbench.gateway.deliverDue();
  expect(await order()).toMatchObject({ status: 3 });
  workbench.tick(15_000);
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ attempt: 2, acked: false }]);
  expect(await xpay('notify_provide_goods', { order_id: 'VP20260401001', env: 0 })).toMatchObject({ errcode: 0 });
  expect(await order()).toMatchObject({ status: 4 });
  workbench.receiver = () => ({ status: 200, body: '{"ErrCode":0,"ErrMsg":"success"}' });
  workbench.tick(15_000);
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ attempt: 3, acked: true }]);
});

test.each([
  ['the wrong session key', () => pay(goods(), { signature: hmac('x', JSON.stringify(goods())) }), -15005],
  [
    'the wrong app key',
    () => pay(goods({ env: 1 }), { paySig: hmac(app.virtual?.appKey ?? '', `requestVirtualPayment&${JSON.stringify(goods({ env: 1 }))}`) }),
    -15006,
  ],
  ['an amount as text', () => pay(goods({ goodsPrice: '830' })), -15016],
  ['a key that is not known', () => pay(goods({ extra: 1 })), -15016],
  ['an object instead of the signed text', () => pay(goods(), { signData: goods() }), 1001],
  ['a number that is too short', () => pay(goods({ outTradeNo: 'VP1' })), 1001],
  ['a number with a leading underscore', () => pay(goods({ outTradeNo: '_VP20260401' })), 1001],
  ['a foreign offer', () => pay(goods({ offerId: '1' })), 1001],
])('the phone refuses %s', (_what, ask, errCode) => {
  expect(ask()).toMatchObject({ errCode });
  expect(workbench.gateway.virtual.orders().filter(({ payment }) => payment)).toEqual([]);
});

test('a new login kills the old session key, an expired one signs nothing', async () => {
  const before = sessionKey;
  await logIn();
  expect(pay(goods(), { signature: hmac(before, JSON.stringify(goods())) })).toMatchObject({ errCode: -15005 });
  workbench.gateway.expireSession(appid, openid);
  expect(pay(goods())).toMatchObject({ errCode: -15005 });
  expect(await xpay('query_user_balance', { openid, env: 0, user_ip: '127.0.0.1' })).toMatchObject({ errcode: 268490009 });
});

test('a number is paid once; published goods have their price', () => {
  workbench.gateway.publishGoods(appid, 'vip_1m', 831);
  expect(pay(goods())).toMatchObject({ errCode: -15013 });
  expect(pay(goods({ productId: 'other' }))).toMatchObject({ errCode: -15010 });
  expect(pay(goods({ goodsPrice: 831 }))).toMatchObject({ errCode: 0 });
  expect(pay(goods({ goodsPrice: 831 }))).toMatchObject({ errCode: -15002 });
  // 沙箱是另一本账。
  expect(pay(goods({ env: 1 }))).toMatchObject({ errCode: 0 });
});

test('the server checks token, pay_sig over the exact body, openid and environment', async () => {
  pay(goods());
  const body = { openid, env: 0, order_id: 'VP20260401001' };
  expect(await xpay('query_order', body, { access_token: 'x' })).toMatchObject({ errcode: 40001 });
  expect(
    await xpay('query_order', body, { pay_sig: hmac(app.virtual?.appKey ?? '', `xpay/query_order&${JSON.stringify(body)}`) }),
  ).toMatchObject({
    errcode: 268490003,
  });
  expect(await xpay('query_order', { ...body, openid: 'o'.repeat(28) })).toMatchObject({ errcode: 268490001 });
  expect(await xpay('query_order', { ...body, wx_order_id: 'x' })).toMatchObject({ errcode: 268490002 });
  expect(await xpay('query_order', { ...body, order_id: 'NONE0001' })).toMatchObject({ errcode: 268490002 });
  expect(await xpay('query_order', body)).toMatchObject({ errcode: 0, order: { order_id: 'VP20260401001' } });
});

test('a refund is accepted, runs, ends and is pushed; left_fee must be the present one', async () => {
  pay(goods());
  await workbench.gateway.deliverDue();
  workbench.callbacks.length = 0;
  const refund = (changes: object = {}): Promise<Record<string, unknown>> =>
    xpay('refund_order', {
      openid,
      env: 0,
      order_id: 'VP20260401001',
      refund_order_id: 'VR20260401001',
      left_fee: 1660,
      refund_fee: 660,
      biz_meta: 'why',
      refund_reason: '3',
      req_from: '3',
      ...changes,
    });
  expect(await refund({ left_fee: 1659 })).toMatchObject({ errcode: 268490016 });
  expect(await refund({ refund_fee: 1661 })).toMatchObject({ errcode: 268490002 });
  expect(await refund()).toMatchObject({ errcode: 0, refund_order_id: 'VR20260401001', pay_order_id: 'VP20260401001' });
  expect(await refund()).toMatchObject({ errcode: 268490014 });
  expect(await order('VR20260401001')).toMatchObject({ order_type: 1, status: 0, refund_fee: 660 });
  workbench.tick(5 * MINUTE);
  expect(await order()).toMatchObject({ left_fee: 1000, status: 4 });
  expect(await order('VR20260401001')).toMatchObject({ order_type: 1, status: 5 });
  expect(await refund({ left_fee: 1000 })).toMatchObject({ errcode: 268490004 });
  await workbench.gateway.deliverDue();
  expect(pushed()).toMatchObject([
    { Event: 'xpay_refund_notify', MchRefundId: 'VR20260401001', MchOrderId: 'VP20260401001', RefundFee: 660, RetCode: 0 },
  ]);
  workbench.gateway.chooseVirtualRefund('*', true);
  await refund({ refund_order_id: 'VR20260401002', left_fee: 1000, refund_fee: 1000 });
  workbench.tick(5 * MINUTE);
  expect(await order('VR20260401002')).toMatchObject({ status: 7 });
  expect(await order()).toMatchObject({ left_fee: 1000 });
  workbench.gateway.chooseVirtualRefund('*', false);
  await refund({ refund_order_id: 'VR20260401003', left_fee: 1000, refund_fee: 1000 });
  workbench.tick(5 * MINUTE);
  expect(await order()).toMatchObject({ status: 5, left_fee: 0 });
  expect(await refund({ refund_order_id: 'VR20260401004', left_fee: 1, refund_fee: 1 })).toMatchObject({ errcode: 268490005 });
});

test('coins: bought, pushed, spent, given back, presented, and short for a refund once spent', async () => {
  expect(pay(coins())).toMatchObject({ errCode: 0 });
  await workbench.gateway.deliverDue();
  expect(pushed()).toMatchObject([{ Event: 'xpay_coin_pay_notify', CoinInfo: { Quantity: 100, ActualPrice: 100 } }]);
  const user = { openid, env: 0, user_ip: '127.0.0.1' };
  expect(await xpay('query_user_balance', user)).toMatchObject({ errcode: 0, balance: 100, sum_save: 100, first_save_flag: 1 });
  const spend = { ...user, amount: 60, order_id: 'S1', payitem: '[{"productid":"a","unit_price":60,"quantity":1}]' };
  expect(await xpay('currency_pay', spend, { signature: 'x' })).toMatchObject({ errcode: 268490003 });
  expect(await xpay('currency_pay', spend)).toMatchObject({ errcode: 0, balance: 40, order_id: 'S1' });
  expect(await xpay('currency_pay', spend)).toMatchObject({ errcode: 268490004 });
  expect(await xpay('currency_pay', { ...spend, order_id: 'S2' })).toMatchObject({ errcode: 268490006 });
  const refund = {
    openid,
    env: 0,
    order_id: 'VC20260401001',
    refund_order_id: 'VR20260401009',
    left_fee: 100,
    refund_fee: 100,
    refund_reason: '1',
    req_from: '1',
  };
  expect(await xpay('refund_order', refund)).toMatchObject({ errcode: 268490006 });
  const back = { ...user, pay_order_id: 'S1', order_id: 'B1', amount: 61, device_type: 2 };
  expect(await xpay('cancel_currency_pay', back)).toMatchObject({ errcode: 268490002 });
  expect(await xpay('cancel_currency_pay', { ...back, amount: 60 })).toMatchObject({ errcode: 0, order_id: 'B1' });
  expect(await xpay('present_currency', { openid, env: 0, order_id: 'P1', amount: 5 })).toMatchObject({ errcode: 0, balance: 105 });
  expect(await xpay('refund_order', refund)).toMatchObject({ errcode: 0 });
  expect(workbench.gateway.virtual.coins(appid, 0, openid)).toMatchObject({ balance: 5, present: 5 });
});

test('faults: lost answers, scripted errcodes', async () => {
  pay(coins());
  const spend = { openid, env: 0, user_ip: '127.0.0.1', amount: 10, order_id: 'S1', payitem: '[]' };
  workbench.gateway.faults.add({ operation: 'virtualSpend', fault: { kind: 'lostAnswer' } });
  await expect(xpay('currency_pay', spend)).rejects.toThrow();
  expect(await xpay('currency_pay', spend)).toMatchObject({ errcode: 268490004 });
  workbench.gateway.faults.add({ operation: 'virtualQuery', fault: { kind: 'errcode', errcode: -1 } });
  expect(await xpay('query_order', { openid, env: 0, order_id: 'VC20260401001' })).toMatchObject({ errcode: -1 });
});

test('the phone is a door of the control interface too', async () => {
  const signData = JSON.stringify(goods());
  const response = await workbench.open('/simulator/wxpay/virtual-pay', {
    method: 'POST',
    body: JSON.stringify({
      appid,
      mode: 'short_series_goods',
      signData,
      paySig: hmac(app.virtual?.appKey ?? '', `requestVirtualPayment&${signData}`),
      signature: hmac(sessionKey, signData),
    }),
  });
  expect(await response.json()).toEqual({ errCode: 0, errMsg: 'requestVirtualPayment:ok' });
});
