// npm start 的第一个晚上就试得了分账：寄卖的订单付款时冻住，演示的接收方已经添加好，两家都分得出去。
import { createHash } from 'node:crypto';
import { addDemoReceivers } from '../../scripts/demo-receivers';
import { checkInvariants, openShop, type Shop } from './harness';

const encryption = { keys: [`k1:${createHash('sha256').update('demo-sharing').digest('base64')}`], fields: [] };
let shop: Shop;
beforeEach(async () => void (shop = await openShop({ settings: { encryption } })));
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

const buy = async (provider: 'wxpay' | 'alipay', type: string): Promise<string> => {
  const out_trade_no = `DEMO${provider}${type}`;
  const data = { type, out_trade_no, custom: { goods_id: type === 'consign' ? 'print' : 'mug' } };
  expect(await shop.client.callService('pay/kh/createPayment', { provider, data })).toMatchObject({ code: 0 });
  shop[provider].pay(out_trade_no);
  await shop[provider].deliverDue();
  shop.tick(60_000);
  return out_trade_no;
};

test('the receivers are added once, and only when there are none', async () => {
  expect(await addDemoReceivers(shop)).toBe(3);
  expect(await addDemoReceivers(shop)).toBe(0);
  expect(shop.rows('payment_sharing_receivers')).toHaveLength(3);
});

test.each([
  ['wxpay', ['gallery', 'painter']],
  ['alipay', ['gallery-alipay']],
] as const)('a print on consignment paid by %s is shared with them; a mug is not for sharing', async (provider, names) => {
  await addDemoReceivers(shop);
  const admin = await shop.login('demo-admin');
  const share = (out_trade_no: string, out_sharing_no: string): Promise<Record<string, unknown>> =>
    admin.callService('pay/sys/shareOrder', {
      out_trade_no,
      out_sharing_no,
      receivers: names.map((receiver_no) => ({ receiver_no, sharing_fee: 100, description: '寄卖' })),
    });
  const no = await buy(provider, 'consign');
  expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', total_fee: 8800 });
  expect(shop.rows('demo_goods_orders').map(({ _id }) => _id)).toEqual([no]);
  expect(await share(no, 'DEMOSHARE1')).toMatchObject({ code: 0 });
  expect(await share(await buy(provider, 'goods'), 'DEMOSHARE2')).toMatchObject({ code: 40001 });
});
