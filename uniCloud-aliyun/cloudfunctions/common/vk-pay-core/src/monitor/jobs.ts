/** 定时任务表：monitor 每分钟醒来一次，把到点的任务依次做完。每个任务都可以重复执行。 */
import { cleanText } from '../journal/redact';
import type { Kernel } from '../kernel/kernel';
import { repairFulfilments } from './repair-fulfilments';
import { repairOrders } from './repair-orders';
import { purgeExpired } from './purge-expired';
import { repairRefunds } from './repair-refunds';

/** 一次任务做了多少、失败多少。 */
export interface JobResult {
  readonly examined: number;
  readonly changed: number;
  readonly failed: number;
}

export interface Job {
  readonly name: string;
  /** 每隔多少分钟做一次（按整点分钟对齐） */
  readonly everyMinutes: number;
  run(k: Kernel, deadline: number): Promise<JobResult>;
}

export const JOBS: readonly Job[] = [
  { name: 'repair-orders', everyMinutes: 1, run: repairOrders },
  { name: 'repair-fulfilments', everyMinutes: 1, run: repairFulfilments },
  { name: 'repair-refunds', everyMinutes: 1, run: repairRefunds },
  { name: 'purge-expired', everyMinutes: 60, run: purgeExpired },
];

/**
 * 逐项处理；一项的意外不能挡住后面的，时间用完就停，剩下的下一轮再来。
 * @param step 返回 true 表示这一项有了变化；抛出表示失败（由 step 自己留痕）
 */
export async function runBatch<T>(
  k: Kernel,
  items: readonly T[],
  deadline: number,
  step: (item: T) => Promise<boolean>,
): Promise<JobResult> {
  let examined = 0;
  let changed = 0;
  let failed = 0;
  for (const item of items) {
    if (k.now() >= deadline) break;
    examined += 1;
    try {
      if (await step(item)) changed += 1;
    } catch {
      failed += 1;
    }
  }
  return { examined, changed, failed };
}

export interface MonitorReport {
  readonly startedAt: number;
  readonly jobs: readonly ({ readonly name: string; readonly ms: number } & (JobResult | { readonly error: string }))[];
}

/** 一轮最多占用的时间，毫秒；留出余量，不让平台因超时重跑。 */
const BUDGET_MS = 45_000;

/** 跑一轮。一个任务失败不影响其余任务。 */
export async function runDueJobs(k: Kernel, jobs: readonly Job[] = JOBS): Promise<MonitorReport> {
  const startedAt = k.now();
  const minute = Math.floor(startedAt / 60_000);
  const deadline = startedAt + BUDGET_MS;
  const report: MonitorReport['jobs'][number][] = [];
  for (const job of jobs) {
    if (minute % job.everyMinutes !== 0) continue;
    const jobStart = k.now();
    try {
      const result = await job.run(k, deadline);
      report.push({ name: job.name, ms: k.now() - jobStart, ...result });
    } catch (error) {
      const text = cleanText(error instanceof Error ? error.message : String(error));
      console.error(`[vk-pay] 定时任务 ${job.name} 失败：${text}`);
      report.push({ name: job.name, ms: k.now() - jobStart, error: text });
    }
  }
  return { startedAt, jobs: report };
}
