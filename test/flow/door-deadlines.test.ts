// 门口：期限给一次调用留出它要花的时间：刚好在下限上的不因路上的几毫秒被拒绝，云函数等得完它答应等的时间。
// 这一类：限制没有给调用本身留余地。
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkParams } from '../../common/contract/check-params';
import { queryPaymentSchema } from '../../common/contract/payments/query-params';
import { START, openShop, type Shop } from './harness';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

let serial = 0;
const create = (provider: string, time_expire: number): Promise<Record<string, unknown>> =>
  shop.client.callService('pay/kh/createPayment', {
    provider,
    platform: 'h5',
    data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 }, out_trade_no: `EXPIRE2026${(serial += 1)}`, time_expire },
  });

test.each([
  ['wxpay', 60_000, 5],
  ['wxpay', 60_000, 3000],
  ['wxpay', 1000, 0],
  ['alipay', 1000, 5],
  ['alipay', 1, 0],
])('%s: now + %i ms, computed %i ms before the call arrives, is raised to what the gateway takes', async (provider, ahead, travelled) => {
  const shortest = provider === 'wxpay' ? 60_000 : 1000;
  const time_expire = START + ahead;
  shop.tick(Math.min(travelled, ahead - 1));
  const answer = await create(provider, time_expire);
  expect(answer).toMatchObject({ code: 0 });
  const left = Number(answer['expire_date']) - shop.now();
  expect(left).toBeGreaterThanOrEqual(shortest);
  expect(left).toBeLessThan(shortest + 1000);
});

test.each([
  ['wxpay', 90_000],
  ['alipay', 30_000],
])('%s: a deadline the gateway takes is kept as it is', async (provider, ahead) => {
  expect(await create(provider, START + ahead)).toMatchObject({ code: 0, expire_date: START + ahead });
});

test.each(['wxpay', 'alipay'])('%s: a deadline that has passed is refused by name', async (provider) => {
  for (const late of [0, 1, 60_000])
    expect(await create(provider, START - late)).toMatchObject({ code: 40001, msg: expect.stringContaining('data.time_expire') });
  expect(shop.rows('payment_orders')).toEqual([]);
});

test('the router function lives long enough to wait as long as it may be asked to, and to ask the gateway before', () => {
  const manifest = JSON.parse(readFileSync(join(__dirname, '../../uniCloud-aliyun/cloudfunctions/vk-pay/package.json'), 'utf8')) as {
    'cloudfunction-config': { timeout: number };
  };
  const accepted = (await_max_time: number): boolean =>
    checkParams(queryPaymentSchema, { out_trade_no: 'EXPIRE20269999', await_max_time }).ok;
  const longest = Math.max(...Array.from({ length: 120 }, (_, second) => second).filter(accepted));
  expect(longest).toBeGreaterThanOrEqual(20);
  const GATEWAY_SECONDS = 10;
  expect(manifest['cloudfunction-config'].timeout).toBeGreaterThan(longest + GATEWAY_SECONDS);
});
