/**
 * 设置的规则：一条规则读一个值，合格就答读好的值（缺省已填），不合格就在 problems 里记下路径与原因，一次说全。
 * 只有设置用得到的这几种；回调函数要装载它，所以不为几条规则装载整个校验库。
 */
import type { ConfigProblem } from '../providers/credentials';

/** 不合格时答的值不会有人用：有一处问题，整份设置就不算数。 */
export type Rule<T> = (value: unknown, path: string, problems: ConfigProblem[]) => T;
export type Read<R> = R extends Rule<infer T> ? T : never;

const fail = (path: string, problem: string, problems: ConfigProblem[]): never => {
  problems.push({ path, problem });
  return undefined as never;
};

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** 一件要查的事，与查不过时的说法。 */
type Check<T> = readonly [ok: (value: T) => boolean, problem: string];

/** @param wrong 不是这个类型时的说法 */
function typed<T>(type: string, wrong: string, checks: readonly Check<T>[]): Rule<T> {
  return (value, path, problems) => {
    const problem = typeof value === type ? checks.find(([ok]) => !ok(value as T))?.[1] : wrong;
    return problem === undefined ? (value as T) : fail(path, problem, problems);
  };
}

/** 由别处检查。 */
export const anything: Rule<unknown> = (value) => value;
export const flag: Rule<boolean> = typed('boolean', '必须是布尔值', []);

export const whole = (min: number, max: number, wrong = '必须是整数'): Rule<number> =>
  typed<number>('number', wrong, [
    [Number.isSafeInteger, '必须是整数'],
    [(value) => value >= min, `不能小于 ${min}`],
    [(value) => value <= max, `不能大于 ${max}`],
  ]);

const notEmpty: Check<string> = [(value) => value !== '', '不能为空'];
/** @param checks 缺省：不能为空 */
export const text = (checks: readonly Check<string>[] = [notEmpty], wrong = '必须是文字'): Rule<string> => typed('string', wrong, checks);

export const oneOf = <const T extends string>(known: readonly T[], wrong: string): Rule<T> =>
  typed('string', wrong, [[(value) => known.includes(value), wrong]]);

export const listOf =
  <T>(item: Rule<T>): Rule<readonly T[]> =>
  (value, path, problems) =>
    Array.isArray(value) ? value.map((one, index) => item(one, `${path}.${index}`, problems)) : fail(path, '必须是数组', problems);

/** 几个才行。 */
export const sized =
  <T>(
    list: Rule<readonly T[]>,
    [least, tooFew]: readonly [number, string],
    [most, tooMany]: readonly [number, string],
  ): Rule<readonly T[]> =>
  (value, path, problems) => {
    if (Array.isArray(value) && value.length < least) return fail(path, tooFew, problems);
    return Array.isArray(value) && value.length > most ? fail(path, tooMany, problems) : list(value, path, problems);
  };

/** 没有写的用缺省；缺省也照规则读一遍，所以里面还可以有缺省。 */
export function optional<T>(rule: Rule<T>): Rule<T | undefined>;
export function optional<T>(rule: Rule<T>, fallback: unknown): Rule<T>;
export function optional<T>(rule: Rule<T>, fallback?: unknown): Rule<T | undefined> {
  return (value = fallback, path, problems) => (value === undefined ? undefined : rule(value, path, problems));
}

type Named<K extends string, T> = string extends K ? Readonly<Record<string, T>> : { readonly [Name in K]?: T };

/** 键由使用者起名。 */
export const recordOf =
  <T, K extends string = string>(key: Rule<K>, item: Rule<T>): Rule<Named<K, T>> =>
  (value, path, problems) =>
    isPlain(value)
      ? (Object.fromEntries(
          Object.entries(value).map(([name, one]) => {
            key(name, `${path}.${name}`, problems);
            return [name, item(one, `${path}.${name}`, problems)];
          }),
        ) as Named<K, T>)
      : fail(path, '必须是对象', problems);

type Shape = Readonly<Record<string, Rule<unknown>>>;
/** 没有缺省的，没写就没有这个键。 */
type ReadShape<S extends Shape> = { readonly [K in keyof S as undefined extends Read<S[K]> ? never : K]: Read<S[K]> } & {
  readonly [K in keyof S as undefined extends Read<S[K]> ? K : never]?: Exclude<Read<S[K]>, undefined>;
};

/** 认识的键。@param others 不认识的键怎么办 */
export const shapeOf =
  <S extends Shape>(shape: S, others: 'refuse' | 'ignore' = 'refuse'): Rule<ReadShape<S>> =>
  (value, path, problems) => {
    if (!isPlain(value)) return fail(path, '必须是对象', problems);
    for (const name of Object.keys(value))
      if (others === 'refuse' && !Object.prototype.hasOwnProperty.call(shape, name)) fail(`${path}.${name}`, '没有这一项设置', problems);
    const entries = Object.entries(shape).map(([name, rule]) => [name, rule(value[name], `${path}.${name}`, problems)] as const);
    return Object.fromEntries(entries.filter(([, read]) => read !== undefined)) as ReadShape<S>;
  };
