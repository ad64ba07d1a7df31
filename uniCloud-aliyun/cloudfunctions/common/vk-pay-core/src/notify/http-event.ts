/** uniCloud URL 化的集成请求 → 原始字节。验签只能用原始字节，框架解析过的 data 不可用。头与正文都是用到才读：多数被拒的请求走不到那里。 */
import type { RawNotify } from '../providers/provider';

export interface HttpRequest extends RawNotify {
  readonly method: string;
  /** 相对于云函数 URL 前缀的路径 */
  readonly path: string;
  tooLarge(limit: number): boolean;
}

/** 头的值只会是文字或几段文字；别的形状当作没有这个头。 */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value.join(', ') : undefined;
  return typeof value === 'number' ? String(value) : undefined;
}

/** 平台多半已经给成小写的单值：原样用，不必抄一遍。 */
function isLowerCased(headers: object): headers is Record<string, string> {
  return Object.keys(headers).every(
    (name) => typeof (headers as Record<string, unknown>)[name] === 'string' && name === name.toLowerCase(),
  );
}

/** 键一律小写；同名多值用 `, ` 相连（因此绝不可能等于任何单值签名）。 */
function lowerCased(headers: object): Readonly<Record<string, string>> {
  if (isLowerCased(headers)) return headers;
  const lower: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const single = textOf((headers as Record<string, unknown>)[name]);
    if (single === undefined) continue;
    const key = name.toLowerCase();
    // 原型上的名字（constructor……）不是文字，不会接在后面。
    const before: unknown = lower[key];
    lower[key] = typeof before === 'string' ? `${before}, ${single}` : single;
  }
  return lower;
}

class ComposedRequest implements HttpRequest {
  readonly method: string;
  private bytes: Buffer | undefined;

  constructor(
    readonly path: string,
    method: string,
    private readonly given: unknown,
    /** 查询串，原样 */
    readonly query: unknown,
    private readonly written: string,
    private readonly encoding: 'base64' | 'utf8',
  ) {
    this.method = method.toUpperCase();
  }

  get headers(): Readonly<Record<string, string>> {
    return typeof this.given === 'object' && this.given !== null ? lowerCased(this.given) : {};
  }

  get body(): Buffer {
    return (this.bytes ??= Buffer.from(this.written, this.encoding));
  }

  get text(): string | undefined {
    return this.encoding === 'utf8' ? this.written : undefined;
  }

  /** 先按字符数估：一个字符一到三个字节，两头都说得准的不必数，也不为超大的请求分配内存。 */
  tooLarge(limit: number): boolean {
    const { written: text, encoding } = this;
    if (encoding === 'base64') return (text.length * 3) / 4 > limit;
    if (text.length * 3 <= limit) return false;
    return text.length > limit || Buffer.byteLength(text) > limit;
  }
}

/** 不是集成请求的形状时返回 undefined。 */
export function readHttpEvent(event: unknown): HttpRequest | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const { path, httpMethod, headers, queryStringParameters: query, body, isBase64Encoded } = event as Record<string, unknown>;
  if (typeof path !== 'string' || typeof httpMethod !== 'string' || path.length > 256 || httpMethod.length > 16) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  return new ComposedRequest(path, httpMethod, headers, query, body ?? '', isBase64Encoded === true ? 'base64' : 'utf8');
}
