// vk-uni-pay 余额、关单、身份、加密、HTTP、自带的服务、错误码：F.1 的 22–29 行。
import type { Proof } from '../proof';
import { OPENID, base, create, paid, pay, query, rowOf, shop } from '../vk-world';

export const VK_SERVICES: readonly Proof[] = [
  [
    'vk-23',
    async () => {
      const cancel = (order_id: string): Promise<unknown> => shop.router('client/order/kh/cancel', { order_id });
      const [never, open, done] = [await shop.teaOrder(), await shop.teaOrder(), await shop.teaOrder()] as const;
      for (const out_trade_no of [open, done]) await create({ out_trade_no, type: 'goods' });
      await pay(done);
      expect(await cancel(never)).toMatchObject({ code: 0, msg: '已取消' });
      expect(await cancel(open)).toMatchObject({ code: 0, msg: '已取消' });
      expect(await cancel(done)).toMatchObject({ code: -1, msg: '订单已付款，请申请退款' });
      // 更好：关得掉，旧表照写
      expect(await shop.vkPay('closePayment', { out_trade_no: open })).toMatchObject({ code: 0, status: 'CLOSED' });
      expect(rowOf(open)).toMatchObject({ status: -1, cancel_date: shop.now() });
      expect(await shop.vkPay('closePayment', { out_trade_no: 'NOT-THERE' })).toMatchObject({ code: 2001 });
    },
  ],
  [
    'vk-24',
    async () => {
      expect(await shop.action('pay/code2SessionWeixin', { code: '' })).toMatchObject({ code: 1013 });
      expect(await shop.vkPay('checkTokenReturnUserId', { uniIdToken: 'nonsense' })).toBeUndefined();
    },
  ],
  [
    'vk-25',
    async () => {
      const data = { out_trade_no: 'V1', total_fee: 9900, user_id: 'user-lin', vip_days: 30 };
      const sealed = String(await shop.vkPay('crypto.aes.encrypt', { data }, false));
      expect(await shop.vkPay('crypto.aes.decrypt', { data: sealed }, false)).toEqual(data);
      const at = sealed.length - 6;
      const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
      await expect(shop.vkPay('crypto.aes.decrypt', { data: changed }, false)).rejects.toThrow('解不开');
      const expiry = (): number => Number(shop.rows('uni-id-users').find((row) => row['_id'] === shop.userId)?.['vip_expire']);
      shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'duplicate', count: 2 } });
      const out_trade_no = await paid({ type: 'vip', total_fee: 9900, custom: { vip_days: 30 } });
      expect(await query({ out_trade_no })).toMatchObject({ user_order_success: true });
      const until = expiry();
      expect(until).toBeGreaterThan(0);
      await shop.wxpay.deliverDue();
      expect(expiry()).toBe(until);
      expect(await shop.router('client/pay/pub/notified', { encryptedData: 'abc' })).toMatchObject({ code: 403 });
    },
  ],
  [
    'vk-26',
    async () => {
      const post = async (data: object): Promise<unknown> =>
        (
          await fetch(`${shop.url}/http/vk-pay`, {
            method: 'POST',
            headers: { 'content-type': 'application/json;charset=utf8' },
            body: JSON.stringify(data),
          })
        ).json();
      const data = {
        vk_platform: 'h5',
        isPC: true,
        needQRcode: 'image',
        provider: 'alipay',
        out_trade_no: 'WEB0001',
        total_fee: 100,
        subject: '茶样',
        type: 'goods',
      };
      expect(await post({ action: 'pay/createPayment', data })).toMatchObject({ code: 0, platform: 'h5', qrcodeImage: expect.any(String) });
      expect(await post({ action: 'pay/queryPayment', data: { out_trade_no: 'WEB0001' } })).toMatchObject({ orderPaid: false });
      expect(
        await post({
          action: 'pay/createPayment',
          data: {
            vk_platform: 'h5-weixin',
            provider: 'wxpay',
            openid: OPENID,
            out_trade_no: 'WEB0002',
            total_fee: 100,
            subject: '茶样',
            type: 'goods',
          },
        }),
      ).toMatchObject({ code: 0, pay_type: 'wxpay_h5-weixin' });
    },
  ],
  [
    'vk-27',
    async () => {
      const out_trade_no = await paid();
      for (const name of ['pay/refund', 'pay/transfer']) expect(await shop.action(name, { out_trade_no })).toMatchObject({ code: 40009 });
      expect(shop.rows('payment_refunds').filter((row) => row['out_trade_no'] === out_trade_no)).toEqual([]);
    },
  ],
  [
    'vk-29',
    async () => {
      expect(await query({ out_trade_no: 'NOT-THERE' })).toMatchObject({ code: 2001, vkCode: 2001 });
      shop.wxpay.faults.add({ operation: 'create', fault: { kind: 'error', code: 'SYSTEM_ERROR' } });
      expect(await create()).toMatchObject({ code: 3001, msg: expect.stringMatching(/./) });
      // 在哪个空间由平台说：调用方的 context 说是别的，不算
      const { provider, ...data } = base();
      const context = { SPACEINFO: { spaceId: 'other-space' }, PLATFORM: 'h5', CLIENTIP: '203.0.113.7' };
      expect(await shop.vkPay('createPayment', { provider, isPC: true, data }, context)).toMatchObject({ code: 0 });
    },
  ],
];
