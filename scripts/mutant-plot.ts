/** 种错的地方：仓库的一份副本，可以反复种、拔；只跑点名的测试，一红就停。 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Mutant } from '../test/mutants/mutant';
import { ROOT } from './build-functions';

/** 一次 jest 最多跑多久，毫秒 */
const LIMIT_MS = 10 * 60_000;
/** 副本里不要的 */
const NOT_COPIED = /^(?:node_modules|dist|unpackage|\.git|\.vk-pay[^/]*)(?:\/|$)/;
/** 编译过的，各份副本、各次运行共用：键是内容，不是位置 */
const CACHE = join(ROOT, 'node_modules/.cache/vk-pay-mutants');
/** 与测试变不变红无关的：文字，与这张表自己（每个错的内容另算） */
const NOT_TESTED = /^(?:docs\/|test\/mutants\/)|\.md$/;

export interface Outcome {
  readonly killed: boolean;
  /** 谁杀的，或为什么没死 */
  readonly why: string;
}
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** 只要结果，不要类型检查：种下的错常常连类型也不对，而我们要看的是测试。 */
const CONFIG = `const { projects: [own], ...rest } = require('./jest.config.js');
module.exports = {
  ...rest, ...own, projects: undefined, displayName: undefined, rootDir: __dirname, id: 'mutants', testPathIgnorePatterns: ['/node_modules/'],
  // 忙的机器上超时变红，说明不了什么。
  testTimeout: 120000,
  watchman: false,
  cacheDirectory: ${JSON.stringify(CACHE)},
  testEnvironment: '<rootDir>/mutants-environment.ts',
  transform: { '^.+\\\\.ts$': ['<rootDir>/mutants-transform.cjs', { tsconfig: '<rootDir>/tsconfig.jest.json', diagnostics: false, transpilation: true }] },
};
`;
/** 逐个文件编译的结果只由内容与名字决定，与副本放在哪里无关。 */
const TRANSFORM = `const { createHash } = require('node:crypto');
const { relative } = require('node:path');
const { TsJestTransformer } = require('ts-jest');
class Transformer extends TsJestTransformer {
  getCacheKey(text, path, { config }) {
    return createHash('sha1').update([process.version, relative(config.rootDir, path), text].join('\\0')).digest('hex');
  }
}
module.exports = { createTransformer: (options) => new Transformer(options) };
`;
/** 第一个红了，后面的不必再跑。 */
const ENVIRONMENT = `import ClosingEnvironment from './test/environment';
interface Event { readonly name: string; readonly test?: { mode?: string; readonly errors: readonly unknown[] } }
export default class extends ClosingEnvironment {
  private red = false;
  override async handleTestEvent(event: Event): Promise<void> {
    if (event.name === 'test_done' && (event.test?.errors.length ?? 0) > 0) this.red = true;
    if (event.name === 'test_start' && event.test && this.red) event.test.mode = 'skip';
    await super.handleTestEvent(event);
  }
}
`;

const isCopied = (from: string): boolean => !NOT_COPIED.test(relative(ROOT, from).split(sep).join('/'));

/** 测试看得到的全部内容的散列：变了，从前的结果就不算数。 */
export function hashOfTree(): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(ROOT, { withFileTypes: true, recursive: false })) walk(entry.name, entry.isDirectory());
  function walk(path: string, isFolder: boolean): void {
    const full = join(ROOT, path);
    if (!isCopied(full) || NOT_TESTED.test(isFolder ? `${path}/` : path)) return;
    if (isFolder) for (const entry of readdirSync(full, { withFileTypes: true })) walk(`${path}/${entry.name}`, entry.isDirectory());
    else hash.update(`${path}\0`).update(readFileSync(full));
  }
  return hash.digest('base64url');
}

export class Plot {
  private readonly config: string;
  private readonly report: string;

  constructor(readonly dir: string) {
    cpSync(ROOT, dir, { recursive: true, filter: isCopied });
    symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'), 'junction');
    this.report = join(dir, 'mutants-report.json');
    this.config = join(dir, 'mutants.config.cjs');
    writeFileSync(this.config, CONFIG);
    writeFileSync(join(dir, 'mutants-transform.cjs'), TRANSFORM);
    writeFileSync(join(dir, 'mutants-environment.ts'), ENVIRONMENT);
  }

  /** 跑点名的测试；没有报告（启动就失败、超时）返回 undefined。 */
  private async test(file: string, only: string | undefined): Promise<JestReport | undefined> {
    rmSync(this.report, { force: true });
    const args = ['--config', this.config, '--runInBand', '--json', '--outputFile', this.report, ...(only ? ['-t', only] : [])];
    const child = spawn(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), ...args, '--runTestsByPath', file], {
      cwd: this.dir,
      env: { ...process.env, VK_PAY_KEEP_TEST_KEYS: '1' },
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

  /** 没有种错时是不是绿的；机器忙得过了时限的，再给一次机会。 */
  async isGreen(file: string, only: string | undefined): Promise<boolean> {
    for (let tries = 0; tries < 2; tries += 1) {
      const report = await this.test(file, only);
      if (report !== undefined && report.numFailedTests === 0 && report.numPassedTests > 0) return true;
    }
    return false;
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
        const report = await this.test(test, only);
        const results = report?.testResults ?? [];
        const [failed] = results.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed'));
        if (failed) return { killed: true, why: `${test}：${failed.fullName}` };
        const broken = results.find(({ assertionResults, message }) => assertionResults.length === 0 && message !== '');
        if (broken) return { killed: false, why: `连载入都失败，说明不了什么：${broken.message.slice(0, 400)}` };
      }
      return { killed: false, why: `活着：${tests.join('、')}${only ? `（${only}）` : ''} 全绿` };
    } finally {
      writeFileSync(path, text);
    }
  }
}
