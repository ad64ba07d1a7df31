/** 公共模块 uni-config-center 的等价物（docs/protocols/unicloud.md §1.9）；配置目录按先后顺序查找。 */
import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

interface CenterOptions {
  readonly pluginId: string;
  readonly defaultConfig?: Record<string, unknown>;
  readonly customMerge?: (base: unknown, own: unknown) => unknown;
}
type Container = Record<string, unknown>;

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** lodash 式深合并：对象按键、数组按下标，合并进 base 本身。 */
function mergeInto(base: Container, own: Container): Container {
  for (const [key, value] of Object.entries(own)) {
    if (key === '__proto__') continue;
    const current = base[key];
    if (isContainer(current) && isContainer(value) && Array.isArray(current) === Array.isArray(value)) mergeInto(current, value);
    else base[key] = value;
  }
  return base;
}

class ConfigInstance {
  private cached: Container | undefined;
  constructor(
    private readonly options: CenterOptions,
    private readonly dirs: readonly string[],
    private readonly load: (file: string) => unknown,
  ) {}

  /** 绝对路径；哪个目录先有这个文件就是哪个。 */
  resolve(file: string): string {
    const relative = normalize(join(this.options.pluginId, file));
    if (relative.startsWith('..')) throw new Error('配置路径不能越出配置中心');
    const candidates = this.dirs.map((dir) => join(dir, relative));
    return candidates.find((path) => ['', '.js', '.json'].some((suffix) => existsSync(path + suffix))) ?? (candidates[0] as string);
  }
  hasFile(file: string): boolean {
    return existsSync(this.resolve(file));
  }
  /** 找不到（文件本身，或它里面 require 的东西）返回 undefined；别的错误照样抛出。 */
  requireFile(file: string): unknown {
    try {
      return this.load(this.resolve(file));
    } catch (error) {
      if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return undefined;
      throw error;
    }
  }
  config(path?: string, fallback?: unknown): unknown {
    const all = (this.cached ??= this.read());
    if (path === undefined) return all;
    let value: unknown = all;
    for (const key of path.split(/[.[\]]+/).filter(Boolean)) {
      if (!isContainer(value) || !Object.prototype.hasOwnProperty.call(value, key)) return fallback;
      value = value[key];
    }
    return value;
  }
  private read(): Container {
    const file = this.resolve('config.json');
    const own = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Container) : {};
    const { defaultConfig = {}, customMerge } = this.options;
    return (customMerge ? customMerge(defaultConfig, own) : mergeInto(defaultConfig, own)) as Container;
  }
}

/** 每个函数实例一个；同一 pluginId 只建一次，后来的 defaultConfig 不起作用。 */
export function createConfigCenter(dirs: readonly string[], load: (file: string) => unknown): (options: CenterOptions) => ConfigInstance {
  const instances = new Map<string, ConfigInstance>();
  return (options) => {
    let instance = instances.get(options.pluginId);
    if (!instance) instances.set(options.pluginId, (instance = new ConfigInstance(options, dirs, load)));
    return instance;
  };
}
