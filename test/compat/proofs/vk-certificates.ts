// vk-uni-pay 项目里支付宝用证书的那几节（一个应用只处在一种模式，所以另开一个世界）：小程序、转账、入驻的商户。
import type { Proof } from '../proof';
import { create, OPENID, pay, query, rowOf, shop } from '../vk-world';

export const VK_CERTIFICATES: readonly Proof[] = [
  [
    'vk-16',
    async () => {
      const bill = { bill_id: '20260101001', account: 'lin@example.com', real_name: '林小茶', amount: 5000, remark: '一月佣金' };
      expect(await shop.staff('admin/pay/sys/payCommission', bill)).toMatchObject({
        code: 0,
        result: { out_bill_no: 'YJ20260101001', transfer_amount: 5000, state: 'SUCCESS' },
      });
      expect(shop.alipay.ledger.transfers()).toMatchObject([
        { outBizNo: 'YJ20260101001', amount: 5000, request: { order_title: '推广佣金' } },
      ]);
      expect(shop.rows('shop-commissions')).toMatchObject([{ bill_id: '20260101001', amount: 5000 }]);
      const wish = { provider: 'alipay', platform: 'transfer', transfer_remark: '一月', order_title: '佣金' };
      const payee_info = { identity_type: 'ALIPAY_USER_ID', identity: '2088000000000001' };
      const nine = await shop.vkPay('transfer', { ...wish, out_bill_no: 'YJ0009', payee_info, transfer_amount: 9 });
      expect(nine).toMatchObject({ code: 1008, pay_code: 40001 });
      const open = { identity_type: 'ALIPAY_OPEN_ID', identity: '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5' };
      expect(await shop.vkPay('transfer', { ...wish, out_bill_no: 'YJ0010', payee_info: open, transfer_amount: 10 })).toMatchObject({
        code: 0,
      });
    },
  ],
  [
    'vk-22',
    async () => {
      const balance = await shop.vkPay('queryAccountBalance', { provider: 'alipay', platform: 'transfer' });
      const yuan = Number(balance['availableAmount']);
      expect(balance).toMatchObject({ code: 0, freezeAmount: expect.any(Number), available_fee: Math.round(yuan * 100) });
      const own = { source: 'function' } as const;
      const asked = await shop.runtime.invoke('vk-pay', { action: 'pay/queryAccountBalance', data: { provider: 'alipay' } }, own);
      expect(asked).toMatchObject({ code: 0, availableAmount: yuan });
      expect(await shop.action('pay/queryAccountBalance', { provider: 'alipay' })).toMatchObject({ code: 40009 });
      expect(await shop.vkPay('queryAccountBalance', { provider: 'douyin', platform: 'mp-toutiao' })).toMatchObject({ code: 1005 });
    },
  ],
  [
    'vk-33 (certificates)',
    async () => {
      const mini = { provider: 'alipay', isPC: false, vk_platform: 'mp-alipay', openid: '2088000000000001' };
      expect(await create(mini)).toMatchObject({ code: 0, pay_type: 'alipay_mp-alipay' });
    },
  ],
  [
    'vk-34',
    async () => {
      await shop.merchants();
      expect(await shop.object('payToMerchant', { pid: '001', out_trade_no: 'MERCHANT01', total_fee: 500 })).toMatchObject({
        code: 0,
        needQRcode: true,
      });
      // 它的通知用这一份配置验签
      await pay('MERCHANT01', 'alipay');
      expect(shop.order('MERCHANT01')).toMatchObject({ pid: '001', status: 'SUCCESS' });
      expect(rowOf('MERCHANT01')).toMatchObject({ pid: '001', status: 1 });
      const mini = { pid: '001', isPC: false, vk_platform: 'mp-weixin', openid: OPENID };
      expect(await create(mini)).toMatchObject({ code: 0, pay_type: 'wxpay_mp-weixin' });
      // 没有这个商户：不用默认商户收
      expect(await create({ pid: '404', provider: 'alipay', out_trade_no: 'MERCHANT04' })).toMatchObject({ code: 3001 });
      expect(shop.order('MERCHANT04')).toBeUndefined();
    },
  ],
  [
    'vk-39',
    async () => {
      await shop.merchants();
      await shop.object('payToMerchant', { pid: '001', out_trade_no: 'MERCHANT39', total_fee: 500 });
      await pay('MERCHANT39', 'alipay');
      // 查询、退款都只给单号：自己找回是谁的
      expect(await query({ out_trade_no: 'MERCHANT39' })).toMatchObject({ code: 0, orderPaid: true });
      expect(await shop.vkPay('refund', { out_trade_no: 'MERCHANT39', refund_fee: 200 })).toMatchObject({
        code: 0,
        refundFee: 200,
        outTradeNo: 'MERCHANT39',
      });
      expect(shop.rows('payment_refunds')).toContainEqual(expect.objectContaining({ out_trade_no: 'MERCHANT39', pid: '001' }));
    },
  ],
];
