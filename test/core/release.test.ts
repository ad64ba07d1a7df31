// 规范「灰度发布」：加盐的散列对数字、十六进制、uuid 的用户编号都分得匀；加大百分比只会多不会少；
// 总开关、名单、没有登录的人各有各的说法。
import { createHash } from 'node:crypto';
import { bucketOf, isOpenTo } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/release/bucket';
import { releasesOf } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/release/releases';
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';

const USERS = 20_000;
const hex = (index: number): string => createHash('md5').update(String(index)).digest('hex');
const KINDS: Readonly<Record<string, (index: number) => string>> = {
  'numbers in a row': (index) => String(100_000 + index),
  'hexadecimal ids in a row': (index) => `64a7f0c2${(0x1000_0000 + index).toString(16)}90ab12cd`,
  'hexadecimal ids at random': (index) => hex(index).slice(0, 24),
  uuids: (index) => hex(index).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
};
/** 自由度 99 的卡方，千分之一的尾 */
const CRITICAL = 148.23;

test.each(Object.entries(KINDS))('%s spread evenly over a hundred buckets, whatever the salt and the feature', (_name, idOf) => {
  for (const [salt, feature] of [
    ['s1', 'alipay_desktop_page'],
    ['s2', 'alipay_desktop_page'],
    ['s1', 'provider_alipay'],
  ] as const) {
    const counts = new Array<number>(100).fill(0);
    for (let index = 0; index < USERS; index += 1) {
      const bucket = Math.floor(bucketOf(salt, feature, idOf(index)));
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    const expected = USERS / 100;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(USERS);
    expect([salt, feature, chiSquare < CRITICAL]).toEqual([salt, feature, true]);
  }
});

test('two features cut the users independently', () => {
  let [first, both] = [0, 0];
  for (let index = 0; index < USERS; index += 1) {
    const [one, two] = ['f1', 'f2'].map((feature) => bucketOf('s', feature, String(index)) < 10);
    first += one ? 1 : 0;
    both += one && two ? 1 : 0;
  }
  expect(Math.abs(first / USERS - 0.1)).toBeLessThan(0.01);
  expect(Math.abs(both / first - 0.1)).toBeLessThan(0.025);
});

test('a user keeps the side; a larger share only adds users', () => {
  const rollout = { enabled: true, allow: [], deny: [] };
  for (let index = 0; index < 500; index += 1) {
    const sides = [0, 1, 10, 50, 99, 100].map((percentage) => isOpenTo({ ...rollout, percentage }, 's', 'f', `u${index}`));
    expect(sides).toEqual([...sides].sort());
    expect([sides[0], sides.at(-1)]).toEqual([false, true]);
  }
});

test('the kill switch beats the lists, deny beats allow, allow beats the share; strangers count only when it is for everyone', () => {
  const rollout = { enabled: true, percentage: 0, allow: ['u1', 'u2'], deny: ['u2'] };
  const open = (change: object, user: string | undefined): boolean => isOpenTo({ ...rollout, ...change }, 's', 'f', user);
  expect([open({}, 'u1'), open({}, 'u2'), open({}, 'u3')]).toEqual([true, false, false]);
  expect([open({ percentage: 100 }, 'u2'), open({ percentage: 100 }, 'u3')]).toEqual([false, true]);
  expect([open({ enabled: false, percentage: 100 }, 'u1'), open({ enabled: false, percentage: 100 }, undefined)]).toEqual([false, false]);
  expect([open({ percentage: 99 }, undefined), open({ percentage: 100 }, undefined)]).toEqual([false, true]);
});

test('read again after half a minute; a database that is down leaves the last known, a row that makes no sense counts for nothing', async () => {
  let [now, reads] = [0, 0];
  let rows: object[] | Error = [];
  const vk = {
    baseDao: {
      select: () => ((reads += 1), rows instanceof Error ? Promise.reject(rows) : Promise.resolve({ rows })),
    },
  };
  const k = { vk, now: () => now, requestId: 'r', config: { settings: { alipayDesktop: 'qrcode' } } } as unknown as Kernel;
  const isOn = async (): Promise<boolean> => (await releasesOf(k)).isOn('alipay_desktop_page', 'u1');
  const row = { _id: 'alipay_desktop_page', enabled: true, percentage: 100, allow: [], deny: [], salt: 's', version: 1, history: [] };
  expect(await isOn()).toBe(false);
  rows = [row];
  now = 29_999;
  expect([await isOn(), reads]).toEqual([false, 1]);
  now = 30_000;
  expect([await isOn(), reads]).toEqual([true, 2]);
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  rows = new Error('数据库断了');
  now = 90_000;
  expect(await isOn()).toBe(true);
  rows = [{ ...row, percentage: 'all' }];
  expect(await isOn()).toBe(false);
  jest.restoreAllMocks();
});
