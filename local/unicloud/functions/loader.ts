/**
 * 云函数的模块加载器：每个函数实例有自己的模块缓存，互不共享状态（一个实例 = 一个进程的样子）。
 * 每个文件编译时多出几个参数：`uniCloud`、`Date`（虚拟时钟）、`process`（自己的环境变量）。
 * 公共模块必须在 package.json 里声明才能 require；仓库的 node_modules 一律不可见。
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import vm from 'node:vm';
import { createConfigCenter } from './config-center';
import { readPackage } from './manifest';

const requireBuiltin = createRequire(__filename);
const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname', 'uniCloud', 'Date', 'process', 'console'] as const;

type Compiled = (...args: unknown[]) => void;

/** 编译结果在实例之间共用，新实例几乎不花时间；文件变了会重新编译。 */
export class ScriptCache {
  private readonly scripts = new Map<string, { mtimeMs: number; script: vm.Script }>();

  compile(file: string): Compiled {
    const { mtimeMs } = statSync(file);
    let entry = this.scripts.get(file);
    if (!entry || entry.mtimeMs !== mtimeMs) {
      const code = readFileSync(file, 'utf8');
      const script = new vm.Script(`(function (${PARAMETERS.join(', ')}) {${code}\n})`, { filename: file });
      this.scripts.set(file, (entry = { mtimeMs, script }));
    }
    return entry.script.runInThisContext() as Compiled;
  }
}

export interface LoaderOptions {
  readonly folder: string;
  readonly commonDir: string;
  /** 公共模块 → 文件或文件夹的覆盖 */
  readonly modules: Readonly<Record<string, string>>;
  readonly configDirs: readonly string[];
  readonly scripts: ScriptCache;
  readonly globals: { readonly uniCloud: object; readonly Date: DateConstructor; readonly process: NodeJS.Process; readonly console: Console };
}

interface Module {
  exports: unknown;
}

function notFound(request: string, from: string): Error {
  return Object.assign(new Error(`Cannot find module '${request}'\nRequire stack:\n- ${from}`), { code: 'MODULE_NOT_FOUND' });
}

function asFile(path: string): string | undefined {
  for (const candidate of [path, `${path}.js`, `${path}.json`]) {
    if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
  }
  if (!existsSync(path) || !statSync(path).isDirectory()) return undefined;
  const { main } = readPackage(path);
  return (main ? asFile(join(path, main)) : undefined) ?? asFile(join(path, 'index'));
}

export class FunctionLoader {
  private readonly cache = new Map<string, Module>();
  private readonly configCenter: ReturnType<typeof createConfigCenter>;

  constructor(private readonly options: LoaderOptions) {
    this.configCenter = createConfigCenter(options.configDirs, (file) => this.load(file, options.folder));
  }

  /** 函数入口。 */
  loadEntry(): unknown {
    const file = asFile(this.options.folder);
    if (!file) throw notFound(this.options.folder, this.options.folder);
    return this.load(file, this.options.folder);
  }

  /** @param owner 决定可以用哪些公共模块的那个包 */
  private load(file: string, owner: string): unknown {
    const known = this.cache.get(file);
    if (known) return known.exports;
    if (file.endsWith('.mjs')) throw new Error(`云函数只支持 CommonJS：${file}`);
    const module: Module = { exports: {} };
    this.cache.set(file, module);
    try {
      if (file.endsWith('.json')) module.exports = JSON.parse(readFileSync(file, 'utf8'));
      else {
        const { uniCloud, Date, process, console } = this.options.globals;
        this.options.scripts.compile(file).call(module.exports, module.exports, this.requireFrom(file, owner), module, file, dirname(file), uniCloud, Date, process, console);
      }
    } catch (error) {
      this.cache.delete(file);
      throw error;
    }
    return module.exports;
  }

  private requireFrom(file: string, owner: string): (request: string) => unknown {
    return (request) => {
      if (isBuiltin(request)) return requireBuiltin(request);
      if (request.startsWith('.') || request.startsWith('/')) {
        const target = asFile(resolve(dirname(file), request));
        if (!target) throw notFound(request, file);
        return this.load(target, owner);
      }
      return this.loadCommon(request, owner, file);
    };
  }

  private loadCommon(name: string, owner: string, from: string): unknown {
    // 框架替身等覆盖模块自身没有 package.json，可以用它所在函数声明过的模块。
    const declared = readPackage(owner).dependencies[name] ?? readPackage(this.options.folder).dependencies[name];
    if (declared === undefined) throw notFound(name, from);
    const override = this.options.modules[name];
    const folder = override ?? join(this.options.commonDir, name);
    const file = asFile(folder);
    if (file) return this.load(file, override ? this.options.folder : folder);
    if (name === 'uni-config-center') return this.configCenter;
    throw notFound(name, from);
  }
}
