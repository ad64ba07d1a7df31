/**
 * 自由结构（custom / other / detail）：由调用方决定内容的 JSON。
 * 收下的必须安全（没有原型污染与查询操作符）、有限（≤4 KiB、≤5 层），要存的还必须存得住：
 * 从云数据库读回来与收下时一模一样，否则处理业务时拿到的就不是下单时说的。存不住的点名拒绝。
 */
import { findSensitive, isSensitiveEntry } from './sensitive';

const MAX_EXTRA_BYTES = 4096;
const MAX_EXTRA_DEPTH = 5;

export interface ExtraRules {
  /** 要原样存进数据库：拒绝会被数据库改动的值 */
  readonly stored?: boolean;
  /** 不收个人信息与令牌（存下来就是泄露的材料） */
  readonly impersonal?: boolean;
  /** 顶层的这个键里可以有手机号、身份证号：它要加密存放。卡号、令牌、密钥仍然不收 */
  readonly personalField?: string;
  /** 网关的字段没有「空」这个值 */
  readonly withoutNull?: boolean;
}
export interface ExtraProblem {
  /** 出问题的位置，从结构自己算起；整个结构的问题为空 */
  readonly path: readonly string[];
  readonly problem: string;
}
export type ExtraResult =
  { readonly ok: true; readonly value: Record<string, unknown> } | { readonly ok: false; readonly found: ExtraProblem };

/** 文字按 UTF-8 占多少字节；落单的代理项按替换字符算三个字节。 */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** 原型污染、查询操作符与点路径；空名字与控制字符的键库里存不下。 */
const FORBIDDEN_KEY = /^(?:__proto__|constructor|prototype|)$|[$.\ud800-\udfff]|\p{Cc}/u;
/** 卡号等一律在门口拒收，避免出现在任何日志和表里。 */
export const SENSITIVE_KEY = /^(?:card_?(?:no|number)|cvv2?|cvc|expiry(?:_?date)?|private_?key|password)$/i;

/** 云数据库会改动的文字。 */
const CHANGED_TEXT: readonly { readonly pattern: RegExp; readonly problem: string }[] = [
  { pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, problem: '会被云数据库变成日期，请改用毫秒时间戳' },
  { pattern: /^(?=.*[A-F])[0-9A-Fa-f]{24}$/, problem: '是 24 位十六进制，会被云数据库变成小写' },
  { pattern: /[\ud800-\udfff]/u, problem: '含有不完整的字符' },
];

/** 普通对象：没有原型，或原型就是（任何一个运行环境的）Object.prototype。 */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (Object.prototype.toString.call(value) === '[object Object]' && Object.getPrototypeOf(prototype) === null);
}

/** 第一处问题；用异常结束遍历，不出本文件。 */
class Refusal extends Error {
  constructor(
    readonly path: readonly string[],
    readonly problem: string,
  ) {
    super(problem);
  }
}

/** 在那个要加密存放的键里面。 */
const isPersonal = (path: readonly string[], { personalField }: ExtraRules): boolean =>
  personalField !== undefined && path[0] === personalField;

function readText(value: string, path: readonly string[], rules: ExtraRules): string {
  const changed = rules.stored ? CHANGED_TEXT.find(({ pattern }) => pattern.test(value)) : undefined;
  if (changed) throw new Refusal(path, changed.problem);
  const secret = rules.impersonal ? findSensitive(value, isPersonal(path, rules)) : undefined;
  if (secret !== undefined) throw new Refusal(path, `含有${secret}：请存进自己的业务表，这里只放它的编号`);
  return value;
}

function readNumber(value: number, path: readonly string[], rules: ExtraRules): number {
  if (!Number.isFinite(value)) throw new Refusal(path, '不是有限的数');
  if (rules.stored && Number.isInteger(value) && !Number.isSafeInteger(value)) throw new Refusal(path, '超出安全整数范围，请改用文字');
  if (rules.impersonal) readText(String(value), path, rules);
  // JSON 里没有负零。
  return value === 0 ? 0 : value;
}

function readValue(value: unknown, path: readonly string[], depth: number, rules: ExtraRules): unknown {
  switch (typeof value) {
    case 'string':
      return readText(value, path, rules);
    case 'number':
      return readNumber(value, path, rules);
    case 'boolean':
      return value;
    case 'object':
      break;
    default:
      throw new Refusal(path, '类型不支持');
  }
  if (value === null) {
    if (rules.withoutNull) throw new Refusal(path, '不能是 null，请去掉这个键');
    return null;
  }
  if (depth >= MAX_EXTRA_DEPTH) throw new Refusal(path, `嵌套不能超过 ${MAX_EXTRA_DEPTH} 层`);
  // Array.from 把空位也走到：空位与 undefined 在库里会变成 null。
  if (Array.isArray(value)) return Array.from(value, (item: unknown, i) => readValue(item, [...path, String(i)], depth + 1, rules));
  if (!isPlainObject(value)) throw new Refusal(path, '只能是普通的 JSON 对象');
  return readObject(value, path, depth, rules);
}

function readObject(source: object, path: readonly string[], depth: number, rules: ExtraRules): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(source)) {
    const at = [...path, key.slice(0, 40)];
    if (FORBIDDEN_KEY.test(key)) throw new Refusal(at, '键名不允许');
    if (SENSITIVE_KEY.test(key)) throw new Refusal(at, '不接受卡号、密码、密钥等敏感信息');
    // 值为 undefined 的键等于没有，JSON 里本来就不会出现。
    if (item === undefined) continue;
    if (rules.impersonal && !isPersonal(at, rules) && isSensitiveEntry(key, item))
      throw new Refusal(at, '不接受手机号、openid、令牌等：请存进自己的业务表，这里只放它的编号');
    clean[key] = readValue(item, at, depth + 1, rules);
  }
  return clean;
}

/** 检查一个自由结构；合格的返回一份只含 JSON 的拷贝，不合格的说出第一处问题。从不抛出。 */
export function readExtra(value: unknown, rules: ExtraRules): ExtraResult {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, found: { path: [], problem: '必须是对象' } };
  try {
    if (!isPlainObject(value)) throw new Refusal([], '只能是普通的 JSON 对象');
    const clean = readObject(value, [], 0, rules);
    if (utf8Bytes(JSON.stringify(clean)) > MAX_EXTRA_BYTES) throw new Refusal([], `不能超过 ${MAX_EXTRA_BYTES} 字节`);
    return { ok: true, value: clean };
  } catch (refused) {
    if (!(refused instanceof Refusal)) throw refused;
    return { ok: false, found: { path: refused.path, problem: refused.problem } };
  }
}
