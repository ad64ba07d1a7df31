// vk-uni-pay 下单：F.1 的 1–7 行。
import type { Proof } from '../proof';
import { OPENID, base, create, pay, query, rowOf, shop } from '../vk-world';

export const VK_PAYMENT: readonly Proof[] = [
  [
    'vk-01',
    async () => {
      expect(await shop.call('kiosk-pay', { provider: 'wxpay', machine_id: 'm7', seq: '0001', total_fee: 600 })).toMatchObject({
        code: 0,
        msg: expect.any(String),
        out_trade_no: 'kiosk-m7-0001',
      });
      expect(await shop.call('kiosk-pay', { provider: 'wxpay', machine_id: 'm7', seq: '0002', total_fee: 0 })).toMatchObject({
        code: 1003,
      });
    },
  ],
  [
    'vk-02',
    async () => {
      const order_id = '65f0c0ffee0000000000a001';
      await shop.save('shop-orders', order_id, { user_id: shop.userId, total_fee: 12800, title: '明前龙井', status: 0 });
      const made = await shop.client.callFunction('router', {
        $url: 'client/order/kh/createPayment',
        data: { order_id, provider: 'wxpay', openid: OPENID, isPC: true },
      });
      expect(made).toMatchObject({ code: 0, out_trade_no: order_id, total_fee: 12800 });
      const official = {
        op: 'official',
        ip: '203.0.113.9',
        ua: 'Mozilla/5.0 MicroMessenger',
        openid: OPENID,
        out_trade_no: 'OA0001',
        total_fee: 100,
        subject: '茶',
      };
      expect(await shop.call('kiosk-pay', official)).toMatchObject({
        code: 0,
        pay_type: 'wxpay_h5-weixin',
        platform: 'h5-weixin',
        needQRcode: false,
      });
      expect(
        await shop.object('payDeposit', { order_no: '2107151010101541001', openid: OPENID, provider: 'wxpay', stage: 'deposit' }),
      ).toMatchObject({ errCode: 0, out_trade_no: 'pre2107151010101541001', total_fee: 2000, pay_type: 'wxpay_mp-weixin' });
      // 分店：配置中心里的另一个文件夹，写在 data 里与写在最外层都认；付了照样到账
      expect(await shop.call('kiosk-pay', { op: 'branch', out_trade_no: 'BR000001', total_fee: 900 })).toMatchObject({
        code: 0,
        pay_type: 'alipay_h5',
        needQRcode: true,
      });
      await pay('BR000001', 'alipay');
      expect(await query({ out_trade_no: 'BR000001' })).toMatchObject({ orderPaid: true });
      expect(shop.order('BR000001')).toMatchObject({ pid: 'uni-pay-branch' });
      expect(await create({ provider: 'alipay', config_directory: 'uni-pay-branch' })).toMatchObject({ code: 0 });
      for (const config_directory of ['nowhere', 'uni-pay', '../uni-pay'])
        expect((await create({ provider: 'alipay', config_directory }))['code']).toBe(3001);
    },
  ],
  [
    'vk-04',
    async () => {
      for (const [field, value, code] of [
        ['out_trade_no', undefined, 1001],
        ['type', undefined, 1002],
        ['total_fee', 1.5, 1003],
        ['subject', undefined, 1004],
        ['provider', undefined, 1005],
      ] as const)
        expect([field, (await create({ [field]: value }))['code']]).toEqual([field, code]);
      // 没有登录的人：登录了的，uni-id 里有他的 openid 就用（更好）
      const { isPC: _isPC, provider, ...data } = base();
      expect(await shop.vkPay('createPayment', { provider, data }, { PLATFORM: 'mp-weixin', CLIENTIP: '203.0.113.7' })).toMatchObject({
        code: 1006,
      });
    },
  ],
  [
    'vk-05',
    async () => {
      // 虚拟支付付得成的那一半在 subjects/calling：这个项目没有填它的密钥
      for (const [wxpay_virtual, code] of [
        [undefined, 1017],
        [{ mode: 'short_series_coin', buy_quantity: 0 }, 1018],
        [{ mode: 'x', buy_quantity: 1 }, 1019],
      ] as const)
        expect([code, (await create({ provider: 'wxpay-virtual', wxpay_virtual }))['code']]).toEqual([code, code]);
      const time_expire = shop.now() + 2 * 3_600_000;
      const { code, out_trade_no } = await create({ time_expire, profit_sharing: true });
      expect(code).toBe(0);
      expect(shop.order(String(out_trade_no))).toMatchObject({ expire_date: time_expire });
      expect((await create({ auth_code: '12' }))['code']).not.toBe(0);
    },
  ],
  [
    'vk-06',
    async () => {
      expect(await create({ isPC: false, out_trade_no: 'A000101', openid: OPENID, vk_platform: 'mp-weixin' })).toMatchObject({
        code: 0,
        pay_type: 'wxpay_mp-weixin',
        needQRcode: false,
        total_fee: 1000,
        orderInfo: {
          timeStamp: expect.any(String),
          nonceStr: expect.any(String),
          package: expect.any(String),
          signType: expect.any(String),
          paySign: expect.any(String),
        },
      });
      expect(await create({ provider: 'alipay', needQRcode: 'image' })).toMatchObject({
        code: 0,
        needQRcode: true,
        platform: 'h5',
        qrcodeImage: expect.stringMatching(/^data:image\/png/),
        orderInfo: { codeUrl: expect.any(String) },
      });
      expect(await create({ needQRcode: true })).not.toHaveProperty('qrcodeImage');
    },
  ],
  [
    'vk-07',
    async () => {
      const input = { out_trade_no: 'R1767225600000', type: 'recharge' };
      expect([(await create(input))['code'], (await create(input))['code']]).toEqual([0, 0]);
      expect(shop.rows('vk-pay-orders').filter((row) => row['out_trade_no'] === 'R1767225600000')).toMatchObject([{ status: 0 }]);
      // 换过来之前就付了的：不再收一次
      const before = shop.wxpay.ledger.orders().length;
      const old = { out_trade_no: '65a1b2c3d4e5f6a7b8c9d0e1', total_fee: 12800, type: 'goods' };
      expect((await create(old))['code']).toBe(3001);
      expect([rowOf(old.out_trade_no)?.['status'], shop.wxpay.ledger.orders().length]).toEqual([1, before]);
    },
  ],
];
