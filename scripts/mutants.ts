/**
 * npm run mutants：测试咬不咬人。把一个个可信的错种进仓库的副本（从不种在工作区里），只跑点名的测试，必须变红。
 * 一个都不许活着；原文找不到了（种不下去）也是失败：表要跟着代码改。没有做完的，`--resume` 接着做。
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUTANTS } from '../test/mutants';
import type { Mutant } from '../test/mutants/mutant';
import { UsageError } from './arguments';
import { recordFigures } from './figures';
import { Memory } from './mutant-memory';
import { Plot } from './mutant-plot';
import { PlainError } from './plain-error';

export interface MutantsOptions {
  readonly only: string | undefined;
  readonly every: number | undefined;
  readonly jobs: number | undefined;
  /** 到这么多分钟就不再种新的 */
  readonly minutes: number | undefined;
  readonly resume: boolean;
  readonly list: boolean;
  readonly record: boolean;
}

/** 几份副本分着做；`isOver` 之后不再开始新的。 */
async function shared<Work>(
  plots: readonly Plot[],
  works: readonly Work[],
  isOver: () => boolean,
  run: (plot: Plot, work: Work) => Promise<void>,
): Promise<void> {
  const waiting = works.values();
  await Promise.all(
    plots.map(async (plot) => {
      for (const work of waiting) {
        if (isOver()) return;
        await run(plot, work);
      }
    }),
  );
}

/** 点名的测试 → 挑中的名字（几个错合起来）；undefined 是整个文件。 */
function testsOf(mutants: readonly Mutant[]): ReadonlyMap<string, string | undefined> {
  const wanted = new Map<string, string | undefined>();
  for (const { tests, only } of mutants)
    for (const test of tests) {
      const before = wanted.get(test);
      wanted.set(test, !wanted.has(test) ? only : before === undefined || only === undefined ? undefined : `${before}|${only}`);
    }
  return wanted;
}

interface Done {
  readonly killed: number;
  readonly alive: readonly string[];
}

/** 没有种错时点名的测试都是绿的，不然「变红」什么也不说明；再一个个种。@throws PlainError 本来就不是绿的 */
async function plantAll(plots: readonly Plot[], mutants: readonly Mutant[], memory: Memory, isOver: () => boolean): Promise<Done> {
  const left = mutants.filter((mutant) => memory.killerOf(mutant) === undefined);
  const tests = [...testsOf(left)].filter(([file, only]) => !memory.isGreen(file, only));
  await shared(plots, tests, isOver, async (plot, [file, only]) => {
    if (!(await plot.isGreen(file, only))) throw new PlainError(`没有种错，${file}${only ? `（${only}）` : ''} 就不是绿的`);
    memory.noteGreen(file, only);
  });
  const alive: string[] = [];
  await shared(plots, left, isOver, async (plot, mutant) => {
    const { killed, why } = await plot.plant(mutant);
    if (killed) memory.noteKilled(mutant, why);
    else alive.push(`${mutant.name}\n    ${why}`);
    console.log(`${killed ? '死' : '活'}  ${mutant.name}\n    ${why}`);
  });
  return { killed: mutants.filter((mutant) => memory.killerOf(mutant) !== undefined).length, alive };
}

/** @throws UsageError 没有这样的；PlainError 有一个活着，或种不下去 */
export async function mutants(options: MutantsOptions): Promise<void> {
  const { only = '', every = 1, jobs = availableParallelism(), minutes = Infinity, resume, list, record } = options;
  const named = MUTANTS.filter(({ name }) => only.split('|').some((part) => name.includes(part)));
  const chosen = named.filter((_mutant, index) => index % every === 0);
  if (chosen.length === 0) throw new UsageError(`没有名字里有「${only}」的`);
  if (list) return void console.log(chosen.map(({ name }) => name).join('\n'));
  const memory = new Memory(resume);
  const until = performance.now() + minutes * 60_000;
  const left = chosen.filter((mutant) => memory.killerOf(mutant) === undefined);
  const known = chosen.length - left.length;
  console.log(`种 ${left.length} 个错${known > 0 ? `（另有 ${known} 个上次抓到了）` : ''}；先看点名的测试本来都是绿的……`);
  // 不能在仓库里面：文件夹不许复制进自己的下面。
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'vk-pay-mutants-')));
  try {
    const plots = Array.from({ length: Math.min(jobs, left.length) }, (_none, index) => new Plot(join(dir, String(index))));
    const { killed, alive } = await plantAll(plots, chosen, memory, () => performance.now() > until);
    const { seconds } = memory;
    console.log(`\n${chosen.length} 个错，${killed} 个被测试抓到，用时 ${seconds} 秒`);
    for (const text of alive) console.error(`  - ${text}`);
    if (alive.length > 0) throw new PlainError(`${alive.length} 个错没有被抓到，见上`);
    if (killed < chosen.length) return console.log(`还有 ${chosen.length - killed} 个没有种：npm run mutants -- --resume`);
    if (record && chosen.length === MUTANTS.length)
      recordFigures('mutants', 'npm run mutants', { planted: chosen.length, killed, seconds });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
