/**
 * 云函数的模块加载器：每个函数实例有自己的模块缓存，互不共享状态（一个实例 = 一个进程的样子）。
 * 云端只有函数目录、声明过的公共模块和 Node 内置模块，这里也只有这些：
 * 没声明的公共模块、跳出目录的相对路径、仓库的 node_modules 一律 MODULE_NOT_FOUND。
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { createConfigCenter } from './config-center';
import { OBJECT_ENTRY, readPackage, type PackageFile } from './manifest';
import type { ScriptCache } from './scripts';
import type { TimerGlobals } from '../timing';

const requireBuiltin = createRequire(__filename);

export interface LoaderOptions {
  readonly folder: string;
  readonly commonDir: string;
  /** 公共模块 → 文件或文件夹的覆盖 */
  readonly modules: Readonly<Record<string, string>>;
  readonly configDirs: readonly string[];
  readonly scripts: ScriptCache;
  readonly globals: {
    readonly uniCloud: object;
    readonly Date: DateConstructor;
    readonly process: NodeJS.Process;
    readonly console: Console;
  } & TimerGlobals;
}

interface Module {
  readonly id: string;
  readonly filename: string;
  readonly path: string;
  readonly children: readonly never[];
  readonly paths: readonly never[];
  loaded: boolean;
  exports: unknown;
}
interface Require {
  (request: string): unknown;
  resolve(request: string): string;
  readonly cache: object;
  readonly main: undefined;
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

function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path === '' || (!path.startsWith('..') && resolve(folder, path) === file);
}

const folderOf = (path: string): string => (existsSync(path) && statSync(path).isDirectory() ? path : dirname(path));

export class FunctionLoader {
  private readonly cache = new Map<string, Module>();
  private readonly packages = new Map<string, PackageFile>();
  private readonly configCenter: ReturnType<typeof createConfigCenter>;

  constructor(private readonly options: LoaderOptions) {
    this.configCenter = createConfigCenter(options.configDirs, (path) => {
      const file = asFile(path);
      if (!file) throw notFound(path, 'uni-config-center');
      return this.load(file, options.configDirs.find((dir) => isInside(dir, file)) ?? dirname(file));
    });
  }

  /** 函数或云对象的入口。 */
  loadEntry(): unknown {
    const { folder } = this.options;
    const file = asFile(join(folder, OBJECT_ENTRY)) ?? asFile(folder);
    if (!file) throw notFound(folder, folder);
    return this.load(file, folder);
  }

  /** @param root 文件所属的包的目录：相对路径不能跳出它，依赖看它的 package.json */
  private load(file: string, root: string): unknown {
    const known = this.cache.get(file);
    if (known) return known.exports;
    if (file.endsWith('.mjs')) throw new Error(`云函数只支持 CommonJS：${file}`);
    const module: Module = { id: file, filename: file, path: dirname(file), children: [], paths: [], loaded: false, exports: {} };
    this.cache.set(file, module);
    try {
      if (file.endsWith('.json')) module.exports = JSON.parse(readFileSync(file, 'utf8'));
      else {
        const { uniCloud, Date, process, console, setTimeout, clearTimeout } = this.options.globals;
        this.options.scripts
          .compile(file)
          .call(
            module.exports,
            module.exports,
            this.requireFrom(file, root),
            module,
            file,
            dirname(file),
            uniCloud,
            Date,
            process,
            console,
            setTimeout,
            clearTimeout,
          );
      }
    } catch (error) {
      this.cache.delete(file);
      throw error;
    }
    module.loaded = true;
    return module.exports;
  }

  private requireFrom(file: string, root: string): Require {
    const load = (request: string): unknown => {
      const builtin = this.builtin(request);
      if (builtin) return builtin.exports;
      const target = this.locate(request, file, root);
      return target ? this.load(target.file, target.root) : this.configCenter;
    };
    return Object.assign(load, {
      resolve: (request: string): string => (isBuiltin(request) ? request : (this.locate(request, file, root)?.file ?? request)),
      cache: {},
      main: undefined,
    });
  }

  /** process 与 console 也能 require 出来，给的是这个实例自己的。 */
  private builtin(request: string): { exports: unknown } | undefined {
    if (!isBuiltin(request)) return undefined;
    const name = request.replace(/^node:/, '');
    if (name === 'process') return { exports: this.options.globals.process };
    if (name === 'console') return { exports: this.options.globals.console };
    return { exports: requireBuiltin(request) as unknown };
  }

  /** 文件与它所属的包；undefined 表示自带的 uni-config-center。 */
  private locate(request: string, from: string, root: string): { file: string; root: string } | undefined {
    if (!request.startsWith('.') && !request.startsWith('/')) return this.locateCommon(request, from, root);
    const target = asFile(resolve(dirname(from), request));
    // 框架用绝对路径加载函数目录里的文件，所以函数目录总是可以的。
    const home = target && [root, this.options.folder].find((folder) => isInside(folder, target));
    if (!target || home === undefined) throw notFound(request, from);
    return { file: target, root: home };
  }

  private locateCommon(request: string, from: string, root: string): { file: string; root: string } | undefined {
    const [name = '', ...inside] = request.split('/');
    // 配置要能被本地的覆盖，所以配置中心永远是自带的等价物，官方的只出配置文件。
    const center = request === 'uni-config-center';
    // 公共模块也能用它所在函数声明过的模块：上传时它们装在同一个 node_modules 里。
    if (this.dependenciesOf(root)[name] === undefined && this.dependenciesOf(this.options.folder)[name] === undefined)
      throw notFound(request, from);
    if (center) return undefined;
    const path = this.options.modules[name] ?? join(this.options.commonDir, name);
    const home = folderOf(path);
    const file = asFile(inside.length > 0 ? join(home, ...inside) : path);
    if (file && isInside(home, file)) return { file, root: home };
    throw notFound(request, from);
  }

  private dependenciesOf(folder: string): Readonly<Record<string, string>> {
    let found = this.packages.get(folder);
    if (!found) this.packages.set(folder, (found = readPackage(folder)));
    return found.dependencies;
  }
}
