// 单号的写法、退款与查询的答复。
import { PC, numberOf, order, pay, shop } from '../shop-world';

export function refundsAnswer(): void {
  test('numbers with hyphens and of 24 hex digits are paid, queried by both numbers, refunded and closed', async () => {
    for (const out_trade_no of ['SHOP-2026-0002', '65f0c0ffee00000000000002']) {
      expect(await shop.vkPay('createPayment', order({ out_trade_no }), PC)).toMatchObject({ code: 0 });
      await pay(out_trade_no);
      const { transaction_id } = await shop.vkPay('queryPayment', { out_trade_no });
      expect(await shop.vkPay('queryPayment', { transaction_id, pay_order_info: true })).toMatchObject({
        out_trade_no,
        orderPaid: true,
        user_order_success: true,
        payOrder: { out_trade_no },
      });
      expect(await shop.vkPay('refund', { out_trade_no, refund_fee: 40 })).toMatchObject({
        code: 0,
        outRefundNo: `${out_trade_no}-1`,
        refundId: expect.any(String),
      });
      shop.tick(2000);
      expect(await shop.vkPay('queryRefund', { out_trade_no })).toMatchObject({
        code: 0,
        queryResult: { status: 'SUCCESS', refund_fee: 40 },
        orderInfo: { status: 2, refund_num: 1, refund_list: [{ refund_fee: 40 }] },
      });
      expect(await shop.vkPay('refund', { out_trade_no })).toMatchObject({ code: 0, outRefundNo: `${out_trade_no}-2`, refundFee: 60 });
      shop.tick(2000);
      await shop.vkPay('queryRefund', { out_trade_no });
      expect(await shop.vkPay('queryPayment', { out_trade_no })).toMatchObject({ status: 3, orderPaid: true });
    }
    expect(shop.order('id_65f0c0ffee00000000000002')).toMatchObject({ out_trade_no: '65f0c0ffee00000000000002' });
    const open = order({ out_trade_no: 'SHOP-2026-0003' });
    await shop.vkPay('createPayment', open, PC);
    expect(await shop.vkPay('closePayment', { out_trade_no: 'SHOP-2026-0003' })).toMatchObject({ code: 0, status: 'CLOSED' });
    expect(await shop.vkPay('queryPayment', { out_trade_no: 'SHOP-2026-0003' })).toMatchObject({ status: -1 });
  });

  test('a refund asked again without a number while it is open is the same refund', async () => {
    const input = order();
    await shop.vkPay('createPayment', input, PC);
    await pay(numberOf(input));
    const once = await shop.vkPay('refund', { out_trade_no: numberOf(input), refund_fee: 10 });
    const again = await shop.vkPay('refund', { out_trade_no: numberOf(input), refund_fee: 10 });
    expect([again['code'], again['outRefundNo']]).toEqual([0, once['outRefundNo']]);
    expect(shop.rows('payment_refunds').filter((row) => row['out_trade_no'] === numberOf(input))).toHaveLength(1);
  });

  test('refund and query answer with the documented codes', async () => {
    const input = order();
    await shop.vkPay('createPayment', input, PC);
    const out_trade_no = numberOf(input);
    expect(await shop.vkPay('queryPayment', { out_trade_no: 'NOBODY0001' })).toMatchObject({ code: 2001, vkCode: 2001, pay_code: 40005 });
    expect(await shop.vkPay('queryPayment', {})).toMatchObject({ code: 1001 });
    expect(await shop.vkPay('refund', { out_trade_no: 'NOBODY0001' })).toMatchObject({ code: 2001 });
    expect(await shop.vkPay('refund', { out_trade_no })).toMatchObject({ code: 2002 });
    await pay(out_trade_no);
    expect(await shop.vkPay('queryRefund', { out_trade_no })).toMatchObject({ code: 2003 });
    for (const refund_fee of [0, '', -1, 1.5, 'ten'])
      expect([refund_fee, (await shop.vkPay('refund', { out_trade_no, refund_fee }))['code']]).toEqual([refund_fee, 1003]);
    expect(shop.rows('payment_refunds').filter((row) => row['out_trade_no'] === out_trade_no)).toEqual([]);
    expect(await shop.vkPay('transfer', { pay_type: 'wxpay', amount: 'x' })).toMatchObject({ code: 1007 });
    expect(await shop.vkPay('transfer', { pay_type: 'wxpay', amount: 0 })).toMatchObject({ code: 1008 });
    expect(await shop.vkPay('transfer', { pay_type: 'alipay', amount: 10 })).toMatchObject({ code: 1009 });
    expect(await shop.vkPay('transfer', { pay_type: 'alipay', amount: 10, account: 'a@b.example' })).toMatchObject({ code: 1010 });
    expect(await shop.vkPay('transfer', { pay_type: 'wxpay', amount: 10 })).toMatchObject({ code: 1011 });
    expect(await shop.vkPay('transfer', { pay_type: 'wxpay', platform: 'mp-weixin', amount: 10 })).toMatchObject({ code: 1012 });
    expect(await shop.vkPay('code2SessionWeixinMP', {})).toMatchObject({ code: 1013 });
  });
}
