// docs/protocols/unicloud.md §1.5、§1.8：URL 化的应答只听集成响应的；大小、编码、来源地址照平台。
import { createHmac } from 'node:crypto';
import { serve, type ServerType } from '@hono/node-server';
import type { LocalRuntime } from '../../../local/unicloud';
import { Workbench } from './workbench';

let workbench: Workbench;
let runtime: LocalRuntime;
const composed = (rest: object): object => ({ mpserverlessComposedResponse: true, ...rest });

beforeEach(() => {
  workbench = new Workbench();
  workbench.writeFunction(
    'hook',
    'exports.main = async (event, context) => event.httpMethod === "GET" && event.queryStringParameters.seen ? { event, ip: context.CLIENTIP, ua: context.CLIENTUA } : JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, "base64").toString() : event.body);',
    { path: '/hook/' },
  );
});
afterEach(() => workbench.close());

/** 让函数原样返回 result。 */
const answerWith = (result: unknown): Promise<Response> =>
  Promise.resolve(
    runtime.app.request('http://local/hook/x', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(result),
    }),
  );

describe('answers', () => {
  beforeEach(async () => {
    runtime = await workbench.start();
  });

  test('several cookies, an empty status, a binary body', async () => {
    const cookies = await answerWith(composed({ headers: { 'Set-Cookie': ['a=1', 'b=2'], 'Content-Type': 'text/xml' }, body: '<a/>' }));
    expect([cookies.headers.getSetCookie(), cookies.headers.get('content-type'), await cookies.text()]).toEqual([
      ['a=1', 'b=2'],
      'text/xml',
      '<a/>',
    ]);
    expect((await answerWith(composed({ statusCode: 204, body: 'dropped' }))).status).toBe(204);
    const binary = await answerWith(composed({ isBase64Encoded: true, body: Buffer.from([0, 255]).toString('base64') }));
    expect([...new Uint8Array(await binary.arrayBuffer())]).toEqual([0, 255]);
  });

  test('text and numbers are text, objects JSON, nothing null', async () => {
    for (const [result, type, text] of [
      ['hello', 'text/plain', 'hello'],
      [7, 'text/plain', '7'],
      [{ a: 1 }, 'application/json', '{"a":1}'],
      [null, 'application/json', 'null'],
    ] as const) {
      const answer = await answerWith(result);
      expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, expect.stringContaining(type), text]);
    }
  });

  test.each([
    ['a status that is none', composed({ statusCode: 42 })],
    ['headers that are a list', composed({ headers: ['a'] })],
    ['a body that is an object', composed({ body: { a: 1 } })],
  ])('%s is an invalid composed response', async (_name, result) => {
    const answer = await answerWith(result);
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { success: false, error: { code: 'InvalidComposedResponseBody', message: expect.any(String) } },
    ]);
  });

  test('more than 2 MB is refused on the way out, composed or not', async () => {
    workbench.writeFunction(
      'flood',
      'exports.main = async (event) => { const body = "x".repeat(2 * 1024 * 1024 + 1); return event.path === "/plain" ? body : { mpserverlessComposedResponse: true, body }; };',
      { path: '/flood' },
    );
    runtime = await workbench.start();
    for (const path of ['/plain', '/composed']) {
      const answer = await runtime.app.request(`http://local/flood${path}`);
      expect(await answer.json()).toMatchObject({ error: { code: 'ResponseContentLength.Exceeded' } });
    }
  });

  test('a neighbour path is not caught by the prefix', async () => {
    expect((await runtime.app.request('http://local/hookah')).status).toBe(404);
  });
});

test('text that is not UTF-8 arrives as base64, byte for byte; forced base64 takes everything', async () => {
  workbench.writeFunction('bytes', 'exports.main = async (event) => ({ body: event.body, b64: event.isBase64Encoded });', {
    path: '/bytes',
  });
  runtime = await workbench.start();
  const post = async (body: Buffer | string): Promise<unknown> =>
    (
      await runtime.app.request('http://local/bytes', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: body as BodyInit })
    ).json();
  expect(await post(Buffer.from([0xd6, 0xd0]))).toEqual({ body: '1tA=', b64: true });
  expect(await post('plain')).toEqual({ body: 'plain', b64: false });
  runtime = await workbench.start({ forceBase64Body: true });
  expect(await post('plain')).toEqual({ body: Buffer.from('plain').toString('base64'), b64: true });
});

