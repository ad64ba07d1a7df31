/** npm run simulate：许多个种子，每个一串随机的事；一处不对就打印步骤，一条命令重放。 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildForWorld, shareKeys } from '../test/world/ground';
import { explainFailure } from '../test/world/model/run';
import type { ModelAnswer } from '../test/world/model/worker';
import { ROOT } from './build-functions';
import { recordFigures } from './figures';
import { PlainError } from './plain-error';

export interface SimulateOptions {
  readonly seeds: number | undefined;
  readonly seed: number | undefined;
  readonly jobs: number | undefined;
  readonly record: boolean;
}

const WORKER = join(ROOT, 'test/world/model/worker.ts');
const TELL_EVERY = 100;

function runIn(child: ChildProcess, seed: number): Promise<ModelAnswer> {
  return new Promise((resolve, reject) => {
    const died = (): void => reject(new Error(`走种子 ${seed} 的进程死了`));
    child.once('exit', died);
    child.once('message', (answer) => {
      child.off('exit', died);
      resolve(answer as ModelAnswer);
    });
    child.send(seed);
  });
}

/** @throws PlainError 有一个种子不对 */
export async function simulate({ seeds = 200, seed = 1, jobs = availableParallelism(), record }: SimulateOptions): Promise<void> {
  const startedAt = performance.now();
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const dir = mkdtempSync(join(ROOT, 'dist', 'simulate-'));
  let next = seed;
  let done = 0;
  let failed = 0;
  try {
    await buildForWorld(join(dir, 'build'));
    await shareKeys(join(dir, 'keys.json'));
    const children = Array.from({ length: Math.min(jobs, seeds) }, () => fork(WORKER, [], { execArgv: ['--import', 'tsx'] }));
    await Promise.all(
      children.map(async (child) => {
        while (next < seed + seeds) {
          const { failure } = await runIn(child, next++);
          done += 1;
          if (failure) {
            failed += 1;
            console.error(`\n${explainFailure(failure)}`);
          }
          if (done % TELL_EVERY === 0) console.log(`走了 ${done} 个`);
        }
        child.disconnect();
      }),
    ).finally(() => children.forEach((child) => child.kill()));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  console.log(`\n${done} 个种子（从 ${seed} 起），${failed} 个不对，用时 ${Math.round((performance.now() - startedAt) / 1000)} 秒`);
  if (record) {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    recordFigures('simulate', `npm run simulate -- --seeds ${seeds} --seed ${seed}`, { seeds: done, wrong: failed, seconds });
  }
  if (failed > 0) throw new PlainError(`${failed} 个种子不对，见上`);
}
