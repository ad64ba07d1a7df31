// 旧表里的订单：通知、查询、退款，退过的不再退。
import { PC, order, pay, shop, user } from '../shop-world';

export function oldOrdersGoOn(): void {
  test('an order still in the old collection is booked by its notice, queried and refunded; the old row follows', async () => {
    const input = order({ out_trade_no: 'OLDORDER0001', type: 'recharge', user_id: user, custom: { recharge_balance: 3 } });
    await shop.vkPay('createPayment', input, PC);
    const { _id, out_trade_no, pay_type, type, user_id, total_fee, create_date, mchid, appid } = shop.order('OLDORDER0001') as Record<
      string,
      never
    >;
    // 在途：网关那边有这笔，旧表里有一行，新表里没有。
    const old = {
      out_trade_no,
      pay_type,
      type,
      user_id,
      total_fee,
      create_date,
      mch_id: mchid,
      provider_appid: appid,
      status: 0,
      description: '旧订单',
      custom: { recharge_balance: 3 },
      openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
    };
    for (const table of ['payment_orders', 'vk-pay-orders']) await shop.runtime.database.collection(table).doc(String(_id)).remove();
    await shop.save('vk-pay-orders', 'old-1', old);
    await shop.save('vk-pay-orders', 'old-2', { ...old, out_trade_no: 'OLDORDER0002', status: -1 });
    const before = Number(shop.rows('shop_wallets')[0]?.['balance']);
    shop.notices.path = '/vk-pay-notify/wxpay_h5';
    await pay('OLDORDER0001');
    delete shop.notices.path;
    expect(shop.rows('shop_wallets')[0]?.['balance']).toBe(before + 3);
    expect(await shop.vkPay('queryPayment', { out_trade_no })).toMatchObject({
      code: 0,
      orderPaid: true,
      user_order_success: true,
      status: 1,
    });
    expect(await shop.vkPay('queryPayment', { out_trade_no: 'OLDORDER0002' })).toMatchObject({ code: 0, orderPaid: false, status: -1 });
    expect(await shop.vkPay('refund', { out_trade_no })).toMatchObject({ code: 0, refundFee: 100 });
    shop.tick(2000);
    await shop.vkPay('queryRefund', { out_trade_no });
    // 老的页面直接读这张表。
    const rows = shop.rows('vk-pay-orders').filter((row) => String(row['out_trade_no']).startsWith('OLDORDER'));
    expect(rows).toMatchObject([
      { _id: 'old-1', status: 3, refund_num: 1, refund_fee: 100, transaction_id: expect.any(String), user_order_success: true },
      { _id: 'old-2', status: -1 },
    ]);
    // 换过来之前就付了的：同一个号再下一次单，不会再收一次。
    const paid = { out_trade_no: 'OLDORDER0003', status: 1, transaction_id: '4200009', pay_date: create_date, user_order_success: true };
    await shop.save('vk-pay-orders', 'old-3', { ...old, ...paid });
    const again = order({ out_trade_no: 'OLDORDER0003', type: 'recharge', user_id: user, custom: { recharge_balance: 3 } });
    expect((await shop.vkPay('createPayment', again, PC))['code']).not.toBe(0);
    expect(shop.wxpay.ledger.order('OLDORDER0003')).toBeUndefined();
  });

  test('what the old system gave back stays given back: the next refund has a number of its own', async () => {
    const input = order({ out_trade_no: 'OLDORDER0009', type: 'recharge', user_id: user, custom: { recharge_balance: 3 } });
    await shop.vkPay('createPayment', input, PC);
    await pay('OLDORDER0009');
    const row = shop.order('OLDORDER0009') as Record<string, never>;
    const { _id, out_trade_no, pay_type, type, user_id, total_fee, create_date, mchid, transaction_id } = row;
    // 旧系统退过两次，共 30 分：网关知道 OLDORDER0009-1、-2，旧表只记着合计，新表里什么也没有。
    const given = (): number => shop.wxpay.ledger.refunds('OLDORDER0009').reduce((sum, { refund }) => sum + refund, 0);
    for (const refund_fee of [10, 20]) {
      await shop.vkPay('refund', { out_trade_no, refund_fee });
      shop.tick(61_000);
      await shop.vkPay('queryRefund', { out_trade_no });
    }
    expect(given()).toBe(30);
    for (const [table, id] of [
      ['payment_orders', _id],
      ['payment_refunds', 'OLDORDER0009-1'],
      ['payment_refunds', 'OLDORDER0009-2'],
    ] as const)
      await shop.runtime.database.collection(table).doc(String(id)).remove();
    const old = { out_trade_no, pay_type, type, user_id, total_fee, create_date, transaction_id, mch_id: mchid, pay_date: create_date };
    for (const mirrored of shop.rows('vk-pay-orders').filter((one) => one['out_trade_no'] === out_trade_no))
      await shop.runtime.database.collection('vk-pay-orders').doc(String(mirrored['_id'])).remove();
    await shop.save('vk-pay-orders', 'old-9', { ...old, status: 2, refund_fee: 30, refund_num: 2, description: '旧订单' });
    expect(await shop.vkPay('refund', { out_trade_no, refund_fee: 30 })).toMatchObject({
      code: 0,
      outRefundNo: 'OLDORDER0009-3',
      refundFee: 30,
    });
    expect(given()).toBe(60);
    const { refund_fee, refunding_fee } = shop.order('OLDORDER0009');
    expect(Number(refund_fee) + Number(refunding_fee)).toBe(60);
  });
}
