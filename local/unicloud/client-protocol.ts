/** 客户端协议（docs/protocols/unicloud.md §3.2、§3.3）：`POST /client`，真实的 uniCloud 客户端 SDK 直接可用。永远答 JSON。 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { errorText } from './error-text';
import { clientAddress, type Invoke } from './http-gateway';
import { PlatformError } from './platform-error';

const LIMIT_BYTES = 6 * 1024 * 1024;
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type, x-serverless-sign, x-basement-token',
  'access-control-allow-methods': 'POST, OPTIONS',
};

interface ProtocolOptions {
  readonly spaceId: string;
  readonly clientSecret: string;
  readonly invoke: Invoke;
  readonly exists: (name: string) => boolean;
  /** 最近一次请求的编号，放进应答 */
  readonly newRequestId: () => string;
}

type Body = Record<string, unknown>;

function signatureOf(body: Body, secret: string): string {
  const text = Object.keys(body)
    .sort()
    .filter((key) => body[key])
    .map((key) => `${key}=${String(body[key])}`)
    .join('&');
  return createHmac('md5', secret).update(text).digest('hex');
}
function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** 云函数抛的错一律 FunctionBizError，它自己的 code 不会外传；平台的错用平台的码。 */
function codeOf(error: unknown): string {
  if (!(error instanceof PlatformError)) return 'FunctionBizError';
  return error.code === 'FunctionTimeout' ? 'RequestTimeout' : error.code;
}

const answer = (payload: object, status = 200): Response => Response.json(payload, { status, headers: CORS });
const failure = (code: string, message: string, status = 200): Response => answer({ success: false, error: { code, message } }, status);

export function mountClientProtocol(app: Hono, options: ProtocolOptions): void {
  const tokens = new Set<string>();

  const authorize = (): Response => {
    const accessToken = randomBytes(16).toString('hex');
    tokens.add(accessToken);
    return answer({ success: true, data: { accessToken, expiresInSecond: 600 } });
  };

  const invoke = async (c: Context, body: Body): Promise<Response> => {
    const token = c.req.header('x-basement-token') ?? '';
    if (!tokens.has(token) || body['token'] !== token) return failure('GATEWAY_INVALID_TOKEN', 'token 无效');
    let params: { functionTarget?: unknown; functionArgs?: unknown };
    if (body['params'] === undefined) return failure('MissingParams', '缺少 params', 400);
    try {
      params = JSON.parse(String(body['params'])) as typeof params;
      if (typeof params !== 'object' || params === null) throw new Error('不是对象');
    } catch {
      return failure('InvalidParams.Format', 'params 必须是 JSON 文字', 400);
    }
    const name = params.functionTarget;
    if (typeof name !== 'string' || !options.exists(name))
      return failure('FunctionNotFound', `FUNCTION_NOT_FOUND: ${String(name).slice(0, 64)}`);
    const args = (typeof params.functionArgs === 'object' && params.functionArgs !== null ? params.functionArgs : {}) as Body;
    const { clientInfo, ...event } = args;
    const uniIdToken = typeof event['uniIdToken'] === 'string' ? event['uniIdToken'] : undefined;
    const requestId = options.newRequestId();
    const header = { 'x-serverless-request-id': requestId };
    try {
      const data = await options.invoke(name, event, {
        source: 'client',
        clientIP: clientAddress(c),
        clientUA: c.req.header('user-agent') ?? '',
        clientInfo: (typeof clientInfo === 'object' && clientInfo !== null ? clientInfo : {}) as Body,
        requestId,
        ...(uniIdToken ? { uniIdToken } : {}),
      });
      return answer({ success: true, ...(data === undefined ? {} : { data }), header });
    } catch (error) {
      return answer({ success: false, error: { code: codeOf(error), message: errorText(error) }, header });
    }
  };

  app.options('/client', () => new Response(null, { status: 204, headers: CORS }));
  app.post('/client', async (c) => {
    const text = await c.req.text();
    if (Buffer.byteLength(text) > LIMIT_BYTES) return failure('RequestContentLength.Exceeded', '请求太大', 413);
    let body: Body;
    try {
      body = JSON.parse(text) as Body;
      if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Error('不是对象');
    } catch {
      return failure('InvalidParams.Format', '请求必须是 JSON', 400);
    }
    if (body['method'] === undefined) return failure('MissingMethod', '缺少 method', 400);
    if (body['spaceId'] !== options.spaceId) return failure('InvalidSpaceId.NotFound', '没有这个服务空间', 404);
    if (!sameText(c.req.header('x-serverless-sign') ?? '', signatureOf(body, options.clientSecret)))
      return failure('SignatureNotMatch', '签名不符', 403);
    switch (body['method']) {
      case 'serverless.auth.user.anonymousAuthorize':
        return authorize();
      case 'serverless.function.runtime.invoke':
        return invoke(c, body);
      default:
        return failure('InvalidMethod.Format', '不支持的方法', 400);
    }
  });
}
