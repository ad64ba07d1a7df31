// 规范「缓存」：Redis 坏了照样收钱，限频退回数据库，随机串拒绝，告警一次；没有开 Redis 的从不去问。好的 Redis：npm run test:redis。
import { createServer, type AddressInfo, type Server } from 'node:net';
import { signed } from '../../common/client/shell/request-signing';
import { openShop, type Shop } from '../flow/harness';
import { admitted, LIMITED, LIST, paid, query, signedIn } from './shop';

/** 没有人听的端口 */
const BROKEN = 'redis://127.0.0.1:1';
jest.setTimeout(90_000);

let shop: Shop;
let silent: Server | undefined;
afterEach(async () => {
  await shop.close();
  silent?.close();
  silent = undefined;
});

/** 连得上、从不回答的。 */
async function neverAnswering(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  silent = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['is down', () => BROKEN],
  ['never answers', neverAnswering],
])('a Redis that %s stops no payment; counting goes on in the database; one alert says so', async (_how, redisUrl) => {
  shop = await openShop({ redisUrl: await redisUrl(), settings: LIMITED });
  const no = await paid(shop);
  expect(await query(shop, no)).toMatchObject({ trade_state: 'SUCCESS', orderPaid: true });
  expect(await admitted(shop)).toBe(5);
  expect(shop.rows('payment_alerts').map(({ kind }) => kind)).toEqual(['redis-broken']);
});

test('a Redis that is down: what may be used once is refused, not let through twice', async () => {
  shop = await openShop({ redisUrl: BROKEN, settings: { requireSignature: true } });
  const payer = await signedIn(shop);
  expect(await payer.callService(LIST, signed(LIST, { pageIndex: 1 }) as Record<string, unknown>)).toMatchObject({ code: 40010 });
});

test('without Redis the function has no uniCloud.redis, and nothing asks for it', async () => {
  shop = await openShop({ redisUrl: '' });
  expect(await query(shop, await paid(shop))).toMatchObject({ trade_state: 'SUCCESS' });
  expect(shop.rows('vk-global-data')).toHaveLength(1);
});
