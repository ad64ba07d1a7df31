/** 外来 JSON 的窄化：形状不对的字段等于没有，绝不因为对方多发或少发什么而抛原始异常。 */
import { utcOfPlain } from '../../../../../../../common/contract/beijing-time';

export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** 不是 JSON 对象时返回 undefined。 */
export function parseObject(text: string): Json | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** 非空字符串，否则 undefined。 */
export function textOf(json: Json, key: string): string | undefined {
  const value = json[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** 金额等整数；小数、字符串、超出安全范围的都等于没有。 */
export function integerOf(json: Json, key: string): number | undefined {
  const value = json[key];
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

const AHEAD_MS = 8 * 3_600_000;

/** RFC 3339 → 毫秒。没写时区的不认：那会随运行环境的时区变化。 */
export function timeOf(json: Json, key: string): number | undefined {
  const value = textOf(json, key);
  if (value === undefined) return undefined;
  // 网关几乎总写北京时间，没有小数。
  const plain = value.length === 25 && value[10] === 'T' && value.endsWith('+08:00') ? utcOfPlain(value) : undefined;
  if (plain !== undefined) return plain - AHEAD_MS;
  if (!/T.*(?:Z|[+-]\d{2}:\d{2})$/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}
