/** 客户端协议（docs/protocols/unicloud.md §3.2、§3.3）：`POST /client`，真实的 uniCloud 客户端 SDK 直接可用。永远答 JSON。 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { errorText } from './error-text';
import { clientAddress, type Invoke } from './http-gateway';
import { PlatformError } from './platform-error';

const LIMIT_BYTES = 6 * 1024 * 1024;
const CORS = {
  'access-control-allow-headers': 'content-type, x-serverless-sign, x-basement-token',
  'access-control-allow-methods': 'POST, OPTIONS',
};
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

interface ProtocolOptions {
  readonly spaceId: string;
  readonly clientSecret: string;
  readonly invoke: Invoke;
  readonly exists: (name: string) => boolean;
  /** 最近一次请求的编号，放进应答 */
  readonly newRequestId: () => string;
}

type Body = Record<string, unknown>;
/** 请求的第一层只有文字、数字这些，没有对象：签名要把它们拼成文字。 */
type Envelope = Readonly<Record<string, string | number | boolean | null>>;
const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

function readEnvelope(text: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && Object.values(value).every((item) => typeof item !== 'object' || item === null)
      ? (value as Envelope)
      : undefined;
  } catch {
    return undefined;
  }
}

interface Call {
  readonly functionTarget?: unknown;
  readonly functionArgs?: unknown;
}

function readCall(params: Envelope[string] | undefined): Call | undefined {
  try {
    const value: unknown = JSON.parse(String(params));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** 跨域只许本机的开发服务器（任何端口），或与本站同一台主机的；云端的控制台也是这样缺省放行 localhost。 */
function crossOrigin(c: Context): Record<string, string> {
  const origin = c.req.header('origin');
  if (!origin || !URL.canParse(origin)) return {};
  const { hostname } = new URL(origin);
  if (!LOOPBACK.has(hostname) && hostname !== new URL(c.req.url).hostname) return {};
  return { ...CORS, 'access-control-allow-origin': origin };
}

const withCors: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('vary', 'Origin', { append: true });
  for (const [name, value] of Object.entries(crossOrigin(c))) c.header(name, value);
};

function signatureOf(body: Envelope, secret: string): string {
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

const answer = (payload: object, status = 200): Response => Response.json(payload, { status });
const failure = (code: string, message: string, status = 200): Response => answer({ success: false, error: { code, message } }, status);

export function mountClientProtocol(app: Hono, options: ProtocolOptions): void {
  const tokens = new Set<string>();

  const authorize = (): Response => {
    const accessToken = randomBytes(16).toString('hex');
    tokens.add(accessToken);
    return answer({ success: true, data: { accessToken, expiresInSecond: 600 } });
  };

  const invoke = async (c: Context, body: Envelope): Promise<Response> => {
    const token = c.req.header('x-basement-token') ?? '';
    if (!tokens.has(token) || body['token'] !== token) return failure('GATEWAY_INVALID_TOKEN', 'token 无效');
    if (body['params'] === undefined) return failure('MissingParams', '缺少 params', 400);
    const call = readCall(body['params']);
    if (!call) return failure('InvalidParams.Format', 'params 必须是 JSON 文字', 400);
    const name = typeof call.functionTarget === 'string' ? call.functionTarget : '';
    if (!options.exists(name)) return failure('FunctionNotFound', `FUNCTION_NOT_FOUND: ${name.slice(0, 64)}`);
    const args = isObject(call.functionArgs) ? call.functionArgs : {};
    const { clientInfo, ...event } = args;
    const uniIdToken = typeof event['uniIdToken'] === 'string' ? event['uniIdToken'] : undefined;
    const requestId = options.newRequestId();
    const header = { 'x-serverless-request-id': requestId };
    try {
      const data = await options.invoke(name, event, {
        source: 'client',
        clientIP: clientAddress(c),
        clientUA: c.req.header('user-agent') ?? '',
        clientInfo: isObject(clientInfo) ? clientInfo : {},
        requestId,
        ...(uniIdToken ? { uniIdToken } : {}),
      });
      return answer({ success: true, ...(data === undefined ? {} : { data }), header });
    } catch (error) {
      return answer({ success: false, error: { code: codeOf(error), message: errorText(error) }, header });
    }
  };

  const tooLarge = (): Response => failure('RequestContentLength.Exceeded', '请求太大', 413);
  app.use('/client', withCors, bodyLimit({ maxSize: LIMIT_BYTES, onError: tooLarge }));
  app.options('/client', () => new Response(null, { status: 204 }));
  app.post('/client', async (c) => {
    // 没发完就断开的，也是读不懂的请求。
    const body = readEnvelope(await c.req.text().catch(() => ''));
    if (!body) return failure('InvalidParams.Format', '请求必须是 JSON 对象，各项都是文字或数字', 400);
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
