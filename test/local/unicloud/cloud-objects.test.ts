// 本地的云有云对象（docs/protocols/unicloud.md §1.12），与平台一样严：叫不到私有的，this 上只有文档里的。
import { Hono } from 'hono';
import { createClient } from '../../../local/stack/client';
import type { LocalRuntime } from '../../../local/unicloud';
import { Workbench } from './workbench';

const bench = new Workbench();
let runtime: LocalRuntime;

const OBJECT = `
let calls = 0;
module.exports = {
  _before() { this.startedBy = this.getMethodName(); if (this.getParams()[0] === 'stop') throw Object.assign(new Error('拦下了'), { errCode: 'STOPPED' }); },
  add(title, content) { return { errCode: 0, title, content, startedBy: this.startedBy, calls: ++calls }; },
  refuse() { return { errCode: 'INVALID_TODO', errMsg: '不可为空', errSubject: 'todo' }; },
  throws() { throw new Error('坏了'); },
  who() { return { client: this.getClientInfo(), cloud: this.getCloudInfo(), token: this.getUniIdToken() || null, id: this.getUniCloudRequestId() }; },
  http(query) { const { path, httpMethod, body } = this.getHttpInfo(); return { path, httpMethod, body, query, source: this.getClientInfo().source }; },
  own() { return { others: ['add', '_secret', '_before'].filter((name) => name in this) }; },
  _secret() { return 1; },
  _timing(param) { return { fired: param.Type }; },
  _after(error, result) { if (error) { if (error.errCode) return { errCode: error.errCode, errMsg: error.message }; throw error; } return { ...result, after: true }; },
};`;

beforeAll(async () => {
  bench.write('functions/todo/index.obj.js', OBJECT);
  bench.write('functions/todo/package.json', { name: 'todo', 'cloudfunction-config': { path: '/todo' } });
  bench.write('functions/bare/index.obj.js', 'module.exports = { hi: () => 1 };');
  bench.write('functions/bare/package.json', { name: 'bare' });
  bench.writeFunction(
    'caller',
    `const todo = uniCloud.importObject('todo');
     exports.main = async ({ method, params = [] }) => { try { return { answer: await todo[method](...params) }; } catch (e) { return { code: e.code, message: e.message }; } };`,
  );
  runtime = await bench.start();
});
afterAll(() => bench.close());

const call = (method: string, ...params: unknown[]): Promise<unknown> =>
  runtime.invoke(
    'todo',
    { method, params },
    { source: 'client', clientIP: '203.0.113.7', clientInfo: { PLATFORM: 'app-plus', appId: 'A' } },
  );

test('a method gets its parameters, what _before hung on this, and _after has the last word', async () => {
  expect(await call('add', 'a', 'b')).toEqual({ errCode: 0, title: 'a', content: 'b', startedBy: 'add', calls: 1, after: true });
  expect(await call('add', 'stop')).toEqual({ errCode: 'STOPPED', errMsg: '拦下了' });
  await expect(call('throws')).rejects.toThrow('坏了');
  expect(await runtime.invoke('bare', { method: 'hi', params: [] })).toBe(1);
});

test.each(['_secret', '_before', '_timing', 'missing', 'toString', 'constructor', '__proto__', ''])(
  '%s cannot be called',
  async (method) => {
    await expect(call(method)).rejects.toMatchObject({ code: 'FunctionBizError' });
    expect((await runtime.invoke('caller', { method: method || '_x' })) as object).toMatchObject({ code: 'FunctionBizError' });
  },
);

test('this says who called and nothing else: no other methods, no HTTP outside HTTP', async () => {
  const told = (await runtime.invoke(
    'todo',
    { method: 'who', params: [] },
    { source: 'client', clientIP: '203.0.113.7', clientUA: 'UA', uniIdToken: 't', clientInfo: { PLATFORM: 'app-plus', appId: 'A' } },
  )) as Record<string, Record<string, unknown>>;
  expect(told['client']).toMatchObject({ clientIP: '203.0.113.7', userAgent: 'UA', source: 'client', platform: 'app', appId: 'A' });
  expect(told['cloud']).toEqual({ provider: 'aliyun', spaceId: 'mp-local', functionName: 'todo', functionType: 'cloudobject' });
  expect([told['token'], told['id']]).toEqual(['t', told['client']?.['requestId']]);
  expect(await call('own')).toEqual({ others: [], after: true });
  await expect(call('http')).rejects.toThrow('getHttpInfo');
});

test('from the cloud the answer is the answer, and no client info or token travels along', async () => {
  const invoke = (method: string, ...params: unknown[]): Promise<unknown> =>
    runtime.invoke(
      'caller',
      { method, params },
      { source: 'client', clientIP: '203.0.113.7', uniIdToken: 't', clientInfo: { PLATFORM: 'web' } },
    );
  expect(await invoke('refuse')).toEqual({ answer: { errCode: 'INVALID_TODO', errMsg: '不可为空', errSubject: 'todo', after: true } });
  expect(await invoke('throws')).toEqual({ code: 'FunctionBizError', message: '坏了' });
  const { answer } = (await invoke('who')) as { answer: { client: object; token: unknown } };
  expect(answer.client).toEqual({ clientIP: '', userAgent: '', source: 'function', requestId: expect.any(String) });
  expect(answer.token).toBeNull();
});

test('by URL the first segment is the method and the query its parameter; a timer runs _timing', async () => {
  const app = new Hono().route('/', runtime.app);
  const post = async (path: string, init: RequestInit = {}): Promise<unknown> => (await app.request(path, init)).json();
  expect(await post('/todo/http/self?a=1', { method: 'POST', body: '{"b":2}', headers: { 'content-type': 'application/json' } })).toEqual({
    path: '/http/self',
    httpMethod: 'POST',
    body: '{"b":2}',
    query: { a: '1' },
    source: 'http',
    after: true,
  });
  expect(await post('/todo/_secret')).toMatchObject({ success: false, error: { code: 'FunctionBizError' } });
  expect(await post('/todo')).toMatchObject({ success: false });
  expect(await runtime.runTimer('todo')).toEqual({ fired: 'Timer', after: true });
});

test('the client of an app throws on an error code, with the whole answer', async () => {
  const client = createClient({
    endpoint: 'http://space',
    spaceId: 'mp-local',
    clientSecret: 'local-secret',
    fetch: async (url, init) => runtime.app.request(url, init),
  });
  expect(await client.callObject('todo', 'add', 'a')).toMatchObject({ errCode: 0, title: 'a' });
  await expect(client.callObject('todo', 'refuse')).rejects.toMatchObject({
    errCode: 'INVALID_TODO',
    errMsg: '不可为空',
    errSubject: 'todo',
    detail: { after: true },
  });
});

test('a folder with both entries is refused, as when uploading', async () => {
  const both = new Workbench();
  both.writeFunction('two', 'exports.main = () => 1;');
  both.write('functions/two/index.obj.js', 'module.exports = {};');
  await expect(both.start()).rejects.toThrow('只能有一个');
  await both.close();
});
