// 不变量 I1–I5、I7、I9：两个真实的进程共用一个数据库文件，同样的单、同样的通知、查询、退款、定时任务同时到两边；
// 裁判是模拟网关与供应商自己的账。更久的、还要杀掉其中一个的：npm run chaos -- --processes 2
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/build-functions';
import { runKills } from '../world/kills/run';

const ORDERS = 24;

test('two processes on one database: nothing lost, nothing done twice, refunds exact', async () => {
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const root = mkdtempSync(join(ROOT, 'dist', 'two-'));
  try {
    const { faults, orders, paid, refunds } = await runKills({ kills: 0, processes: 2, orders: ORDERS, seed: 7, root });
    expect(faults).toEqual([]);
    expect(orders).toBeGreaterThanOrEqual(ORDERS);
    expect([paid, refunds].every((count) => count > ORDERS / 4)).toBe(true);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}, 180_000);
