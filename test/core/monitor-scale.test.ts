// 定时任务随同时查询的张数与实例数长大（docs/scale.md）：一分钟一个实例至少 3000 张；分给几个实例时一张都不重复、不遗漏；
// 叫不动的那一份自己做。
import { drain } from '../../bench/virtual-space';
import { shareIn } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/entry/share-monitor';
import { shardOf, SHARDS, shareCondition } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/shard';
import type { DatabaseCommand } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/vk';

// 张数少些、时间短些，比例不变：每分钟的数由 45 秒的换算
const SPACE = { orders: 20_000, gatewayMs: 100, databaseMs: 5, budgetMs: 9000 };
const perMinute = async (parallel: number, invocations: number): Promise<number> =>
  (await drain({ ...SPACE, parallel, invocations })) * (45_000 / SPACE.budgetMs);

test('at least 3000 orders a minute with eight at once, and twice that with twice the queries or instances', async () => {
  const one = await perMinute(8, 1);
  expect(one).toBeGreaterThanOrEqual(3000);
  expect((await perMinute(16, 1)) / one).toBeGreaterThan(1.9);
  expect((await perMinute(8, 2)) / one).toBeGreaterThan(1.9);
});

test('shares cover every shard once, rows of before belong to the first, and one alone asks for no shard', () => {
  const command = { in: (values: readonly unknown[]) => values } as unknown as DatabaseCommand;
  for (let of = 2; of <= SHARDS; of += 1) {
    const all = Array.from({ length: of }, (_, index) => shareCondition(command, { index, of })['shard'] as (number | null)[]);
    expect(all.flat().sort((a, b) => Number(a ?? -1) - Number(b ?? -1))).toEqual([
      null,
      ...Array.from({ length: SHARDS }, (_, shard) => shard),
    ]);
    expect(all[0]).toContain(null);
  }
  expect(shareCondition(command, undefined)).toEqual({});
});

test('numbers in a row and numbers at random spread over the shards', () => {
  for (const idOf of [(n: number) => `VP2026112312000${n}`, (n: number) => `VP${(n * 2654435761) % 4294967296}`]) {
    const counts = new Array<number>(SHARDS).fill(0);
    for (let n = 0; n < 16_000; n += 1) {
      const shard = shardOf(idOf(n));
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1200);
  }
});

test('only a sound share from another cloud function is taken', () => {
  const share = { index: 1, of: 4 };
  expect(shareIn({ SOURCE: 'function' }, { share })).toEqual(share);
  for (const [source, event] of [
    ['client', { share }],
    ['timing', { share }],
    ['function', undefined],
    ['function', { share: { index: 0, of: 4 } }],
    ['function', { share: { index: 4, of: 4 } }],
    ['function', { share: { index: 1, of: 17 } }],
    ['function', { share: { index: '1', of: 2 } }],
  ] as const)
    expect(shareIn({ SOURCE: source }, event)).toBeUndefined();
});
