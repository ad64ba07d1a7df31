/** 函数实例看到的 process 与 console：环境变量是自己的一份，退出进程不行，输出被收集。 */
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';

const RESERVED = /^(?:SCF|QCLOUD|TENCENTCLOUD|UNI|UNICLOUD|DCLOUD|WORKSPACE|TCB|RUNTIME|TRIGGER)_/;
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,49}$/;
const MAX_VARIABLES = 20;
const MAX_VALUE = 1024;

/**
 * 函数目录里的 `.env`（docs/protocols/unicloud.md §1.10），规则与云端的「环境变量」相同。
 * @throws Error 名字不合法、用了保留前缀、太长或太多
 */
export function readEnvFile(folder: string): Record<string, string> {
  const file = join(folder, '.env');
  if (!existsSync(file)) return {};
  const variables: Record<string, string> = {};
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    const [, name, value] = /^\s*([^#=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (!NAME.test(name)) throw new Error(`${file}：环境变量名不合法：${name}`);
    if (RESERVED.test(name)) throw new Error(`${file}：${name} 用了平台保留的前缀`);
    variables[name] = value.replace(/^(["'])(.*)\1$/, '$2');
    if (variables[name].length > MAX_VALUE) throw new Error(`${file}：${name} 的值超过 ${MAX_VALUE} 个字符`);
  }
  if (Object.keys(variables).length > MAX_VARIABLES) throw new Error(`${file}：环境变量最多 ${MAX_VARIABLES} 个`);
  return variables;
}

const EVENTS = [
  'on',
  'once',
  'off',
  'addListener',
  'removeListener',
  'removeAllListeners',
  'prependListener',
  'emit',
  'listeners',
  'listenerCount',
  'eventNames',
] as const;

/** 每个实例一份；与真的一样，写入的值都变成文字。云端时区是 UTC，框架会把 TZ 改成 Asia/Shanghai。 */
export function createProcess(variables: Readonly<Record<string, string>>): NodeJS.Process {
  const env = new Proxy<Record<string, string>>(
    { ...variables, TZ: 'UTC' },
    {
      set: (target, key, value) => Reflect.set(target, key, String(value)),
    },
  );
  const emitter = new EventEmitter();
  const own = Object.create(process) as NodeJS.Process;
  const define = (name: string, value: unknown): void => {
    Object.defineProperty(own, name, { value, writable: true, configurable: true });
  };
  define('env', env);
  define('exit', () => {
    throw new Error('云函数里不能调用 process.exit');
  });
  for (const name of EVENTS) define(name, (emitter[name] as (...args: unknown[]) => unknown).bind(emitter));
  return own;
}

export type ConsoleLevel = 'log' | 'error';

export function createConsole(note: (level: ConsoleLevel, text: string) => void): Console {
  const at =
    (level: ConsoleLevel) =>
    (...args: unknown[]): void =>
      note(level, format(...args));
  return Object.assign(Object.create(console) as Console, {
    log: at('log'),
    info: at('log'),
    debug: at('log'),
    trace: at('log'),
    warn: at('error'),
    error: at('error'),
  });
}
