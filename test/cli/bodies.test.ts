// 正文边收边数：再大也不会读进内存；慢慢来的会被断开；/client 无论收到什么都不答 500。
import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { openDoor } from '../../local/stack/door';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { rawRequest } from './raw-request';
import { useStack } from './stack-opening';

const stack = useStack();
const MEGABYTE = 1024 * 1024;
const HUGE = 300 * MEGABYTE;
/** 上限之外还有途中的缓冲 */
const ACCEPTED_AT_MOST = 32 * MEGABYTE;

/** 不停地发，直到对方回答或断开。@returns 回答的状态（断开为 0）与发出的字节数 */
function flood(url: string, headers: Record<string, string>): Promise<{ status: number; sent: number }> {
  return new Promise((resolve) => {
    let sent = 0;
    let ended = false;
    const finish = (status: number): void => {
      ended = true;
      resolve({ status, sent });
      out.destroy();
    };
    const out = request(url, { method: 'POST', headers, agent: false }, (answer) => finish(answer.statusCode ?? 0));
    out.on('error', () => finish(0));
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const pump = (): void => {
      while (!ended && sent < HUGE) {
        sent += chunk.length;
        if (!out.write(chunk)) return void out.once('drain', pump);
      }
      if (!ended) out.end();
    };
    pump();
  });
}

const PATHS = [
  '/client',
  '/pay-notify/wxpay',
  '/simulator/wxpay/pay',
  '/simulator/alipay/cashier',
  '/v3/pay/transactions/native',
  '/gateway.do',
  '/',
];

test.each(PATHS)('a 300 MB body to %s is refused while it streams, announced or not', async (path) => {
  const ways: Record<string, string>[] = [{ 'transfer-encoding': 'chunked' }, { 'content-length': String(HUGE) }];
  for (const headers of ways) {
    const { status, sent } = await flood(`${stack().url}${path}`, headers);
    expect([0, 413]).toContain(status);
    expect(sent).toBeLessThan(ACCEPTED_AT_MOST);
  }
});

test('a body that trickles in is ended', async () => {
  const door = await openDoor({ port: 0, requestTimeoutMs: 50 });
  door.serve(async (incoming) => Response.json({ length: (await incoming.text()).length }));
  try {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(door.port, '127.0.0.1');
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', () => undefined);
      socket.write('POST /client HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  } finally {
    await door.close();
  }
});

test('a client that leaves in the middle of its body disturbs nobody', async () => {
  const noise = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(stack().url).port), '127.0.0.1', () => {
      socket.write('POST /pay-notify/wxpay HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{', () => socket.destroy());
    });
    socket.on('close', () => resolve());
  });
  expect((await rawRequest(`${stack().url}/client`, { method: 'POST', body: '{}' })).status).toBe(400);
  expect(noise).not.toHaveBeenCalled();
  noise.mockRestore();
});

/** 签名照客户端的算法；值不能变成文字的不签。 */
function sign(body: unknown): string {
  try {
    const fields = body as Record<string, unknown>;
    const text = Object.keys(fields)
      .sort()
      .filter((key) => fields[key])
      .map((key) => `${key}=${String(fields[key])}`)
      .join('&');
    return createHmac('md5', CLIENT_SECRET).update(text).digest('hex');
  } catch {
    return 'unsigned';
  }
}

describe('odd bodies to /client', () => {
  const post = async (body: string | Buffer, headers: Record<string, string> = {}): Promise<[number, unknown]> => {
    const answer = await rawRequest(`${stack().url}/client`, { method: 'POST', headers, body });
    return [answer.status, JSON.parse(answer.text)];
  };
  const send = (body: object, headers: Record<string, string> = {}): Promise<[number, unknown]> =>
    post(JSON.stringify(body), { 'x-serverless-sign': sign(body), ...headers });
  let token: string;
  beforeAll(async () => {
    const body = { method: 'serverless.auth.user.anonymousAuthorize', params: '{}', spaceId: SPACE_ID, timestamp: 1 };
    const [, answer] = await send(body);
    token = (answer as { data: { accessToken: string } }).data.accessToken;
  });
  const invoke = (call: unknown): Promise<[number, unknown]> =>
    send(
      { method: 'serverless.function.runtime.invoke', params: JSON.stringify(call), spaceId: SPACE_ID, timestamp: 1, token },
      { 'x-basement-token': token },
    );
  const failed = { success: false, error: { code: expect.any(String), message: expect.any(String) } };

  test.each([
    ['a value that cannot become text', { toString: 1 }],
    ['a value that cannot become text, deeper', [{ toString: 1, valueOf: 2 }]],
    ['an object', {}],
  ])('%s in place of params is a bad request', async (_name, params) => {
    const body = { method: 'serverless.function.runtime.invoke', params, spaceId: SPACE_ID, timestamp: 1, token };
    expect(await send(body, { 'x-basement-token': token })).toEqual([400, failed]);
  });

  test.each([
    ['an object', { toString: 1 }],
    ['a name of Object.prototype', 'constructor'],
    ['a number', 7],
    ['nothing', undefined],
  ])('%s as the name of the function finds no function', async (_name, functionTarget) => {
    expect(await invoke({ functionTarget, functionArgs: {} })).toEqual([200, expect.objectContaining({ success: false })]);
  });

  test('any bytes, any JSON, any call: the answer is JSON and never 500', async () => {
    const noise = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const json = fc.json({ maxDepth: 4 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, fc.string(), fc.uint8Array({ maxLength: 200 })), async (body) => {
        const [status] = await post(typeof body === 'string' ? body : Buffer.from(body), { 'x-serverless-sign': 'none' });
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 60 },
    );
    const call = fc.record(
      { functionTarget: fc.oneof(fc.constant('vk-pay'), fc.jsonValue()), functionArgs: fc.jsonValue({ maxDepth: 3 }) },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(call, async (value) => {
        const [status] = await invoke(value);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 60 },
    );
    expect(noise).not.toHaveBeenCalled();
    noise.mockRestore();
  });
});
