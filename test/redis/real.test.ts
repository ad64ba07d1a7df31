// 规范「缓存」：空间有 Redis 时，结果缓存、限频、随机串放在那里，不在数据库里。Redis 坏了的时候：test/redis/broken.test.ts。
import Redis from 'ioredis';
import { signed } from '../../common/client/shell/request-signing';
import { openShop, type Shop } from '../flow/harness';
import { REDIS_URL } from './server';
import { admitted, LIMITED, LIST, list, paid, query, signedIn } from './shop';

jest.setTimeout(90_000);

let shop: Shop;
afterEach(() => shop.close());
async function inRedis<T>(look: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(REDIS_URL, { disconnectTimeout: 100 });
  try {
    return await look(client);
  } finally {
    client.disconnect();
  }
}

test('eight requests at once on several instances: exactly five, counted in Redis and not in the database', async () => {
  shop = await openShop({ redisUrl: REDIS_URL, settings: LIMITED });
  // 实例先都起来：几个实例在这里共用一个进程，装载时谁也走不动
  const other = await shop.login('demo-admin');
  await Promise.all(Array.from({ length: 8 }, () => other.callService(LIST)));
  shop.tick(10_000);
  expect(await admitted(shop)).toBe(5);
  expect(shop.rows('payment_leases').filter(({ _id }) => String(_id).endsWith('demo-user'))).toEqual([]);
  shop.tick(60_001);
  expect(await list(shop)).toMatchObject({ code: 0 });
});

test('the result is kept in Redis for 300 seconds, and gone when it changes', async () => {
  shop = await openShop({ redisUrl: REDIS_URL, settings: LIMITED, wxpay: { refundDurationMs: 500 } });
  const no = await paid(shop);
  expect(await query(shop, no)).toMatchObject({ trade_state: 'SUCCESS' });
  expect(shop.rows('vk-global-data')).toEqual([]);
  const kept = await inRedis(async (client) => {
    const [key = ''] = await client.keys(`*payment_result:${no}`);
    return { value: JSON.parse(String(await client.get(key))) as { view?: { status?: string } }, ttl: await client.ttl(key) };
  });
  expect(kept.value.view?.status).toBe('SUCCESS');
  expect(kept.ttl).toBeGreaterThan(200);
  expect(kept.ttl).toBeLessThanOrEqual(300);
  const staff = await shop.login('demo-admin');
  expect(await staff.callService('pay/sys/refund', { out_trade_no: no })).toMatchObject({ code: 0 });
  shop.tick(1000);
  await shop.wxpay.deliverDue();
  expect(await query(shop, no)).toMatchObject({ trade_state: 'REFUND' });
});

test('a signed request sent again is refused, by another instance too; nothing about it is in the database', async () => {
  shop = await openShop({ redisUrl: REDIS_URL, settings: { requireSignature: true } });
  const payer = await signedIn(shop);
  const request = signed(LIST, { pageIndex: 1 }) as Record<string, unknown>;
  expect(await payer.callService(LIST, request)).toMatchObject({ code: 0 });
  expect(await payer.callService(LIST, request)).toMatchObject({ code: 40002 });
  shop.runtime.recycle();
  expect(await payer.callService(LIST, request)).toMatchObject({ code: 40002 });
  expect(shop.rows('payment_leases').filter(({ _id }) => String(_id).startsWith('nonce:'))).toEqual([]);
});
