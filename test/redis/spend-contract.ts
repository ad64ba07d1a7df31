/** 次数与随机串的存放：数据库与 Redis 守的同一个约定——几个实例并发时也恰好是那么多次、到期再来、时钟拨回不锁死。 */
import Redis from 'ioredis';
import type { AlertEntry } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/journal';
import type { ReceivingKernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { spend, useOnce } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/spend';
import { openSpace } from '../stats/space';

export interface Place {
  /** 一个实例：有自己的连接。@param aheadMs 它的钟快多少，毫秒 */
  instance(aheadMs?: number): ReceivingKernel;
  tick(ms: number): void;
  readonly alerts: AlertEntry[];
  close(): Promise<void>;
}
const START = 1_800_000_000_000;

export function database(): Place {
  const space = openSpace(START);
  const settings = { config: { settings: { redis: false } } };
  return {
    instance: (aheadMs = 0) => Object.assign(space.kernel(), settings, { now: () => space.now + aheadMs }) as unknown as ReceivingKernel,
    tick: (ms) => void (space.now += ms),
    alerts: space.alerts,
    close: async () => space.close(),
  };
}

/** @param url 连不上的地址就是坏了的 Redis */
export function redis(url: string): Place {
  const space = openSpace(START);
  const clients: Redis[] = [];
  const keyPrefix = `test:${process.pid}:${Math.random().toString(36).slice(2)}:`;
  return {
    instance(aheadMs = 0) {
      const client = new Redis(url, {
        lazyConnect: true,
        keyPrefix,
        disconnectTimeout: 100,
        maxRetriesPerRequest: 0,
        retryStrategy: () => null,
      });
      client.on('error', () => undefined);
      clients.push(client);
      const kernel = space.kernel();
      const alarm = (ms: number, ring: () => void): (() => void) => {
        const timer = setTimeout(ring, ms);
        return () => clearTimeout(timer);
      };
      const vk = Object.assign(Object.create(kernel.vk) as object, kernel.vk, { redis: () => client });
      return Object.assign(kernel, {
        vk,
        alarm,
        now: () => space.now + aheadMs,
        config: { settings: { redis: true } },
      }) as unknown as ReceivingKernel;
    },
    tick: (ms) => void (space.now += ms),
    alerts: space.alerts,
    async close() {
      for (const client of clients) client.disconnect();
      space.close();
    },
  };
}

export const counted = (waits: readonly number[]): number => waits.filter((wait) => wait === 0).length;

/** 每一种存放都要守的。 */
export function spendContract(name: string, open: () => Place): void {
  describe(name, () => {
    let place: Place;
    beforeEach(() => void (place = open()));
    afterEach(() => place.close());

    test('eight instances at once: exactly as many as allowed, and the others hear how long to wait', async () => {
      const instances = Array.from({ length: 8 }, () => place.instance());
      const tries = instances.flatMap((k) => Array.from({ length: 4 }, () => spend(k, 'rate:a', 3, 60_000)));
      const waits = await Promise.all(tries);
      expect(counted(waits)).toBe(3);
      expect(waits.filter((wait) => wait !== 0).every((wait) => wait > 0 && wait <= 60_000)).toBe(true);
    });

    test('a string that may be used once is used once by all instances together, and each name by itself', async () => {
      const instances = Array.from({ length: 8 }, () => place.instance());
      const firsts = await Promise.all(instances.map((k) => useOnce(k, 'nonce:x', 600_000)));
      expect(firsts.filter(Boolean)).toHaveLength(1);
      expect(await useOnce(place.instance(), 'nonce:y', 600_000)).toBe(true);
    });

    test('instances whose clocks differ count together, and a string used once stays used', async () => {
      const [ahead, exact, behind] = [place.instance(2000), place.instance(), place.instance(-2000)];
      expect(await spend(ahead, 'rate:clocks', 2, 60_000)).toBe(0);
      expect(await spend(behind, 'rate:clocks', 2, 60_000)).toBe(0);
      for (const k of [ahead, exact, behind]) expect(await spend(k, 'rate:clocks', 2, 60_000)).toBeGreaterThan(0);
      expect(await useOnce(ahead, 'nonce:clocks', 600_000)).toBe(true);
      for (const k of [behind, exact, ahead]) expect(await useOnce(k, 'nonce:clocks', 600_000)).toBe(false);
    });

    test('when the time is over it begins anew; not a moment earlier', async () => {
      const k = place.instance();
      expect(await spend(k, 'rate:b', 1, 60_000)).toBe(0);
      place.tick(59_999);
      expect(await spend(k, 'rate:b', 1, 60_000)).toBe(1);
      place.tick(1);
      expect(await spend(k, 'rate:b', 1, 60_000)).toBe(0);
    });

    test('a clock set back by hours does not lock anybody out', async () => {
      const k = place.instance();
      place.tick(5 * 3_600_000);
      await spend(k, 'rate:c', 1, 60_000);
      place.tick(-5 * 3_600_000);
      expect(await spend(k, 'rate:c', 1, 60_000)).toBe(0);
    });
  });
}
