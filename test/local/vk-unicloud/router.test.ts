// docs/protocols/vk-unicloud.md §0、§2–§5：替身与真框架一样——包括那些危险的怪癖，业务必须自己防住。谁算登录见 session.test.ts。
import { classifyUrl } from '../../../local/vk-unicloud/url-type';
import { openProject, tokenFor, type Answer, type Project } from './project';

const THROWS = `exports.main = async ({ data }) => {
  switch (data.kind) {
    case 'plain': throw { code: 7, msg: 'm', extra: 1 };
    case 'text': throw 't';
    case 'msg': throw new Error('msg:hi');
    case 'range': throw new RangeError('r');
    case 'type': return null.x;
    case 'reference': return nothing;
    case 'coded': throw Object.assign(new Error('c'), { code: 40001 });
    case 'named': throw Object.assign(new Error('p'), { name: 'PayError', code: 9 });
    case 'session': throw new Error('msg:token失效：x');
    case 'null': return null;
    case 'undefined': return undefined;
    case 'array': return [1];
    case 'number': return 5;
    case 'string': return 's';
    case 'errCode': return { errCode: 3, errMsg: 'e' };
    default: throw new Error('plain error');
  }
};`;
const MIDDLEWARE = `module.exports = [
  { id: 'open', regExp: '^loose/', mode: 'onActionExecuting', main: async () => ({ code: 0, from: 'open' }) },
  { id: 'literal', regExp: /./, main: async () => ({ code: 1, msg: 'never' }) },
  { id: 'off', regExp: '.', enable: false, main: async () => ({ code: 1, msg: 'never' }) },
  { id: 'deny', regExp: '^m/pub/deny$', index: 50, main: async () => ({ code: 9, msg: 'no', more: 1 }) },
  { id: 'boom', regExp: ['nowhere', '^m/pub/boom$'], index: 150, main: async () => { throw new Error('mid'); } },
  { id: 'silent', regExp: '^m/pub/silent$', index: 150, main: async () => undefined },
  { id: 'first', regExp: (url) => url === 'm/pub/order', index: 1, main: async (event) => ({ code: 0, a: 1, saw: event.filterResponse.code }) },
  { id: 'last', regExp: 'order$', index: 400, main: async () => ({ code: 0, b: 1 }) },
  { regExp: 'order$', index: 2, main: async () => ({ code: 0, nameless: 1 }) },
  { regExp: 'order$', index: 3, main: async () => ({ code: 0, nameless: 2 }) },
  { id: 'turned', mode: 'onActionIntercepted', regExp: '^m/kh/turned$', main: async (event, refusal) => ({ code: 0, was: refusal.code }) },
  { id: 'after', mode: 'onActionExecuted', regExp: '^m/pub/after$', main: async () => ({ code: 0, extra: 1 }) },
  { id: 'late', mode: 'onActionExecuted', regExp: '^m/pub/late$', main: async () => { throw new Error('late'); } },
  { id: 'swap', mode: 'onActionExecuted', regExp: '^m/pub/swap$', main: async () => ({ only: 1 }) },
  { id: 'mask', mode: 'onActionError', regExp: '^m/pub/masked$', main: async () => ({ code: 50000, msg: 'masked' }) },
  { id: 'mend', mode: 'onActionError', regExp: '^m/pub/mended$', main: async () => ({ code: 0, mended: 1 }) },
];`;
const OK = 'exports.main = async (event) => ({ code: 0, filter: event.filterResponse });';
const FAIL = 'exports.main = async () => { throw new Error("x"); };';

