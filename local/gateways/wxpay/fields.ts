/**
 * 请求字段的严格检查（docs/protocols/wxpay.md §1.1、§1.9、§8）：多余的键、null、小数、四字节字符、长度与格式
 * 一律 400 PARAM_ERROR，detail 指出字段（JSON Pointer）、值与位置。
 */
import { GatewayError } from './errors';

export type Location = 'body' | 'query' | 'uri_template';
export interface Place {
  readonly location: Location;
  readonly pointer: string;
}

/** 检查并返回收窄后的值；不符合时抛出 PARAM_ERROR。 */
export type Rule<T> = (value: unknown, place: Place) => T;
export interface OptionalRule<T> extends Rule<T | undefined> {
  readonly optional: true;
}
type Shape = Readonly<Record<string, Rule<unknown>>>;
type OptionalKeys<S extends Shape> = { [K in keyof S]: S[K] extends { readonly optional: true } ? K : never }[keyof S];
export type Parsed<S extends Shape> = { readonly [K in Exclude<keyof S, OptionalKeys<S>>]: ReturnType<S[K]> } & {
  readonly [K in OptionalKeys<S>]?: ReturnType<S[K]>;
};

const EXTRA_PARAMETER = 270924358;
const FOUR_BYTE = /[\u{10000}-\u{10FFFF}]/u;

/** 一条 PARAM_ERROR；说明的句式与真实网关接近，但调用方不应依赖它。 */
export function paramError(place: Place, issue: string, value?: unknown, suffix?: number): GatewayError {
  const detail = { location: place.location, field: place.pointer, ...(value === undefined ? {} : { value }), issue };
  return new GatewayError('PARAM_ERROR', { message: `输入源“/${place.location}${place.pointer}”${issue}`, detail, suffix });
}

const child = (place: Place, key: string | number): Place => ({ ...place, pointer: `${place.pointer}/${key}` });

export interface TextLimits {
  readonly min?: number;
  readonly pattern?: RegExp;
  /** 按字节而不是字符计长度 */
  readonly bytes?: boolean;
}

/** 字符串；长度按字符（码点）计。 */
export function text(max: number, limits: TextLimits = {}): Rule<string> {
  const { min = 1, pattern, bytes = false } = limits;
  return (value, place) => {
    if (typeof value !== 'string') throw paramError(place, '数据类型规则校验失败，此字段应为字符串', value);
    if (FOUR_BYTE.test(value)) throw paramError(place, '字符串规则校验失败，只支持 1 到 3 个字节的 UTF-8 字符');
    const length = bytes ? Buffer.byteLength(value) : [...value].length;
    if (length > max) throw paramError(place, `字符串规则校验失败，${bytes ? '字节' : '字符'}数 ${length}，大于最大值 ${max}`);
    if (length < min) throw paramError(place, `字符串规则校验失败，${bytes ? '字节' : '字符'}数 ${length}，小于最小值 ${min}`);
    if (pattern && !pattern.test(value)) throw paramError(place, `字符串规则校验失败，格式不符合正则表达式 ${pattern.source}`, value);
    return value;
  };
}

export function integer(min = 0, max = Number.MAX_SAFE_INTEGER): Rule<number> {
  return (value, place) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      throw paramError(place, '数据类型规则校验失败，此字段应为 64 位有符号整数', value);
    if (value < min) throw paramError(place, `数值规则校验失败，小于最小值 ${min}`, value);
    if (value > max) throw paramError(place, `数值规则校验失败，大于最大值 ${max}`, value);
    return value;
  };
}

export const flag: Rule<boolean> = (value, place) => {
  if (typeof value !== 'boolean') throw paramError(place, '数据类型规则校验失败，此字段应为布尔值', value);
  return value;
};

export function oneOf<const V extends string>(...values: readonly V[]): Rule<V> {
  return (value, place) => {
    if (typeof value !== 'string' || !(values as readonly string[]).includes(value))
      throw paramError(place, `枚举规则校验失败，应为 ${values.join('、')} 之一`, value);
    return value as V;
  };
}

export function list<T>(item: Rule<T>, max: number, min = 0): Rule<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw paramError(place, '数据类型规则校验失败，此字段应为数组');
    if (value.length > max || value.length < min) throw paramError(place, `数组规则校验失败，应有 ${min} 到 ${max} 项`);
    return value.map((entry, index) => item(entry, child(place, index)));
  };
}

export function optional<T>(rule: Rule<T>): OptionalRule<T> {
  return Object.assign((value: unknown, place: Place) => (value === undefined ? undefined : rule(value, place)), {
    optional: true as const,
  });
}

/** 对象：只允许列出的键；值为 null 视为错误，不能当作没有。 */
export function object<S extends Shape>(shape: S): Rule<Parsed<S>> {
  return (value, place) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw paramError(place, '数据类型规则校验失败，此字段应为对象');
    const source = value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(source)) {
      if (!Object.hasOwn(shape, key)) throw paramError(child(place, key), '是非法的额外参数', undefined, EXTRA_PARAMETER);
      if (source[key] === null) throw paramError(child(place, key), '不能为 null，没有值时请去掉这个字段');
    }
    const parsed: Record<string, unknown> = {};
    for (const [key, rule] of Object.entries(shape)) {
      const given = Object.hasOwn(source, key) ? source[key] : undefined;
      if (given === undefined && !('optional' in rule)) throw paramError(child(place, key), '必填性规则校验失败，此字段为必填项');
      const result = rule(given, child(place, key));
      if (result !== undefined) parsed[key] = result;
    }
    return parsed as Parsed<S>;
  };
}

/** 检查整个输入。 */
export function parse<T>(rule: Rule<T>, value: unknown, location: Location): T {
  return rule(value, { location, pointer: '' });
}
