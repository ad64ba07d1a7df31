// 门口：付款人的 openid 从 uni-id 用户表取，与核验登录态是同一次读；商户的云函数替用户下单时也找得到。
import type { StackEvent } from '../../local/stack/stack-event';
import { openDoorShop, type DoorShop } from './door-harness';

let shop: DoorShop;
let reads: number;
const count = ({ source, event }: StackEvent): void => {
  if (source === 'cloud' && event.type === 'database' && event.collection === 'uni-id-users') reads += 1;
};
beforeEach(async () => {
  shop = await openDoorShop({ onEvent: count });
});
afterEach(() => shop.close());

const APP = '__UNI__DEMO';
const goods = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };
const OF_THIS_APP = 'oBBBBBBBBBBBBBBBBBBBBBBBBBBB';
const OFFICIAL = 'oCCCCCCCCCCCCCCCCCCCCCCCCCCC';
const row = { wx_openid: { mp: 'oAAAAAAAAAAAAAAAAAAAAAAAAAAA', [`mp_${APP}`]: OF_THIS_APP, h5: OFFICIAL } };
const setRow = async (): Promise<void> => {
  const { set } = shop.runtime.database.command as unknown as { set(value: unknown): unknown };
  await shop.runtime.database
    .collection('uni-id-users')
    .doc('demo-user')
    .update({ wx_openid: set(row.wx_openid) });
};
const payerOf = (out_trade_no: string): unknown => shop.wxpay.ledger.order(out_trade_no)?.openid;

test('a payer in the mini program and in the official account is found in one read of the user', async () => {
  const inApp = await shop.login('demo', { appId: APP, APPID: APP, PLATFORM: 'mp-weixin', uniPlatform: 'mp-weixin' });
  const inWeChat = await shop.login('demo', { appId: APP, PLATFORM: 'web' }, 'Mozilla/5.0 (iPhone) MicroMessenger/8.0');
  await setRow();
  for (const [client, out_trade_no, openid] of [
    [inApp, 'OPENID20261123001', OF_THIS_APP],
    [inWeChat, 'OPENID20261123002', OFFICIAL],
  ] as const) {
    reads = 0;
    expect(
      await client.callService('pay/kh/createPayment', { provider: 'wxpay', need_user_info: false, data: { ...goods, out_trade_no } }),
    ).toMatchObject({ code: 0 });
    expect([payerOf(out_trade_no), reads]).toEqual([openid, 1]);
  }
});

test('a merchant function that orders for a user finds the openid too, with either spelling of the context', async () => {
  await setRow();
  const sold = { ...goods, total_fee: 100, subject: '订单', user_id: 'demo-user' };
  const contexts = [
    { APPID: APP, PLATFORM: 'mp-weixin', CLIENTIP: '203.0.113.7' },
    { appId: APP, platform: 'mp-weixin', clientIP: '203.0.113.7' },
    { appId: APP, uniPlatform: 'mp-weixin' },
  ];
  for (const [index, context] of contexts.entries()) {
    const out_trade_no = `OPENID2026112310${index}`;
    expect(
      await shop.merchant('createPayment', { provider: 'wxpay', context, data: { ...sold, out_trade_no } }, { bare: true }),
    ).toMatchObject({ code: 0, platform: 'mp-weixin' });
    expect(payerOf(out_trade_no)).toBe(OF_THIS_APP);
  }
});