const files: Record<string, string> = {
  'middleware/index.js': MIDDLEWARE,
  ...Object.fromEntries(['deny', 'boom', 'silent', 'order', 'after', 'late', 'swap'].map((name) => [`service/m/pub/${name}.js`, OK])),
  ...Object.fromEntries(['masked', 'mended'].map((name) => [`service/m/pub/${name}.js`, FAIL])),
  'service/m/kh/turned.js': OK,
  'service/a/pub/hello.js':
    'exports.main = async (event) => ({ data: event.data, uid: event.uid, url: event.url, ip: event.originalParam.context.CLIENTIP, env: event.util.env });',
  'service/a/pub/throws.js': THROWS,
  'service/a/kh/throws.js': THROWS,
  'service/a/kh/mine.js': 'exports.main = async (event) => ({ code: 0, data: event.data, uid: event.uid });',
  'service/a/sys/admin.js': 'exports.main = async () => ({ code: 0, admin: true });',
  'service/loose/file.js': 'exports.main = async () => ({ code: 0, loose: true });',
  'service/loose/broken.js': 'exports.main = {',
  'service/a/pub/missing.js': 'require("./nothing"); exports.main = () => 1;',
  'service/a/pub/empty.js': 'exports.other = 1;',
  'service/a/plain.js': 'exports.pub_hi = () => 1;',
  'service/a/thing.js': `module.exports = {
    isCloudObject: true,
    _before() { return this.getParams().before; },
    _after({ res, err }) { if (this.getParams().after) return { code: 0, after: err ? err.message : res }; },
    pub_hi(data) { return { code: 0, hi: data.name, method: this.getMethodName(), cloud: this.getCloudInfo() }; },
    pub_boom() { throw new Error('boom'); },
    pub_who() { const { uid, platform, clientIP, source } = this.getClientInfo(); return { code: 0, uid, platform, clientIP, source }; },
    mine() { return { code: 0, mine: true }; },
    _hidden() { return 1; },
  };`,
  'service/x/sys/obj.js': 'module.exports = { isCloudObject: true, method() { return { code: 0, reached: "sys" }; } };',
};

const USER = tokenFor({ uid: 'u1', role: [], permission: [] });
const ADMIN = tokenFor({ uid: 'root', role: ['admin'], permission: [] });
const NEAR_END = tokenFor({ uid: 'u1', role: [], permission: [] }, 60);

let project: Project;
beforeAll(async () => {
  project = await openProject(files);
  await project.runtime.database.collection('uni-id-users').add([
    { _id: 'u1', role: [], password: 'p', token: [USER, NEAR_END] },
    { _id: 'root', role: ['admin'], token: [ADMIN] },
  ]);
});
afterAll(() => project.close());
const call = (url: string, data: unknown = {}, token?: string): Promise<Answer> => project.call(url, data, token);

describe('which url is what', () => {
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
  ] as const)('%s is %s', (url, type) => expect(classifyUrl(url)).toBe(type));

  test('an untyped url is refused unless some middleware lets it through', async () => {
    expect(await call('nothing/here')).toEqual({ code: 403, msg: 'access denied', filterStack: [] });
    expect(await call('loose/file')).toEqual({ code: 0, loose: true });
  });

  test('dot-dot in an object url reaches a staff object as public: services must check again', async () => {
    expect(await call('x/pub_/../sys/obj.method')).toEqual({ code: 0, reached: 'sys' });
  });

  test('a staff service asks for the admin role', async () => {
    expect(await call('a/sys/admin', {}, USER)).toEqual({ code: 403, msg: '权限不足', filterId: 'sys' });
    expect(await call('a/sys/admin', {}, ADMIN)).toEqual({ code: 0, admin: true });
  });
});

