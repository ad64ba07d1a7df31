// 虚拟支付（docs/protocols/wxpay.md §13.1、§13.2）：声明了 virtual 的订单类型在小程序里自己走它；推送只是提示，查询说了算；
// 业务办完才算发货；伪造、重放、换单号的推送什么也不动；退款走同一台机器；关不了的在本地关。不变量 I7、I8、I12。
import { createHash } from 'node:crypto';
import { checkInvariants } from './harness';
import { HOUR, MINUTE, openVirtualShop, type VirtualShop } from './virtual-harness';

let shop: VirtualShop;
const post = async (query: string, body: string): Promise<number> =>
  (
    await fetch(`${shop.url}/pay-notify/wxpay-virtual/mp-weixin${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
  ).status;
const fulfilled = (no: string): unknown => [shop.order(no)['status'], (shop.order(no)['fulfil'] as { status: string }).status];
const theirs = (no: string) => shop.wxpay.virtual.order(no);
const member = () => shop.rows('demo_memberships').find((row) => row['_id'] === 'demo-user') ?? shop.rows('demo_memberships')[0];
const paramsOf = ({ orderInfo }: Record<string, unknown>) => {
  const { mode = '', signData = '', paySig = '', signature = '' } = orderInfo as Record<string, string>;
  return { mode, signData, paySig, signature };
};
const closeShop = async (): Promise<void> => {
  checkInvariants(shop);
  for (const name of ['payment_orders', 'payment_logs', 'payment_errors', 'payment_alerts', 'payment_payers', 'payment_refunds'])
    for (const secret of [shop.openid, shop.appKey]) expect(JSON.stringify(shop.rows(name))).not.toContain(secret);
  await shop.close();
};

describe('safe mode', () => {
  beforeAll(async () => {
    shop = await openVirtualShop('safe');
    await shop.logIn();
  });
  afterEach(() => shop.wxpay.faults.clear());
  afterAll(closeShop);

  test('the checkout of a mini program shows this one way for a virtual type; other types and other clients keep theirs', async () => {
    const ways = async (client: typeof shop.payer, input: object): Promise<unknown> =>
      ((await client.callService('pay/pub/options', input))['providers'] as { pay_type: string; available: boolean }[]).map(
        ({ pay_type, available }) => [pay_type, available],
      );
    const vip = { type: 'vip', custom: { plan: 'month' } };
    expect(await ways(shop.payer, vip)).toEqual([['wxpay-virtual_mp-weixin', true]]);
    expect(await ways(shop.payer, { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } })).toEqual([['wxpay_mp-weixin', true]]);
    expect(await ways(shop.client, vip)).toEqual([
      ['wxpay_h5', true],
      ['alipay_h5', true],
    ]);
    const goods = { provider: 'wxpay-virtual', data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } } };
    expect(await shop.payer.callService('pay/kh/createPayment', goods)).toMatchObject({
      code: 40001,
      msg: expect.stringContaining('provider'),
    });
    expect(await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay-virtual', data: vip })).toMatchObject({ code: 40001 });
  });

  test('goods: signed here, paid on the phone, pushed, asked, fulfilled once, delivered at WeChat', async () => {
    const created = await shop.create('vip', 'VIRTUAL00001');
    expect(created).toMatchObject({ code: 0, provider: 'wxpay-virtual', platform: 'mp-weixin', pay_type: 'wxpay-virtual_mp-weixin' });
    expect(JSON.parse((created['orderInfo'] as Record<string, string>)['signData'] ?? '')).toMatchObject({
      productId: 'vip_month',
      goodsPrice: 1800,
      buyQuantity: 1,
    });
    expect(shop.invoke(created, 'cancel')).toMatchObject({ errCode: -2 });
    expect(await shop.create('vip', 'VIRTUAL00001', 'wxpay-virtual')).toMatchObject({ orderInfo: created['orderInfo'] });
    expect(shop.invoke(created)).toMatchObject({ errCode: 0 });
    await shop.wxpay.deliverDue();
    expect(fulfilled('VIRTUAL00001')).toEqual(['SUCCESS', 'DONE']);
    expect(shop.order('VIRTUAL00001')).toMatchObject({ transaction_id: theirs('VIRTUAL00001')?.wxOrderId, paid_fee: 1800 });
    expect(member()).toMatchObject({ last_order: 'VIRTUAL00001' });
    expect(shop.wxpay.ledger.notifications('VIRTUAL00001')).toMatchObject([{ state: 'ACKED', attempts: [{ status: 200 }] }]);
    await shop.after(2 * MINUTE);
    await shop.runMonitor();
    expect(shop.order('VIRTUAL00001')['shipping']).toMatchObject({ status: 'SHIPPED' });
    // 推送答过成功了，不必再报一次
    expect(theirs('VIRTUAL00001')?.providedAt).toBeUndefined();
  });

  test('coins: as many as the rate says; the query of the client settles before any push', async () => {
    await shop.paid('recharge', 'VIRTUAL00002');
    shop.tick(10_000);
    expect(await shop.payer.callService('pay/kh/queryPayment', { out_trade_no: 'VIRTUAL00002' })).toMatchObject({ trade_state: 'SUCCESS' });
    expect(shop.wxpay.virtual.coins(shop.appid, 0, shop.openid)).toMatchObject({ balance: 1000 });
    expect(fulfilled('VIRTUAL00002')).toEqual(['SUCCESS', 'DONE']);
    await shop.wxpay.deliverDue();
    expect(shop.wxpay.ledger.notifications('VIRTUAL00002')).toMatchObject([{ state: 'ACKED' }]);
  });

  test('a merchant function logs a payer in under no name, and then sells to him by his openid alone', async () => {
    const { code, openid } = shop.wxpay.login('mini', shop.appid, 'nobody-named');
    const data = { type: 'vip', out_trade_no: 'VIRTUAL00012', total_fee: 1800, subject: 'vip', other: { product_id: 'vip_month' } };
    const sell = (who: string, changes: object = {}) =>
      shop.merchant('createPayment', {
        provider: 'wxpay-virtual',
        context: { PLATFORM: 'mp-weixin', CLIENTIP: '203.0.113.7' },
        data: { ...data, openid: who, ...changes },
      });
    expect(await sell(openid)).toMatchObject({ code: 40001, need: 'payer' });
    expect(await shop.merchant('code2SessionWeixinMP', { code })).toMatchObject({ code: 0, openid });
    expect(JSON.stringify(shop.rows('payment_payers'))).not.toContain(openid);
    const created = await sell(openid);
    expect(created).toMatchObject({ code: 0, provider: 'wxpay-virtual' });
    expect(shop.wxpay.requestVirtualPayment({ ...paramsOf(created), appid: shop.appid, openid })).toMatchObject({ errCode: 0 });
    // 付款人自己的请求不认别人的编号
    const asked = { provider: 'wxpay', data: { type: 'vip', custom: { plan: 'month' }, openid } };
    expect(await shop.payer.callService('pay/kh/createPayment', asked)).toMatchObject({ code: 40001 });
  });

  test('a push again, and one forged, change nothing; the forged one is refused', async () => {
    const before = Number(member()?.['expire_date']);
    for (const variant of ['forged', 'tampered', 'wrongApiKey', 'unknownSerial'] as const)
      shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'prelude', variant } });
    shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'duplicate', count: 3 } });
    await shop.paid('vip', 'VIRTUAL00003');
    await shop.wxpay.deliverDue();
    const [notice] = shop.wxpay.ledger.notifications('VIRTUAL00003');
    await fetch(`${shop.url}/simulator/wxpay/notices/${notice?.id ?? ''}/send`, { method: 'POST' });
    await shop.wxpay.deliverDue();
    expect(fulfilled('VIRTUAL00003')).toEqual(['SUCCESS', 'DONE']);
    expect(Number(member()?.['expire_date']) - before).toBe(31 * 24 * HOUR);
    await shop.create('vip', 'VIRTUAL00004');
    for (const query of ['', '?msg_signature=0&timestamp=1&nonce=1&encrypt_type=aes'])
      expect(await post(query, JSON.stringify({ Event: 'xpay_goods_deliver_notify', OutTradeNo: 'VIRTUAL00004', Env: 0 }))).toBe(401);
    expect(shop.order('VIRTUAL00004')['status']).toBe('PROCESSING');
  });

  test('somebody pays the number at another price: never fulfilled, never said to be delivered, left to a person', async () => {
    const created = await shop.create('vip', 'VIRTUAL00005');
    expect(await shop.invokeOther(created, { goodsPrice: 1 })).toMatchObject({ errCode: 0 });
    await shop.wxpay.deliverDue();
    expect(shop.order('VIRTUAL00005')).toMatchObject({ status: 'REVIEW', review_reason: expect.stringContaining('金额不符') });
    expect(shop.wxpay.ledger.notifications('VIRTUAL00005')).toMatchObject([{ attempts: [{ status: 500 }] }]);
  });

  test('the session expired: the phone says so, a new login and the same number go on', async () => {
    shop.wxpay.expireSession(shop.appid, shop.openid);
    const created = await shop.create('vip', 'VIRTUAL00006');
    expect(shop.invoke(created)).toMatchObject({ errCode: -15005 });
    await shop.logIn();
    const again = await shop.create('vip', 'VIRTUAL00006');
    const [first, second] = [created, again].map(({ orderInfo }) => orderInfo as Record<string, string>);
    expect([second?.['signData'], second?.['paySig']]).toEqual([first?.['signData'], first?.['paySig']]);
    expect(shop.invoke(again)).toMatchObject({ errCode: 0 });
  });

  test('refunds in parts through the same machine; the push is asked after, the benefit is taken back', async () => {
    await shop.paid('vip', 'VIRTUAL00007');
    await shop.wxpay.deliverDue();
    const refund = (out_refund_no: string, refund_fee: number) =>
      shop.staff.callService('pay/sys/refund', { out_trade_no: 'VIRTUAL00007', out_refund_no, refund_fee, refund_desc: '退' });
    expect(await refund('RFVIRTUAL001', 800)).toMatchObject({ code: 0, refund: { status: 'PENDING' } });
    expect(await refund('RFVIRTUAL002', 1001)).toMatchObject({ code: 40001 });
    shop.tick(6 * MINUTE);
    await shop.wxpay.deliverDue();
    expect(shop.rows('payment_refunds').find((row) => row['_id'] === 'RFVIRTUAL001')).toMatchObject({ status: 'SUCCESS' });
    expect(await refund('RFVIRTUAL003', 1000)).toMatchObject({ code: 0 });
    await shop.after(6 * MINUTE);
    await shop.after(10 * MINUTE);
    expect(shop.order('VIRTUAL00007')).toMatchObject({ status: 'REFUND', refund_fee: 1800 });
    expect(shop.wxpay.virtual.refunds('VIRTUAL00007').map(({ fee, state }) => [fee, state])).toEqual([
      [800, 'done'],
      [1000, 'done'],
    ]);
  });

  test('a refund that WeChat could not make is failed, and its sum can be given back again', async () => {
    await shop.paid('recharge', 'VIRTUAL00008');
    await shop.wxpay.deliverDue();
    shop.wxpay.chooseVirtualRefund('RFVIRTUAL004', true);
    const refund = (out_refund_no: string) => shop.staff.callService('pay/sys/refund', { out_trade_no: 'VIRTUAL00008', out_refund_no });
    expect(await refund('RFVIRTUAL004')).toMatchObject({ code: 0, refund: { status: 'PENDING' } });
    await shop.after(6 * MINUTE);
    await shop.after(10 * MINUTE);
    expect(shop.rows('payment_refunds').find((row) => row['_id'] === 'RFVIRTUAL004')).toMatchObject({ status: 'FAILED' });
    expect(shop.order('VIRTUAL00008')).toMatchObject({ status: 'SUCCESS', refunding_fee: 0 });
    expect(await refund('RFVIRTUAL005')).toMatchObject({ code: 0 });
  });

  test('nothing closes at WeChat: closed here, paid all the same, it is a late payment', async () => {
    const created = await shop.create('vip', 'VIRTUAL00009');
    expect(shop.invoke(created, 'cancel')).toMatchObject({ errCode: -2 });
    expect(await shop.payer.callService('pay/kh/closePayment', { out_trade_no: 'VIRTUAL00009' })).toMatchObject({
      code: 0,
      status: 'CLOSED',
    });
    expect(shop.invoke(created)).toMatchObject({ errCode: 0 });
    shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    // 推送丢了：过了期限再看的最后一眼也看得到
    await shop.after(3 * HOUR);
    expect(shop.order('VIRTUAL00009')).toMatchObject({ status: 'SUCCESS', late: true });
  });
});

describe('plain mode', () => {
  beforeAll(async () => {
    shop = await openVirtualShop('plain');
    await shop.logIn();
  });
  afterAll(closeShop);

  test('a push in XML is only a hint: the query decides, and the answer is success', async () => {
    await shop.paid('vip', 'PLAIN0000001');
    await shop.wxpay.deliverDue();
    expect(fulfilled('PLAIN0000001')).toEqual(['SUCCESS', 'DONE']);
    expect(shop.wxpay.ledger.notifications('PLAIN0000001')).toMatchObject([{ state: 'ACKED' }]);
  });

  test('a recorded signature over another body names any order, and pays none', async () => {
    await shop.create('vip', 'PLAIN0000002');
    const [timestamp, nonce] = [String(Math.floor(shop.now() / 1000)), '123456789'];
    const signature = createHash('sha1').update([shop.token, timestamp, nonce].sort().join('')).digest('hex');
    const query = `?signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`;
    const body = (no: string): string => JSON.stringify({ MsgType: 'event', Event: 'xpay_goods_deliver_notify', OutTradeNo: no, Env: 0 });
    expect(await post(query, body('PLAIN0000002'))).toBe(500);
    expect(shop.order('PLAIN0000002')['status']).toBe('PROCESSING');
    expect(await post(query, body('NOBODY000001'))).toBe(500);
    expect(shop.rows('payment_alerts').filter((row) => row['kind'] === 'unknown-order-paid')).toEqual([]);
    expect(await post(query, JSON.stringify({ MsgType: 'event', Event: 'something_else' }))).toBe(200);
  });
});

describe('no push at all', () => {
  beforeAll(async () => {
    shop = await openVirtualShop('none');
  });
  afterAll(closeShop);

  test('who never logged in is asked to; then the timer asks, fulfils, and reports the delivery', async () => {
    expect(await shop.create('vip', 'SILENT000001')).toMatchObject({ code: 40001, need: 'payer' });
    expect(shop.rows('payment_orders')).toEqual([]);
    await shop.logIn();
    await shop.paid('vip', 'SILENT000001');
    await shop.after(MINUTE);
    expect(fulfilled('SILENT000001')).toEqual(['SUCCESS', 'DONE']);
    await shop.after(2 * MINUTE);
    await shop.after(MINUTE);
    expect(theirs('SILENT000001')?.providedAt).toBeDefined();
    expect(shop.order('SILENT000001')['shipping']).toMatchObject({ status: 'SHIPPED' });
    shop.tick(63 * 24 * HOUR);
    await shop.runMonitor();
    expect(shop.order('SILENT000001')['shipping']).toMatchObject({ status: 'SETTLED' });
  });
});
