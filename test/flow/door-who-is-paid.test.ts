// 门口：改变「钱给谁、给多少」而没有做的参数，不论放在哪里、由谁说，都点名拒绝（40001），什么也不写、什么也不发。
// 这一类：悄悄丢掉一个会改变钱的去向的参数。
import { openDoorShop, type DoorShop } from './door-harness';

let shop: DoorShop;
beforeAll(async () => {
  shop = await openDoorShop();
});
afterAll(() => shop.close());

const goods = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };
const sold = { out_trade_no: 'DOOR20261123001', total_fee: 1200, subject: '杯子', type: 'goods', user_id: 'u1' };

/** 别的支付模块认、本模块没有做的参数，连同它们的别的写法。 */
const PARAMETERS: readonly (readonly [string, unknown])[] = [
  ['sub_mchid', '1900000199'],
  ['sub_mch_id', '1900000199'],
  ['subMchId', '1900000199'],
  ['sub_appid', 'wx9999999999999999'],
  ['sub_openid', 'oSUB'],
  ['sp_mchid', '1900000199'],
  ['mchid', '1900000199'],
  ['mch_id', '1900000199'],
  ['merchant_id', '1900000199'],
  ['appid', 'wx9999999999999999'],
  ['profit_sharing', true],
  ['profitSharing', 'Y'],
  ['app_auth_token', '202611BB'],
  ['auth_code', '134567890123456789'],
  ['authCode', '134567890123456789'],
  ['pid', 'another-merchant'],
  ['settle_info', { profit_sharing: true }],
  ['royalty_info', { royalty_type: 'ROYALTY' }],
  ['receivers', [{ account: '1900000199', amount: 1 }]],
  ['seller_id', '2088000000000001'],
  ['config_directory', 'another'],
  ['notify_url', 'https://evil.example/n'],
  ['contract_id', 'C1'],
];
const PLACES: readonly (readonly [string, (key: string, value: unknown) => object])[] = [
  ['', (key, value) => ({ [key]: value, data: {} })],
  ['data.', (key, value) => ({ data: { [key]: value } })],
  ['other.', (key, value) => ({ other: { [key]: value }, data: {} })],
  ['data.other.', (key, value) => ({ data: { other: { [key]: value } } })],
];
const CASES = PARAMETERS.flatMap(([key, value]) => PLACES.map(([place, put]) => [`${place}${key}`, put(key, value)] as const));

async function refused(call: () => Promise<Record<string, unknown>>, field: string): Promise<void> {
  const before = [shop.written(), shop.wxpay.ledger.orders().length];
  expect(await call()).toMatchObject({ code: 40001, msg: expect.stringContaining(field) });
  expect([shop.written(), shop.wxpay.ledger.orders().length]).toEqual(before);
}

test.each(CASES)('a payer who says %s is told so', async (field, said) => {
  const { data, ...top } = said as { data: object };
  await refused(() => shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', ...top, data: { ...goods, ...data } }), field);
});

/** 商户的云函数说得了要不要分账（test/flow/sharing），写在该写的地方就兑现。 */
const HONOURED = 'data.profit_sharing';
test.each(CASES.filter(([field]) => field !== HONOURED))('a merchant function that says %s is told so', async (field, said) => {
  const { data, ...top } = said as { data: object };
  await refused(() => shop.merchant('createPayment', { provider: 'wxpay', isPC: true, ...top, data: { ...sold, ...data } }), field);
});

test.each(['queryPayment', 'closePayment', 'refund', 'queryRefund', 'cancelPayment'])(
  'merchant %s does not overlook a merchant it cannot serve',
  async (method) => {
    const number = method === 'queryRefund' ? { out_refund_no: 'DOORRF0001' } : { out_trade_no: 'DOOR20261123001' };
    for (const [key, value] of PARAMETERS) await refused(() => shop.merchant(method, { ...number, [key]: value }), key);
    await refused(() => shop.merchant(method, { ...number, data: { sub_mchid: '1900000199' } }), 'data.sub_mchid');
  },
);

test.each(['refundFee', 'refund_amount', 'amount', 'total_fee', 'fee', 'refund_currency', 'other'])(
  'a refund that names its amount %s is not taken for a full refund',
  async (key) => {
    const staff = await shop.login('demo-admin');
    for (const value of key === 'other' ? [{ refund_fee: 1 }] : [0, 100, '1.00', { refund: 100 }]) {
      await refused(() => shop.merchant('refund', { out_trade_no: 'DOOR20261123001', [key]: value }), key);
      await refused(() => staff.callService('pay/sys/refund', { out_trade_no: 'DOOR20261123001', [key]: value }), key);
    }
  },
);

test.each(['total_fee', 'price', 'coupon_id', 'discount_fee', 'goods_tag'])(
  'an amount at the wrong place (%s) is not dropped',
  async (key) => {
    const top = key === 'total_fee' ? { total_fee: 1 } : {};
    const data = key === 'total_fee' ? {} : { [key]: 1 };
    const field = key === 'total_fee' ? key : `data.${key}`;
    await refused(() => shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', ...top, data: { ...goods, ...data } }), field);
    await refused(() => shop.merchant('createPayment', { provider: 'wxpay', isPC: true, ...top, data: { ...sold, ...data } }), field);
  },
);

test('verifyReturn for a merchant nobody knows says so', async () => {
  await refused(() => shop.merchant('verifyReturn', { provider: 'alipay', platform: 'h5', query: '?a=1', pid: 'another' }), 'pid');
});

test('what vk-uni-pay callers send and means nothing here is still ignored', async () => {
  const harmless = {
    nickname: '小明',
    body: '详情',
    productid: 'p1',
    sub_mchid: '',
    sub_appid: undefined,
    profit_sharing: false,
    pid: 'default',
    app_auth_token: null,
  };
  expect(
    await shop.merchant('createPayment', {
      provider: 'wxpay',
      isPC: true,
      needQRcode: true,
      alipayAppPayToH5Pay: false,
      data: { ...sold, ...harmless },
    }),
  ).toMatchObject({ code: 0, total_fee: 1200 });
  expect(
    await shop.client.callService('pay/kh/createPayment', {
      provider: 'wxpay',
      need_user_info: false,
      vk_appid: '__UNI__DEMO',
      uid: 'x',
      data: { ...goods, ...harmless, user_id: 'somebody-else' },
    }),
  ).toMatchObject({ code: 0 });
  // 业务参数里叫什么都可以：那是订单类型自己的事。
  expect(
    await shop.merchant('createPayment', {
      provider: 'wxpay',
      isPC: true,
      data: { ...sold, out_trade_no: 'DOOR20261123002', custom: { price: 1, coupon_id: 'c', appid: 'x' } },
    }),
  ).toMatchObject({ code: 0 });
});
