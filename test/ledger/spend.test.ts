// 规范「缓存」：次数与随机串放在数据库或 Redis 里，守同一个约定（test/redis/spend-contract.ts）。这里是数据库，与连不上的 Redis；
// 真的 Redis：npm run test:redis。
import { spend, useOnce } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/spend';
import { counted, database, redis, spendContract, type Place } from '../redis/spend-contract';

spendContract('database', database);

let place: Place;

describe('redis that cannot be reached', () => {
  afterEach(() => place.close());
  beforeEach(() => void (place = redis('redis://127.0.0.1:1')));

  test('counting falls back to the database, is exact there, and one alert an hour says so', async () => {
    const instances = Array.from({ length: 4 }, () => place.instance());
    const waits = await Promise.all(instances.flatMap((k) => [1, 2].map(() => spend(k, 'rate:d', 3, 60_000))));
    expect(counted(waits)).toBe(3);
    expect(new Set(place.alerts.map(({ kind, fact }) => `${kind} ${fact}`)).size).toBe(1);
    expect(place.alerts[0]).toMatchObject({ kind: 'redis-broken', level: 'warning' });
  });

  test('a string that may be used once is refused: the database does not know those that Redis remembers', async () => {
    await expect(useOnce(place.instance(), 'nonce:z', 600_000)).rejects.toThrow();
  });

  test('for some seconds the instance does not ask again, then it does', async () => {
    const k = place.instance();
    await spend(k, 'rate:e', 9, 60_000);
    const asked = jest.spyOn(k.vk as { redis(): unknown }, 'redis');
    await spend(k, 'rate:e', 9, 60_000);
    expect(asked).not.toHaveBeenCalled();
    place.tick(5001);
    await spend(k, 'rate:e', 9, 60_000);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test('a function without the extension says so and counts in the database', async () => {
    place = redis('redis://127.0.0.1:1');
    const k = place.instance();
    Object.assign(k.vk, { redis: undefined });
    expect(await spend(k, 'rate:f', 1, 60_000)).toBe(0);
    expect(place.alerts[0]?.message).toContain('uni-cloud-redis');
  });
});
