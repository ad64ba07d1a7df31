/**
 * 统计每分钟的开销与表有多大无关：一万行与一百万行旧日志之下，各折同样的一分钟若干次，轮流来、取中位数。
 * 真实的本地数据库（文件）与索引；每一轮的新行一样多，旧行都在七天之前。
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOperationPort, Engine, LocalDatabase } from '../local/unicloud/database';
import { createBaseDao } from '../local/vk-unicloud/base-dao';
import { foldStatistics } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/fold';
import type { Kernel } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import type { Section } from './report';

const OLD = { few: 10_000, many: 1_000_000 } as const;
const PER_MINUTE = 600;
const ROUNDS = 15;
const RATIO = { atMost: 1.2 };
const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 10, 24, 4);
const OLD_FROM = START - 60 * 86_400_000;
const OLD_TO = START - 20 * 86_400_000;
const BATCH = 1000;

const row = (create_date: number, at: number): Record<string, unknown> => ({
  type: at % 3 === 0 ? 'query' : 'create',
  status: at % 20 === 0 ? 'ERROR' : 'SUCCESS',
  provider: at % 2 === 0 ? 'wxpay' : 'alipay',
  platform: 'h5',
  pid: 'default',
  out_trade_no: `VP20261120${String(at).padStart(18, '0')}`,
  amount: 100,
  error_info: at % 20 === 0 ? '{"code":40010,"gateway_code":"SYSTEM_ERROR"}' : null,
  response_time: 20 + (at % 400),
  create_date,
});

interface Shop {
  /** 再过一分钟、折好；返回用了多少毫秒处理器时间 */
  minute(): Promise<number>;
  close(): void;
}

async function openShop(old: number): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'vk-pay-bench-'));
  let now = START;
  const engine = new Engine(join(folder, 'data.sqlite'), join(__dirname, '../uniCloud-aliyun/database'), 'NORMAL', () => now);
  const db = new LocalDatabase(engine, createOperationPort());
  const logs = db.collection('payment_logs');
  for (let at = 0; at < old; at += BATCH)
    await logs.add(
      Array.from({ length: BATCH }, (_, index) => row(OLD_FROM + Math.floor(((OLD_TO - OLD_FROM) * (at + index)) / old), index)),
    );
  const baseDao = createBaseDao(
    () => db as never,
    () => undefined,
  );
  const kernel = {
    vk: { baseDao, getUnicloud: () => ({ _: db.command, db }) },
    context: {},
    now: () => now,
    wait: async () => undefined,
    ids: { fraction: () => 0 },
  } as unknown as Kernel;
  await foldStatistics(kernel, Number.MAX_SAFE_INTEGER);
  return {
    async minute() {
      await logs.add(Array.from({ length: PER_MINUTE }, (_, at) => row(now + at * 90, at)));
      now += MINUTE_MS;
      const before = process.cpuUsage();
      await foldStatistics(kernel, Number.MAX_SAFE_INTEGER);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    },
    close() {
      engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

export async function measureStatistics(): Promise<Section> {
  const shops = { few: await openShop(OLD.few), many: await openShop(OLD.many) };
  const spent: { few: number[]; many: number[] } = { few: [], many: [] };
  for (let round = -3; round < ROUNDS; round += 1)
    for (const name of ['few', 'many'] as const) {
      const ms = await shops[name].minute();
      if (round >= 0) spent[name].push(ms);
    }
  for (const shop of Object.values(shops)) shop.close();
  const [few, many] = [middle(spent.few), middle(spent.many)];
  return {
    subject: 'statistics',
    title: '统计',
    rows: [
      { name: `折一分钟（${PER_MINUTE} 行），旧日志一万行`, value: few, unit: '毫秒' },
      { name: `折一分钟（${PER_MINUTE} 行），旧日志一百万行`, value: many, unit: '毫秒' },
      { name: '一百万行与一万行之比', value: many / few, unit: '倍', budget: RATIO },
    ],
  };
}
