// 不变量 I12、门口：付款人的手机号、openid、卡号、令牌，不论放在哪个参数里带来，都不留在任何一张表里；
// 网关照样收到它该收到的，同号再来仍认得出是不是同一件事。这一类：下单那一刻才用得着的东西被存了下来。
import { createClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { openDoorShop, type DoorShop } from './door-harness';

let shop: DoorShop;
beforeEach(async () => {
  shop = await openDoorShop();
});
afterEach(() => shop.close());

const SENTINELS = {
  phone: '13987654321',
  international: '+86 139-8765-4321',
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  card: '6222021234567890128',
  token: 'eyJ1aWQiOiJzZW50aW5lbCJ9.c2VudGluZWw',
} as const;
const EVERYTHING = Object.values(SENTINELS).join(' ');
const TABLES = ['payment_orders', 'payment_refunds', 'payment_logs', 'payment_errors', 'payment_alerts'];

function expectNothingKept(): void {
  for (const table of TABLES) {
    const text = JSON.stringify(shop.rows(table));
    for (const secret of [...Object.values(SENTINELS), '8765', 'c2VudGluZWw'])
      expect([table, text.includes(secret)]).toEqual([table, false]);
  }
}
const goods = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };
const attach = `tel=${SENTINELS.phone}&openid=${SENTINELS.openid}`;
const return_url = `https://shop.example/r?order=7&token=${SENTINELS.token}&tel=${SENTINELS.phone}#/p?openid=${SENTINELS.openid}`;

test('other goes to the gateway as it is said and leaves a fingerprint: the same again continues, another is refused', async () => {
  const create = (data: object): Promise<Record<string, unknown>> =>
    shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data: { ...goods, out_trade_no: 'REST2026112301', ...data } });
  expect(await create({ other: { attach } })).toMatchObject({ code: 0 });
  expect(shop.wxpay.ledger.order('REST2026112301')).toMatchObject({ attach });
  expectNothingKept();
  expect(shop.order('REST2026112301')).not.toHaveProperty('other');
  expect(await create({ other: { attach } })).toMatchObject({ code: 0 });
  for (const other of [{ attach: 'another' }, undefined, {}])
    expect(await create({ other })).toMatchObject({ code: 40001, msg: expect.stringContaining('data.other') });
  shop.wxpay.pay('REST2026112301');
  await shop.wxpay.deliverDue();
  expect(shop.order('REST2026112301')['status']).toBe('SUCCESS');
  expectNothingKept();
});

test('the order of keys in other does not matter', async () => {
  const sold = { out_trade_no: 'REST2026112302', total_fee: 1200, subject: '杯子', type: 'goods', user_id: 'u1' };
  const create = (other: object): Promise<Record<string, unknown>> =>
    shop.merchant('createPayment', { provider: 'alipay', isPC: true, data: { ...sold, other } });
  expect(await create({ body: 'b', store_id: 's' })).toMatchObject({ code: 0 });
  expect(await create({ store_id: 's', body: 'b' })).toMatchObject({ code: 0 });
});

test('an order stored by an earlier version with its other in clear is still recognised', async () => {
  const data = { ...goods, out_trade_no: 'REST2026112303', other: { attach: 'a' } };
  await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data });
  const { other_hash: _hash, ...old } = shop.order('REST2026112303');
  await shop.runtime.database
    .collection('payment_orders')
    .doc('REST2026112303')
    .set({ ...old, other: { attach: 'a' }, _id: undefined });
  expect(await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data })).toMatchObject({ code: 0 });
  expect(
    await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data: { ...data, other: { attach: 'b' } } }),
  ).toMatchObject({ code: 40001 });
});

test('a return address is used for this jump only', async () => {
  const create = (data: object): Promise<Record<string, unknown>> =>
    shop.client.callService('pay/kh/createPayment', {
      provider: 'alipay',
      platform: 'mweb',
      data: { ...goods, out_trade_no: 'REST2026112304', ...data },
    });
  const first = await create({ return_url });
  expect(new URL((first['orderInfo'] as { form_url: string }).form_url).searchParams.get('return_url')).toBe(return_url);
  const second = await create({ return_url: 'https://shop.example/elsewhere' });
  expect(new URL((second['orderInfo'] as { form_url: string }).form_url).searchParams.get('return_url')).toBe(
    'https://shop.example/elsewhere',
  );
  expectNothingKept();
});

test.each(Object.entries(SENTINELS))(
  'custom with a %s is refused by name, from a payer and from a merchant function',
  async (name, secret) => {
    for (const custom of [
      { goods_id: 'mug', quantity: 1, note: secret },
      { goods_id: 'mug', quantity: 1, list: [{ text: `请联系 ${secret}` }] },
    ]) {
      const before = shop.written();
      expect([name, await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data: { type: 'goods', custom } })]).toEqual(
        [name, expect.objectContaining({ code: 40001, msg: expect.stringContaining('data.custom') })],
      );
      expect(
        await shop.merchant('createPayment', {
          provider: 'wxpay',
          isPC: true,
          data: { total_fee: 1, subject: '杯子', type: 'goods', user_id: 'u', custom },
        }),
      ).toMatchObject({ code: 40001, msg: expect.not.stringContaining(secret) });
      expect(shop.written()).toBe(before);
    }
  },
);

test('titles, refund reasons, error reports, user agents and openids leave no trace', async () => {
  const sold = { out_trade_no: 'REST2026112305', total_fee: 5000, type: 'recharge', user_id: 'demo-user' };
  expect(
    await shop.merchant('createPayment', {
      provider: 'wxpay',
      isPC: true,
      data: { ...sold, subject: `话费充值 ${SENTINELS.phone} 50 元`, openid: SENTINELS.openid },
    }),
  ).toMatchObject({ code: 0, subject: '话费充值 *** 50 元' });
  expect(shop.wxpay.ledger.order('REST2026112305')?.description).toBe('话费充值 *** 50 元');
  shop.wxpay.pay('REST2026112305');
  await shop.wxpay.deliverDue();
  await shop.merchant('refund', { out_trade_no: 'REST2026112305', refund_fee: 100, refund_desc: `退给 ${SENTINELS.international}` });
  const phone = createClient({
    endpoint: shop.url,
    spaceId: SPACE_ID,
    clientSecret: CLIENT_SECRET,
    now: shop.now,
    userAgent: `App/1.0 token=${SENTINELS.token} ${SENTINELS.phone}`,
  });
  phone.setToken(String((await phone.callService('user/pub/loginDemo', {}))['token']));
  expect(await phone.callService('pay/kh/createPayment', { provider: 'wxpay', data: goods })).toMatchObject({ code: 0 });
  expect(
    await phone.callService('pay/kh/recordError', {
      kind: 'exception',
      code: `E ${SENTINELS.phone}`,
      message: EVERYTHING,
      stage: SENTINELS.phone,
      detail: { text: EVERYTHING, url: return_url, nested: [{ phone: SENTINELS.phone }], number: Number(SENTINELS.phone) },
    }),
  ).toMatchObject({ code: 0 });
  expect(shop.rows('payment_errors')).toHaveLength(1);
  expectNothingKept();
});
