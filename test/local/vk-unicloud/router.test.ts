// docs/protocols/vk-unicloud.md §0、§2–§5：替身与真框架一样——包括那些危险的怪癖，业务必须自己防住。
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { classifyUrl } from '../../../local/vk-unicloud/url-type';
import { createRuntime, type LocalRuntime } from '../../../local/unicloud';
import { buildStandIns } from '../../../scripts/build-functions';

let dir: string;
let runtime: LocalRuntime;

const files: Record<string, string> = {
  'index.js':
    'const vk = require("vk-unicloud").createInstance(require("./config.js")); exports.main = (event, context) => vk.router({ event, context, vk });',
  'config.js': 'module.exports = { baseDir: __dirname, requireFn: (p) => require(p) };',
  'middleware/index.js':
    'module.exports = [{ id: "open", regExp: "^loose/", mode: "onActionExecuting", main: async () => ({ code: 0, from: "open" }) }, { id: "after", regExp: "^a/pub/after$", mode: "onActionExecuted", main: async () => ({ code: 0, extra: 1 }) }, { id: "mask", regExp: "^a/pub/masked$", mode: "onActionError", main: async () => ({ code: 50000, msg: "masked" }) }, { id: "literal", regExp: /./, main: async () => ({ code: 1, msg: "never" }) }];',
  'service/a/pub/hello.js':
    'exports.main = async (event) => ({ data: event.data, uid: event.uid, url: event.url, ip: event.originalParam.context.CLIENTIP, platform: event.util.env.PLATFORM });',
  'service/a/pub/after.js': 'exports.main = async () => ({ code: 0 });',
  'service/a/pub/masked.js': 'exports.main = async () => { throw new Error("x"); };',
  'service/a/pub/throws.js':
    'exports.main = async ({ data }) => { if (data.kind === "plain") throw { code: 7, msg: "m" }; if (data.kind === "text") throw "t"; if (data.kind === "msg") throw new Error("msg:hi"); if (data.kind === "range") throw new RangeError("r"); if (data.kind === "type") null.x; if (data.kind === "null") return null; if (data.kind === "undefined") return undefined; throw new Error("plain error"); };',
  'service/a/kh/mine.js':
    'exports.main = async (event) => ({ code: 0, uid: event.uid, dataUid: event.data.uid, hasUser: Boolean(event.userInfo), secret: event.userInfo && (event.userInfo.token || event.userInfo.password) });',
  'service/a/sys/admin.js': 'exports.main = async () => ({ code: 0, admin: true });',
  'service/loose/file.js': 'exports.main = async () => ({ code: 0, loose: true });',
  'service/loose/broken.js': 'exports.main = {',
  'service/a/pub/missing.js': 'require("./nothing"); exports.main = () => 1;',
  'service/a/thing.js':
    'module.exports = { isCloudObject: true, _before() { if (this.getParams().stop) return "stopped"; }, pub_hi(data) { return { code: 0, hi: data.name, method: this.getMethodName() }; }, mine() { return { code: 0, mine: true }; }, _hidden() { return 1; } };',
  'service/x/sys/obj.js': 'module.exports = { isCloudObject: true, method() { return { code: 0, reached: "sys" }; } };',
  'package.json': JSON.stringify({
    name: 'router',
    dependencies: { 'vk-unicloud': 'file:x', 'uni-id': 'file:x', 'uni-config-center': 'file:x' },
    'cloudfunction-config': { path: '/http/router' },
  }),
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vk-pay-vk-'));
  for (const [file, content] of Object.entries(files)) {
    const path = join(dir, 'functions/router', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const config = join(dir, 'config/vk-unicloud');
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'index.js'), `module.exports = { uni: { tokenSecret: '${'s'.repeat(40)}' }, vk: {} };`);
  const modules = await buildStandIns(join(dir, 'modules'));
  runtime = await createRuntime({
    functionsDir: join(dir, 'functions'),
    databaseDir: join(dir, 'database'),
    dataFile: ':memory:',
    modules,
    configCenterDirs: [join(dir, 'config')],
  });
  await runtime.database.collection('uni-id-users').add([
    { _id: 'u1', role: [], password: 'p' },
    { _id: 'root', role: ['admin'] },
  ]);
});
afterAll(async () => {
  await runtime.close();
  rmSync(dir, { recursive: true, force: true });
});

type Answer = Record<string, unknown>;
const call = (url: string, data: unknown = {}, token?: string): Promise<Answer> =>
  runtime.invoke(
    'router',
    { $url: url, data, ...(token ? { uniIdToken: token } : {}) },
    { source: 'client', clientIP: '9.9.9.9' },
  ) as Promise<Answer>;
async function tokenFor(uid: string): Promise<string> {
  const { createHmac } = await import('node:crypto');
  const payload = Buffer.from(JSON.stringify({ uid, exp: Math.floor(Date.now() / 1000) + 60 })).toString('base64url');
  const token = `${payload}.${createHmac('sha256', 's'.repeat(40)).update(payload).digest('base64url')}`;
  await runtime.database
    .collection('uni-id-users')
    .doc(uid)
    .update({ token: [token] });
  return token;
}

