/** vk.pubfn 中常用的一部分；没有收录的见文件末尾说明。 */
import { createHash } from 'node:crypto';

/** undefined、null、""、{}、[]，以及 JSON 为 {} 的任何东西都算空；0、false、NaN 不算。 */
export function isNull(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (typeof value === 'bigint') throw new TypeError('Do not know how to serialize a BigInt');
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.length === 0;
  return JSON.stringify(value) === '{}';
}
const isNotNull = (value: unknown): boolean => !isNull(value);
const isNullOne = (...values: unknown[]): boolean => values.some(isNull);
const isNullAll = (...values: unknown[]): boolean => values.every(isNull);

/** 返回对象里第一个空值的键。 */
function isNullOneByObject(object: Record<string, unknown>): string | undefined {
  return Object.keys(object).find((key) => isNull(object[key]));
}

/** 毫秒（或 10 位秒）→ 文字，缺省 UTC+8；0 与空返回 ""。 */
export function timeFormat(time: number | string | Date | undefined, format = 'yyyy-MM-dd hh:mm:ss', timezone = 8): string {
  if (!time) return '';
  let at = time instanceof Date ? time.getTime() : Number(time);
  if (String(at).length === 10) at *= 1000;
  const shifted = new Date(at + timezone * 3_600_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const parts: Record<string, string> = {
    yyyy: String(shifted.getUTCFullYear()),
    MM: two(shifted.getUTCMonth() + 1),
    dd: two(shifted.getUTCDate()),
    hh: two(shifted.getUTCHours()),
    mm: two(shifted.getUTCMinutes()),
    ss: two(shifted.getUTCSeconds()),
    S: String(shifted.getUTCMilliseconds()),
    Z: `${timezone >= 0 ? '+' : '-'}${two(Math.abs(timezone))}:00`,
  };
  return format.replace(/yyyy|MM|dd|hh|mm|ss|S|Z/g, (token) => parts[token] as string);
}

/** 前缀 + 时间 + 随机数字；不保证唯一，业务不要拿它当唯一号。 */
function createOrderNo(prefix = '', length = 25): string {
  const base = prefix + timeFormat(Date.now(), 'yyMMddhhmmss'.replace('yy', 'yyyy')).slice(prefix ? 0 : 2);
  const missing = Math.max(0, length - base.length);
  return base + Array.from({ length: missing }, () => String(1 + Math.floor(Math.random() * 9))).join('');
}

const copyObject = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T));

function getData(source: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
      source,
    );
}

async function batchRun<T, R>({
  main,
  data,
  concurrency = 10,
}: {
  main: (item: T) => Promise<R>;
  data: readonly T[];
  concurrency?: number;
}): Promise<{ stack: R[] }> {
  const stack: R[] = [];
  for (let at = 0; at < data.length; at += concurrency) stack.push(...(await Promise.all(data.slice(at, at + concurrency).map(main))));
  return { stack };
}

/**
 * 未收录：地区树、表单校验规则、驼峰转换、debounce 等与支付无关的工具；
 * 用到它们的代码请放入官方插件。
 */
export const pubfn = {
  isNull,
  isNotNull,
  isNullOne,
  isNullAll,
  isNullOneByObject,
  timeFormat,
  createOrderNo,
  copyObject,
  deepClone: copyObject,
  getData,
  batchRun,
  random: (length = 6): string => Array.from({ length }, () => String(Math.floor(Math.random() * 10))).join(''),
  priceFilter: (fee: number): string => (fee / 100).toFixed(2),
  sleep: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),
  getOffsetTime: (time: number, { day = 0, hour = 0, minutes = 0 }: { day?: number; hour?: number; minutes?: number }): number =>
    time + day * 86_400_000 + hour * 3_600_000 + minutes * 60_000,
};

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
