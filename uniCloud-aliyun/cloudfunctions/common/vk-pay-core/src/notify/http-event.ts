/** uniCloud URL 化的集成请求 → 原始字节。验签只能用原始字节，框架解析过的 data 不可用。 */

export interface HttpRequest {
  readonly method: string;
  /** 相对于云函数 URL 前缀的路径 */
  readonly path: string;
  /** 键一律小写；同名多值用 `, ` 相连（因此绝不可能等于任何单值签名） */
  readonly headers: Readonly<Record<string, string>>;
  tooLarge(limit: number): boolean;
  body(): Buffer;
}

/** 不是集成请求的形状时返回 undefined。 */
export function readHttpEvent(event: unknown): HttpRequest | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const { path, httpMethod, headers, body, isBase64Encoded } = event as Record<string, unknown>;
  if (typeof path !== 'string' || typeof httpMethod !== 'string' || path.length > 256) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const text = body ?? '';
  const encoding: BufferEncoding = isBase64Encoded === true ? 'base64' : 'utf8';
  const lower: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(typeof headers === 'object' && headers !== null ? headers : {})) {
    const key = name.toLowerCase();
    const single = Array.isArray(value) ? value.join(', ') : String(value);
    lower[key] = key in lower ? `${lower[key]}, ${single}` : single;
  }
  return {
    method: httpMethod.toUpperCase(),
    path,
    headers: lower,
    // 先按字符数粗估，避免为超大的请求分配内存。
    tooLarge: (limit) => (encoding === 'base64' ? (text.length * 3) / 4 : Buffer.byteLength(text)) > limit,
    body: () => Buffer.from(text, encoding),
  };
}
