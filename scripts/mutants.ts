/**
 * npm run mutants：测试咬不咬人。把一个个可信的错种进仓库的副本（从不种在工作区里），只跑点名的测试，必须变红。
 * 一个都不许活着；原文找不到了（种不下去）也是失败：表要跟着代码改。
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { MUTANTS } from '../test/mutants';
import type { Mutant } from '../test/mutants/mutant';
import { UsageError } from './arguments';
import { ROOT } from './build-functions';
import { recordFigures } from './figures';
import { PlainError } from './plain-error';

export interface MutantsOptions {
  readonly only: string | undefined;
  readonly every: number | undefined;
  readonly jobs: number | undefined;
  readonly list: boolean;
  readonly record: boolean;
}

/** 一次 jest 最多跑多久，毫秒 */
const LIMIT_MS = 10 * 60_000;
/** 副本里不要的 */
const NOT_COPIED = /^(?:node_modules|dist|unpackage|\.git|\.vk-pay[^/]*)(?:\/|$)/;

interface Outcome {
  readonly killed: boolean;
  /** 谁杀的，或为什么没死 */
  readonly why: string;
}
interface JestReport {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** 仓库的一份副本，可以反复种错、拔掉。 */
class Plot {
  private readonly config: string;
  private readonly report: string;

  constructor(
    readonly dir: string,
    cacheDir: string,
  ) {
    cpSync(ROOT, dir, { recursive: true, filter: (from) => !NOT_COPIED.test(relative(ROOT, from)) });
    symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'), 'junction');
    this.report = join(dir, 'mutants-report.json');
    this.config = join(dir, 'mutants.config.cjs');
    // 只要结果，不要类型检查：种下的错常常连类型也不对，而我们要看的是测试。
    writeFileSync(
      this.config,
      `const { projects: [own], ...rest } = require('./jest.config.js');
module.exports = {
  ...rest, ...own, projects: undefined, displayName: undefined, rootDir: __dirname, testPathIgnorePatterns: ['/node_modules/'],
  // 忙的机器上超时变红，说明不了什么。
  testTimeout: 120000,
  cacheDirectory: ${JSON.stringify(cacheDir)},
  transform: { '^.+\\\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.jest.json', diagnostics: false, transpilation: true }] },
};\n`,
    );
  }

  /** 跑点名的测试；没有报告（启动就失败、超时）返回 undefined。 */
  async test(files: readonly string[], only?: string): Promise<JestReport | undefined> {
    rmSync(this.report, { force: true });
    const args = ['--config', this.config, '--runInBand', '--json', '--outputFile', this.report, ...(only ? ['-t', only] : [])];
    const child = spawn(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), ...args, '--runTestsByPath', ...files], {
      cwd: this.dir,
      stdio: 'ignore',
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    await new Promise((done) => child.on('close', done));
    try {
      return JSON.parse(readFileSync(this.report, 'utf8')) as JestReport;
    } catch {
      return undefined;
    }
  }

  async plant({ file, find, put, tests, only }: Mutant): Promise<Outcome> {
    const path = join(this.dir, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(find).length !== 2) return { killed: false, why: `种不下去了：${file} 里没有恰好一处原文` };
    writeFileSync(
      path,
      text.replace(find, () => put),
    );
    try {
      for (const test of tests) {
        const report = await this.test([test], only);
        const failed =
          report?.testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed')) ?? [];
        if (failed[0]) return { killed: true, why: `${test}：${failed[0].fullName}` };
        const broken = report?.testResults.find(({ assertionResults, message }) => assertionResults.length === 0 && message !== '');
        if (broken) return { killed: false, why: `连载入都失败，说明不了什么：${broken.message.slice(0, 400)}` };
      }
      return { killed: false, why: `活着：${tests.join('、')}${only ? `（${only}）` : ''} 全绿` };
    } finally {
      writeFileSync(path, text);
    }
  }
}

/** 没有种错时点名的测试都是绿的，不然「变红」什么也不说明。 */
async function requireGreen(plot: Plot, mutants: readonly Mutant[]): Promise<void> {
  const wanted = new Map<string, string | undefined>();
  for (const { tests, only } of mutants)
    for (const test of tests) {
      const before = wanted.get(test);
      wanted.set(test, !wanted.has(test) ? only : before === undefined || only === undefined ? undefined : `${before}|${only}`);
    }
  const isGreen = async (test: string, only: string | undefined): Promise<boolean> => {
    const report = await plot.test([test], only);
    return report !== undefined && report.numFailedTests === 0 && report.numPassedTests > 0;
  };
  for (const [test, only] of wanted) {
    // 机器忙得过了时限的，再给一次机会
    if (!(await isGreen(test, only)) && !(await isGreen(test, only)))
      throw new PlainError(`没有种错，${test}${only ? `（${only}）` : ''} 就不是绿的`);
  }
}

/** @throws UsageError 没有这样的；PlainError 有一个活着，或种不下去 */
export async function mutants({ only = '', every = 1, jobs = availableParallelism(), list, record }: MutantsOptions): Promise<void> {
  const chosen = MUTANTS.filter(({ name }) => name.includes(only)).filter((_mutant, index) => index % every === 0);
  if (chosen.length === 0) throw new UsageError(`没有名字里有「${only}」的`);
  if (list) return void console.log(chosen.map(({ name }) => name).join('\n'));
  const startedAt = performance.now();
  // 不能在仓库里面：文件夹不许复制进自己的下面。
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'vk-pay-mutants-')));
  try {
    const plots = Array.from(
      { length: Math.min(jobs, chosen.length) },
      (_none, index) => new Plot(join(dir, String(index)), join(dir, 'cache')),
    );
    const [first] = plots as [Plot, ...Plot[]];
    console.log(`种 ${chosen.length} 个错；先看点名的测试本来都是绿的……`);
    await requireGreen(first, chosen);
    const waiting = [...chosen];
    const alive: string[] = [];
    await Promise.all(
      plots.map(async (plot) => {
        for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
          const { killed, why } = await plot.plant(mutant);
          if (!killed) alive.push(`${mutant.name}\n    ${why}`);
          console.log(`${killed ? '死' : '活'}  ${mutant.name}\n    ${why}`);
        }
      }),
    );
    console.log(
      `\n${chosen.length} 个错，${chosen.length - alive.length} 个被测试抓到，用时 ${Math.round((performance.now() - startedAt) / 1000)} 秒`,
    );
    if (record) {
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      recordFigures('mutants', 'npm run mutants', { planted: chosen.length, killed: chosen.length - alive.length, seconds });
    }
    if (alive.length === 0) return;
    for (const text of alive) console.error(`  - ${text}`);
    throw new PlainError(`${alive.length} 个错没有被抓到，见上`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
