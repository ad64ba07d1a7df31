/**
 * 值的转换，照云端（docs/protocols/unicloud.md §2.3）：一切先经 JSON；ISO 时间串变成 Date；24 位十六进制变小写；
 * undefined 消失；NaN、Infinity 变 null；插入的字段名不许含 `.` 与 `$`。
 */
import { invalidParam } from './errors';

export type Document = Record<string, unknown>;

const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const OBJECT_ID = /^[0-9a-fA-F]{24}$/;
const DATE_TAG = '$date';

function isDate(value: object): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}
export function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]';
}
/** 普通对象（可能来自别的函数实例，因此不看原型）。 */
export function isPlainObject(value: unknown): value is Document {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** 写入或查询用的值 → 库里的值。返回 undefined 表示这个键应当消失。 */
export function toStored(value: unknown): unknown {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value === 'bigint') throw invalidParam('不支持 BigInt');
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string') {
    if (ISO_DATE.test(value)) return new Date(value);
    return OBJECT_ID.test(value) ? value.toLowerCase() : value;
  }
  if (value === null || typeof value !== 'object') return value;
  if (isDate(value)) return Number.isNaN(value.getTime()) ? null : new Date(value.getTime());
  if (isRegExp(value)) return value;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return toStored((toJSON as () => unknown).call(value));
  if (Array.isArray(value)) return value.map((item) => toStored(item) ?? null);
  const out: Document = {};
  for (const [key, item] of Object.entries(value)) {
    const stored = toStored(item);
    if (stored !== undefined) out[key] = stored;
  }
  return out;
}

/** _id 永远是文字；24 位十六进制成为 ObjectId，大写丢失。 */
export function storedId(id: string): string {
  return OBJECT_ID.test(id) ? id.toLowerCase() : id;
}

/** 插入的文档：字段名检查深入嵌套对象，不深入数组（云端也不检查数组）。 */
export function checkFieldNames(value: unknown): void {
  if (!isPlainObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (key.includes('.') || key.includes('$')) throw invalidParam(`字段名不能含 . 或 $：${key}`);
    checkFieldNames(item);
  }
}

/** 内存里的文档 → 落盘文字（Date 加标记）。 */
export function encode(document: Document): string {
  return JSON.stringify(document, function replace(this: Document, key, value: unknown) {
    const original = this[key];
    return typeof original === 'object' && original !== null && isDate(original) ? { [DATE_TAG]: original.getTime() } : value;
  });
}

export function decode(text: string): Document {
  // 没有日期的占绝大多数：逐项还原要慢好几倍。
  if (!text.includes(`"${DATE_TAG}"`)) return JSON.parse(text) as Document;
  return JSON.parse(text, (_key, value: unknown) => {
    if (isPlainObject(value) && typeof value[DATE_TAG] === 'number' && Object.keys(value).length === 1) return new Date(value[DATE_TAG]);
    return value;
  }) as Document;
}

export function cloneDocument(document: Document): Document {
  return decode(encode(document));
}

/** `*.init_data.json` 里的日期写作 `{"$date": "<ISO>"}`（或毫秒数）。 */
export function fromSeed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromSeed);
  if (!isPlainObject(value)) return value;
  const tagged = value[DATE_TAG];
  if (Object.keys(value).length === 1 && (typeof tagged === 'string' || typeof tagged === 'number')) return new Date(tagged);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromSeed(item)]));
}

/** 读出的结果里的日期换成函数实例自己的 Date：它的时区、它的 instanceof。 */
export function withDates<T>(value: T, DateClass: DateConstructor): T {
  if (DateClass === Date || typeof value !== 'object' || value === null) return value;
  if (isDate(value)) return new DateClass(value.getTime()) as T;
  if (Array.isArray(value)) return value.map((item) => withDates(item as unknown, DateClass)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withDates(item as unknown, DateClass)])) as T;
}
