// 需求 13（docs/migration.md）：照 vk-uni-pay 公开文档写的项目与兼容包放在一起，一个字不改，每一次调用照文档答复。
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { checkInvariants } from '../flow/harness';
import { compatFunctions, NOTIFY_KEY, openCompatShop, type CompatShop } from './shop';

const { functionsDir, remove } = compatFunctions(join(__dirname, '../projects/compat-shop'));
let shop: CompatShop;
let user = '';
const PC = { APPID: '__UNI__DEMO', PLATFORM: 'h5', CLIENTIP: '203.0.113.7', CLIENTUA: 'Mozilla/5.0 (Windows NT 10.0)' };

beforeAll(async () => {
  shop = await openCompatShop(functionsDir);
  user = String(shop.rows('uni-id-users').find((row) => row['username'] === 'demo')?.['_id']);
  await shop.save('shop_wallets', user, { balance: 0 });
});
afterEach(() => checkInvariants(shop));
afterAll(async () => {
  await shop.close();
  remove();
});

let next = 0;
const number = (): string => `DOC2026112300${String(next++).padStart(2, '0')}`;
const order = (change: object = {}, top: object = {}): object => ({
  provider: 'wxpay',
  isPC: true,
  ...top,
  data: { out_trade_no: number(), total_fee: 100, subject: '杯子', type: 'silent', ...change },
});
const numberOf = (input: object): string => (input as { data: { out_trade_no: string } }).data.out_trade_no;
async function pay(out_trade_no: string): Promise<void> {
  shop.wxpay.pay(out_trade_no);
  await shop.wxpay.deliverDue();
}

test('the old services answer by action; the documented handler file gets the documented row, and runs once', async () => {
  const created = await shop.action('pay/createPayment', {
    provider: 'wxpay',
    isPC: 'true',
    needQRcode: 'image',
    out_trade_no: 'DOC20261123RECHARGE',
    total_fee: 5000,
    subject: '余',
    body: '详情',
    type: 'recharge',
    openid: '',
  });
  expect(created).toMatchObject({
    code: 0,
    out_trade_no: 'DOC20261123RECHARGE',
    provider: 'wxpay',
    pay_type: 'wxpay_h5',
    needQRcode: true,
    total_fee: 5000,
    platform: 'h5',
    orderInfo: { codeUrl: expect.stringMatching(/^weixin:/) },
    qrcodeImage: expect.stringMatching(/^data:image\/png;base64,/),
  });
  await pay('DOC20261123RECHARGE');
  await shop.wxpay.deliverDue();
  expect(shop.rows('shop_wallets')[0]?.['balance']).toBe(5000);
  const [notice] = shop.rows('shop_notices');
  expect(notice).toMatchObject({
    has: expect.arrayContaining(['vk', 'db', '_', '$', 'uniCloud']),
    data: {
      _id: 'DOC20261123RECHARGE',
      out_trade_no: 'DOC20261123RECHARGE',
      transaction_id: expect.any(String),
      total_fee: 5000,
      user_id: user,
      recharge_balance: 5000,
      mobile: '13800000000',
      custom: { recharge_balance: 5000, mobile: '13800000000' },
      description: '余',
      type: 'recharge',
      pay_type: 'wxpay_h5',
      status: 1,
      provider_appid: expect.any(String),
      mch_id: expect.any(String),
      create_date: expect.any(Number),
      notify_mode: 1,
    },
  });
  const asked = await shop.action('pay/queryPayment', { out_trade_no: 'DOC20261123RECHARGE', await_notify: 'true', pay_order_info: true });
  expect(asked).toMatchObject({ code: 0, orderPaid: true, user_order_success: true, status: 1, msg: expect.any(String) });
  expect(asked['payOrder']).toMatchObject({
    _id: 'DOC20261123RECHARGE',
    status: 1,
    refund_num: 0,
    refund_list: [],
    user_order_success: true,
  });
});

test('what gives money away is closed to clients and HTTP, and open to the own cloud functions', async () => {
  for (const name of ['pay/refund', 'pay/transfer', 'pay/wxpayBatchTransfer3', 'pay/queryAccountBalance', 'pay/wxpayVirtual/currencyPay'])
    expect([name, (await shop.action(name, { out_trade_no: 'DOC20261123RECHARGE' }))['code']]).toEqual([name, 40009]);
  for (const name of ['pay-notify/recharge', 'pay-notify/run', 'pay/kh/createPayment', 'pay/../config', 'nothing/here'])
    expect((await shop.action(name))['code']).not.toBe(0);
  const refunded = await shop.runtime.invoke(
    'vk-pay',
    { action: 'pay/refund', data: { out_trade_no: 'DOC20261123RECHARGE', refund_fee: '1000', refund_desc: '协商\n退款' } },
    { source: 'function' },
  );
  expect(refunded).toMatchObject({
    code: 0,
    outTradeNo: 'DOC20261123RECHARGE',
    outRefundNo: 'DOC20261123RECHARGE-1',
    refundFee: 1000,
    cashRefundFee: 1000,
  });
});

