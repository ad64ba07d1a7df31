/**
 * biz_content 的严格检查（docs/protocols/alipay.md §1.2、§4.0、§9）：没写在文档里的键、类型、长度、格式不符一律 ACQ.INVALID_PARAMETER。
 * 真实网关对有些错误较宽，这里从严：能过这里的请求，真实网关没有理由拒绝。
 */
import { fenOf } from './yuan';
import { GatewayError } from './errors';

/** 检查并返回收窄后的值；不符合时抛出 ACQ.INVALID_PARAMETER。 */
export type Rule<T> = (value: unknown, name: string) => T;
export interface OptionalRule<T> extends Rule<T | undefined> {
  readonly optional: true;
}
export type Shape = Readonly<Record<string, Rule<unknown>>>;
type OptionalKeys<S extends Shape> = { [K in keyof S]: S[K] extends { readonly optional: true } ? K : never }[keyof S];
export type Parsed<S extends Shape> = { readonly [K in Exclude<keyof S, OptionalKeys<S>>]: ReturnType<S[K]> } & {
  readonly [K in OptionalKeys<S>]?: ReturnType<S[K]>;
};

export const MIN_FEN = 1;
/** 一亿元 */
export const MAX_FEN = 10_000_000_000;

export function invalid(name: string, reason: string): GatewayError {
  return new GatewayError('ACQ.INVALID_PARAMETER', `参数有误，${name}${reason}`);
}

/** 字符串，长度按字符（码点）计。 */
export function text(max: number, pattern?: RegExp): Rule<string> {
  return (value, name) => {
    if (typeof value !== 'string') throw invalid(name, '应为字符串');
    if (value === '') throw invalid(name, '为空；没有值的参数不要传');
    if ([...value].length > max) throw invalid(name, `超过 ${max} 个字符`);
    if (pattern && !pattern.test(value)) throw invalid(name, '格式不对');
    return value;
  };
}

/** 元的十进制字符串，返回分。 */
export function amount(maxLength: number): Rule<number> {
  return (value, name) => {
    if (typeof value !== 'string') throw invalid(name, '应为元的十进制字符串');
    const fen = value.length > maxLength ? undefined : fenOf(value);
    if (fen === undefined || fen < MIN_FEN || fen > MAX_FEN) throw invalid(name, '应为 0.01 到 100000000，最多两位小数');
    return fen;
  };
}

export function oneOf<const T extends readonly string[]>(...allowed: T): Rule<T[number]> {
  return (value, name) => {
    if (typeof value !== 'string' || !allowed.includes(value)) throw invalid(name, `应为 ${allowed.join('、')} 之一`);
    return value;
  };
}

export function list<T>(rule: Rule<T>, max: number): Rule<readonly T[]> {
  return (value, name) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > max) throw invalid(name, `应为 1 到 ${max} 项的数组`);
    return value.map((item: unknown, index) => rule(item, `${name}[${index}]`));
  };
}

/** 少见的嵌套对象：只看是不是对象。 */
export const anyObject: Rule<Readonly<Record<string, unknown>>> = (value, name) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(name, '应为对象');
  return value as Readonly<Record<string, unknown>>;
};

export function optional<T>(rule: Rule<T>): OptionalRule<T> {
  const check: Rule<T | undefined> = (value, name) => (value === undefined ? undefined : rule(value, name));
  return Object.assign(check, { optional: true as const });
}

/** 按形状检查一个对象；多余的键被拒绝。 */
export function parse<S extends Shape>(shape: S, value: unknown, name = 'biz_content'): Parsed<S> {
  const given = anyObject(value, name);
  for (const key of Object.keys(given)) if (!Object.hasOwn(shape, key)) throw invalid(key, '不是这个接口的参数');
  return Object.fromEntries(
    Object.entries(shape).map(([key, rule]) => {
      const own = Object.hasOwn(given, key) ? given[key] : undefined;
      if (own === undefined && !('optional' in rule)) throw invalid(key, '缺失');
      return [key, rule(own, key)];
    }),
  ) as Parsed<S>;
}

export function record<S extends Shape>(shape: S): Rule<Parsed<S>> {
  return (value, name) => parse(shape, value, name);
}
