/** 云函数 URL 化（docs/protocols/unicloud.md §1.5）：HTTP 请求 → 集成请求；返回值 → HTTP 应答。 */
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { errorText } from './error-text';
import type { InvokeOptions } from './functions/context';
import type { FunctionManifest } from './functions/manifest';
import { PlatformError } from './platform-error';

const LIMIT_BYTES = 2 * 1024 * 1024;
const TEXT_BODY = /^(?:text\/|application\/(?:json|xml|x-www-form-urlencoded|javascript))/i;
/** 这些状态码按规定没有正文 */
const EMPTY_STATUS: ReadonlySet<number> = new Set([204, 205, 304]);

export type Invoke = (name: string, event: unknown, options: InvokeOptions) => Promise<unknown>;

/** 来源地址只认连接本身；X-Forwarded-For 是客户端能随便写的。 */
export function clientAddress(c: Context): string {
  try {
    return getConnInfo(c).remote.address?.replace(/^::ffff:/, '') ?? '';
  } catch {
    return '127.0.0.1';
  }
}

interface Composed {
  readonly statusCode?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function failure(code: string, message: string, status: 200 | 413 | 500 = 200): Response {
  return Response.json({ success: false, error: { code, message } }, { status });
}
const tooLarge = (): Response => failure('ResponseContentLength.Exceeded', '应答超过 2 MB', 500);

function composedHeaders(headers: unknown): Headers | undefined {
  if (headers !== undefined && headers !== null && !isObject(headers)) return undefined;
  const out = new Headers();
  for (const [name, value] of Object.entries(headers ?? {})) {
    // Set-Cookie 之类可以有多个值。
    for (const item of Array.isArray(value) ? value : [value]) out.append(name, String(item));
  }
  return out;
}

function fromComposed({ statusCode, headers, body, isBase64Encoded }: Composed): Response {
  const status = Number(statusCode ?? 200);
  const wanted = composedHeaders(headers);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    return failure('InvalidComposedResponseBody', '集成响应的 statusCode 不合法', 500);
  if (!wanted) return failure('InvalidComposedResponseBody', '集成响应的 headers 必须是对象', 500);
  if (body !== undefined && body !== null && typeof body !== 'string')
    return failure('InvalidComposedResponseBody', '集成响应的 body 必须是文字', 500);
  const content = isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : Buffer.from(body ?? '');
  if (content.length > LIMIT_BYTES) return tooLarge();
  if (!wanted.has('content-type')) wanted.set('content-type', 'text/plain; charset=utf-8');
  return new Response(EMPTY_STATUS.has(status) ? null : new Uint8Array(content), { status, headers: wanted });
}

/** 只有带 mpserverlessComposedResponse 的对象才能决定状态码与头；别的一律 200。 */
function toResponse(result: unknown): Response {
  if (isObject(result) && result['mpserverlessComposedResponse'] === true) return fromComposed(result);
  const isText = typeof result === 'string' || typeof result === 'number';
  const text = isText ? String(result) : JSON.stringify(result ?? null);
  if (Buffer.byteLength(text) > LIMIT_BYTES) return tooLarge();
  return new Response(text, { headers: { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8' } });
}

/** 边收边数，超过就不再收。 */
const limited = bodyLimit({ maxSize: LIMIT_BYTES, onError: () => failure('RequestContentLength.Exceeded', '请求超过 2 MB', 413) });

function toEvent(c: Context, prefix: string, raw: Buffer, forceBase64: boolean): object {
  const url = new URL(c.req.url);
  const headers: Record<string, string> = {};
  c.req.raw.headers.forEach((value, name) => {
    headers[name.toLowerCase()] = value;
  });
  const text = raw.toString('utf8');
  // 不是文字的、不是合法 UTF-8 的，都只能用 base64 原样交付。
  const asBase64 = raw.length > 0 && (forceBase64 || !TEXT_BODY.test(headers['content-type'] ?? '') || !Buffer.from(text).equals(raw));
  return {
    path: url.pathname.slice(prefix.length) || '/',
    httpMethod: c.req.method.toUpperCase(),
    headers,
    queryStringParameters: Object.fromEntries(url.searchParams),
    ...(raw.length > 0 ? { body: asBase64 ? raw.toString('base64') : text } : {}),
    isBase64Encoded: asBase64,
  };
}

/** 给每个配置了 path 的云函数挂上路由。 */
export function mountFunctionUrls(app: Hono, manifests: readonly FunctionManifest[], invoke: Invoke, forceBase64: boolean): void {
  for (const { name, path } of manifests) {
    if (path === undefined) continue;
    const handle = async (c: Context): Promise<Response> => {
      const raw = Buffer.from(await c.req.arrayBuffer());
      try {
        return toResponse(
          await invoke(name, toEvent(c, path, raw, forceBase64), {
            source: 'http',
            clientIP: clientAddress(c),
            clientUA: c.req.header('user-agent') ?? '',
          }),
        );
      } catch (error) {
        return failure(error instanceof PlatformError ? error.code : 'FunctionBizError', errorText(error));
      }
    };
    app.all(path, limited, handle);
    app.all(`${path}/*`, limited, handle);
  }
}
