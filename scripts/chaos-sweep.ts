/**
 * 逐点切断的扫描：每个场景在每一次数据库操作、每一次出站请求的前后各切断一次（失败，或实例被杀），
 * 换上新实例、让网关重发、让定时任务醒来，再拿模拟网关自己的账来对。
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildForWorld, shareKeys } from '../test/world/ground';
import { CUTS, type Cut } from '../test/world/ports';
import { nameOf } from '../test/world/scenario';
import { casesNamed, playCut, readCutPoint } from '../test/world/sweep';
import { closeGround } from '../test/world/world';
import { UsageError } from './arguments';
import { ROOT } from './build-functions';
import { recordFigures } from './figures';
import { PlainError } from './plain-error';

/** 派给一个进程的一份：一个场景的几种切法。 */
export interface Unit {
  readonly name: string;
  readonly cuts: readonly Cut[];
  /** 每几个切点里切一个 */
  readonly every: number;
}
export interface Done {
  readonly cuts: number;
  /** 每一处不对：场景、切点、哪里不对、怎样重放 */
  readonly failures: readonly string[];
}

export interface SweepOptions {
  readonly scenario: string | undefined;
  readonly cut: string | undefined;
  readonly jobs: number | undefined;
  readonly list: boolean;
  /** 每几个切点里切一个；缺省全部 */
  readonly every: number | undefined;
  readonly record: boolean;
}

const WORKER = join(ROOT, 'test/world/sweep-worker.ts');

function runIn(child: ChildProcess, unit: Unit): Promise<Done> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null, signal: string | null): void =>
      reject(new Error(`扫描 ${unit.name} 的进程死了（${signal ?? code ?? '不明'}）`));
    child.once('exit', died);
    child.once('message', (done) => {
      child.off('exit', died);
      resolve(done as Done);
    });
    child.send(unit);
  });
}

async function sweepAll(scenario: string | undefined, parallel: number, every: number): Promise<Done> {
  const startedAt = performance.now();
  const waiting: Unit[] = casesNamed(scenario).flatMap((one) =>
    (['fail', 'kill'] as const).map((how) => ({ name: nameOf(one), cuts: CUTS.filter((kind) => kind.startsWith(how)), every })),
  );
  const children = Array.from({ length: Math.min(parallel, waiting.length) }, () => fork(WORKER, [], { execArgv: ['--import', 'tsx'] }));
  let cuts = 0;
  const failures: string[] = [];
  await Promise.all(
    children.map(async (child) => {
      for (let unit = waiting.shift(); unit !== undefined; unit = waiting.shift()) {
        const done = await runIn(child, unit);
        cuts += done.cuts;
        failures.push(...done.failures);
        for (const failure of done.failures) console.error(`\n${failure}`);
        console.log(`${done.failures.length > 0 ? '不对' : '无事'}  ${unit.name}（${unit.cuts[0]?.split(' ')[0]}，${done.cuts} 处）`);
      }
      child.disconnect();
    }),
  ).finally(() => children.forEach((child) => child.kill()));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`\n切了 ${cuts} 处，${failures.length} 处不对，用时 ${seconds} 秒`);
  return { cuts, failures };
}

/** @throws UsageError 没有这样的场景、切点写错 · PlainError 有一处不对 */
export async function sweep({ scenario, cut, jobs = availableParallelism(), list, every = 1, record }: SweepOptions): Promise<void> {
  const cases = casesNamed(scenario);
  if (cases.length === 0) throw new UsageError(`没有名字里有「${scenario ?? ''}」的场景`);
  if (list) return void console.log(cases.map(nameOf).join('\n'));
  const point = cut === undefined ? undefined : readCutPoint(cut);
  if (cut !== undefined && !point) throw new UsageError(`--cut 要写成 kill-after:12 的样子，不能是「${cut}」`);
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const dir = mkdtempSync(join(ROOT, 'dist', 'sweep-'));
  try {
    await buildForWorld(join(dir, 'build'));
    await shareKeys(join(dir, 'keys.json'));
    if (!point) {
      const startedAt = performance.now();
      const { cuts, failures } = await sweepAll(scenario, jobs, every);
      if (record) {
        const seconds = Math.round((performance.now() - startedAt) / 1000);
        recordFigures('sweep', 'npm run sweep', { scenarios: cases.length, cuts, wrong: failures.length, seconds });
      }
      if (failures.length > 0) throw new PlainError(`${failures.length} 处不对，见上`);
      return;
    }
    for (const one of cases) console.log(`${nameOf(one)}：切在 ${(await playCut(one, point)).name}，无事`);
  } finally {
    await closeGround();
    rmSync(dir, { recursive: true, force: true });
  }
}
