/**
 * 命令行参数：按一张说明读取，写错的每一处都说清楚；帮助文字也由这张说明印出来。
 */
import { parseArgs } from 'node:util';
import { PlainError } from './plain-error';

/** 命令行写错了。 */
export class UsageError extends PlainError {}

interface Described {
  readonly help: string;
}
/** 开关：写了就是 true。 */
export interface Flag extends Described {
  readonly kind: 'flag';
}
/** 要跟一个值的选项。 */
export interface Valued<T> extends Described {
  readonly kind: 'value';
  /** 帮助里怎样称呼这个值，如「端口」 */
  readonly placeholder: string;
  /** @throws UsageError 值不合格；消息不必重复选项的名字 */
  read(text: string): T;
}
export type Options = Readonly<Record<string, Flag | Valued<unknown>>>;

/** 不带 -- 的参数。 */
export interface Positionals extends Described {
  readonly placeholder: string;
  readonly min: number;
  readonly max: number;
  /** 只能是这些；缺省不限 */
  readonly choices?: readonly string[];
}

export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends Valued<infer T> ? T | undefined : boolean;
};

export interface CommandLine<O extends Options> {
  readonly options: Values<O>;
  readonly positionals: readonly string[];
}

export const flag = (help: string): Flag => ({ kind: 'flag', help });
export const text = (placeholder: string, help: string): Valued<string> => ({ kind: 'value', placeholder, help, read: (value) => value });

/** @throws UsageError 不是 1–65535 的整数 */
export function readPort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port < 1 || port > 65535) throw new UsageError(`必须是 1–65535 的整数，不能是「${value}」`);
  return port;
}
export const port = (help: string): Valued<number> => ({ kind: 'value', placeholder: '端口', help, read: readPort });

/** 不超过 most 的正整数。 */
export const count = (placeholder: string, most: number, help: string): Valued<number> => ({
  kind: 'value',
  placeholder,
  help,
  read(value) {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < 1 || number > most) throw new UsageError(`必须是 1–${most} 的整数，不能是「${value}」`);
    return number;
  },
});

export function choice<T extends string>(choices: readonly T[], help: string): Valued<T> {
  return {
    kind: 'value',
    placeholder: choices.join('|'),
    help,
    read(value) {
      const found = choices.find((one) => one === value);
      if (found === undefined) throw new UsageError(`必须是 ${choices.join('、')} 之一，不能是「${value}」`);
      return found;
    },
  };
}

/** 改几个字符能从一个词变成另一个。 */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** 猜是不是写错了一两个字符。 */
export function suggestion(word: string, known: readonly string[]): string {
  const [best] = [...known].sort((a, b) => distance(word, a) - distance(word, b));
  return best !== undefined && distance(word, best) <= 2 ? `，是不是想写 ${best}` : '';
}

function withName<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`--${name} ${error.message}`) : error;
  }
}

function checkPositionals(given: readonly string[], wanted: Positionals | undefined): void {
  const { min = 0, max = 0, placeholder = '', choices } = wanted ?? {};
  const extra = given[max];
  if (extra !== undefined) throw new UsageError(`多了一个参数「${extra}」。选项要写在 npm 的 -- 之后，例如 npm start -- --port 9100`);
  if (given.length < min) throw new UsageError(`缺少参数 <${placeholder}>${choices ? `：${choices.join('、')} 之一` : ''}`);
  const unknown = given.find((one) => choices && !choices.includes(one));
  if (unknown !== undefined && choices)
    throw new UsageError(`没有「${unknown}」这一项${suggestion(unknown, choices)}；可选 ${choices.join('、')}`);
}

/**
 * 忘了写 npm 的 `--`：`npm run release --dry-run` 里的 `--dry-run` 被 npm 当成自己的，只留在环境变量里，命令不知道，就真的发布了。
 * @returns 被拿走的第一个选项的名字；`--` 之后又写了的不算
 */
export function takenByNpm(options: Options, args: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const given = (name: string): boolean => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  return Object.keys(options).find((name) => env[`npm_config_${name.replaceAll('-', '_')}`] && !given(name));
}

/**
 * 读取一个命令的参数。
 * @returns undefined 表示要看帮助
 * @throws UsageError 有不认识的、缺值的、值不合格的
 */
export function readCommandLine<O extends Options>(
  args: readonly string[],
  options: O,
  positionals?: Positionals,
): CommandLine<O> | undefined {
  const known: Options = { ...options, help: flag('') };
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(
        Object.entries(known).map(([name, { kind }]) => [name, { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) }]),
      ),
      help: { type: 'boolean', short: 'h' },
    },
  });
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(options).map(([name, { kind }]) => [name, kind === 'flag' ? false : undefined]),
  );
  const rest: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') rest.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (name === 'help') return undefined;
    const option = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!option) {
      const names = Object.keys(known).map((one) => `--${one}`);
      throw new UsageError(`没有选项 ${rawName}${suggestion(rawName, names)}；可用 ${names.join('、')}`);
    }
    if (option.kind === 'flag') {
      if (value !== undefined) throw new UsageError(`--${name} 不用跟值`);
      values[name] = true;
    } else {
      if (value === undefined || value === '' || value.startsWith('--')) throw new UsageError(`--${name} 后面要有 <${option.placeholder}>`);
      values[name] = withName(name, () => option.read(value));
    }
  }
  checkPositionals(rest, positionals);
  return { options: values as Values<O>, positionals: rest };
}
