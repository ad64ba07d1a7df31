/** 编译好的文件，实例之间共用：新实例几乎不花时间；文件变了会重新编译。 */
import { readFileSync, statSync } from 'node:fs';
import vm from 'node:vm';

/** 每个文件编译时多出来的名字：`uniCloud`、`Date`（注入的时钟）、`process`（自己的环境变量）、`console`，与两个定时器（timing.ts）。 */
export const PARAMETERS = [
  'exports',
  'require',
  'module',
  '__filename',
  '__dirname',
  'uniCloud',
  'Date',
  'process',
  'console',
  'setTimeout',
  'clearTimeout',
] as const;

export type Compiled = (...args: unknown[]) => void;

export class ScriptCache {
  private readonly scripts = new Map<string, { mtimeMs: number; script: vm.Script }>();

  /** @throws SyntaxError 不是 CommonJS（例如写了 import / export） */
  compile(file: string): Compiled {
    const { mtimeMs } = statSync(file);
    let entry = this.scripts.get(file);
    if (!entry || entry.mtimeMs !== mtimeMs) {
      const code = readFileSync(file, 'utf8').replace(/^#!.*/, '');
      const script = new vm.Script(`(function (${PARAMETERS.join(', ')}) {${code}\n})`, { filename: file });
      this.scripts.set(file, (entry = { mtimeMs, script }));
    }
    return entry.script.runInThisContext() as Compiled;
  }
}
