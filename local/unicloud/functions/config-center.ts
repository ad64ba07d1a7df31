/** 公共模块 uni-config-center 的等价物（reference 1.9）；配置目录按先后顺序查找。 */
import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

interface CenterOptions {
  readonly pluginId: string;
  readonly defaultConfig?: Record<string, unknown>;
  readonly customMerge?: (base: unknown, own: unknown) => unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function mergeInto(base: Record<string, unknown>, own: Record<string, unknown>): Record<string, unknown> {
  for (const [key, value] of Object.entries(own)) {
    const current = base[key];
    if (isObject(current) && isObject(value)) mergeInto(current, value);
    else base[key] = value;
  }
  return base;
}

class ConfigInstance {
  private cached: Record<string, unknown> | undefined;
  constructor(
    private readonly options: CenterOptions,
    private readonly dirs: readonly string[],
    private readonly load: (file: string) => unknown,
  ) {}

  resolve(file: string): string {
    const relative = normalize(join(this.options.pluginId, file));
    if (relative.startsWith('..')) throw new Error('配置路径不能越出配置中心');
    const candidates = this.dirs.map((dir) => join(dir, relative));
    return candidates.find((path) => existsSync(path)) ?? (candidates[0] as string);
  }
  hasFile(file: string): boolean {
    return existsSync(this.resolve(file));
  }
  /** 找不到返回 undefined；文件里面的错误照样抛出。 */
  requireFile(file: string): unknown {
    const path = this.resolve(file);
    if (!existsSync(path)) return undefined;
    try {
      return this.load(path);
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
      if (typeof value !== 'object' || value === null || !Object.prototype.hasOwnProperty.call(value, key)) return fallback;
      value = (value as Record<string, unknown>)[key];
    }
    return value;
  }
  private read(): Record<string, unknown> {
    const file = this.resolve('config.json');
    const own = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
    const { defaultConfig = {}, customMerge } = this.options;
    return (customMerge ? customMerge(defaultConfig, own) : mergeInto(defaultConfig, own)) as Record<string, unknown>;
  }
}

/** 每个函数实例一个；同一 pluginId 只建一次。 */
export function createConfigCenter(dirs: readonly string[], load: (file: string) => unknown): (options: CenterOptions) => ConfigInstance {
  const instances = new Map<string, ConfigInstance>();
  return (options) => {
    let instance = instances.get(options.pluginId);
    if (!instance) instances.set(options.pluginId, (instance = new ConfigInstance(options, dirs, load)));
    return instance;
  };
}
