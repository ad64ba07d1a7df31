/**
 * 耗时的直方图：格子的边界成等比（每格宽 9%），所以不论快慢，百分位的误差都在 5% 以内；两个直方图逐格相加就是合起来的。
 * 存成「格子的序号、个数」交替的一串数，只存有的格子。
 */
import type { LatencyView } from '../../../../../../common/contract/watch/statistics';

/** 每翻一倍分成几格 */
const PER_DOUBLING = 8;

export interface Latency {
  readonly count: number;
  readonly sum: number;
  readonly max: number;
  readonly min: number;
  readonly histogram: readonly number[];
}

export const NO_LATENCY: Latency = { count: 0, sum: 0, max: 0, min: 0, histogram: [] };

const slotOf = (ms: number): number => (ms <= 1 ? 0 : Math.ceil(PER_DOUBLING * Math.log2(ms)));
/** 一格的几何中点 */
const middleOf = (slot: number): number => (slot === 0 ? 1 : 2 ** ((slot - 0.5) / PER_DOUBLING));

export function latencyOf(ms: number): Latency {
  return { count: 1, sum: ms, max: ms, min: ms, histogram: [slotOf(ms), 1] };
}

export function mergeLatency(a: Latency, b: Latency): Latency {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const counts = new Map<number, number>();
  for (const { histogram } of [a, b])
    for (let at = 0; at + 1 < histogram.length; at += 2) {
      const slot = histogram[at] as number;
      counts.set(slot, (counts.get(slot) ?? 0) + (histogram[at + 1] as number));
    }
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    max: Math.max(a.max, b.max),
    min: Math.min(a.min, b.min),
    histogram: [...counts].sort(([left], [right]) => left - right).flat(),
  };
}

/** @param share 0–1；一个也没有时为 null */
function percentile({ count, histogram, max, min }: Latency, share: number): number | null {
  if (count === 0) return null;
  const rank = Math.max(1, Math.ceil(share * count));
  let passed = 0;
  for (let at = 0; at + 1 < histogram.length; at += 2) {
    passed += histogram[at + 1] as number;
    if (passed >= rank) return Math.round(Math.min(max, Math.max(min, middleOf(histogram[at] as number))));
  }
  return max;
}

export function viewLatency(latency: Latency): LatencyView {
  const { count, sum, max, min } = latency;
  const some = count > 0;
  return {
    count,
    avg: some ? Math.round((sum / count) * 100) / 100 : null,
    max: some ? max : null,
    min: some ? min : null,
    p50: percentile(latency, 0.5),
    p95: percentile(latency, 0.95),
    p99: percentile(latency, 0.99),
  };
}