test.each([
  ['a/pub/x', 'pub'],
  ['a/kh/x', 'kh'],
  ['a/sys/x', 'sys'],
  ['pub/x', undefined],
  ['kh/x', undefined],
  ['a/thing.pub_hi', 'pub'],
  ['a/thing.mine', 'kh'],
  ['a/thing._hidden', 'private'],
  ['x/pub_/../sys/obj.method', 'pub'],
  ['a/sys/pub_list', 'pub'],
  ['', undefined],
] as const)('url %s is classified %s', (url, type) => expect(classifyUrl(url)).toBe(type));

test('a public service gets data, and a caller cannot plant a uid', async () => {
  expect(await call('a/pub/hello', { uid: 'evil', n: 1 })).toEqual({ data: { n: 1 }, url: 'a/pub/hello', ip: '9.9.9.9' });
});

test('PLATFORM is whatever the client says, the address is not', async () => {
  expect(await call('a/pub/hello', { vk_platform: 'fake', vk_context: { clientIP: '1.1.1.1' } })).toMatchObject({
    platform: 'fake',
    ip: '9.9.9.9',
  });
});

test('a logged-in service refuses no token, a forged one, and passes the verified uid on', async () => {
  expect(await call('a/kh/mine')).toMatchObject({ code: 30204, filterId: 'kh' });
  expect(await call('a/kh/mine', {}, 'x.y')).toMatchObject({ code: 30204 });
  const token = await tokenFor('u1');
  expect(await call('a/kh/mine', { uid: 'evil' }, token)).toEqual({ code: 0, uid: 'u1', dataUid: 'u1', hasUser: true });
  expect(await call('a/kh/mine', { need_user_info: false }, token)).toMatchObject({ hasUser: false });
});

test('a staff service asks for the admin role', async () => {
  expect(await call('a/sys/admin', {}, await tokenFor('u1'))).toMatchObject({ code: 403, msg: '权限不足' });
  expect(await call('a/sys/admin', {}, await tokenFor('root'))).toEqual({ code: 0, admin: true });
});

test('an untyped url is refused unless some middleware lets it through', async () => {
  expect(await call('nothing/here')).toMatchObject({ code: 403, msg: 'access denied' });
  expect(await call('loose/file')).toEqual({ code: 0, loose: true });
});

test('dot-dot in an object url reaches a staff object as public: services must check again', async () => {
  expect(await call('x/pub_/../sys/obj.method')).toEqual({ code: 0, reached: 'sys' });
});

test('failures are returned objects with the documented shapes, stack included', async () => {
  const shape = async (kind: string): Promise<[unknown, unknown]> => {
    const { code, msg } = await call('a/pub/throws', { kind });
    return [code, msg];
  };
  expect(await shape('plain')).toEqual([7, 'm']);
  expect(await shape('text')).toEqual([-1, 't']);
  expect(await shape('msg')).toEqual([501, 'hi']);
  expect(await shape('range')).toEqual([500, '云函数 a/pub/throws 运行异常!']);
  expect((await shape('type'))[0]).toBe(501);
  expect((await shape('null'))[0]).toBe(501);
  expect(await call('a/pub/throws', { kind: 'undefined' })).toEqual({});
  const bare = await call('a/pub/throws', { kind: 'error' });
  expect('code' in bare).toBe(false);
  expect((bare['err'] as { stack: string }).stack).toContain('service/a/pub/throws.js');
});

test('a missing file, a missing dependency and a syntax error', async () => {
  expect(await call('a/pub/none')).toMatchObject({ code: 404, msg: 'not found【a/pub/none】' });
  expect(await call('a/pub/missing')).toMatchObject({ code: 404 });
  expect(await call('loose/broken')).toMatchObject({ code: 500, msg: expect.stringContaining('编译异常') });
});

test('cloud objects: public method, login by default, private refused, _before may stop', async () => {
  expect(await call('a/thing.pub_hi', { name: 'n' })).toEqual({ code: 0, hi: 'n', method: 'pub_hi' });
  expect(await call('a/thing.mine')).toMatchObject({ code: 30204 });
  expect(await call('a/thing._hidden')).toMatchObject({ code: 403 });
  expect(await call('a/thing.pub_hi', { stop: true })).toEqual({ code: -1, msg: 'stopped' });
});

test('middleware after success merges, after an error replaces, a literal regexp never matches', async () => {
  expect(await call('a/pub/after')).toEqual({ code: 0, extra: 1 });
  expect(await call('a/pub/masked')).toEqual({ code: 50000, msg: 'masked' });
});

test('a timer event handed to the router is refused', async () => {
  expect(await runtime.runTimer('router')).toMatchObject({ code: 403 });
});

test('over HTTP a crash is status 200, form data is mangled and the raw body stays untouched', async () => {
  const crash = await runtime.app.request('http://local/http/router/a/pub/throws', {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  expect(crash.status).toBe(200);
  const form = await runtime.app.request('http://local/http/router/a/pub/hello', {
    method: 'POST',
    body: 'fee=0.10&sign=a%2Bb==&tel=13800138000',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(await form.json()).toMatchObject({ data: { fee: 0.1, sign: 'a%2Bb', tel: '13800138000' } });
});
