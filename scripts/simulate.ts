/**
 * npm run simulate：许多个种子，每个一串随机的事；`--pairs` 是许多种次序，每一对同时发生的事都走。
 * 一处不对就打印步骤，一条命令重放。
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildForWorld, shareKeys } from '../test/world/ground';
import type { ModelAnswer, ModelUnit } from '../test/world/model/worker';
import { pairsNamed } from '../test/world/pairs';
import { UsageError } from './arguments';
import { ROOT } from './build-functions';
import { recordFigures } from './figures';
import { PlainError } from './plain-error';

export interface SimulateOptions {
  readonly seeds: number | undefined;
  readonly seed: number | undefined;
  /** 每一对走几种次序；给了就不走模型 */
  readonly pairs: number | undefined;
  /** 只走名字里有这些字的 */
  readonly pair: string | undefined;
  /** 到这么多分钟就不再派新的；记下的是真正走过的 */
  readonly minutes: number | undefined;
  readonly jobs: number | undefined;
  readonly record: boolean;
}

const WORKER = join(ROOT, 'test/world/model/worker.ts');
const TELL_EVERY_MS = 60_000;
/** 一个世界里走这么多种次序：再多，每一步之后的对账就慢了 */
const PER_WORLD = 20;

function runIn(child: ChildProcess, unit: ModelUnit): Promise<ModelAnswer> {
  return new Promise((resolve, reject) => {
    const died = (): void => reject(new Error(`走 ${JSON.stringify(unit)} 的进程死了`));
    child.once('exit', died);
    child.once('message', (answer) => {
      child.off('exit', died);
      resolve(answer as ModelAnswer);
    });
    child.send(unit);
  });
}

/** 一份一份依次派出去，到时候就不再派。 */
async function runAll(
  units: readonly ModelUnit[],
  jobs: number,
  minutes: number,
): Promise<{ readonly done: number; readonly failed: number }> {
  const until = performance.now() + minutes * 60_000;
  const dir = mkdtempSync(join(ROOT, 'dist', 'simulate-'));
  const waiting = units.values();
  let done = 0;
  let failed = 0;
  let toldAt = performance.now();
  try {
    await buildForWorld(join(dir, 'build'));
    await shareKeys(join(dir, 'keys.json'));
    const children = Array.from({ length: Math.min(jobs, units.length) }, () => fork(WORKER, [], { execArgv: ['--import', 'tsx'] }));
    await Promise.all(
      children.map(async (child) => {
        for (const unit of waiting) {
          const { failure } = await runIn(child, unit);
          done += 1;
          if (failure !== undefined) {
            failed += 1;
            console.error(`\n${failure}`);
          }
          if (performance.now() > until) break;
          if (performance.now() - toldAt < TELL_EVERY_MS) continue;
          toldAt = performance.now();
          console.log(`走了 ${done} 份，共 ${units.length} 份`);
        }
        child.disconnect();
      }),
    ).finally(() => children.forEach((child) => child.kill()));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return { done, failed };
}

/** 每一对的 count 种次序，分到几个世界里；一轮一轮地来，中途停下也是每一对走了同样多。 */
const batches = (names: readonly string[], seed: number, count: number): ModelUnit[] =>
  Array.from({ length: Math.ceil(count / PER_WORLD) }, (_none, round) => round * PER_WORLD).flatMap((from) =>
    names.map((pair) => ({ pair, seed: seed + from, count: Math.min(PER_WORLD, count - from) })),
  );

async function simulatePairs({ pairs = PER_WORLD, pair, seed = 1, jobs, minutes, record }: SimulateOptions): Promise<number> {
  const startedAt = performance.now();
  const names = pairsNamed(pair).map(({ name }) => name);
  if (names.length === 0) throw new UsageError(`没有名字里有「${pair ?? ''}」的一对`);
  const { done, failed } = await runAll(batches(names, seed, pairs), jobs ?? availableParallelism(), minutes ?? Infinity);
  const each = Math.min(pairs, Math.floor(done / names.length) * PER_WORLD);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`\n${names.length} 对，各 ${each} 种次序（从 ${seed} 起），${failed} 份不对，用时 ${seconds} 秒`);
  const figures = { pairs: names.length, schedules: names.length * each, wrong: failed, seconds };
  if (record) recordFigures('pairs', `npm run simulate -- --pairs ${each} --seed ${seed}`, figures);
  return failed;
}

async function simulateSeeds({ seeds = 200, seed = 1, jobs, minutes, record }: SimulateOptions): Promise<number> {
  const startedAt = performance.now();
  const units = Array.from({ length: seeds }, (_none, index) => ({ seed: seed + index }));
  const { done, failed } = await runAll(units, jobs ?? availableParallelism(), minutes ?? Infinity);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`\n${done} 个种子（从 ${seed} 起），${failed} 个不对，用时 ${seconds} 秒`);
  if (record) recordFigures('simulate', `npm run simulate -- --seeds ${done} --seed ${seed}`, { seeds: done, wrong: failed, seconds });
  return failed;
}

/** @throws UsageError 没有这样的一对 · PlainError 有一处不对 */
export async function simulate(options: SimulateOptions): Promise<void> {
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const ofPairs = options.pairs !== undefined || options.pair !== undefined;
  const failed = await (ofPairs ? simulatePairs(options) : simulateSeeds(options));
  if (failed > 0) throw new PlainError(`${failed} 份不对，见上`);
}
