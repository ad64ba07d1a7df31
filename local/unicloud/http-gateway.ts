/** 云函数 URL 化（reference 1.5）：HTTP 请求 → 集成请求；返回值 → HTTP 应答。 */
import { errorText } from './error-text';
import { type Hono, type Context } from 'hono';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { FunctionManifest } from './functions/manifest';
import type { InvokeOptions } from './functions/context';

const LIMIT_BYTES = 2 * 1024 * 1024;
const TEXT_BODY = /^(?:text\/|application\/(?:json|xml|x-www-form-urlencoded|javascript))/i;

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
  readonly mpserverlessComposedResponse: true;
  readonly statusCode?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}
const isComposed = (value: unknown): value is Composed => typeof value === 'object' && value !== null && (value as { mpserverlessComposedResponse?: unknown }).mpserverlessComposedResponse === true;

function failure(code: string, message: string, status: 200 | 413 | 500 = 200): Response {
  return Response.json({ success: false, error: { code, message } }, { status });
}

function toResponse(result: unknown): Response {
  if (isComposed(result)) {
    const status = Number(result.statusCode ?? 200);
    if (!Number.isInteger(status) || status < 200 || status > 599) return failure('InvalidComposedResponseBody', '集成响应的 statusCode 不合法', 500);
    const body = typeof result.body === 'string' ? (result.isBase64Encoded === true ? Buffer.from(result.body, 'base64') : result.body) : null;
    if (body !== null && Buffer.byteLength(body) > LIMIT_BYTES) return failure('ResponseContentLength.Exceeded', '应答超过 2 MB', 500);
    return new Response(status === 204 ? null : body, { status, headers: (result.headers ?? {}) as Record<string, string> });
  }
  if (typeof result === 'string' || typeof result === 'number') return new Response(String(result), { headers: { 'content-type': 'text/plain; charset=utf-8' } });
  return Response.json(result ?? null);
}

async function toEvent(c: Context, prefix: string, forceBase64: boolean): Promise<object | undefined> {
  const url = new URL(c.req.url);
  const raw = Buffer.from(await c.req.arrayBuffer());
  if (raw.length > LIMIT_BYTES) return undefined;
  const headers: Record<string, string> = {};
  c.req.raw.headers.forEach((value, name) => {
    headers[name.toLowerCase()] = value;
  });
  const asBase64 = forceBase64 || (raw.length > 0 && !TEXT_BODY.test(headers['content-type'] ?? ''));
  return {
    path: url.pathname.slice(prefix.length) || '/',
    httpMethod: c.req.method.toUpperCase(),
    headers,
    queryStringParameters: Object.fromEntries(url.searchParams),
    ...(raw.length > 0 ? { body: raw.toString(asBase64 ? 'base64' : 'utf8') } : {}),
    isBase64Encoded: asBase64,
  };
}

/** 给每个配置了 path 的云函数挂上路由。 */
export function mountFunctionUrls(app: Hono, manifests: readonly FunctionManifest[], invoke: Invoke, forceBase64: boolean): void {
  for (const { name, path } of manifests) {
    if (path === undefined) continue;
    const handle = async (c: Context): Promise<Response> => {
      const event = await toEvent(c, path, forceBase64);
      if (!event) return failure('RequestContentLength.Exceeded', '请求超过 2 MB', 413);
      try {
        return toResponse(await invoke(name, event, { source: 'http', clientIP: clientAddress(c), clientUA: c.req.header('user-agent') ?? '' }));
      } catch (error) {
        return failure('FunctionBizError', errorText(error));
      }
    };
    app.all(path, handle);
    app.all(`${path}/*`, handle);
  }
}
