// vk-uni-pay 的业务处理：F.1 的 41–46、53 行。
import type { Proof } from '../proof';
import { base, create, paid, pay, query, rowOf, shop } from '../vk-world';

export const VK_HANDLERS: readonly Proof[] = [
  [
    'vk-41',
    async () => {
      const _id = '65f0c0ffee0000000000b001';
      await shop.save('shop-orders', _id, { user_id: shop.userId, total_fee: 1000, title: '茶', status: 0 });
      await paid({ out_trade_no: _id, type: 'goods', custom: { shop_id: 's01' } });
      expect(shop.rows('shop-orders').find((row) => row['_id'] === _id)).toMatchObject({ status: 1, pay_appid: shop.keys.wxpay.appids.h5 });
      const group = await paid({ type: 'GroupBuy', custom: { group_id: 'g1' } });
      expect(shop.rows('shop-groups')).toMatchObject([{ out_trade_no: group, group_id: 'g1' }]);
      expect(await query({ out_trade_no: await paid({ type: 'nothing' }) })).toMatchObject({
        orderPaid: true,
        user_order_success: false,
        status: 1,
      });
    },
  ],
  [
    'vk-42',
    async () => {
      const out_trade_no = await paid({ type: 'recharge' });
      expect(shop.rows('shop-balance-logs').filter((row) => row['out_trade_no'] === out_trade_no)).toMatchObject([
        { fee: 1000, user_id: shop.userId },
      ]);
    },
  ],
  [
    'vk-43',
    async () => {
      expect(await query({ out_trade_no: await paid({ type: 'GroupBuy', custom: { group_id: 'g2' } }) })).toMatchObject({
        user_order_success: true,
      });
      expect(await query({ out_trade_no: await paid({ type: 'ticket', custom: { seat_id: 'nobody' } }) })).toMatchObject({
        orderPaid: true,
        user_order_success: false,
      });
      expect(await query({ out_trade_no: await paid({ type: 'goods' }) })).toMatchObject({ orderPaid: true, user_order_success: false });
    },
  ],
  [
    'vk-44',
    async () => {
      const done = async (change: Parameters<typeof paid>[0]): Promise<unknown> =>
        (await query({ out_trade_no: await paid(change) }))['user_order_success'];
      expect(await done({ type: 'goods', out_trade_no: await shop.teaOrder() })).toBe(true);
      expect(await done({ type: 'vip', total_fee: 9900, custom: { vip_days: 30 } })).toBe(true);
      // 发卡的系统不通：付了钱、没有办成
      expect(await done({ type: 'giftcard' })).toBe(false);
    },
  ],
  [
    'vk-45',
    async () => {
      const { out_trade_no } = await create({ type: 'recharge' });
      await pay(out_trade_no);
      await shop.wxpay.deliverDue();
      expect(shop.rows('shop-balance-logs').filter((row) => row['out_trade_no'] === out_trade_no)).toHaveLength(1);
      for (const type of ['lottery', 'flashsale'])
        expect([type, (await query({ out_trade_no: await paid({ type }) }))['user_order_success']]).toEqual([type, false]);
      expect(await query({ out_trade_no: await paid({ type: 'recharge' }) })).toMatchObject({ user_order_success: true });
    },
  ],
  [
    'vk-46',
    async () => {
      const out_trade_no = await paid({ type: 'ticket', custom: { seat_id: 'A1' } });
      expect(await query({ out_trade_no })).toMatchObject({ orderPaid: true, user_order_success: false });
      await shop.save('shop-seats', 'A1', { row: 1 });
      shop.tick(20 * 60_000);
      await shop.runMonitor();
      expect(shop.rows('shop-seats')).toMatchObject([{ _id: 'A1', user_id: shop.userId, out_trade_no }]);
      expect(await query({ out_trade_no })).toMatchObject({ user_order_success: true });
      expect(rowOf(out_trade_no)).toMatchObject({ status: 1, user_order_success: true });
    },
  ],
  [
    'vk-52',
    async () => {
      // 不用组件的页面（uni-app x 也是）：自己叫云函数，要一张图，付了自己问
      const { isPC: _isPC, provider, ...data } = base();
      const context = { PLATFORM: 'app', APPID: '__UNI__X', CLIENTIP: '203.0.113.7', CLIENTUA: 'uni-app x (Android 14)' };
      const made = await shop.vkPay('createPayment', { provider, needQRcode: 'image', data }, context);
      expect(made).toMatchObject({ code: 0, pay_type: 'wxpay_h5', qrcodeImage: expect.stringMatching(/^data:image\/png/) });
      await pay(made['out_trade_no']);
      expect(await query({ out_trade_no: made['out_trade_no'] })).toMatchObject({ orderPaid: true });
    },
  ],
];
