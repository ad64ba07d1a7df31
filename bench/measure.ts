/**
 * 比值的量法：同一个进程里，基准与被测的做法一小段一小段地轮流跑（AB、BA、AB、BA……），
 * 相邻两段相除得到一个比值，最后取全部比值的中位数。
 * 降频与缓存争用对相邻两段的影响相近，比值因此比任何绝对时间都稳。
 * 计的是本进程用掉的 CPU 时间：别的进程抢走的时间不算在谁头上。
 * 基准还和自己比一次：它离 1 有多远，就是这台机器此刻的测量误差。
 */

/** 一种做法；返回 Promise 的按异步测（每次都等它完成）。返回 undefined 视为没做事。 */
export type Work = () => unknown;

export interface MeasureOptions {
  /** 轮数 */
  readonly rounds?: number;
  /** 每一段大约多久，毫秒 */
  readonly blockMs?: number;
  /** 每种做法的预热，毫秒 */
  readonly warmUpMs?: number;
}

/** 中位数与四分位数。 */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface Measured {
  readonly perSecond: Spread;
  /** 吞吐是基准的几倍 */
  readonly ratio: Spread;
}

/** 结果存在这里，引擎就不能把「没人用的计算」整个删掉。 */
export const sink: { last: unknown } = { last: undefined };

/** 四分位数用最近的样本，不插值。@throws Error 没有样本 */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number => {
    const value = sorted[Math.round((sorted.length - 1) * share)];
    if (value === undefined) throw new Error('没有样本');
    return value;
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** 毫秒。Windows 的 CPU 时间只精确到一个时钟节拍，那里改用墙上时间。 */
const spent: () => number =
  process.platform === 'win32'
    ? () => performance.now()
    : () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1000;
      };

/** 跑 count 次，返回毫秒。 */
type Block = (count: number) => number | Promise<number>;

function blockOf(run: Work): Block {
  const first = run();
  if (first === undefined) throw new Error('没有返回结果，无法确认它真的做了事');
  if (!(first instanceof Promise)) {
    return (count) => {
      const startedAt = spent();
      for (let i = 0; i < count; i += 1) sink.last = run();
      return spent() - startedAt;
    };
  }
  return async (count) => {
    sink.last = await first;
    const startedAt = spent();
    for (let i = 0; i < count; i += 1) sink.last = await run();
    return spent() - startedAt;
  };
}

/** 预热，同时估出一段该跑多少次。 */
async function calibrate(block: Block, warmUpMs: number, blockMs: number): Promise<number> {
  let count = 1;
  let warmed = 0;
  let perCall = 0;
  while (warmed < warmUpMs) {
    const took = await block(count);
    warmed += took;
    perCall = took / count;
    if (took < blockMs / 2) count *= 2;
  }
  return Math.max(1, Math.round(blockMs / perCall));
}

/** 跑一段，返回每秒次数。 */
type Sample = () => Promise<number>;

async function prepare(work: Work, warmUpMs: number, blockMs: number): Promise<Sample> {
  const block = blockOf(work);
  const count = await calibrate(block, warmUpMs, blockMs);
  return async () => (count / (await block(count))) * 1000;
}

/** 一对相邻的段；先后次序每轮对调，先跑的便宜谁也占不着。 */
async function pair(base: Sample, other: Sample, round: number): Promise<[base: number, other: number]> {
  if (round % 2 === 0) return [await base(), await other()];
  const measured = await other();
  return [await base(), measured];
}

const measuredOf = (pairs: readonly [base: number, other: number][]): Measured => ({
  perSecond: spreadOf(pairs.map(([, other]) => other)),
  ratio: spreadOf(pairs.map(([base, other]) => other / base)),
});

/**
 * 每种做法各与基准成对比较；`control` 是基准与自己比。
 * @throws Error 某种做法抛错或没有结果
 */
export async function compare<Name extends string>(
  baseline: Work,
  works: Readonly<Record<Name, Work>>,
  options: MeasureOptions = {},
): Promise<Record<Name | 'control', Measured>> {
  const { rounds = 60, blockMs = 12, warmUpMs = 400 } = options;
  const base = await prepare(baseline, warmUpMs, blockMs);
  const others: { name: string; sample: Sample; pairs: [number, number][] }[] = [];
  for (const [name, work] of [...Object.entries<Work>(works), ['control', baseline] as const])
    others.push({ name, sample: await prepare(work, warmUpMs, blockMs), pairs: [] });
  for (let round = 0; round < rounds; round += 1) {
    for (const { sample, pairs } of others) pairs.push(await pair(base, sample, round));
  }
  return Object.fromEntries(others.map(({ name, pairs }) => [name, measuredOf(pairs)])) as Record<Name | 'control', Measured>;
}