test('on a real socket the client address is the peer, whatever the headers claim', async () => {
  runtime = await workbench.start();
  const { server, port } = await new Promise<{ server: ServerType; port: number }>((resolve) => {
    const listening = serve({ fetch: runtime.app.fetch, port: 0, hostname: '127.0.0.1' }, (info) =>
      resolve({ server: listening, port: info.port }),
    );
  });
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/hook?seen=1`, {
      headers: { 'x-forwarded-for': '8.8.8.8', 'x-real-ip': '8.8.8.8', 'user-agent': 'probe' },
    });
    expect(await answer.json()).toMatchObject({
      ip: '127.0.0.1',
      ua: 'probe',
      event: { path: '/', httpMethod: 'GET', isBase64Encoded: false },
    });
  } finally {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  }
});

describe('the client protocol refuses in the words of the platform', () => {
  const send = async (body: Record<string, unknown>, headers: Record<string, string> = {}): Promise<[number, unknown]> => {
    const text = Object.keys(body)
      .sort()
      .filter((key) => body[key])
      .map((key) => `${key}=${String(body[key])}`)
      .join('&');
    const answer = await runtime.app.request('http://local/client', {
      method: 'POST',
      headers: { 'x-serverless-sign': createHmac('md5', 'secret').update(text).digest('hex'), ...headers },
      body: JSON.stringify(body),
    });
    return [answer.status, await answer.json()];
  };
  const authorize = async (): Promise<string> => {
    const [, answer] = await send({ method: 'serverless.auth.user.anonymousAuthorize', params: '{}', spaceId: 'mp-x', timestamp: 1 });
    return (answer as { data: { accessToken: string } }).data.accessToken;
  };
  const invoke = async (params: string | undefined): Promise<[number, unknown]> => {
    const token = await authorize();
    return send(
      { method: 'serverless.function.runtime.invoke', params, spaceId: 'mp-x', timestamp: 1, token },
      { 'x-basement-token': token },
    );
  };
  beforeEach(async () => {
    workbench.writeFunction('nothing', 'exports.main = async () => undefined;');
    workbench.writeFunction('stuck', 'exports.main = () => new Promise(() => {});', { timeout: 0.02 });
    workbench.writeFunction('coded', 'exports.main = async () => { throw Object.assign(new Error("m"), { code: "SignatureNotMatch" }); };');
    runtime = await workbench.start({ spaceId: 'mp-x', clientSecret: 'secret' });
  });

  test.each([
    ['another space', { method: 'm', spaceId: 'mp-y' }, 404, 'InvalidSpaceId.NotFound'],
    ['no method', { spaceId: 'mp-x' }, 400, 'MissingMethod'],
    [
      'storage methods',
      { method: 'serverless.file.resource.generateProximalSign', params: '{}', spaceId: 'mp-x' },
      400,
      'InvalidMethod.Format',
    ],
  ])('%s', async (_name, body, status, code) => {
    expect(await send(body)).toEqual([status, { success: false, error: { code, message: expect.any(String) } }]);
  });

  test.each([
    ['params that are not JSON', '{', 400, 'InvalidParams.Format'],
    ['no params', undefined, 400, 'MissingParams'],
    ['clientDB, which a local space does not offer', '{"functionTarget":"DCloud-clientDB","functionArgs":{}}', 200, 'FunctionNotFound'],
    ['a function that takes too long', '{"functionTarget":"stuck","functionArgs":{}}', 200, 'RequestTimeout'],
    ['an error that calls itself a platform error', '{"functionTarget":"coded","functionArgs":{}}', 200, 'FunctionBizError'],
  ])('%s', async (_name, params, status, code) => {
    expect(await invoke(params)).toEqual([
      status,
      expect.objectContaining({ success: false, error: { code, message: expect.any(String) } }),
    ]);
  });

  test('a function without a result is a success without data, with its request id in the body', async () => {
    expect(await invoke('{"functionTarget":"nothing","functionArgs":{}}')).toEqual([
      200,
      { success: true, header: { 'x-serverless-request-id': expect.any(String) } },
    ]);
  });
});
