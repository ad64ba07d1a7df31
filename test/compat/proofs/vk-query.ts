// vk-uni-pay 查询与退款：F.1 的 8–14 行。
import type { Proof } from '../proof';
import { create, paid, pay, query, shop } from '../vk-world';

export const VK_QUERY: readonly Proof[] = [
  [
    'vk-08',
    async () => {
      const out_trade_no = await paid();
      const { transaction_id } = await query({ out_trade_no });
      expect(await shop.vkPay('queryPayment', { transaction_id })).toMatchObject({ code: 0, out_trade_no });
      expect(await shop.call('pay-query', { out_trade_no, await_notify: true, pay_order_info: true })).toMatchObject({
        code: 0,
        payOrder: { out_trade_no },
      });
      expect(await query({ out_trade_no: 'NOT-THERE' })).toMatchObject({ code: 2001 });
    },
  ],
  [
    'vk-09',
    async () => {
      const { out_trade_no } = await create();
      expect(await shop.call('kiosk-pay', { op: 'query', out_trade_no })).toMatchObject({ code: 0, paid: false });
      await pay(out_trade_no);
      expect(await shop.vkPay('refund', { out_trade_no })).toMatchObject({ code: 0 });
      shop.tick(2000);
      await shop.vkPay('queryRefund', { out_trade_no });
      expect(await query({ out_trade_no })).toMatchObject({ status: 3, msg: '订单已退款' });
    },
  ],
  [
    'vk-10',
    async () => {
      const ask = (out_trade_no: unknown, await_notify = true): Promise<Record<string, unknown>> =>
        shop.router('client/order/kh/queryPayment', { out_trade_no, await_notify });
      const done = await paid({ out_trade_no: await shop.teaOrder(1000), type: 'goods' });
      expect(await ask(done)).toMatchObject({ code: 0, orderPaid: true, user_order_success: true });
      // 付款之前改了价：处理改不到行，返回 false；项目据此告诉顾客钱收到了
      const changed = await paid({ out_trade_no: await shop.teaOrder(1001), type: 'goods' });
      const failed = { code: 0, orderPaid: true, user_order_success: false, tips: expect.stringContaining('已收到您的付款') };
      expect(await ask(changed)).toMatchObject(failed);
      // 通知没有来，又没有说要等：查到已付就当场办
      const { out_trade_no: quiet } = await create({ out_trade_no: await shop.teaOrder(1000), type: 'goods' });
      expect(await ask(quiet)).toMatchObject({ orderPaid: false });
      shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
      shop.wxpay.pay(String(quiet));
      shop.tick(30_000);
      expect(await ask(quiet, false)).toMatchObject({ code: 0, orderPaid: true, user_order_success: true });
    },
  ],
  [
    'vk-11',
    async () => {
      const { out_trade_no } = await create({ type: 'recharge' });
      shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
      shop.wxpay.pay(String(out_trade_no));
      shop.tick(3000);
      expect(await query({ out_trade_no, await_notify: true })).toMatchObject({ code: 0, orderPaid: true, user_order_success: true });
      expect(shop.rows('shop-balance-logs').filter((row) => row['out_trade_no'] === out_trade_no)).toMatchObject([
        { fee: 1000, user_id: shop.userId },
      ]);
      expect(shop.rows('vk-pay-orders').find((row) => row['out_trade_no'] === out_trade_no)).toMatchObject({ notify_mode: 0 });
    },
  ],
  [
    'vk-12',
    async () => {
      const out_trade_no = await paid();
      for (const refund_fee of [0, '']) expect((await shop.vkPay('refund', { out_trade_no, refund_fee }))['code']).not.toBe(0);
      expect(
        await shop.vkPay('refund', { out_trade_no, out_refund_no: `${out_trade_no}-1`, refund_fee: '300', refund_desc: '少发一包' }),
      ).toMatchObject({ code: 0, refundFee: 300, outTradeNo: out_trade_no });
      shop.tick(2000);
      await shop.vkPay('queryRefund', { out_trade_no });
      expect(shop.rows('vk-pay-orders').find((row) => row['out_trade_no'] === out_trade_no)).toMatchObject({
        status: 2,
        refund_fee: 300,
        refund_num: 1,
        refund_list: [{ refund_fee: 300, out_refund_no: `${out_trade_no}-1`, refund_desc: '少发一包' }],
      });
      expect(await shop.vkPay('refund', { out_trade_no: (await create())['out_trade_no'] })).toMatchObject({ code: 2002 });
    },
  ],
  [
    'vk-13',
    async () => {
      const out_trade_no = await paid();
      expect(await shop.vkPay('refund', { out_trade_no, refund_fee: 300, refund_desc: '少发一包' })).toMatchObject({
        code: 0,
        outTradeNo: out_trade_no,
        transactionId: expect.any(String),
        outRefundNo: `${out_trade_no}-1`,
        refundId: expect.any(String),
        refundFee: 300,
        cashRefundFee: 300,
      });
    },
  ],
  [
    'vk-14',
    async () => {
      const out_trade_no = await paid();
      expect(await shop.vkPay('queryRefund', { out_trade_no })).toMatchObject({ code: 2003 });
      await shop.vkPay('refund', { out_trade_no, refund_fee: 300 });
      expect(await shop.vkPay('queryRefund', { out_trade_no })).toMatchObject({
        code: 0,
        queryResult: { refund_fee: 300 },
        orderInfo: { out_trade_no },
      });
    },
  ],
];
