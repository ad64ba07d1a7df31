/** 云函数的 package.json：超时、URL 化路径、定时触发（docs/protocols/unicloud.md §1.6）。 */
import { Cron } from 'croner';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvFile } from './environment';

export interface FunctionManifest {
  readonly name: string;
  readonly folder: string;
  /** 云函数（index.js），或云对象（index.obj.js） */
  readonly type: 'cloudfunction' | 'cloudobject';
  /** 每次运行的上限；定时触发可以比别的来源长得多 */
  readonly timeoutMs: number;
  readonly timerTimeoutMs: number;
  /** `.env` 里的环境变量 */
  readonly env: Readonly<Record<string, string>>;
  /** 勾选的扩展库，如 uni-cloud-redis */
  readonly extensions: readonly string[];
  /** URL 化路径，如 /pay-notify */
  readonly path?: string;
  /** 秒 分 时 日 月 周，UTC+8 */
  readonly cron?: string;
}

/** 云对象的入口文件 */
export const OBJECT_ENTRY = 'index.obj.js';

export interface PackageFile {
  readonly main?: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly extensions: readonly string[];
}

export function readPackage(folder: string): PackageFile {
  const file = join(folder, 'package.json');
  const json = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Record<string, unknown>;
  if (json['type'] === 'module') throw new Error(`${file}：云函数只支持 CommonJS`);
  return {
    ...(typeof json['main'] === 'string' ? { main: json['main'] } : {}),
    dependencies: { ...(json['dependencies'] as object | undefined), ...(json['optionalDependencies'] as object | undefined) } as Record<
      string,
      string
    >,
    config: (json['cloudfunction-config'] ?? {}) as Record<string, unknown>,
    extensions: Object.keys((json['extensions'] ?? {}) as Record<string, unknown>),
  };
}

/** 阿里云：7 段、秒不能是通配、日与周不能同时指定。 */
function checkCron(name: string, cron: string): string {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 7) throw new Error(`云函数 ${name} 的定时触发必须是 7 段 cron`);
  if (!/^\d{1,2}$/.test(fields[0] as string)) throw new Error(`云函数 ${name} 的定时触发：秒必须是固定值`);
  if (fields[3] !== '*' && fields[5] !== '*') throw new Error(`云函数 ${name} 的定时触发：日与周不能同时指定`);
  // 阿里云丢弃年份；其余写错的由解析器当场指出。
  const pattern = fields.slice(0, 6).join(' ');
  new Cron(pattern, { timezone: 'Asia/Shanghai', paused: true }).stop();
  return pattern;
}

/** 入口是哪一种；两种都有的，平台不收。 */
function typeOf(name: string, folder: string): FunctionManifest['type'] {
  const isObject = existsSync(join(folder, OBJECT_ENTRY));
  if (isObject && existsSync(join(folder, 'index.js'))) throw new Error(`云函数 ${name}：index.js 与 ${OBJECT_ENTRY} 只能有一个`);
  return isObject ? 'cloudobject' : 'cloudfunction';
}

const DEFAULT_TIMEOUT_S = 5;
const MAX_TIMEOUT_S = 120;
const MAX_TIMER_TIMEOUT_S = 7200;

/** URL 化路径以 / 开头、不以 / 结尾；空的（官方模板里就有）等于没有。 */
function checkPath(name: string, path: string): string {
  const clean = path.replace(/\/+$/, '');
  if (!/^\/[^?#*]+$/.test(clean)) throw new Error(`云函数 ${name} 的 URL 化路径不合法：${path}`);
  return clean;
}

export function readManifests(functionsDir: string): FunctionManifest[] {
  return readdirSync(functionsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'common' && entry.name !== 'node_modules')
    .map(({ name }) => {
      const folder = join(functionsDir, name);
      const { config, extensions } = readPackage(folder);
      const triggers = (config['triggers'] ?? []) as readonly { type?: string; config?: string }[];
      if (triggers.length > 1) throw new Error(`云函数 ${name}：只能有一个触发器`);
      const [trigger] = triggers;
      const seconds = typeof config['timeout'] === 'number' ? config['timeout'] : DEFAULT_TIMEOUT_S;
      return {
        name,
        folder,
        type: typeOf(name, folder),
        timeoutMs: Math.min(seconds, MAX_TIMEOUT_S) * 1000,
        timerTimeoutMs: Math.min(seconds, MAX_TIMER_TIMEOUT_S) * 1000,
        env: readEnvFile(folder),
        extensions,
        ...(typeof config['path'] === 'string' && config['path'] !== '' ? { path: checkPath(name, config['path']) } : {}),
        ...(trigger?.type === 'timer' && trigger.config ? { cron: checkCron(name, trigger.config) } : {}),
      };
    });
}
