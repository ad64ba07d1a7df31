// 规范「缓存」：空间有 Redis 时，结果缓存、限频、随机串放在那里；Redis 坏了照样收钱，限频退回数据库，随机串拒绝，告警一次。
// 好的 Redis 的一半要环境变量 REDIS_URL；没有时只测坏了的，并说出来。
import Redis from 'ioredis';
import type { UniClient } from '../../local/stack/client';
import { learnServerClock, signed } from '../../common/client/shell/request-signing';
import { openShop, type Shop } from './harness';

const URL = process.env['REDIS_URL'] ?? '';
if (!URL) console.warn('没有 REDIS_URL：只测了 Redis 坏了的时候。');
const withRedis = URL ? test : test.skip;
/** 没有人听的端口 */
const BROKEN = 'redis://127.0.0.1:1';
const LIMITED = { rateLimit: { windowMs: 60_000, max: 0, services: { 'pay/kh/listPayments': { max: 5, windowMs: 60_000 } } } };
jest.setTimeout(90_000);

let shop: Shop;
afterEach(() => shop.close());
const LIST = 'pay/kh/listPayments';
const list = (): Promise<Record<string, unknown>> => shop.client.callService(LIST);
const query = (out_trade_no: string): Promise<Record<string, unknown>> => shop.client.callService('pay/kh/queryPayment', { out_trade_no });
async function paid(): Promise<string> {
  const no = String((await shop.createGoods())['out_trade_no']);
  shop.wxpay.pay(no);
  await shop.wxpay.deliverDue();
  return no;
}
const burst = async (): Promise<number[]> => (await Promise.all(Array.from({ length: 8 }, list))).map(({ code }) => Number(code));
/** 登录，并让前端的签名认得这个人。 */
async function signedIn(): Promise<UniClient> {
  const payer = await shop.login();
  const token = String((shop.rows('uni-id-users')[0]?.['token'] as string[]).at(-1));
  (globalThis as { uni?: unknown }).uni = { getStorageSync: (key: string) => (key === 'uni_id_token' ? token : '') };
  learnServerClock({ server_date: shop.now() });
  return payer;
}
const inRedis = async <T>(look: (client: Redis) => Promise<T>): Promise<T> => {
  const client = new Redis(URL, { disconnectTimeout: 100 });
  try {
    return await look(client);
  } finally {
    client.disconnect();
  }
};

withRedis('eight requests at once on several instances: exactly five, counted in Redis and not in the database', async () => {
  shop = await openShop({ redisUrl: URL, settings: LIMITED });
  // 实例先都起来：几个实例在这里共用一个进程，装载时谁也走不动
  const other = await shop.login('demo-admin');
  await Promise.all(Array.from({ length: 8 }, () => other.callService(LIST)));
  shop.tick(10_000);
  expect((await burst()).filter((code) => code === 0)).toHaveLength(5);
  expect(shop.rows('payment_leases').filter(({ _id }) => String(_id).endsWith('demo-user'))).toEqual([]);
  shop.tick(60_001);
  expect(await list()).toMatchObject({ code: 0 });
});

withRedis('the result is kept in Redis for 300 seconds, and gone when it changes', async () => {
  shop = await openShop({ redisUrl: URL, settings: LIMITED, wxpay: { refundDurationMs: 500 } });
  const no = await paid();
  expect(await query(no)).toMatchObject({ trade_state: 'SUCCESS' });
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
  expect(await query(no)).toMatchObject({ trade_state: 'REFUND' });
});

withRedis('a signed request sent again is refused, by another instance too; nothing about it is in the database', async () => {
  shop = await openShop({ redisUrl: URL, settings: { requireSignature: true } });
  const payer = await signedIn();
  const request = signed(LIST, { pageIndex: 1 }) as Record<string, unknown>;
  expect(await payer.callService(LIST, request)).toMatchObject({ code: 0 });
  expect(await payer.callService(LIST, request)).toMatchObject({ code: 40002 });
  shop.runtime.recycle();
  expect(await payer.callService(LIST, request)).toMatchObject({ code: 40002 });
  expect(shop.rows('payment_leases').filter(({ _id }) => String(_id).startsWith('nonce:'))).toEqual([]);
});

test('a Redis that is down stops no payment; counting goes on in the database; one alert says so', async () => {
  shop = await openShop({ redisUrl: BROKEN, settings: LIMITED });
  const no = await paid();
  expect(await query(no)).toMatchObject({ trade_state: 'SUCCESS', orderPaid: true });
  expect((await burst()).filter((code) => code === 0)).toHaveLength(5);
  expect(shop.rows('payment_alerts').map(({ kind }) => kind)).toEqual(['redis-broken']);
});

test('a Redis that is down: what may be used once is refused, not let through twice', async () => {
  shop = await openShop({ redisUrl: BROKEN, settings: { requireSignature: true } });
  const payer = await signedIn();
  expect(await payer.callService(LIST, signed(LIST, { pageIndex: 1 }) as Record<string, unknown>)).toMatchObject({ code: 40010 });
});

test('without Redis the function has no uniCloud.redis, and nothing asks for it', async () => {
  shop = await openShop({ redisUrl: '' });
  expect(await query(await paid())).toMatchObject({ trade_state: 'SUCCESS' });
  expect(shop.rows('vk-global-data')).toHaveLength(1);
});