describe('what a service gets', () => {
  test('data as sent, with the verified uid in place of a planted one', async () => {
    expect(await call('a/pub/hello', { uid: 'evil', n: 1 })).toMatchObject({ data: { n: 1 }, url: 'a/pub/hello' });
    expect(await call('a/kh/mine', { uid: 'evil' }, USER)).toEqual({ code: 0, uid: 'u1', data: { uid: 'u1' } });
  });

  test('data of any JSON type; text and numbers only get through without a login', async () => {
    for (const data of ['text', 5, true, [1, 2]]) expect(await call('a/pub/hello', data)).toMatchObject({ data });
    expect(await call('a/pub/hello', null)).toMatchObject({ data: {} });
    expect(await call('a/kh/mine', [1], USER)).toEqual({ code: 0, uid: 'u1', data: [1] });
    for (const [data, shown] of [
      ['text', "string 'text'"],
      [5, "number '5'"],
    ] as const) {
      expect(await call('a/kh/mine', data, USER)).toMatchObject({
        code: 500,
        msg: '云函数 a/kh/mine 的中间件 onActionExecuting 运行异常!',
        err: { message: `Cannot create property 'uid' on ${shown}` },
      });
    }
  });

  test('the client says which app and platform it is, but not which address', async () => {
    const vk_context = { appId: 'A', appid: 'a', platform: 'p', locale: 'l', os: 'o', deviceId: 'd', clientIP: '1.1.1.1', userAgent: 'x' };
    expect(await call('a/pub/hello', { vk_context })).toMatchObject({
      data: {},
      ip: '9.9.9.9',
      env: { APPID: 'a', PLATFORM: 'p', LOCALE: 'l', OS: 'o', DEVICEID: 'd', CLIENTIP: '9.9.9.9', CLIENTUA: 'UA' },
    });
    const own = { vk_appid: 'x', vk_appId: 'y', vk_platform: 'z', vk_locale: 'q' };
    expect(await call('a/pub/hello', own)).toMatchObject({ data: own, env: { APPID: 'x', PLATFORM: 'z', LOCALE: 'q' } });
  });

  test('between functions the address and the user agent are passed on', async () => {
    const vk_context = { clientIP: '1.1.1.1', userAgent: 'x' };
    expect(await project.call('a/pub/hello', { vk_context }, undefined, { source: 'function' })).toMatchObject({
      env: { CLIENTIP: '1.1.1.1', CLIENTUA: 'x' },
    });
  });

  test.each([
    ['web', 'h5'],
    ['h5', 'h5'],
    ['app', 'app-plus'],
    ['app-plus', 'app-plus'],
    ['mp-weixin', 'mp-weixin'],
  ])('platform %s is called %s', async (PLATFORM, name) => {
    expect(await project.call('a/pub/hello', {}, undefined, { clientInfo: { PLATFORM } })).toMatchObject({ env: { PLATFORM: name } });
  });
});

describe('what comes back', () => {
  test.each<[string, object]>([
    ['plain', { code: 7, msg: 'm', err: { code: 7, msg: 'm', extra: 1 } }],
    ['text', { code: -1, msg: 't', err: 't' }],
    ['msg', { code: 501, msg: 'hi' }],
    ['range', { code: 500, msg: '云函数 a/pub/throws 运行异常!' }],
    ['named', { code: 500, msg: '云函数 a/pub/throws 运行异常!', err: { code: 9, message: 'p' } }],
    ['type', { code: 501, msg: "云函数 a/pub/throws 运行异常，类型错误：Cannot read properties of null (reading 'x')" }],
    ['reference', { code: 501, msg: '云函数 a/pub/throws 变量引用错误：nothing is not defined' }],
    ['coded', { code: 40001, msg: 'c' }],
    ['session', { code: 30202, msg: 'msg:token失效：x' }],
    ['null', { code: 501, msg: expect.stringContaining('Cannot read properties of null') }],
  ])('thrown or returned %s', async (kind, answer) => {
    expect(await call('a/pub/throws', { kind })).toMatchObject({ ...answer, requestId: expect.any(String) });
  });

  test('a plain Error answers without a code, with its stack for everybody to read', async () => {
    const answer = await call('a/pub/throws', { kind: 'error' });
    expect(answer).not.toHaveProperty('code');
    expect(answer).toMatchObject({ msg: 'plain error', err: { stack: expect.stringContaining('service/a/pub/throws.js') } });
  });

  test.each<[string, unknown]>([
    ['undefined', {}],
    ['array', [1]],
    ['number', 5],
    ['string', 's'],
    ['errCode', { errCode: 3, errMsg: 'e', code: 3, msg: 'e' }],
  ])('%s is an answer as well', async (kind, answer) => {
    expect(await call('a/pub/throws', { kind })).toEqual(answer);
  });

  test('a renewed token rides on every object, also on a list of one field, never on text', async () => {
    expect(await call('a/kh/throws', { kind: 'errCode' }, NEAR_END)).toMatchObject({
      code: 3,
      vk_uni_token: { token: expect.any(String) },
    });
    expect(await call('a/kh/throws', { kind: 'string' }, NEAR_END)).toBe('s');
  });

  test.each<[string, object]>([
    ['a/pub/none', { code: 404, msg: 'not found【a/pub/none】' }],
    ['a/pub/missing', { code: 404, msg: 'not found【a/pub/missing】', err: { message: expect.stringContaining("'./nothing'") } }],
    ['loose/broken', { code: 500, msg: '云函数 loose/broken 编译异常!' }],
    ['a/pub/empty', { code: 501, msg: expect.stringContaining('main is not a function') }],
    ['a/plain.pub_hi', { code: 403, msg: '禁止访问私有对象内的函数！' }],
    ['a/thing.pub_nothing', { code: 404, msg: 'not found【a/thing.pub_nothing】' }],
    ['a/thing._hidden', { code: 403, msg: '禁止访问私有函数！', filterId: 'access_denied' }],
  ])('%s', async (url, answer) => expect(await call(url)).toMatchObject(answer));
});

