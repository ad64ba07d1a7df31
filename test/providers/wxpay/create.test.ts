// 下单：端 → 产品、请求字段与唤起参数；other 不能改动钱与去向；网关收不了的字符在我们这里就处理掉。
import { createPublicKey, verify } from 'node:crypto';
import type { Platform } from '../../../common/contract/channels';
import type { CreateRequest, CreateResult } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { APPID, createStub, MCHID, merchantKey, START, type Stub } from './stub-gateway';

let stub: Stub;
beforeEach(() => {
  stub = createStub();
});
const order: CreateRequest = {
  out_trade_no: 'VP20261102100000000001',
  total_fee: 990,
  subject: '会员月卡',
  expireAt: START + 1_800_000,
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  clientIp: '203.0.113.7',
};
function create(platform: Platform, patch: Partial<CreateRequest> = {}, section: Record<string, unknown> = {}): Promise<CreateResult> {
  stub.script = ({ url }) =>
    stub.answer(
      200,
      url.endsWith('native')
        ? { code_url: 'weixin://wxpay/bizpayurl?pr=abc' }
        : url.endsWith('h5')
          ? { h5_url: 'https://wx.tenpay.com/checkmweb?prepay_id=wx1' }
          : { prepay_id: 'wx201410272009395522657a690389285100' },
    );
  return stub.provider.create(stub.account({ platform, section }), { ...order, ...patch });
}
const path = (): string => new URL(stub.requests[0]!.url).pathname;
const COMMON = {
  appid: APPID,
  mchid: MCHID,
  description: '会员月卡',
  out_trade_no: order.out_trade_no,
  time_expire: '2026-11-02T10:30:00+08:00',
  notify_url: 'https://shop.test/pay-notify/wxpay/h5',
  amount: { total: 990, currency: 'CNY' },
};
function signedBy(text: string, signature: string): boolean {
  return verify('RSA-SHA256', Buffer.from(text), createPublicKey(merchantKey.privateKey), Buffer.from(signature, 'base64'));
}

test('a computer gets a native code and nothing undocumented is sent', async () => {
  await expect(create('h5')).resolves.toEqual({
    orderInfo: { code_url: 'weixin://wxpay/bizpayurl?pr=abc' },
    qrcodeText: 'weixin://wxpay/bizpayurl?pr=abc',
  });
  expect(path()).toBe('/v3/pay/transactions/native');
  expect(stub.lastBody()).toEqual(COMMON);
});

test('an order type that wants it lets the payer ask for an invoice', async () => {
  await create('h5', { fapiao: true });
  expect(stub.lastBody()).toEqual({ ...COMMON, support_fapiao: true });
});

test.each<Platform>(['mp-weixin', 'h5-weixin'])('%s gets jsapi parameters signed for the same app', async (platform) => {
  const { orderInfo } = await create(platform);
  const info = orderInfo as Record<string, string>;
  expect(path()).toBe('/v3/pay/transactions/jsapi');
  expect(stub.lastBody()).toEqual({ ...COMMON, payer: { openid: order.openid } });
  expect(Object.keys(info).sort()).toEqual(['appId', 'nonceStr', 'package', 'paySign', 'signType', 'timeStamp']);
  expect(info).toMatchObject({
    appId: APPID,
    package: 'prepay_id=wx201410272009395522657a690389285100',
    signType: 'RSA',
    timeStamp: String(START / 1000),
  });
  expect(signedBy(`${info['appId']}\n${info['timeStamp']}\n${info['nonceStr']}\n${info['package']}\n`, info['paySign']!)).toBe(true);
});

test('an app gets lower-case keys and signs the bare prepay id', async () => {
  const info = (await create('app-plus')).orderInfo as Record<string, string>;
  expect(path()).toBe('/v3/pay/transactions/app');
  expect(info).toMatchObject({ appid: APPID, partnerid: MCHID, prepayid: 'wx201410272009395522657a690389285100', package: 'Sign=WXPay' });
  expect(signedBy(`${info['appid']}\n${info['timestamp']}\n${info['noncestr']}\n${info['prepayid']}\n`, info['sign']!)).toBe(true);
});

test('a phone browser gets h5_url and sends the real client ip', async () => {
  await expect(create('mweb', { clientIp: '::ffff:203.0.113.7' })).resolves.toEqual({
    orderInfo: { h5_url: 'https://wx.tenpay.com/checkmweb?prepay_id=wx1' },
  });
  expect(path()).toBe('/v3/pay/transactions/h5');
  expect(stub.lastBody()['scene_info']).toEqual({ payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } });
});

test('the configured scene is sent with the keys the gateway knows', async () => {
  await create('mweb', {}, { sceneInfo: { h5_info: { type: 'iOS', wap_url: 'https://shop.test', wap_name: '小店' } } });
  expect(stub.lastBody()['scene_info']).toMatchObject({ h5_info: { type: 'iOS', app_url: 'https://shop.test', app_name: '小店' } });
});

