/** 规范的 monitorPaymentPerformance：最近一小时，每个渠道成功的操作花了多久；另有百分位与每种操作各自的。 */
import { HOUR_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import type { CallCell } from './cell';
import { viewLatency } from './histogram';
import { readTail, readTotal } from './read';
import { byProvider, latencyOfCells } from './totals';

/** 时间都是毫秒。 */
export interface PerformanceFigures {
  readonly count: number;
  readonly avgResponseTime: number;
  readonly maxResponseTime: number;
  readonly minResponseTime: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface ProviderPerformance extends PerformanceFigures {
  /** 渠道 */
  readonly _id: string;
  /** 操作名 → 它的 */
  readonly operations: Readonly<Record<string, PerformanceFigures>>;
}

function figures(calls: readonly CallCell[]): PerformanceFigures | undefined {
  const { count, avg, max, min, p50, p95, p99 } = viewLatency(latencyOfCells(calls));
  if (avg === null || max === null || min === null || p50 === null || p95 === null || p99 === null) return undefined;
  return { count, avgResponseTime: avg, maxResponseTime: max, minResponseTime: min, p50, p95, p99 };
}

export async function paymentPerformance(k: Kernel): Promise<ProviderPerformance[]> {
  const { calls } = await readTotal(k, k.now() - HOUR_MS, k.now() + 1, await readTail(k));
  return byProvider(calls).flatMap(([_id, own]) => {
    const all = figures(own);
    if (!all) return [];
    const names = [...new Set(own.map(({ operation }) => operation))];
    const operations = names.flatMap((name) => {
      const one = figures(own.filter(({ operation }) => operation === name));
      return one ? [[name, one] as const] : [];
    });
    return [{ _id, ...all, operations: Object.fromEntries(operations) }];
  });
}
