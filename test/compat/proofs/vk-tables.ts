// vk-uni-pay 的表与配置：F.1 的 30–40 行。
import { OLD_ADDRESS } from '../shop';
import type { Proof } from '../proof';
import { OPENID, base, create, paid, query, rowOf, shop } from '../vk-world';

/** 旧数据都在这之前 */
const LAST_OLD = 1767600000000;

export const VK_TABLES: readonly Proof[] = [
  [
    'vk-30',
    async () => {
      expect(await shop.vkPay('queryPayment', { out_trade_no: '65a1b2c3d4e5f6a7b8c9d0e1', pay_order_info: true })).toMatchObject({
        code: 0,
        orderPaid: true,
        status: 1,
        transaction_id: '4200002000202601010000000001',
        payOrder: { nickname: '小林', client_ip: '203.0.113.7' },
      });
      const out_trade_no = await paid({ vk_platform: 'h5' });
      expect(shop.rows('vk-pay-orders').find((row) => row['out_trade_no'] === out_trade_no)).toMatchObject({
        _id: out_trade_no,
        pay_type: 'wxpay_h5',
        platform: 'h5',
        type: 'nothing',
        transaction_id: expect.any(String),
        user_id: shop.userId,
        description: '茶',
        provider_appid: shop.keys.wxpay.appids.h5,
        mch_id: shop.keys.wxpay.mchid,
      });
    },
  ],
  [
    'vk-31',
    async () => {
      const old = await shop.staff('admin/pay/sys/orders', { start: 1, end: LAST_OLD, pageSize: 50 });
      const numbers = (old['rows'] as { out_trade_no: string }[]).map(({ out_trade_no }) => out_trade_no);
      // 第五行的单号又下过一次单：关了的那一行照着新的写
      expect(numbers).toEqual(['G20260104001', 'V20260103-0007', 'R20260102-0001', '65a1b2c3d4e5f6a7b8c9d0e1']);
      const income = async (): Promise<number> => Number((await shop.staff('admin/pay/sys/orders', { status: 2 }))['income']);
      const before = await income();
      const out_trade_no = await paid();
      await shop.vkPay('refund', { out_trade_no, refund_fee: 300, refund_desc: '少发一包' });
      shop.tick(2000);
      await shop.vkPay('queryRefund', { out_trade_no });
      expect(await income()).toBe(before + 700);
      const part = await shop.staff('admin/pay/sys/orders', { status: 2, pageSize: 50 });
      expect(part['rows']).toContainEqual(
        expect.objectContaining({
          out_trade_no,
          status: 2,
          total_fee: 1000,
          refund_fee: 300,
          refund_num: 1,
          refund_list: [{ refund_date: expect.any(Number), refund_fee: 300, out_refund_no: `${out_trade_no}-1`, refund_desc: '少发一包' }],
          user_order_success: false,
        }),
      );
    },
  ],
  [
    'vk-32',
    async () => {
      const day = { start: 1767225600000, end: 1767312000000, pageSize: 50 };
      expect((await shop.staff('admin/pay/sys/orders', day))['rows']).toMatchObject([
        { create_date: 1767312000000 },
        { create_date: 1767225600000, pay_date: 1767225630000, notify_date: 1767225631000, custom: { shop_id: 's01' }, notify_mode: 1 },
      ]);
      const out_trade_no = await paid({ custom: { shop_id: 's09' } });
      const asked = await query({ out_trade_no, pay_order_info: true });
      const times = { create_date: expect.any(Number), pay_date: expect.any(Number), notify_date: expect.any(Number) };
      expect(asked['payOrder']).toMatchObject({ ...times, custom: { shop_id: 's09' }, notify_mode: 1 });
      // 网关的原文不存
      for (const field of ['original_data', 'stat_data', 'notify_info']) {
        expect(asked['payOrder']).not.toHaveProperty(field);
        expect(rowOf(out_trade_no)).not.toHaveProperty(field);
      }
    },
  ],
  [
    'vk-33',
    async () => {
      const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148';
      for (const [pay_type, PLATFORM, change, CLIENTUA] of [
        ['wxpay_mp-weixin', 'mp-weixin', { openid: OPENID }, phone],
        ['wxpay_h5-weixin', 'h5-weixin', { openid: OPENID }, phone],
        ['wxpay_h5', 'h5', { isPC: true }, 'Mozilla/5.0 (Windows NT 10.0)'],
        ['wxpay_mweb', 'h5', {}, phone],
        // 手机网页也是当面付：链接由前端打开
        ['alipay_h5', 'h5', { provider: 'alipay' }, phone],
        ['alipay_h5', 'h5', { provider: 'alipay', isPC: true }, 'Mozilla/5.0 (Windows NT 10.0)'],
      ] as const) {
        const { isPC: _isPC, ...wish } = base();
        const { provider, isPC, ...data } = { ...wish, ...change } as Record<string, unknown>;
        const made = await shop.vkPay('createPayment', { provider, isPC, data }, { PLATFORM, CLIENTUA, CLIENTIP: '203.0.113.7' });
        expect([pay_type, made['code'], made['pay_type']]).toEqual([pay_type, 0, pay_type]);
      }
      for (const provider of ['wxpay', 'alipay'] as const) {
        const data = { ...base({ type: 'counter' }), auth_code: shop[provider].showCode() };
        expect(await shop.vkPay('createPayment', { provider, data })).toMatchObject({ code: 0, pay_type: `${provider}_codepay` });
      }
    },
  ],
  [
    'vk-35',
    async () => {
      const { out_trade_no } = await create({ isPC: false, openid: OPENID, vk_platform: 'mp-weixin' });
      shop.wxpay.pay(String(out_trade_no));
      const [notice] = await shop.wxpay.deliverDue();
      expect(notice).toMatchObject({ acked: true, url: expect.stringMatching(`^${OLD_ADDRESS}/`) });
    },
  ],
  [
    'vk-36',
    async () => {
      // 一行内容、不写 version；Buffer；写错了文件名的一节只停它自己
      expect(await create()).toMatchObject({ code: 0, needQRcode: true });
      expect(await create({ isPC: false, openid: OPENID, vk_platform: 'h5-weixin' })).toMatchObject({ code: 0 });
      expect((await create({ isPC: false, vk_platform: 'app-plus' }))['code']).not.toBe(0);
    },
  ],
  [
    'vk-37',
    async () => {
      expect(await create({ provider: 'alipay' })).toMatchObject({ code: 0, pay_type: 'alipay_h5' });
      const app = { provider: 'alipay', isPC: false, vk_platform: 'app-plus' };
      expect((await create(app))['code']).not.toBe(0);
      const { provider, isPC: _isPC, ...data } = base({ provider: 'alipay' });
      const scan = { provider, alipayAppPayToH5Pay: true, data };
      expect(await shop.vkPay('createPayment', scan, { PLATFORM: 'app-plus', CLIENTIP: '203.0.113.7' })).toMatchObject({
        code: 0,
        pay_type: 'alipay_h5',
        orderInfo: { codeUrl: expect.any(String) },
      });
    },
  ],
  [
    'vk-40',
    async () => {
      for (const [field, wish] of [
        ['sub_mchid', { sub_mchid: '1900009999', sub_appid: 'wxsub', openid: 'openid-sub', out_trade_no: 'PARTNER01' }],
        ['sub_mchid', { sub_mchid: '1900009999', openid: 'openid-sp', out_trade_no: 'PARTNER02' }],
        ['app_auth_token', { app_auth_token: '202601BBtoken', out_trade_no: 'PARTNER03' }],
      ] as const) {
        const refused = await shop.object('payAsServiceProvider', { ...wish, total_fee: 300 });
        expect(refused).toMatchObject({ code: 3001, msg: expect.stringContaining(field) });
        expect(shop.order(wish.out_trade_no)).toBeUndefined();
      }
    },
  ],
];