describe('cloud objects', () => {
  test('get their data and who called, and ask for a login unless marked public', async () => {
    expect(await call('a/thing.pub_hi', { name: 'n' })).toEqual({
      code: 0,
      hi: 'n',
      method: 'pub_hi',
      cloud: { provider: 'aliyun', spaceId: 'mp-local', functionName: 'router', functionType: 'cloudobject' },
    });
    expect(await call('a/thing.mine')).toMatchObject({ code: 30204 });
    expect(await call('a/thing.mine', {}, USER)).toEqual({ code: 0, mine: true });
    expect(await call('a/thing.pub_who', {}, USER)).toEqual({ code: 0, uid: 'u1', clientIP: '9.9.9.9', source: 'client' });
  });

  test.each<[unknown, object]>([
    ['stopped', { code: -1, msg: 'stopped' }],
    [false, { code: -1, msg: '' }],
    [
      { code: 7, msg: 'm', more: 1 },
      { code: 7, msg: 'm' },
    ],
    [{ msg: 'no code' }, { msg: 'no code' }],
    [{ code: 0 }, { code: 0, hi: 'n' }],
    [true, { code: 0, hi: 'n' }],
  ])('_before answering %j', async (before, answer) => {
    expect(await call('a/thing.pub_hi', { name: 'n', before })).toMatchObject(answer);
  });

  test('_after may replace an answer, and an error', async () => {
    expect(await call('a/thing.pub_hi', { name: 'n', after: true })).toMatchObject({ code: 0, after: { hi: 'n' } });
    expect(await call('a/thing.pub_boom', { after: true })).toEqual({ code: 0, after: 'boom' });
    expect(await call('a/thing.pub_boom')).toMatchObject({ msg: 'boom' });
  });
});

describe('middleware', () => {
  test('before: by index, merged, entries without an id collapse to one, the first refusal wins', async () => {
    const { filter } = (await call('m/pub/order')) as { filter: Answer & { filterStack: Answer[] } };
    expect(filter).toMatchObject({ code: 0, a: 1, saw: 403, nameless: 1, b: 1, filterId: 'last' });
    expect(filter.filterStack.map(({ filterId }) => filterId)).toEqual(['first', undefined, 'pub', 'last']);
    expect(await call('m/pub/deny')).toEqual({ code: 9, msg: 'no', more: 1, filterId: 'deny' });
  });

  test('before: one that throws or answers nothing is a 500', async () => {
    const failed = (url: string): string => `云函数 ${url} 的中间件 onActionExecuting 运行异常!`;
    expect(await call('m/pub/boom')).toMatchObject({ code: 500, msg: failed('m/pub/boom'), err: { message: 'mid' } });
    expect(await call('m/pub/silent')).toMatchObject({ code: 500, msg: failed('m/pub/silent') });
  });

  test('after a refusal, after success, after an error', async () => {
    expect(await call('m/kh/turned', {}, 'x')).toMatchObject({ code: 0, was: 30204, errCode: 'uni-id-check-token-failed' });
    expect(await call('m/pub/after')).toMatchObject({ code: 0, extra: 1 });
    expect(await call('m/pub/swap')).toEqual({ only: 1 });
    expect(await call('m/pub/late')).toMatchObject({ code: 500, msg: '云函数 m/pub/late 的中间件 onActionExecuted 运行异常!' });
    expect(await call('m/pub/masked')).toEqual({ code: 50000, msg: 'masked' });
    expect(await call('m/pub/mended')).toMatchObject({ code: 0, mended: 1, msg: 'x' });
  });
});

