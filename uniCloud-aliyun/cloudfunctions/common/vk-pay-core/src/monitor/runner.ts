/**
 * 定时任务的调度：monitor 每分钟醒来一次，把到点的任务一起跑。
 * 各有各的时间、互不等待：网关不通时查单等到天荒地老，补办业务与退款照样做。
 */
import { cleanText } from '../journal/redact';
import { printFailure } from '../kernel/console-line';
import type { Kernel } from '../kernel/kernel';
import { claim } from '../ledger/claim';
import type { Job, JobResult } from './job';
import { watchComplaints } from './watch-complaints';
import { watchExpiry } from './watch-expiry';
import { watchMerchants } from './watch-merchants';
import { foldStatistics } from './fold-statistics';
import { publishEvents } from './publish-events';
import { purgeExpired } from './purge-expired';
import { purgeJournal } from './purge-journal';
import { purgeLeases } from './purge-leases';
import { purgeStatistics } from './purge-statistics';
import { rotateKeys } from './rotate-keys';
import { sendAlerts } from './send-alerts';
import { shipOrders } from './ship-orders';
import { reconcileBills } from './reconcile-bills';
import { repairAuthorizations } from './repair-authorizations';
import { repairFulfilments } from './repair-fulfilments';
import { repairOrders } from './repair-orders';
import { repairRefunds } from './repair-refunds';
import { repairRequests } from './repair-requests';
import { repairRevokes } from './repair-revokes';
import { repairSharings } from './repair-sharings';
import { repairTransfers } from './repair-transfers';

const JOBS: readonly Job[] = [
  repairOrders,
  repairFulfilments,
  repairRefunds,
  repairRequests,
  repairRevokes,
  repairTransfers,
  repairAuthorizations,
  repairSharings,
  shipOrders,
  watchComplaints,
  publishEvents,
  purgeExpired,
  purgeLeases,
  purgeJournal,
  rotateKeys,
  watchExpiry,
  watchMerchants,
  reconcileBills,
  foldStatistics,
  sendAlerts,
  purgeStatistics,
];

export interface MonitorReport {
  readonly startedAt: number;
  readonly jobs: readonly ({ readonly name: string; readonly ms: number } & (JobResult | { readonly error: string }))[];
}

const MINUTE_MS = 60_000;
/** 一轮最多占用的时间，毫秒；留出余量，不让平台因超时重跑。 */
const BUDGET_MS = 45_000;

/** 每分钟的总是到点；更久的由全部实例里最先来的那一个做，错过整点也在下一次补上。 */
async function isDue(k: Kernel, { name, everyMinutes }: Job): Promise<boolean> {
  return everyMinutes <= 1 || claim(k, `job:${name}`, everyMinutes * MINUTE_MS - MINUTE_MS / 2);
}

async function runJob(k: Kernel, job: Job, deadline: number): Promise<MonitorReport['jobs'][number] | undefined> {
  const startedAt = k.now();
  try {
    if (!(await isDue(k, job))) return undefined;
    return { name: job.name, ...(await job.run(k, deadline)), ms: k.now() - startedAt };
  } catch (error) {
    const text = cleanText(error instanceof Error ? error.message : String(error));
    printFailure(`定时任务 ${job.name} 失败：${text}`, k.requestId);
    return { name: job.name, ms: k.now() - startedAt, error: text };
  }
}

/** 跑一轮。一个任务失败或拖延，都不影响其余任务。 */
export async function runDueJobs(k: Kernel, jobs: readonly Job[] = JOBS): Promise<MonitorReport> {
  const startedAt = k.now();
  const helper = (k.share?.index ?? 0) > 0;
  const mine = jobs.filter(({ shared }) => shared || !helper);
  const reports = await Promise.all(mine.map((job) => runJob(k, job, startedAt + BUDGET_MS)));
  await k.journal.flush();
  return { startedAt, jobs: reports.filter((report) => report !== undefined) };
}
