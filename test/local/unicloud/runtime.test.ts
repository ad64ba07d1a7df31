// docs/protocols/unicloud.md §1、§3：函数的加载、隔离、时钟、HTTP 与客户端协议都照云端。
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createClient } from '../../../local/stack/client';
import { createRuntime, type LocalRuntime, type RuntimeOptions } from '../../../local/unicloud';

let dir: string;
let runtime: LocalRuntime;
let now = Date.UTC(2026, 10, 23);

function write(file: string, content: string | object): void {
  const path = join(dir, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}
function writeFunction(name: string, code: string, config: object = {}, dependencies: object = {}): void {
  write(`functions/${name}/index.js`, code);
  write(`functions/${name}/package.json`, { name, dependencies, 'cloudfunction-config': config });
}
async function start(options: Partial<RuntimeOptions> = {}): Promise<void> {
  runtime = await createRuntime({
    functionsDir: join(dir, 'functions'),
    databaseDir: join(dir, 'database'),
    dataFile: ':memory:',
    clock: () => now,
    ...options,
  });
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vk-pay-fn-'));
  write('functions/common/shared/index.js', 'module.exports = { name: "shared", uniCloud: typeof uniCloud };');
  write('functions/common/shared/package.json', { name: 'shared' });
  write('functions/common/uni-config-center/plugin/config.js', 'module.exports = { key: 1 };');
});
afterEach(async () => {
  await runtime?.close();
  rmSync(dir, { recursive: true, force: true });
});

test('event and result travel as JSON and the context says who called', async () => {
  writeFunction(
    'echo',
    'exports.main = async (event, context) => ({ event, source: context.SOURCE, name: context.FUNCTION_NAME, ip: context.CLIENTIP, at: new Date(), gone: undefined });',
  );
  await start();
  expect(await runtime.invoke('echo', { a: new Date(0), u: undefined }, { source: 'client', clientIP: '10.0.0.1' })).toEqual({
    event: { a: '1970-01-01T00:00:00.000Z' },
    source: 'client',
    name: 'echo',
    ip: '10.0.0.1',
    at: '2026-11-23T00:00:00.000Z',
  });
});

test('functions live on the injected clock and both kinds of Date are dates', async () => {
  writeFunction(
    'clock',
    'exports.main = async () => ({ now: Date.now(), own: new Date(5) instanceof Date, add: new Date(Date.now() + 1).getTime() });',
  );
  await start();
  now += 1000;
  expect(await runtime.invoke('clock', {})).toEqual({ now, own: true, add: now + 1 });
});

test('module state survives between calls of one instance, and parallel calls get instances of their own', async () => {
  writeFunction(
    'count',
    'let n = 0; exports.main = async (event) => { n += 1; await event.wait && new Promise(r => setImmediate(r)); await new Promise(r => setImmediate(r)); return n; };',
  );
  await start();
  expect([await runtime.invoke('count', {}), await runtime.invoke('count', {})]).toEqual([1, 2]);
  expect((await Promise.all([runtime.invoke('count', {}), runtime.invoke('count', {}), runtime.invoke('count', {})])).sort()).toEqual([
    1, 1, 3,
  ]);
});

test('common modules must be declared, and nothing of the repository can be required', async () => {
  writeFunction('good', 'exports.main = async () => require("shared");', {}, { shared: 'file:../common/shared' });
  writeFunction('bad', 'exports.main = async () => { try { return require("shared"); } catch (e) { return e.code; } };');
  writeFunction('leak', 'exports.main = async () => { try { return Boolean(require("hono")); } catch (e) { return e.code; } };');
  await start();
  expect(await runtime.invoke('good', {})).toEqual({ name: 'shared', uniCloud: 'object' });
  expect(await runtime.invoke('bad', {})).toBe('MODULE_NOT_FOUND');
  expect(await runtime.invoke('leak', {})).toBe('MODULE_NOT_FOUND');
});

test('uni-config-center finds files by plugin, undefined when there is none', async () => {
  writeFunction(
    'config',
    'const center = require("uni-config-center"); exports.main = async () => { const c = center({ pluginId: "plugin" }); return { found: c.requireFile("config.js"), none: c.requireFile("no.js") === undefined, has: c.hasFile("config.js"), d: center({ pluginId: "x", defaultConfig: { a: { b: 1 } } }).config("a.b") }; };',
    {},
    { 'uni-config-center': 'file:x' },
  );
  await start();
  expect(await runtime.invoke('config', {})).toEqual({ found: { key: 1 }, none: true, has: true, d: 1 });
});

test('the environment of a function is its own', async () => {
  writeFunction(
    'env',
    'exports.main = async () => { process.env.MINE = "x"; return { e: process.env.UNI_CLOUD_ENV, home: process.env.HOME === undefined }; };',
  );
  await start({ env: { UNI_CLOUD_ENV: 'testing' } });
  expect(await runtime.invoke('env', {})).toEqual({ e: 'testing', home: true });
  expect(process.env['MINE']).toBeUndefined();
});

test('ES modules, bad cron and two triggers are refused', async () => {
  writeFunction('esm', 'export const main = 1;');
  await start();
  await expect(runtime.invoke('esm', {})).rejects.toThrow(/Unexpected token 'export'/);
  await runtime.close();
  writeFunction('cron', 'exports.main = () => 1;', { triggers: [{ type: 'timer', config: '* * * * * * *' }] });
  await expect(start()).rejects.toThrow('秒必须是固定值');
});

test('a function that takes too long is an error and its instance is not used again', async () => {
  writeFunction('slow', 'let n = 0; exports.main = (event) => { n += 1; return event.hang ? new Promise(() => {}) : n; };', {
    timeout: 0.02,
  });
  await start();
  await expect(runtime.invoke('slow', { hang: true })).rejects.toMatchObject({ code: 'FunctionTimeout' });
  expect(await runtime.invoke('slow', {})).toBe(1);
});

