/** 存着的配置改了，别的实例多久知道：有 Redis 一秒之内，没有（或坏了）一分钟之内，两种都不会一直用旧的。 */
import Redis from 'ioredis';
import type { Config } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/config';
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { announceStored } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/stored-version';
import { findMerchant, forgetMerchant } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/merchants/book';
import { changeRelease } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/release/change';
import { releasesOf } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/release/releases';
import { openSpace, type Space } from '../stats/space';

const START = 1_800_000_000_000;
const NOTHING = { accounts: new Map(), disabled: new Map(), problems: [], keys: [], expiring: [] };
type Ports = Parameters<typeof findMerchant>[0];

export interface Instances {
  readonly space: Space;
  /** 又一个实例：自己的记忆、自己的连接 */
  instance(): Kernel & Ports;
  close(): Promise<void>;
}

/** @param open 一个实例的 uniCloud.redis()；没有就是没有开通 */
export function instancesOn(open?: () => unknown, close: () => Promise<void> = async () => undefined): Instances {
  const space = openSpace(START);
  return {
    space,
    instance() {
      const kernel = space.kernel();
      const config = {
        settings: { redis: open !== undefined },
        book: NOTHING,
        readMerchant: () => NOTHING,
        cipher: undefined,
      } as unknown as Config;
      const vk = Object.assign(
        kernel.vk,
        open
          ? {
              redis: (
                (client: unknown) => () =>
                  client
              )(open()),
            }
          : {},
      );
      // 没有人等得超时：钟不会自己走
      const alarm = (): (() => void) => () => undefined;
      return { ...kernel, vk, config, alarm, within: async <T>(_ms: number, work: () => Promise<T>): Promise<T> => work() };
    },
    async close() {
      await close();
      space.close();
    },
  };
}

export function onRedis(url: string): Instances {
  const clients: Redis[] = [];
  const keyPrefix = `test:${process.pid}:${Math.random().toString(36).slice(2)}:`;
  const options = { lazyConnect: true, keyPrefix, disconnectTimeout: 100, maxRetriesPerRequest: 0, retryStrategy: () => null };
  const open = (): Redis => {
    const client = new Redis(url, options);
    client.on('error', () => undefined);
    clients.push(client);
    return client;
  };
  return instancesOn(open, async () => {
    for (const client of clients) client.disconnect();
  });
}

const MERCHANT = { _id: 'second', name: '二店', status: 'active' };

/** @param within 改了之后最多这么多毫秒，别的实例就看得到 */
export function versionContract(name: string, open: () => Instances, within: number): void {
  describe(name, () => {
    let all: Instances;
    let kernels: (Kernel & Ports)[];
    beforeEach(async () => {
      all = open();
      kernels = [1, 2, 3].map(() => all.instance());
      await all.space.add('vk-pay-config', MERCHANT);
    });
    afterEach(() => all.close());
    const [writer, ...readers] = [0, 1, 2] as const;
    const at = (index: number): Kernel & Ports => kernels[index] as Kernel & Ports;
    const namesSeen = (): Promise<(string | undefined)[]> =>
      Promise.all(readers.map(async (index) => (await findMerchant(at(index), MERCHANT._id))?.name));
    const read = (): number => all.space.operations.filter((one) => one.endsWith('vk-pay-config')).length;

    test('a merchant changed on one instance is seen by the others in time, and read again once by each', async () => {
      expect(await namesSeen()).toEqual(['二店', '二店']);
      await all.space.change('vk-pay-config', MERCHANT._id, { name: '二店（新）' });
      forgetMerchant(at(writer), MERCHANT._id);
      await announceStored(at(writer), 'merchants');
      all.space.now += within;
      const before = read();
      expect(await namesSeen()).toEqual(['二店（新）', '二店（新）']);
      expect(await namesSeen()).toEqual(['二店（新）', '二店（新）']);
      expect(read() - before).toBe(readers.length);
    });

    test('what did not change is not read again while it is fresh', async () => {
      await namesSeen();
      const before = read();
      for (let second = 0; second < 20; second += 1) {
        all.space.now += 1000;
        await namesSeen();
      }
      expect(read()).toBe(before);
    });

    test('a rollout switched off on one instance is off on the others in time', async () => {
      const isOn = async (index: number): Promise<boolean> => (await releasesOf(at(index))).isOn('provider_alipay', 'u1');
      expect(await Promise.all(readers.map(isOn))).toEqual([true, true]);
      const wish = { feature: 'provider_alipay', version: 0, enabled: false, percentage: 100, allow: [], deny: [], reason: '渠道维护' };
      await changeRelease(at(writer), wish, 'demo-admin');
      all.space.now += within;
      expect(await Promise.all(readers.map(isOn))).toEqual([false, false]);
    });

    test('another table of the merchant changed it without a word: it is seen within a minute all the same', async () => {
      await namesSeen();
      await all.space.change('vk-pay-config', MERCHANT._id, { name: '别的后台改的' });
      all.space.now += 60_000;
      expect(await namesSeen()).toEqual(['别的后台改的', '别的后台改的']);
    });
  });
}
