// 规范「灰度发布」走到底：员工改了一分钟之内生效，谁、什么时候、为什么记下来；电脑上的支付宝与渠道的开关真的由它决定；
// 订单与日志写着哪一边。
import { canUseNewPaymentFeature } from 'vk-pay-core';
import { sidesOf } from '../../common/client/staff/release-sides';
import type { GetStatisticsAnswer } from '../../common/contract/watch/statistics';
import { checkInvariants, openShop, type Shop } from './harness';
import type { UniClient } from '../../local/stack/client';

let shop: Shop;
let staff: UniClient;
let down: boolean;
beforeEach(async () => {
  down = false;
  const databaseFault = ({ collection }: { collection: string }): void => {
    if (down && collection === 'payment_releases') throw new Error('数据库断了');
  };
  shop = await openShop({ runtime: { databaseFault } });
  staff = await shop.login('demo-admin');
});
afterEach(() => shop.close());

const demoId = (): string => String(shop.rows('uni-id-users').find(({ username }) => username === 'demo')?.['_id']);
const NOTHING = { enabled: true, percentage: 0, allow: [], deny: [], reason: '试一试', version: 0 };
const change = (feature: string, wish: object): Promise<Record<string, unknown>> =>
  staff.callService('pay/sys/changeRelease', { ...NOTHING, feature, ...wish });
const later = (): void => shop.tick(31_000);
const offered = async (): Promise<unknown[]> =>
  ((await shop.client.callService('pay/pub/options', {}))['providers'] as { provider: string; platform: string }[]).map(
    ({ provider, platform }) => `${provider} ${platform}`,
  );

test('the desktop way of Alipay follows the rollout within a minute; order and logs say which side', async () => {
  const before = await shop.createGoods({ provider: 'alipay' });
  expect([before['pay_type'], shop.order(String(before['out_trade_no']))['variant']]).toEqual(['alipay_h5', undefined]);
  expect(await change('alipay_desktop_page', { allow: [demoId()] })).toMatchObject({ code: 0, release: { version: 1, allow: [demoId()] } });
  later();
  expect(await offered()).toEqual(['wxpay h5', 'alipay page']);
  const after = await shop.createGoods({ provider: 'alipay' });
  const out_trade_no = String(after['out_trade_no']);
  expect(after['pay_type']).toBe('alipay_page');
  expect(shop.order(out_trade_no)['variant']).toBe('alipay_desktop_page=on');
  await fetch((after['orderInfo'] as { form_url: string }).form_url, { redirect: 'manual' });
  shop.alipay.pay(out_trade_no);
  await shop.alipay.deliverDue();
  const logs = shop.rows('payment_logs').filter((row) => row['out_trade_no'] === out_trade_no);
  expect(logs.map(({ type, variant }) => `${String(type)} ${String(variant)}`).sort()).toEqual(
    ['create', 'notify'].map((type) => `${type} alipay_desktop_page=on`),
  );
  checkInvariants(shop);
});

test('the statistics tell the two sides apart, also when an order is in two rollouts at once', async () => {
  await change('alipay_desktop_page', { allow: [demoId()], percentage: 0 });
  await change('provider_wxpay', { percentage: 100, deny: ['nobody'] });
  later();
  const other = await shop.login('demo-viewer');
  const paidBy = async (client: UniClient, pays: boolean): Promise<void> => {
    const { out_trade_no } = await client.callService('pay/kh/createPayment', {
      provider: 'wxpay',
      data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } },
    });
    if (!pays) return;
    shop.wxpay.pay(String(out_trade_no));
    await shop.wxpay.deliverDue();
  };
  await paidBy(shop.client, true);
  await paidBy(shop.client, false);
  await paidBy(other, true);
  shop.tick(60_000);
  await shop.runMonitor();
  const { groups } = (await staff.callService('pay/sys/getStatistics', { by: 'variant' })) as unknown as GetStatisticsAnswer;
  expect(sidesOf(groups, 'alipay_desktop_page')).toEqual({
    on: { created: 2, paid: 1, rate: 100 },
    off: { created: 1, paid: 1, rate: 100 },
  });
  expect(sidesOf(groups, 'provider_wxpay')).toEqual({
    on: { created: 3, paid: 2, rate: 100 },
    off: { created: 0, paid: 0, rate: null },
  });
  expect(sidesOf(groups, 'provider_alipay')).toBeUndefined();
});

test('who has begun on one side goes on there, whatever the rollout says by now', async () => {
  const first = await shop.createGoods({ provider: 'alipay', out_trade_no: 'ROLLOUT00001' });
  await change('alipay_desktop_page', { percentage: 50, allow: [demoId()] });
  later();
  expect(await shop.createGoods({ provider: 'alipay', out_trade_no: 'ROLLOUT00001' })).toMatchObject({
    code: 0,
    pay_type: first['pay_type'],
  });
});

test('a provider that is off is not offered and takes no new order; one already placed settles', async () => {
  const placed = String((await shop.createGoods({ provider: 'wxpay' }))['out_trade_no']);
  expect(await change('provider_wxpay', { enabled: false, allow: [demoId()], percentage: 100, reason: '网关出事了' })).toMatchObject({
    code: 0,
  });
  later();
  expect(await offered()).toEqual(['alipay h5']);
  expect(await shop.createGoods({ provider: 'wxpay' })).toMatchObject({ code: 40001, msg: expect.stringContaining('还没有开放') });
  shop.wxpay.pay(placed);
  await shop.wxpay.deliverDue();
  expect(shop.order(placed)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
  checkInvariants(shop);
});

test('a change is recorded with who, when and why; a stale one and one by the wrong person are refused', async () => {
  await change('provider_alipay', { percentage: 10, reason: '先开一成' });
  expect(await change('provider_alipay', { percentage: 20 })).toMatchObject({ code: 40001, msg: expect.stringContaining('别人刚改过') });
  shop.tick(1000);
  expect(await change('provider_alipay', { percentage: 20, version: 1, reason: '再开一成' })).toMatchObject({ code: 0 });
  const rows = (await staff.callService('pay/sys/listReleases'))['rows'] as Record<string, unknown>[];
  const operator = shop.rows('uni-id-users').find(({ username }) => username === 'demo-admin')?.['_id'];
  expect(rows.find(({ feature }) => feature === 'provider_alipay')).toMatchObject({
    percentage: 20,
    untouched: false,
    history: [
      { operator, reason: '再开一成', percentage: 20, at: shop.now() },
      { operator, reason: '先开一成', percentage: 10 },
    ],
  });
  for (const wish of [{ percentage: 101 }, { percentage: 0.5 }, { allow: [{ $ne: 1 }] }, { reason: ' ' }, { feature: 'nothing' }])
    expect(await change('provider_wxpay', wish)).toMatchObject({ code: 40001 });
  expect((await shop.client.callService('pay/sys/changeRelease', { ...NOTHING, feature: 'provider_wxpay' }))['release']).toBeUndefined();
  expect(shop.rows('payment_releases')).toHaveLength(1);
});

test('a table that cannot be read holds nobody up: as it was, or as configured', async () => {
  down = true;
  expect(await shop.createGoods({ provider: 'alipay' })).toMatchObject({ code: 0, pay_type: 'alipay_h5' });
});

test('the function of the specification needs an opened kernel', async () => {
  await expect(canUseNewPaymentFeature('u1', 'alipay_desktop_page')).rejects.toMatchObject({ code: 50000 });
});