test('the HTTP form answers, and so do notices at the old address', async () => {
  const http = async (body: string, headers: object): Promise<Response> =>
    fetch(`${shop.url}/http/vk-pay`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  const created = (await (
    await http(
      JSON.stringify({
        action: 'pay/createPayment',
        data: {
          vk_platform: 'h5',
          isPC: true,
          needQRcode: 'image',
          provider: 'alipay',
          out_trade_no: 'test202405230001',
          total_fee: 1,
          subject: '订单标题',
          type: 'silent',
        },
      }),
      {},
    )
  ).json()) as Record<string, unknown>;
  expect(created).toMatchObject({ code: 0, pay_type: 'alipay_h5', qrcodeImage: expect.stringMatching(/^data:image\/png/) });
  shop.alipay.pay('test202405230001');
  shop.notices.path = '';
  // 在途的订单当时写的是旧地址：没有渠道与端，可能还带着它自己的一段。
  expect(await shop.alipay.deliverDue()).toMatchObject([{ acked: true }]);
  delete shop.notices.path;
  // 冒充的：谁也不认，什么也不改
  expect(
    (await http('notify_id=1&sign=x&app_id=1&out_trade_no=test202405230001', { 'content-type': 'application/x-www-form-urlencoded' }))
      .status,
  ).not.toBe(500);
  expect(await (await http(JSON.stringify({ action: 'pay/refund', data: { out_trade_no: 'test202405230001' } }), {})).json()).toMatchObject(
    { code: 40009 },
  );
});

/** 参数怎样写 → 答复里的什么。 */
const HABITS: readonly (readonly [string, object, object, object])[] = [
  ['a one-character subject', { subject: '杯' }, {}, { code: 0 }],
  ['capitals in type', { type: 'GoodsOrder', custom: { order_id: 'x' } }, {}, { code: 0 }],
  ['isPC as text', {}, { isPC: 'true' }, { code: 0, platform: 'h5' }],
  [
    'empty openid, user_id, custom, other, pid, return_url',
    { openid: '', user_id: null, custom: null, other: '', pid: '', return_url: '' },
    {},
    { code: 0 },
  ],
  ['custom with undefined inside, and as JSON text', { custom: '{"a":1}' }, {}, { code: 0 }],
  ['hyphens in the number', { out_trade_no: 'SHOP-2026-0001' }, {}, { code: 0, out_trade_no: 'SHOP-2026-0001' }],
  [
    'the _id of a business row as number',
    { out_trade_no: '65f0c0ffee00000000000001' },
    {},
    { code: 0, out_trade_no: '65f0c0ffee00000000000001' },
  ],
  [
    'time_expire as text, two hours away',
    { time_expire: String(Date.UTC(2026, 10, 23, 6)) },
    {},
    { code: 0, expire_date: Date.UTC(2026, 10, 23, 6) },
  ],
  ['goods_tag of the merchant', { other: { goods_tag: 'WXG' } }, {}, { code: 0 }],
  ['a line break in the subject', { subject: '杯子\n两只' }, {}, { code: 0, subject: '杯子 两只' }],
  ['more than ten thousand yuan', { total_fee: 1_200_000 }, {}, { code: 3001, pay_code: 40001 }],
  ['no number', { out_trade_no: '' }, {}, { code: 1001, vkCode: 1001, pay_code: 40001 }],
  ['a number that is not text', { out_trade_no: 123456 }, {}, { code: 1001 }],
  ['no type', { type: '' }, {}, { code: 1002 }],
  ['an amount of 0', { total_fee: 0 }, {}, { code: 1003 }],
  ['an amount in text', { total_fee: '100' }, {}, { code: 1003 }],
  ['no subject', { subject: '' }, {}, { code: 1004 }],
  ['no provider', {}, { provider: '' }, { code: 1005 }],
  ['a provider nobody has', {}, { provider: 'paypal' }, { code: 1005 }],
  ['a mini program without openid', {}, { isPC: false, context: { ...PC, PLATFORM: 'mp-weixin' } }, { code: 1006 }],
  [
    'h5-weixin by PLATFORM',
    { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
    { isPC: false, context: { ...PC, PLATFORM: 'h5-weixin' } },
    { code: 0, pay_type: 'wxpay_h5-weixin' },
  ],
  ['a notify_url in other', { other: { notify_url: 'https://evil.example' } }, {}, { code: 3001, pay_code: 40001 }],
];
test.each(HABITS)('createPayment: %s', async (_name, change, top, expected) => {
  expect(
    await shop.vkPay('createPayment', order(change, top), 'context' in top ? (top as { context: unknown }).context : PC),
  ).toMatchObject(expected);
});

test('the PNG of the QR code is a picture: square, complete, with a white border', async () => {
  const { qrcodeImage } = await shop.vkPay('createPayment', order({}, { needQRcode: 'image' }), PC);
  const png = Buffer.from(String(qrcodeImage).split(',')[1] ?? '', 'base64');
  const side = png.readUInt32BE(16);
  expect([png.subarray(1, 4).toString(), png.readUInt32BE(20), side % 8]).toEqual(['PNG', side, 0]);
  const length = png.readUInt32BE(33);
  const pixels = inflateSync(png.subarray(41, 41 + length));
  expect(pixels).toHaveLength(side * (1 + Math.ceil(side / 8)));
  expect([pixels[0], pixels[1]]).toEqual([0, 0xff]);
  expect(png.length).toBeLessThan(3000);
});

test.each([
  ['a router context', { ...PC }],
  [
    'getClientInfo() of a cloud object',
    { appId: '__UNI__DEMO', platform: 'web', clientIP: '203.0.113.7', userAgent: 'x', source: 'client', requestId: 'r-1' },
  ],
  ['no context at all', false],
])('any caller may ask: %s', async (_name, context) => {
  const input = order();
  expect(await shop.vkPay('createPayment', input, context)).toMatchObject({ code: 0, pay_type: 'wxpay_h5' });
  expect(await shop.vkPay('queryPayment', { out_trade_no: numberOf(input), await_max_time: '90' }, context)).toMatchObject({
    code: 0,
    orderPaid: false,
    status: 0,
  });
});

test('numbers with hyphens and of 24 hex digits are paid, queried by both numbers, refunded and closed', async () => {
  for (const out_trade_no of ['SHOP-2026-0002', '65f0c0ffee00000000000002']) {
    expect(await shop.vkPay('createPayment', order({ out_trade_no }), PC)).toMatchObject({ code: 0 });
    await pay(out_trade_no);
    const { transaction_id } = await shop.vkPay('queryPayment', { out_trade_no });
    expect(await shop.vkPay('queryPayment', { transaction_id, pay_order_info: true })).toMatchObject({
      out_trade_no,
      orderPaid: true,
      user_order_success: true,
      payOrder: { out_trade_no },
    });
    expect(await shop.vkPay('refund', { out_trade_no, refund_fee: 40 })).toMatchObject({
      code: 0,
      outRefundNo: `${out_trade_no}-1`,
      refundId: expect.any(String),
    });
    shop.tick(2000);
    expect(await shop.vkPay('queryRefund', { out_trade_no })).toMatchObject({
      code: 0,
      queryResult: { status: 'SUCCESS', refund_fee: 40 },
      orderInfo: { status: 2, refund_num: 1, refund_list: [{ refund_fee: 40 }] },
    });
    expect(await shop.vkPay('refund', { out_trade_no })).toMatchObject({ code: 0, outRefundNo: `${out_trade_no}-2`, refundFee: 60 });
    shop.tick(2000);
    await shop.vkPay('queryRefund', { out_trade_no });
    expect(await shop.vkPay('queryPayment', { out_trade_no })).toMatchObject({ status: 3, orderPaid: true });
  }
  expect(shop.order('id_65f0c0ffee00000000000002')).toMatchObject({ out_trade_no: '65f0c0ffee00000000000002' });
  const open = order({ out_trade_no: 'SHOP-2026-0003' });
  await shop.vkPay('createPayment', open, PC);
  expect(await shop.vkPay('closePayment', { out_trade_no: 'SHOP-2026-0003' })).toMatchObject({ code: 0, status: 'CLOSED' });
  expect(await shop.vkPay('queryPayment', { out_trade_no: 'SHOP-2026-0003' })).toMatchObject({ status: -1 });
});

test('a refund asked again without a number while it is open is the same refund', async () => {
  const input = order();
  await shop.vkPay('createPayment', input, PC);
  await pay(numberOf(input));
  const once = await shop.vkPay('refund', { out_trade_no: numberOf(input), refund_fee: 10 });
  const again = await shop.vkPay('refund', { out_trade_no: numberOf(input), refund_fee: 10 });
  expect([again['code'], again['outRefundNo']]).toEqual([0, once['outRefundNo']]);
  expect(shop.rows('payment_refunds').filter((row) => row['out_trade_no'] === numberOf(input))).toHaveLength(1);
});

test('refund and query answer with the documented codes', async () => {
  const input = order();
  await shop.vkPay('createPayment', input, PC);
  const out_trade_no = numberOf(input);
  expect(await shop.vkPay('queryPayment', { out_trade_no: 'NOBODY0001' })).toMatchObject({ code: 2001, vkCode: 2001, pay_code: 40005 });
  expect(await shop.vkPay('queryPayment', {})).toMatchObject({ code: 1001 });
  expect(await shop.vkPay('refund', { out_trade_no: 'NOBODY0001' })).toMatchObject({ code: 2001 });
  expect(await shop.vkPay('refund', { out_trade_no })).toMatchObject({ code: 2002 });
  await pay(out_trade_no);
  expect(await shop.vkPay('queryRefund', { out_trade_no })).toMatchObject({ code: 2003 });
  for (const refund_fee of [0, '', -1, 1.5, 'ten'])
    expect([refund_fee, (await shop.vkPay('refund', { out_trade_no, refund_fee }))['code']]).toEqual([refund_fee, 1003]);
  expect(shop.rows('payment_refunds').filter((row) => row['out_trade_no'] === out_trade_no)).toEqual([]);
  expect(await shop.vkPay('transfer', { pay_type: 'wxpay', amount: 'x' })).toMatchObject({ code: 1007 });
  expect(await shop.vkPay('transfer', { pay_type: 'wxpay', amount: 0 })).toMatchObject({ code: 1008 });
  expect(await shop.vkPay('transfer', { pay_type: 'alipay', amount: 10 })).toMatchObject({ code: 1009 });
  expect(await shop.vkPay('transfer', { pay_type: 'alipay', amount: 10, account: 'a@b.example' })).toMatchObject({ code: 1010 });
  expect(await shop.vkPay('transfer', { pay_type: 'wxpay', amount: 10 })).toMatchObject({ code: 1011 });
  expect(await shop.vkPay('transfer', { pay_type: 'wxpay', platform: 'mp-weixin', amount: 10 })).toMatchObject({ code: 1012 });
  expect(await shop.vkPay('code2SessionWeixinMP', {})).toMatchObject({ code: 1013 });
});

test('true, false, nothing and a throw of a handler mean what the documentation says; a broken file stops its own type', async () => {
  const verdicts: Record<string, unknown> = {};
  for (const type of ['silent', 'throws', 'broken', 'nowhere', 'GoodsOrder']) {
    const input = order({ type, custom: { order_id: 'none' } });
    expect([type, (await shop.vkPay('createPayment', input, PC))['code']]).toEqual([type, 0]);
    await pay(numberOf(input));
    verdicts[type] = (await shop.vkPay('queryPayment', { out_trade_no: numberOf(input) }))['user_order_success'];
  }
  expect(verdicts).toEqual({ silent: true, throws: false, broken: false, nowhere: false, GoodsOrder: false });
});

test('another cloud function finds the payment first: it has vk-pay run the handler', async () => {
  const input = order({ type: 'recharge', user_id: user, custom: { recharge_balance: 7 } });
  await shop.vkPay('createPayment', input, PC);
  shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.wxpay.pay(numberOf(input));
  shop.tick(3000);
  const before = Number(shop.rows('shop_wallets')[0]?.['balance']);
  const asked = await shop.vkPay('queryPayment', { out_trade_no: numberOf(input), await_notify: true, pay_order_info: true });
  expect(asked).toMatchObject({ orderPaid: true, user_order_success: true, payOrder: { notify_mode: 0 } });
  expect(shop.rows('shop_wallets')[0]?.['balance']).toBe(before + 7);
});

test('crypto.aes seals with notifyKey: only the same key opens it', async () => {
  const data = { out_trade_no: 'A1', 金额: 1 };
  const sealed = (await shop.vkPay('crypto.aes.encrypt', { data }, false)) as unknown;
  expect(sealed).toEqual(expect.not.stringContaining('A1'));
  expect(await shop.vkPay('crypto.aes.decrypt', { data: sealed }, false)).toEqual(data);
  expect(await shop.vkPay('crypto.aes.decrypt', { data: sealed, key: NOTIFY_KEY }, false)).toEqual(data);
  await expect(shop.vkPay('crypto.aes.decrypt', { data: sealed, key: 'x'.repeat(64) }, false)).rejects.toThrow('解不开');
});

test('what is not offered says so, and never pretends', async () => {
  for (const name of ['transfer3', 'createUserConfirmAuthorization', 'queryUserConfirmAuthorization'])
    expect(await shop.vkPay(name)).toMatchObject({ code: 40001, msg: expect.any(String) });
});

test('an order still in the old collection is booked by its notice, queried and refunded; the old row follows', async () => {
  const input = order({ out_trade_no: 'OLDORDER0001', type: 'recharge', user_id: user, custom: { recharge_balance: 3 } });
  await shop.vkPay('createPayment', input, PC);
  const { _id, out_trade_no, pay_type, type, user_id, total_fee, create_date, mchid, appid } = shop.order('OLDORDER0001') as Record<
    string,
    never
  >;
  // 在途：网关那边有这笔，旧表里有一行，新表里没有。
  const old = {
    out_trade_no,
    pay_type,
    type,
    user_id,
    total_fee,
    create_date,
    mch_id: mchid,
    provider_appid: appid,
    status: 0,
    description: '旧订单',
    custom: { recharge_balance: 3 },
    openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  };
  for (const table of ['payment_orders', 'vk-pay-orders']) await shop.runtime.database.collection(table).doc(String(_id)).remove();
  await shop.save('vk-pay-orders', 'old-1', old);
  await shop.save('vk-pay-orders', 'old-2', { ...old, out_trade_no: 'OLDORDER0002', status: -1 });
  const before = Number(shop.rows('shop_wallets')[0]?.['balance']);
  shop.notices.path = '/vk-pay-notify/wxpay_h5';
  await pay('OLDORDER0001');
  delete shop.notices.path;
  expect(shop.rows('shop_wallets')[0]?.['balance']).toBe(before + 3);
  expect(await shop.vkPay('queryPayment', { out_trade_no })).toMatchObject({
    code: 0,
    orderPaid: true,
    user_order_success: true,
    status: 1,
  });
  expect(await shop.vkPay('queryPayment', { out_trade_no: 'OLDORDER0002' })).toMatchObject({ code: 0, orderPaid: false, status: -1 });
  expect(await shop.vkPay('refund', { out_trade_no })).toMatchObject({ code: 0, refundFee: 100 });
  shop.tick(2000);
  await shop.vkPay('queryRefund', { out_trade_no });
  // 老的页面直接读这张表。
  const rows = shop.rows('vk-pay-orders').filter((row) => String(row['out_trade_no']).startsWith('OLDORDER'));
  expect(rows).toMatchObject([
    { _id: 'old-1', status: 3, refund_num: 1, refund_fee: 100, transaction_id: expect.any(String), user_order_success: true },
    { _id: 'old-2', status: -1 },
  ]);
});

test('what the old system gave back stays given back: the next refund has a number of its own', async () => {
  const input = order({ out_trade_no: 'OLDORDER0009', type: 'recharge', user_id: user, custom: { recharge_balance: 3 } });
  await shop.vkPay('createPayment', input, PC);
  await pay('OLDORDER0009');
  const row = shop.order('OLDORDER0009') as Record<string, never>;
  const { _id, out_trade_no, pay_type, type, user_id, total_fee, create_date, mchid, transaction_id } = row;
  // 旧系统退过 30 分：网关知道 OLDORDER0009-1，新表里什么也没有。
  await shop.vkPay('refund', { out_trade_no, refund_fee: 30 });
  const given = (): number => shop.wxpay.ledger.refunds('OLDORDER0009').reduce((sum, { refund }) => sum + refund, 0);
  expect(given()).toBe(30);
  for (const [table, id] of [
    ['payment_orders', _id],
    ['payment_refunds', 'OLDORDER0009-1'],
  ] as const)
    await shop.runtime.database.collection(table).doc(String(id)).remove();
  const old = { out_trade_no, pay_type, type, user_id, total_fee, create_date, transaction_id, mch_id: mchid, pay_date: create_date };
  for (const mirrored of shop.rows('vk-pay-orders').filter((one) => one['out_trade_no'] === out_trade_no))
    await shop.runtime.database.collection('vk-pay-orders').doc(String(mirrored['_id'])).remove();
  await shop.save('vk-pay-orders', 'old-9', { ...old, status: 2, refund_fee: 30, refund_num: 1, description: '旧订单' });
  expect(await shop.vkPay('refund', { out_trade_no, refund_fee: 30 })).toMatchObject({
    code: 0,
    outRefundNo: 'OLDORDER0009-2',
    refundFee: 30,
  });
  expect(given()).toBe(60);
  const { refund_fee, refunding_fee } = shop.order('OLDORDER0009');
  expect(Number(refund_fee) + Number(refunding_fee)).toBe(60);
});
