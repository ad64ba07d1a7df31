// 门口：别人的单号——不论那张单处于什么状态、金额是否相同——答复都一样，只说换一个；查询与关闭则与不存在的一样。
// 这一类：答复的不同泄露了别人的订单存在、付没付。
import type { UniClient } from '../../local/stack/client';
import { openShop, type Shop } from './harness';

let shop: Shop;
let stranger: UniClient;
beforeAll(async () => {
  shop = await openShop();
  stranger = await shop.login('demo-admin');
});
afterAll(() => shop.close());

const NUMBER = 'MINE2026112301';
const create = (client: UniClient, out_trade_no: string, quantity = 1, type = 'goods'): Promise<Record<string, unknown>> =>
  client.callService('pay/kh/createPayment', {
    provider: 'wxpay',
    data: { out_trade_no, ...(type === 'goods' ? { type, custom: { goods_id: 'mug', quantity } } : { type, total_fee: 1000 }) },
  });
const said = ({ code, msg, action }: Record<string, unknown>): object => ({ code, msg, action });

test('what a stranger hears about a number does not depend on the order behind it', async () => {
  await create(shop.client, NUMBER);
  const heard: object[] = [];
  const ask = async (): Promise<void> => {
    for (const answer of [await create(stranger, NUMBER), await create(stranger, NUMBER, 2), await create(stranger, NUMBER, 1, 'recharge')])
      heard.push(said(answer));
  };
  await ask();
  shop.wxpay.pay(NUMBER);
  await shop.wxpay.deliverDue();
  await ask();
  const closed = 'MINE2026112302';
  await create(shop.client, closed);
  await shop.client.callService('pay/kh/closePayment', { out_trade_no: closed });
  heard.push(said(await create(stranger, closed)));
  for (const answer of heard) expect(answer).toEqual(heard[0]);
  expect(heard[0]).toMatchObject({ code: 40001, msg: expect.stringContaining('请换一个单号') });
  expect(JSON.stringify(heard[0])).not.toMatch(/已|存在|使用|支付|关闭/);
});

test('asking for or closing the order of somebody else reads like a number that does not exist', async () => {
  for (const service of ['queryPayment', 'closePayment'])
    expect(said(await stranger.callService(`pay/kh/${service}`, { out_trade_no: NUMBER }))).toEqual(
      said(await stranger.callService(`pay/kh/${service}`, { out_trade_no: 'NOBODY20261123' })),
    );
});