test.each<[Platform, Partial<CreateRequest>, string]>([
  ['mp-weixin', { openid: undefined }, 'data.openid'],
  ['h5-weixin', { openid: '' }, 'data.openid'],
  ['mweb', { clientIp: undefined }, 'context.CLIENTIP'],
  ['page', {}, 'platform'],
  ['h5', { other: { attach: '附言😀' } }, 'data.other.attach'],
  [
    'h5',
    { other: { detail: { goods_detail: [{ merchant_goods_id: 'x', goods_name: null, quantity: 1, unit_price: 1 }] } } },
    'data.other.detail.goods_detail.0.goods_name',
  ],
])('%s with %j is refused before anything is sent, naming %s', async (platform, patch, field) => {
  await expect(create(platform, patch)).rejects.toMatchObject({
    code: 40001,
    outcome: 'none',
    problems: [expect.objectContaining({ field })],
  });
  expect(stub.requests).toHaveLength(0);
});

test('other cannot override amount, merchant, app, number or notify url', async () => {
  const other = {
    amount: { total: 1 },
    mchid: '1',
    appid: 'wx',
    notify_url: 'https://evil.test',
    out_trade_no: 'X',
    description: 'x',
    time_expire: 'x',
  };
  await expect(create('h5', { other: { attach: 'a', ...other } })).rejects.toMatchObject({
    code: 40001,
    problems: Object.keys(other).map((name) => ({ field: `data.other.${name}`, problem: '不允许透传' })),
  });
  expect(stub.requests).toHaveLength(0);
});

test('what a merchant may say goes out as it is', async () => {
  const detail = { cost_price: 1, goods_detail: [{ merchant_goods_id: 'g1', goods_name: '杯子', quantity: 1, unit_price: 990 }] };
  await create('h5', { other: { attach: 'a', goods_tag: 't', support_fapiao: true, detail } });
  expect(stub.lastBody()).toEqual({ ...COMMON, attach: 'a', goods_tag: 't', support_fapiao: true, detail });
});

test('a deadline between two seconds is written as the later one', async () => {
  await create('h5', { expireAt: START + 1_799_001 });
  expect(stub.lastBody()['time_expire']).toBe('2026-11-02T10:30:00+08:00');
});

// 网关的上限按 UTF-8 字节算：一个汉字三字节。
test.each<[string, object]>([
  ['attach', { attach: '纯'.repeat(43) }],
  ['goods_tag', { goods_tag: '纯'.repeat(11) }],
  ['detail.invoice_id', { detail: { invoice_id: '纯'.repeat(11) } }],
  [
    'detail.goods_detail.0.goods_name',
    { detail: { goods_detail: [{ merchant_goods_id: 'g', goods_name: '纯'.repeat(86), quantity: 1, unit_price: 1 }] } },
  ],
  [
    'detail.goods_detail.0.merchant_goods_id',
    { detail: { goods_detail: [{ merchant_goods_id: '纯'.repeat(11), quantity: 1, unit_price: 1 }] } },
  ],
])('other.%s is measured in bytes', (field, other) => {
  const check = (): void => stub.provider.checkCreate(stub.account(), { ...order, other: other as Record<string, unknown> });
  expect(check).toThrow(
    expect.objectContaining({ problems: [{ field: `data.other.${field}`, problem: expect.stringMatching(/^不能超过 \d+ 字节$/) }] }),
  );
});

test('one byte less fits', () => {
  const other = { attach: `${'纯'.repeat(42)}ab`, goods_tag: `${'纯'.repeat(10)}ab` };
  expect(() => stub.provider.checkCreate(stub.account(), { ...order, other })).not.toThrow();
});

test.each(['sub_mchid', 'sub_appid', 'settle_info', 'profit_sharing', 'auth_code', 'pid'])(
  'other.%s would change who is paid: refused by name, with the reason',
  (name) => {
    expect(() => stub.provider.checkCreate(stub.account(), { ...order, other: { [name]: 'x' } })).toThrow(
      expect.objectContaining({ problems: [{ field: `data.other.${name}`, problem: expect.stringContaining('收款方') }] }),
    );
  },
);

test('fields that would let a payer freeze money or pick discounts do not pass through', () => {
  for (const field of ['settle_info', 'goods_tag', 'detail', 'notify_url', 'amount', 'mchid', 'appid', 'payer', 'scene_info'])
    expect(stub.provider.payerFields).not.toContain(field);
});

test.each([
  ['会员😀月卡', '会员□月卡'],
  ['\u{20bb7}野家', '□野家'],
  ['落单\ud83d代理', '落单□代理'],
  ['两\r\n行\u0000字', '两 行 字'],
  ['长'.repeat(200), '长'.repeat(42)],
  ['纯'.repeat(42), '纯'.repeat(42)],
  ['纯'.repeat(43), '纯'.repeat(42)],
  [`a${'纯'.repeat(42)}`, `a${'纯'.repeat(42)}`],
  [`ab${'纯'.repeat(42)}`, `ab${'纯'.repeat(41)}`],
  ['  ', 'VP20261102100000000001'],
])('subject %j is sent as %j', async (subject, description) => {
  await create('h5', { subject });
  expect(stub.lastBody()['description']).toBe(description);
  expect(Buffer.from(stub.requests[0]!.body!).every((byte) => byte < 0xf0)).toBe(true);
});

test.each([
  ['ORDER_PAID', 'x-1'],
  ['ORDERPAID', 'x-1'],
  ['INVALID_REQUEST', '08F7-1-268449538'],
  ['INVALID_REQUEST', '08F7-1-268498689'],
])('already paid, told as %s %s, is 40006', async (code, requestId) => {
  stub.script = () => stub.error(400, code, requestId);
  await expect(stub.provider.create(stub.account(), order)).rejects.toMatchObject({ code: 40006, outcome: 'none' });
});
