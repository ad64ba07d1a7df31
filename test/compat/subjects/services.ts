// 旧的服务：action、HTTP、旧地址的通知，动钱的缺省关着。
import { pay, shop, user } from '../shop-world';

export function servicesAnswer(): void {
  test('the old services answer by action; the documented handler file gets the documented row, and runs once', async () => {
    const created = await shop.action('pay/createPayment', {
      provider: 'wxpay',
      isPC: 'true',
      needQRcode: 'image',
      out_trade_no: 'DOC20261123RECHARGE',
      total_fee: 5000,
      subject: '余',
      body: '详情',
      type: 'recharge',
      openid: '',
    });
    expect(created).toMatchObject({
      code: 0,
      out_trade_no: 'DOC20261123RECHARGE',
      provider: 'wxpay',
      pay_type: 'wxpay_h5',
      needQRcode: true,
      total_fee: 5000,
      platform: 'h5',
      orderInfo: { codeUrl: expect.stringMatching(/^weixin:/) },
      qrcodeImage: expect.stringMatching(/^data:image\/png;base64,/),
    });
    await pay('DOC20261123RECHARGE');
    await shop.wxpay.deliverDue();
    expect(shop.rows('shop_wallets')[0]?.['balance']).toBe(5000);
    const [notice] = shop.rows('shop_notices');
    expect(notice).toMatchObject({
      has: expect.arrayContaining(['vk', 'db', '_', '$', 'uniCloud']),
      data: {
        _id: 'DOC20261123RECHARGE',
        out_trade_no: 'DOC20261123RECHARGE',
        transaction_id: expect.any(String),
        total_fee: 5000,
        user_id: user,
        recharge_balance: 5000,
        mobile: '13800000000',
        custom: { recharge_balance: 5000, mobile: '13800000000' },
        description: '余',
        type: 'recharge',
        pay_type: 'wxpay_h5',
        status: 1,
        provider_appid: expect.any(String),
        mch_id: expect.any(String),
        create_date: expect.any(Number),
        notify_mode: 1,
      },
    });
    const asked = await shop.action('pay/queryPayment', {
      out_trade_no: 'DOC20261123RECHARGE',
      await_notify: 'true',
      pay_order_info: true,
    });
    expect(asked).toMatchObject({ code: 0, orderPaid: true, user_order_success: true, status: 1, msg: expect.any(String) });
    expect(asked['payOrder']).toMatchObject({
      _id: 'DOC20261123RECHARGE',
      status: 1,
      refund_num: 0,
      refund_list: [],
      user_order_success: true,
    });
  });

  test('what gives money away is closed to clients and HTTP, and open to the own cloud functions', async () => {
    for (const name of ['pay/refund', 'pay/transfer', 'pay/wxpayBatchTransfer3', 'pay/queryAccountBalance', 'pay/wxpayVirtual/currencyPay'])
      expect([name, (await shop.action(name, { out_trade_no: 'DOC20261123RECHARGE' }))['code']]).toEqual([name, 40009]);
    for (const name of ['pay-notify/recharge', 'pay-notify/run', 'pay/kh/createPayment', 'pay/../config', 'nothing/here'])
      expect((await shop.action(name))['code']).not.toBe(0);
    const refunded = await shop.runtime.invoke(
      'vk-pay',
      { action: 'pay/refund', data: { out_trade_no: 'DOC20261123RECHARGE', refund_fee: '1000', refund_desc: '协商\n退款' } },
      { source: 'function' },
    );
    expect(refunded).toMatchObject({
      code: 0,
      outTradeNo: 'DOC20261123RECHARGE',
      outRefundNo: 'DOC20261123RECHARGE-1',
      refundFee: 1000,
      cashRefundFee: 1000,
    });
  });

  test('the HTTP form answers, and so do notices at the old address', async () => {
    const http = async (body: string, headers: object): Promise<Response> =>
      fetch(`${shop.url}/http/vk-pay`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
    const created = (await (
      await http(
        JSON.stringify({
          action: 'pay/createPayment',
          data: {
            vk_platform: 'h5',
            isPC: true,
            needQRcode: 'image',
            provider: 'alipay',
            out_trade_no: 'test202405230001',
            total_fee: 1,
            subject: '订单标题',
            type: 'silent',
          },
        }),
        {},
      )
    ).json()) as Record<string, unknown>;
    expect(created).toMatchObject({ code: 0, pay_type: 'alipay_h5', qrcodeImage: expect.stringMatching(/^data:image\/png/) });
    shop.alipay.pay('test202405230001');
    shop.notices.path = '';
    // 在途的订单当时写的是旧地址：没有渠道与端，可能还带着它自己的一段。
    expect(await shop.alipay.deliverDue()).toMatchObject([{ acked: true }]);
    delete shop.notices.path;
    // 冒充的：谁也不认，什么也不改
    expect(
      (await http('notify_id=1&sign=x&app_id=1&out_trade_no=test202405230001', { 'content-type': 'application/x-www-form-urlencoded' }))
        .status,
    ).not.toBe(500);
    expect(
      await (await http(JSON.stringify({ action: 'pay/refund', data: { out_trade_no: 'test202405230001' } }), {})).json(),
    ).toMatchObject({ code: 40009 });
  });
}
