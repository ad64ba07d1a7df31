/** 定时任务一分钟求证得了几张：虚拟的时间，真实的代码（virtual-space.ts）。 */
import type { Section } from './report';
import { drain } from './virtual-space';

const SPACE = { orders: 1_000_000, gatewayMs: 100, databaseMs: 5, budgetMs: 45_000 };
const BUDGET = { atLeast: 3000 };

const CASES = [
  { parallel: 8, invocations: 1, budget: BUDGET },
  { parallel: 16, invocations: 1, budget: { atLeast: 6000 } },
  { parallel: 8, invocations: 2, budget: { atLeast: 6000 } },
  { parallel: 8, invocations: 4, budget: { atLeast: 12_000 } },
] as const;

export async function measureMonitor(): Promise<Section> {
  const rows: Section['rows'][number][] = [];
  for (const { parallel, invocations, budget } of CASES)
    rows.push({
      name: `${invocations} 个实例，各同时 ${parallel} 张`,
      value: await drain({ ...SPACE, parallel, invocations }),
      unit: '次',
      budget,
      note: '一分钟求证的张数',
    });
  return { subject: 'monitor', title: '定时任务：一百万张没有结论的订单（网关 100 毫秒，数据库 5 毫秒，一次 45 秒；虚拟时间）', rows };
}
