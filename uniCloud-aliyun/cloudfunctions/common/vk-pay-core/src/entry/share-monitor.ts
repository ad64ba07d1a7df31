/**
 * 定时任务分给几个实例一起做（设置 `monitorShards`）：定时器叫醒的那一个再调用自己几次，各拿一份，同时做。
 * 失败策略：叫不动的那一份由它自己做，晚一点，不会没有人做。
 */
import { printFailure } from '../kernel/console-line';
import type { Kernel, Share } from '../kernel/kernel';
import type { CloudContext } from '../kernel/vk';
import { SHARDS } from '../ledger/shard';
import { runDueJobs, type MonitorReport } from '../monitor/runner';

declare const uniCloud: { callFunction(options: { name: string; data: object }): Promise<unknown> };

/** 被自己叫来的：拿哪一份。别的来源、不像样的都为 undefined。 */
export function shareIn(context: CloudContext | undefined, event: unknown): Share | undefined {
  if (context?.SOURCE !== 'function' || typeof event !== 'object' || event === null) return undefined;
  const { index, of } = ((event as { share?: unknown }).share ?? {}) as { readonly index?: unknown; readonly of?: unknown };
  const sound =
    Number.isSafeInteger(index) && Number.isSafeInteger(of) && Number(index) > 0 && Number(of) <= SHARDS && Number(index) < Number(of);
  return sound ? { index: Number(index), of: Number(of) } : undefined;
}

/** 谁可以叫醒定时任务：定时器、控制台（server），以及拿着一份的自己。 */
export function mayRunMonitor(context: CloudContext, event: unknown): boolean {
  return context.SOURCE === 'timing' || context.SOURCE === 'server' || shareIn(context, event) !== undefined;
}

/** 跑一轮；要分的分给别的实例。@returns 这个实例自己做了什么 */
export async function runShared(k: Kernel): Promise<MonitorReport> {
  const of = k.config.settings.monitorShards;
  if (k.share || of <= 1) return runDueJobs(k);
  const name = k.context.FUNCTION_NAME ?? 'monitor';
  const help = async (index: number): Promise<void> => {
    const share = { index, of };
    try {
      await uniCloud.callFunction({ name, data: { share } });
    } catch (error) {
      printFailure(`定时任务的第 ${index} 份没有叫动，自己做：${error instanceof Error ? error.message : String(error)}`, k.requestId);
      await runDueJobs({ ...k, share });
    }
  };
  const helpers = Array.from({ length: of - 1 }, (_, index) => help(index + 1));
  const [report] = await Promise.all([runDueJobs({ ...k, share: { index: 0, of } }), ...helpers]);
  return report;
}
