// 门口：别人的单号——不论那张单处于什么状态、金额是否相同——答复都一样，只说换一个；查询与关闭则与不存在的一样。
// 这一类：答复的不同泄露了别人的订单存在、付没付。
import type { UniClient } from '../../local/stack/client';
import { openShop, type Shop } from './harness';

let shop: Shop;
let stranger: UniClient;
/** 每一次数据库操作 */
let operations: string[] = [];
beforeAll(async () => {
  const databaseFault = ({ kind, collection }: { kind: string; collection: string }, phase: string): void => {
    if (phase === 'before') operations.push(`${kind} ${collection}`);
  };
  shop = await openShop({ settings: { rateLimit: { windowMs: 60_000, max: 0 } }, runtime: { databaseFault } });
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

/** 看得出时间的是做了什么：同样的数据库操作、同样多次网关往来（都没有），就是同样久。 */
test.each([
  ['pay/kh/queryPayment', 'out_trade_no'],
  ['pay/kh/closePayment', 'out_trade_no'],
  ['pay/kh/requestRefund', 'out_trade_no'],
  ['pay/kh/withdrawRefundRequest', 'request_no'],
  ['pay/kh/myTransfer', 'out_bill_no'],
] as const)(
  '%s does the same work for a number of somebody else, open, paid or closed, as for one that does not exist',
  async (service, field) => {
    const [open, paid, closed] = ['STRANGE0000001', 'STRANGE0000002', 'STRANGE0000003'];
    const [asked, transfer] = ['RRSTRANGE00001', 'TBSTRANGE00001'];
    if (!shop.order(open)) {
      for (const no of [open, paid, closed]) await create(shop.client, no);
      await shop.client.callService('pay/kh/closePayment', { out_trade_no: closed });
      shop.wxpay.pay(paid);
      await shop.wxpay.deliverDue();
      await shop.client.callService('pay/kh/requestRefund', { out_trade_no: paid, request_no: asked, refund_fee: 1, reason: '不要了' });
      const parts = { submit_date: 0, payee_hash: 'h', content: {}, budget: { day: '', person: '' }, history: [] };
      await shop.runtime.database.collection('payment_transfers').add({
        _id: transfer,
        out_bill_no: transfer,
        user_id: shop.order(paid)['user_id'],
        status: 'WAIT_CONFIRM',
        transfer_fee: 100,
        version: 1,
        create_date: 1,
        ...parts,
      });
    }
    const calls = (): number => shop.wxpay.exchanges().length;
    const heard = async (no: string): Promise<object> => {
      operations = [];
      const before = calls();
      const answer = await stranger.callService(service, { [field]: no, reason: '不要了' });
      return { ...said(answer), did: [...operations].sort(), gateway: calls() - before };
    };
    await heard('NOBODY20261122');
    const nobody = await heard('NOBODY20261123');
    expect(nobody).toMatchObject({ code: 40005, gateway: 0, did: expect.arrayContaining([expect.stringMatching(/^get payment_/)]) });
    for (const no of [open, paid, closed, asked, transfer]) expect([no, await heard(no)]).toEqual([no, nobody]);
  },
);
