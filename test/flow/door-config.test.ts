// 门口：一节写错只停用那一节，付款人遇到时 payment_errors 里有一行说清楚；装配不起来时每个入口都留下同一行；
// 实例的配置与谁先来调用无关。这一类：一处写错全店收不了钱、错了没人知道、第一个调用方决定了配置。
import { SPACE_ID } from '../../local/stack/space';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import { openDoorShop, type DoorShop } from './door-harness';
import { testKeys } from './harness';

let shop: DoorShop;
afterEach(() => shop.close());

const goods = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };
const sold = { total_fee: 100, subject: '订单', type: 'recharge', user_id: 'u1', openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' };
const configRows = (): Record<string, unknown>[] => shop.rows('payment_errors').filter((row) => row['type'] === 'config');

test('the space is known to the platform: a cold instance first called from a cloud object knows its notify address', async () => {
  shop = await openDoorShop({
    uniPay: { notifyUrl: { [SPACE_ID]: 'https://one.example/pay-notify', 'mp-two': 'https://two.example/pay-notify' } },
  });
  const clientInfo = {
    appId: '__UNI__DEMO',
    platform: 'mp-weixin',
    clientIP: '203.0.113.7',
    userAgent: 'x',
    source: 'client',
    requestId: 'r1',
  };
  expect(
    await shop.merchant(
      'createPayment',
      { provider: 'wxpay', context: clientInfo, data: { ...sold, ...goods, out_trade_no: 'SHOP20261123104' } },
      { bare: true },
    ),
  ).toMatchObject({ code: 0, platform: 'mp-weixin' });
  expect(shop.wxpay.ledger.order('SHOP20261123104')?.notifyUrl).toBe('https://one.example/pay-notify/wxpay/mp-weixin');
});

test.each([[undefined], [{}], [{ SPACEINFO: { spaceId: 'mp-two' } }], [{ SPACEINFO: {} }], [{ SPACEINFO: null }]])(
  'a caller that says %j about its space does not change where notices go',
  async (context) => {
    shop = await openDoorShop({
      uniPay: { notifyUrl: { [SPACE_ID]: 'https://one.example/pay-notify', 'mp-two': 'https://two.example/pay-notify' } },
    });
    const data = { ...sold, out_trade_no: 'SHOP20261123105' };
    expect(await shop.merchant('createPayment', { provider: 'wxpay', isPC: true, context, data }, { bare: true })).toMatchObject({
      code: 0,
    });
    expect(shop.wxpay.ledger.order('SHOP20261123105')?.notifyUrl).toBe('https://one.example/pay-notify/wxpay/h5');
  },
);

test('a section with a mistake answers 40003 and names the mistakes in one row; the rest of the shop takes money', async () => {
  const sections = wxpaySections((await testKeys()).wxpay, 'both');
  shop = await openDoorShop({ uniPay: { wxpay: { ...sections, h5: { ...sections['h5'], v3Key: 'short', mchId: '' } } } });
  const create = (provider: string, platform: string): Promise<Record<string, unknown>> =>
    shop.client.callService('pay/kh/createPayment', { provider, platform, data: goods });
  for (let i = 0; i < 3; i += 1) expect(await create('wxpay', 'h5')).toMatchObject({ code: 40003, msg: '证书配置错误' });
  expect(
    await shop.merchant('createPayment', { provider: 'wxpay', isPC: true, data: { ...sold, out_trade_no: 'SHOP20261123106' } }),
  ).toMatchObject({ code: 40003 });
  expect(configRows()).toMatchObject([
    { error_code: 40003, error_action: '确保证书文件正确', detail: expect.stringContaining('uni-pay.wxpay.h5.v3Key') },
  ]);
  const detail = String(configRows()[0]?.['detail']);
  expect(detail.match(/uni-pay\.wxpay\.h5\.(?:v3Key|mchId)/g)?.sort()).toEqual(['uni-pay.wxpay.h5.mchId', 'uni-pay.wxpay.h5.v3Key']);
  expect([await create('wxpay', 'mweb'), await create('alipay', 'h5')]).toMatchObject([{ code: 0 }, { code: 0 }]);
  expect(
    shop
      .rows('payment_orders')
      .map((row) => row['pay_type'])
      .sort(),
  ).toEqual(['alipay_h5', 'wxpay_mweb']);
  expect(await shop.client.callService('pay/pub/options', { isPC: true })).toMatchObject({
    providers: [
      { provider: 'wxpay', available: false, reason: '暂时不可用' },
      { provider: 'alipay', available: true },
    ],
  });
  // 第二天还错着：再提醒一次。
  shop.tick(24 * 3600_000);
  const again = await shop.login();
  expect(await again.callService('pay/kh/createPayment', { provider: 'wxpay', platform: 'h5', data: goods })).toMatchObject({
    code: 40003,
  });
  expect(configRows()).toHaveLength(2);
});

test('an end that was never opened is the wrong choice of the caller, not a mistake of the shop', async () => {
  const { h5: _h5, ...rest } = wxpaySections((await testKeys()).wxpay, 'both');
  shop = await openDoorShop({ uniPay: { wxpay: rest } });
  expect(await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', platform: 'h5', data: goods })).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('provider'),
  });
  expect(shop.rows('payment_errors')).toEqual([]);
});

test('when nothing can start, every way in leaves the same one row that says why', async () => {
  shop = await openDoorShop({ uniPay: { notifyUrl: { 'mp-elsewhere': 'https://two.example/pay-notify' } }, settings: { maxFee: 'a lot' } });
  expect(await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data: goods })).toMatchObject({
    code: 50000,
    msg: '系统错误，请联系客服',
  });
  expect(await shop.client.callService('pay/pub/options', {})).toMatchObject({ code: 50000 });
  expect(await shop.merchant('queryPayment', { out_trade_no: 'SHOP20261123107' })).toMatchObject({ code: 50000 });
  expect((await fetch(`${shop.url}/pay-notify/wxpay/h5`, { method: 'POST', body: '{}' })).status).toBe(500);
  await expect(shop.runMonitor()).rejects.toThrow();
  expect(configRows()).toMatchObject([
    { source: 'cloud', error_code: 50000, detail: expect.stringContaining('vk-pay.maxFee'), request_id: expect.any(String) },
  ]);
  expect(configRows()[0]?.['detail']).toContain('uni-pay.notifyUrl');
});
