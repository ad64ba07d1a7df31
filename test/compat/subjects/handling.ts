// 业务处理文件、crypto.aes、没有做的。
import { NOTIFY_KEY } from '../shop';
import { PC, numberOf, order, pay, shop, user } from '../shop-world';

export function handlersRun(): void {
  test('true, false, nothing and a throw of a handler mean what the documentation says; a broken file stops its own type', async () => {
    const verdicts: Record<string, unknown> = {};
    for (const type of ['silent', 'throws', 'broken', 'nowhere', 'GoodsOrder']) {
      const input = order({ type, custom: { order_id: 'none' } });
      expect([type, (await shop.vkPay('createPayment', input, PC))['code']]).toEqual([type, 0]);
      await pay(numberOf(input));
      verdicts[type] = (await shop.vkPay('queryPayment', { out_trade_no: numberOf(input) }))['user_order_success'];
    }
    expect(verdicts).toEqual({ silent: true, throws: false, broken: false, nowhere: false, GoodsOrder: false });
  });

  test('another cloud function finds the payment first: it has vk-pay run the handler', async () => {
    const input = order({ type: 'recharge', user_id: user, custom: { recharge_balance: 7 } });
    await shop.vkPay('createPayment', input, PC);
    shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    shop.wxpay.pay(numberOf(input));
    shop.tick(3000);
    const before = Number(shop.rows('shop_wallets')[0]?.['balance']);
    const asked = await shop.vkPay('queryPayment', { out_trade_no: numberOf(input), await_notify: true, pay_order_info: true });
    expect(asked).toMatchObject({ orderPaid: true, user_order_success: true, payOrder: { notify_mode: 0 } });
    expect(shop.rows('shop_wallets')[0]?.['balance']).toBe(before + 7);
  });

  test('another cloud function that finds the payment hears the handler say no: the order is not done', async () => {
    const input = order({ type: 'GoodsOrder', custom: { order_id: 'none' } });
    await shop.vkPay('createPayment', input, PC);
    shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    shop.wxpay.pay(numberOf(input));
    shop.tick(3000);
    const asked = await shop.vkPay('queryPayment', { out_trade_no: numberOf(input), await_notify: true });
    expect(asked).toMatchObject({ orderPaid: true, user_order_success: false });
  });

  test('crypto.aes seals with notifyKey: only the same key opens it', async () => {
    const data = { out_trade_no: 'A1', 金额: 1 };
    const sealed = (await shop.vkPay('crypto.aes.encrypt', { data }, false)) as unknown;
    expect(sealed).toEqual(expect.not.stringContaining('A1'));
    expect(await shop.vkPay('crypto.aes.decrypt', { data: sealed }, false)).toEqual(data);
    expect(await shop.vkPay('crypto.aes.decrypt', { data: sealed, key: NOTIFY_KEY }, false)).toEqual(data);
    await expect(shop.vkPay('crypto.aes.decrypt', { data: sealed, key: 'x'.repeat(64) }, false)).rejects.toThrow('解不开');
  });

  test('what is not offered says so, and never pretends', async () => {
    for (const name of ['transfer3']) expect(await shop.vkPay(name)).toMatchObject({ code: 40001, msg: expect.any(String) });
  });
}