test('a timer fires with the event of the Aliyun space', async () => {
  writeFunction('tick', 'exports.main = async (event, context) => ({ event, source: context.SOURCE });', {
    triggers: [{ type: 'timer', name: 't', config: '20 * * * * * *' }],
  });
  await start();
  expect(await runtime.runTimer('tick')).toEqual({
    source: 'timing',
    event: expect.objectContaining({ Type: 'Timer', triggerName: 'TIMER_LATEST' }),
  });
});

describe('HTTP urls', () => {
  const code =
    'exports.main = async (event, context) => event.path === "/boom" ? (() => { throw new Error("x"); })() : event.path === "/made" ? { mpserverlessComposedResponse: true, statusCode: 401, headers: { "x-a": "b" }, body: "no" } : event.path === "/plain" ? { statusCode: 401, body: "no" } : { event, ip: context.CLIENTIP, source: context.SOURCE };';
  beforeEach(async () => {
    writeFunction('hook', code, { path: '/hook' });
    await start();
  });
  const send = (path: string, init?: RequestInit) => runtime.app.request(`http://local/hook${path}`, init);

  test('the event is the integrated request with a relative path and lower-case headers', async () => {
    const answer = await (
      await send('/a/b?x=1', {
        method: 'POST',
        body: '{"k":"中"}',
        headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': '1.2.3.4' },
      })
    ).json();
    expect(answer).toMatchObject({
      source: 'http',
      ip: '127.0.0.1',
      event: {
        path: '/a/b',
        httpMethod: 'POST',
        queryStringParameters: { x: '1' },
        body: '{"k":"中"}',
        isBase64Encoded: false,
        headers: { 'content-type': 'application/json' },
      },
    });
    expect(((await (await send('')).json()) as { event: { path: string } }).event.path).toBe('/');
  });

  test('binary bodies come as base64', async () => {
    const answer = (await (
      await send('/x', { method: 'POST', body: Buffer.from([0, 255, 1]), headers: { 'content-type': 'application/octet-stream' } })
    ).json()) as { event: { body: string; isBase64Encoded: boolean } };
    expect(answer.event).toMatchObject({ isBase64Encoded: true, body: 'AP8B' });
  });

  test('only a composed response sets the status', async () => {
    const made = await send('/made');
    expect([made.status, made.headers.get('x-a'), await made.text()]).toEqual([401, 'b', 'no']);
    expect((await send('/plain')).status).toBe(200);
  });

  test('an uncaught error is answered with status 200, as on the platform', async () => {
    const answer = await send('/boom');
    expect([answer.status, await answer.json()]).toEqual([200, { success: false, error: { code: 'FunctionBizError', message: 'x' } }]);
  });

  test('more than 2 MB is refused before the function runs', async () => {
    expect(
      (await send('/x', { method: 'POST', body: 'x'.repeat(2 * 1024 * 1024 + 1), headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(413);
  });
});

describe('client protocol', () => {
  beforeEach(async () => {
    writeFunction(
      'echo',
      'exports.main = async (event, context) => { if (event.boom) throw new Error("boom"); return { event, platform: context.PLATFORM, token: context.uniIdToken, nasty: context.SOURCE }; };',
    );
    await start({ spaceId: 'mp-test', clientSecret: 'secret' });
  });
  const client = (clientSecret = 'secret') =>
    createClient({
      endpoint: 'http://local',
      spaceId: 'mp-test',
      clientSecret,
      clientInfo: { PLATFORM: 'mp-weixin', SOURCE: 'timing' },
      fetch: async (url, init) => runtime.app.request(url, init),
      now: () => now,
    });

  test('a signed call reaches the function with client info in the context and the token in both places', async () => {
    const caller = client();
    caller.setToken('t');
    expect(await caller.callFunction('echo', { a: 1 })).toEqual({
      event: { a: 1, uniIdToken: 't' },
      platform: 'mp-weixin',
      token: 't',
      nasty: 'client',
    });
  });

  test('a wrong signature, an unknown function and a thrown error have the codes of the platform', async () => {
    await expect(client('other').callFunction('echo', {})).rejects.toMatchObject({ code: 'SignatureNotMatch' });
    await expect(client().callFunction('nothing', {})).rejects.toMatchObject({ code: 'FunctionNotFound' });
    await expect(client().callFunction('echo', { boom: true })).rejects.toMatchObject({ code: 'FunctionBizError', message: 'boom' });
  });

  test('an unknown token asks the SDK to authorise again', async () => {
    const body: Record<string, unknown> = {
      method: 'serverless.function.runtime.invoke',
      params: '{}',
      spaceId: 'mp-test',
      timestamp: 1,
      token: 'stale',
    };
    const text = Object.keys(body)
      .sort()
      .map((key) => `${key}=${String(body[key])}`)
      .join('&');
    const answer = await runtime.app.request('http://local/client', {
      method: 'POST',
      headers: { 'x-serverless-sign': createHmac('md5', 'secret').update(text).digest('hex'), 'x-basement-token': 'stale' },
      body: JSON.stringify(body),
    });
    expect(await answer.json()).toMatchObject({ success: false, error: { code: 'GATEWAY_INVALID_TOKEN' } });
  });

  test('a preflight allows the two headers, and rubbish is answered in JSON', async () => {
    const preflight = await runtime.app.request('http://local/client', { method: 'OPTIONS', headers: { origin: 'http://localhost:5173' } });
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-serverless-sign');
    const answer = await runtime.app.request('http://local/client', { method: 'POST', body: 'not json' });
    expect(await answer.json()).toMatchObject({ success: false });
  });
});
