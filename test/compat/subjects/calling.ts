// 下单：调用方的习惯与答复里的码，二维码的图，各种 context。
import { inflateSync } from 'node:zlib';
import { openApps } from '../../../local/gateways/wxpay/account';
import { PC, numberOf, order, shop } from '../shop-world';

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
  ['virtual payment without wxpay_virtual', {}, { provider: 'wxpay-virtual' }, { code: 1017 }],
  [
    'virtual payment of nothing',
    { wxpay_virtual: { mode: 'short_series_coin', buy_quantity: 0 } },
    { provider: 'wxpay-virtual' },
    { code: 1018 },
  ],
  ['virtual payment in no known mode', { wxpay_virtual: { mode: 'x', buy_quantity: 1 } }, { provider: 'wxpay-virtual' }, { code: 1019 }],
  [
    'virtual goods at another price',
    { wxpay_virtual: { mode: 'short_series_goods', buy_quantity: 2, product_id: 'vip', goods_price: 60 } },
    { provider: 'wxpay-virtual' },
    { code: 1003 },
  ],
  [
    'virtual goods of a payer nobody knows',
    { wxpay_virtual: { mode: 'short_series_goods', buy_quantity: 2, product_id: 'vip', goods_price: 50 }, out_trade_no: 'VIRTUAL001' },
    { provider: 'wxpay-virtual', isPC: false, context: { ...PC, PLATFORM: 'mp-weixin' } },
    { code: 1006 },
  ],
  ['a notify_url in other', { other: { notify_url: 'https://evil.example' } }, {}, { code: 3001, pay_code: 40001 }],
];
export function callersAreUnderstood(): void {
  test.each(HABITS)('createPayment: %s', async (_name, change, top, expected) => {
    expect(
      await shop.vkPay('createPayment', order(change, top), 'context' in top ? (top as { context: unknown }).context : PC),
    ).toMatchObject(expected);
  });

  test('virtual goods: a code without any user and the openid of its answer are enough', async () => {
    const appid = openApps(shop.keys.wxpay).find(({ virtual }) => virtual)?.appid ?? '';
    const { code } = shop.wxpay.login('mini', appid, 'virtual-buyer');
    const { openid } = await shop.vkPay('code2SessionWeixinMP', { code });
    const wxpay_virtual = { mode: 'short_series_goods', buy_quantity: 2, product_id: 'vip', goods_price: 50 };
    const data = order({ openid, wxpay_virtual }, { provider: 'wxpay-virtual', isPC: false });
    const made = await shop.vkPay('createPayment', data, { ...PC, PLATFORM: 'mp-weixin' });
    expect(made).toMatchObject({ code: 0, pay_type: 'wxpay-virtual_mp-weixin', orderInfo: { paySig: expect.any(String) } });
    expect(JSON.parse((made['orderInfo'] as Record<string, string>)['signData'] ?? '')).toMatchObject({ productId: 'vip', goodsPrice: 50 });
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
}
