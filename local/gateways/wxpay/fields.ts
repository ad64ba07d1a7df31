/**
 * 请求字段的严格检查（docs/protocols/wxpay.md §1.1、§1.9、§8）：多余的键、null、小数、四字节字符、长度与格式
 * 一律 400 PARAM_ERROR，detail 指出字段（JSON Pointer）、值与位置。长度一律按 UTF-8 字节数，这时 detail.value 是字节数。
 */
import { createShapes, type Rule as RuleAt } from '../kit/shape';
import { GatewayError } from './errors';

export type Location = 'body' | 'query' | 'uri_template';
export interface Place {
  readonly location: Location;
  readonly pointer: string;
}
/** 检查并返回收窄后的值；不符合时抛出 PARAM_ERROR。 */
export type Rule<T> = RuleAt<T, Place>;

const EXTRA_PARAMETER = 270924358;
const FOUR_BYTE = /[\u{10000}-\u{10FFFF}]/u;

/** 一条 PARAM_ERROR；说明的句式与真实网关接近，但调用方不应依赖它。 */
export function paramError(place: Place, issue: string, value?: unknown, suffix?: number): GatewayError {
  const detail = { location: place.location, field: place.pointer, ...(value === undefined ? {} : { value }), issue };
  return new GatewayError('PARAM_ERROR', { message: `输入源“/${place.location}${place.pointer}”${issue}`, detail, suffix });
}

export const { object, list, oneOf, optional } = createShapes<Place>({
  child: (place, key) => ({ ...place, pointer: `${place.pointer}/${key}` }),
  notAnObject: (place) => paramError(place, '数据类型规则校验失败，此字段应为对象'),
  notAList: (place, min, max, value) =>
    Array.isArray(value)
      ? paramError(place, `数组规则校验失败，应有 ${min} 到 ${max} 项`, value.length)
      : paramError(place, '数据类型规则校验失败，此字段应为数组'),
  notOneOf: (place, allowed, value) => paramError(place, `枚举规则校验失败，应为 ${allowed.join('、')} 之一`, value),
  unknownKey: (place) => paramError(place, '是非法的额外参数', undefined, EXTRA_PARAMETER),
  missing: (place) => paramError(place, '必填性规则校验失败，此字段为必填项'),
  isNull: (place) => paramError(place, '不能为 null，没有值时请去掉这个字段'),
});

export interface TextLimits {
  /** 字节 */
  readonly min?: number;
  readonly pattern?: RegExp;
}

/** 字符串。@param max 最多多少个 UTF-8 字节 */
export function text(max: number, { min = 1, pattern }: TextLimits = {}): Rule<string> {
  return (value, place) => {
    if (typeof value !== 'string') throw paramError(place, '数据类型规则校验失败，此字段应为字符串', value);
    if (FOUR_BYTE.test(value)) throw paramError(place, '字符串规则校验失败，只支持 1 到 3 个字节的 UTF-8 字符');
    const bytes = Buffer.byteLength(value, 'utf8');
    if (bytes > max) throw paramError(place, `字符串规则校验失败，字节数 ${bytes}，大于最大值 ${max}`, bytes);
    if (bytes < min) throw paramError(place, `字符串规则校验失败，字节数 ${bytes}，小于最小值 ${min}`, bytes);
    if (pattern && !pattern.test(value)) throw paramError(place, `字符串规则校验失败，字符串必须匹配正则表达式“${pattern.source}”`, value);
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

/** 检查整个输入。 */
export function parse<T>(rule: Rule<T>, value: unknown, location: Location): T {
  return rule(value, { location, pointer: '' });
}