describe('over HTTP', () => {
  const request = async (path: string, init: RequestInit = {}): Promise<[number, Answer]> => {
    const response = await project.runtime.app.request(`http://local/http/router${path}`, init);
    return [response.status, (await response.json()) as Answer];
  };
  const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({ method: 'POST', body, headers });

  test('a crash is status 200', async () => {
    expect(await request('/a/pub/throws', post('{}', { 'content-type': 'application/json' }))).toMatchObject([200, { msg: 'plain error' }]);
  });

  test('form data is mangled: not decoded, cut at the second =, numbers guessed', async () => {
    const body =
      'fee=0.10&sign=a%2Bb==&tel=13800138000&neg=-1&e=1e3&zero=007&id=110101199001011234&old=110101900101123&empty=&a=1&a=2&big=123456789012345';
    const [, answer] = await request('/a/pub/hello?q=1&q=2', post(body, { 'content-type': 'application/x-www-form-urlencoded' }));
    expect(answer['data']).toEqual({
      ...{ q: '2', fee: 0.1, sign: 'a%2Bb', tel: '13800138000', neg: -1, e: 1000, zero: '007' },
      ...{ id: '110101199001011234', old: '110101900101123', empty: '', a: 2, big: '123456789012345' },
    });
  });

  test('JSON is merged over the query; an array by index; other text is ignored', async () => {
    expect((await request('/a/pub/hello?q=1', post('{"q":2,"uid":"evil"}')))[1]['data']).toEqual({ q: 2 });
    expect((await request('/a/pub/hello', post('[1,2]')))[1]['data']).toEqual({ 0: 1, 1: 2 });
    expect((await request('/a/pub/hello', post('<xml/>')))[1]['data']).toEqual({});
  });

  test('$url in the body goes before the path, the token may be in the header or the body', async () => {
    expect((await request('/a/pub/hello', post('{"$url":"a/kh/mine"}')))[1]).toMatchObject({ code: 30204 });
    expect((await request('/a/kh/mine', { headers: { 'uni-id-token': USER } }))[1]).toMatchObject({ code: 0, uid: 'u1' });
    expect((await request('/a/kh/mine', post(JSON.stringify({ uni_id_token: USER, n: 1 }))))[1]).toEqual({
      code: 0,
      uid: 'u1',
      data: { n: 1, uid: 'u1' },
    });
    expect((await request('/', post(JSON.stringify({ $url: 'a/kh/mine', data: { n: 1 }, uniIdToken: USER }))))[1]).toMatchObject({
      uid: 'u1',
    });
  });

  test('headers name the app and the platform; an address is only believed where there is none', async () => {
    const headers = { 'vk-appid': 'A', 'vk-platform': 'P', 'vk-locale': 'L', 'vk-os': 'O', 'vk-device-id': 'D', 'vk-client-ip': '5.5.5.5' };
    expect((await request('/a/pub/hello', { headers }))[1]).toMatchObject({
      env: { APPID: 'A', PLATFORM: 'P', LOCALE: 'L', OS: 'O', DEVICEID: 'D', CLIENTIP: '127.0.0.1' },
    });
  });
});

test('a timer event handed to the router is refused', async () => {
  expect(await project.runtime.runTimer('router')).toMatchObject({ code: 403 });
});
