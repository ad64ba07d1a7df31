// 规范「缓存」：存着的配置改了，别的实例多久知道（test/redis/version-contract.ts）。这里是没有 Redis 的、坏了的，与内存里的替身；
// 真的 Redis：npm run test:redis。
import { announceStored, storedVersion } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/stored-version';
import { instancesOn, versionContract } from '../redis/version-contract';

/** 各实例共用的内存。 */
function memory(): () => unknown {
  const values = new Map<string, string>();
  const client = {
    get: async (key: string) => values.get(key) ?? null,
    set: async (key: string, value: string) => void values.set(key, value),
  };
  return () => client;
}
const broken = (): unknown => ({
  get: () => Promise.reject(new Error('ECONNREFUSED')),
  set: () => Promise.reject(new Error('ECONNREFUSED')),
});

versionContract('memory', () => instancesOn(memory()), 1000);
versionContract('no redis', () => instancesOn(), 60_000);
versionContract('a redis that is down', () => instancesOn(broken), 60_000);

test('a redis that is down is told once an hour, and asked no more than once in five seconds', async () => {
  let asked = 0;
  const all = instancesOn(() => ({ get: () => Promise.reject(new Error(`ECONNREFUSED ${(asked += 1)}`)) }));
  const k = all.instance();
  for (let second = 0; second < 10; second += 1) {
    expect(await storedVersion(k, 'merchants')).toBe('');
    all.space.now += 1000;
  }
  expect(asked).toBeLessThanOrEqual(2);
  expect(new Set(all.space.alerts.map(({ kind, fact }) => `${kind} ${fact}`)).size).toBe(1);
  await all.close();
});

test('merchants and rollouts have a version each; the one who changed it knows at once', async () => {
  const all = instancesOn(memory());
  const k = all.instance();
  await announceStored(k, 'merchants');
  expect(await storedVersion(k, 'merchants')).not.toBe('');
  expect(await storedVersion(k, 'releases')).toBe('');
  await all.close();
});
