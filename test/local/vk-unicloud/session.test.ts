// docs/protocols/vk-unicloud.md §2.2、§12：谁算登录。替身与官方 uni-id 3.3 + 2.16/2.18 一样，包括那个要命的——令牌带着角色、
// 调用方说不要 userInfo 时，用户表不读：作废的令牌、封了的用户照样通过。放行也要照着放行，业务的防线才试得出来。
import { claimsOf, LIMITS_TOKENS, NOW, openProject, tokenFor, type Answer, type Project } from './project';

const SEE =
  'exports.main = async (e) => ({ code: 0, uid: e.uid === undefined ? "nobody" : e.uid, dataUid: e.data.uid, userInfo: e.userInfo, filter: e.filterResponse });';
const FILES = {
  'service/a/pub/see.js': SEE,
  'service/a/kh/see.js': SEE,
  'service/a/sys/see.js': SEE,
  'service/a/sys/other.js': SEE,
  'service/admin/a/kh/see.js': SEE,
  'service/a/pub/uniid.js': 'exports.main = async (e) => ({ answer: await e.util.uniID[e.data.fn](...e.data.args) });',
  'service/a/kh/redirect.js': 'exports.main = async () => ({ mpserverlessComposedResponse: true, statusCode: 302 });',
  'service/a/obj.js': 'module.exports = { isCloudObject: true, async mine() { return { code: 0, user: await this.getUserInfo() }; } };',
};

/** 令牌带不带角色与权限，决定要不要读用户表。 */
const withRole = (uid: string, role: string[] = [], permission: string[] = []): string => tokenFor({ uid, role, permission });
const bare = (uid: string): string => tokenFor({ uid });

const REVOKED = tokenFor({ uid: 'u1', role: [], permission: [], note: 'revoked' });
const REVOKED_BARE = tokenFor({ uid: 'u1', note: 'revoked' });
const NEAR = tokenFor({ uid: 'u1', role: [], permission: [] }, 60);
const REVOKED_NEAR = tokenFor({ uid: 'u1', role: [], permission: [], note: 'revoked' }, 60);
const USERS = [
  { _id: 'u1', role: [], password: 'secret', nickname: 'n', token: [withRole('u1'), bare('u1'), NEAR, tokenFor({ uid: 'u1' }, -1)] },
  { _id: 'root', role: ['admin'], token: [withRole('root', ['admin'])] },
  { _id: 'banned', role: [], status: 1, token: [withRole('banned'), bare('banned')] },
  { _id: 'closed', role: [], status: 4, token: [withRole('closed'), bare('closed')] },
  { _id: 'reviewing', role: [], status: 2, token: [withRole('reviewing')] },
  { _id: 'loggedOut', role: [] },
  { _id: 'old', role: [], token: withRole('old') },
  { _id: 'staff', role: ['cashier'], token: [withRole('staff', ['cashier'], ['p1'])] },
  { _id: 'former', role: ['off'], token: [withRole('former', ['off'], ['p1'])] },
  { _id: 'office', role: [], allow_login_background: true, token: [withRole('office')] },
];

let project: Project;
const user = (id: string): Answer => project.runtime.database.raw('uni-id-users').find((row) => row['_id'] === id) as Answer;

beforeAll(async () => {
  project = await openProject(FILES);
  const { database } = project.runtime;
  await database.collection('uni-id-roles').add([
    { role_id: 'cashier', permission: ['p1'], enable: true },
    { role_id: 'off', permission: ['p1'], enable: false },
  ]);
  await database.collection('uni-id-permissions').add([{ permission_id: 'p1', url: 'a/sys/see', enable: true }]);
});
afterAll(() => project.close());
beforeEach(async () => {
  const users = project.runtime.database.collection('uni-id-users');
  for (const { _id } of USERS) await users.doc(_id).remove();
  await users.add(USERS.map((row) => structuredClone(row)));
});

const refusal = (code: number, errCode: string, text: string): object => ({
  code,
  errCode: `uni-id-${errCode}`,
  errMsg: text,
  msg: text,
  message: text,
});
const NOT_LISTED = refusal(30202, 'token-not-exist', '登录状态无效，云端已不包含此token');
const BANNED = refusal(10001, 'account-banned', '账号已禁用');
const CLOSED = refusal(10006, 'user-account-closed', '此账号已注销');
const EXPIRED = refusal(30203, 'token-expired', 'token已过期');
const INVALID = refusal(30204, 'check-token-failed', 'token校验未通过');

/** 不要用户信息的各种说法；null 是「不要」，undefined 才是没说。 */
const WITHOUT: readonly unknown[] = [false, 0, '', null];

describe('the user row is read when userInfo is wanted, and then everything is checked', () => {
  test.each<[string, string, object]>([
    ['a token taken off the user', REVOKED, NOT_LISTED],
    ['a user without any token', withRole('loggedOut'), NOT_LISTED],
    ['a user who is gone', withRole('gone'), NOT_LISTED],
    ['a banned user', withRole('banned'), BANNED],
    ['a closed account', withRole('closed'), CLOSED],
    [
      'an expired token',
      tokenFor({ uid: 'u1', role: [], permission: [] }, -1),
      { ...EXPIRED, err: { name: 'TokenExpiredError', message: 'jwt expired' } },
    ],
    [
      'a forged token',
      tokenFor({ uid: 'u1' }, 7200, 'x'.repeat(40)),
      { ...INVALID, err: { name: 'JsonWebTokenError', message: 'invalid signature' } },
    ],
    ['text that is no token', 'x.y', { ...INVALID, err: { name: 'JsonWebTokenError', message: 'jwt malformed' } }],
    ['no token', '', { ...INVALID, err: { name: 'JsonWebTokenError', message: 'jwt must be provided' } }],
  ])('%s is refused', async (_name, token, answer) => {
    expect(await project.call('a/kh/see', {}, token)).toMatchObject({ ...answer, filterId: 'kh' });
    expect(await project.call('a/sys/see', {}, token)).toMatchObject({ ...answer, filterId: 'sys' });
    expect(await project.call('a/sys/see', { need_user_info: false }, token)).toMatchObject({ ...answer, filterId: 'sys' });
    expect(await project.call('admin/a/kh/see', { need_user_info: false }, token)).toMatchObject({ ...answer, filterId: 'kh' });
  });

  test('a good one passes with uid and userInfo, without secrets, with the permissions of the token', async () => {
    const answer = await project.call('a/kh/see', { uid: 'evil' }, withRole('u1'));
    const userInfo = { _id: 'u1', role: [], nickname: 'n', permission: [] };
    const passed = { uid: 'u1', userInfo, code: 0, msg: 'ok', filterId: 'kh' };
    expect(answer).toEqual({ code: 0, uid: 'u1', dataUid: 'u1', userInfo, filter: { ...passed, filterStack: [passed] } });
  });

  test('a single token in an old row counts, and so does a status that is neither banned nor closed', async () => {
    expect(await project.call('a/kh/see', {}, withRole('old'))).toMatchObject({ code: 0, uid: 'old' });
    expect(await project.call('a/kh/see', {}, withRole('reviewing'))).toMatchObject({ code: 0, uid: 'reviewing' });
  });
});

describe('need_user_info: false with a role in the token: the user row is NOT read', () => {
  test.each(['u1 revoked', 'loggedOut', 'gone', 'banned', 'closed'])('%s passes as a user', async (name) => {
    const [uid = '', revoked] = name.split(' ');
    const token = revoked ? REVOKED : withRole(uid);
    for (const need_user_info of WITHOUT) {
      const answer = await project.call('a/kh/see', { need_user_info }, token);
      expect(answer).toMatchObject({ code: 0, uid, dataUid: uid });
      expect(answer).not.toHaveProperty('userInfo');
    }
  });

  test('not one database operation is made', async () => {
    project.operations.length = 0;
    await project.call('a/kh/see', { need_user_info: false }, withRole('banned'));
    expect(project.operations).toEqual([]);
    await project.call('a/kh/see', {}, withRole('banned'));
    expect(project.operations).toEqual(['get uni-id-users']);
  });

  test('what the token itself shows is still refused', async () => {
    const off = { need_user_info: false };
    expect(await project.call('a/kh/see', off, tokenFor({ uid: 'u1', role: [], permission: [] }, -1))).toMatchObject(EXPIRED);
    expect(await project.call('a/kh/see', off, tokenFor({ uid: 'u1', role: [], permission: [] }, 9, 'x'.repeat(40)))).toMatchObject(
      INVALID,
    );
  });

  test.each<[string, string, object]>([
    ['a revoked token without a role', REVOKED_BARE, NOT_LISTED],
    ['a banned user, token without a role', bare('banned'), BANNED],
    ['a closed account, token without a role', bare('closed'), CLOSED],
    ['a revoked token about to expire', REVOKED_NEAR, NOT_LISTED],
  ])('%s has to be looked up, and is refused', async (_name, token, answer) => {
    for (const need_user_info of WITHOUT) expect(await project.call('a/kh/see', { need_user_info }, token)).toMatchObject(answer);
  });

  test('a role in the token opens no staff service: the row decides', async () => {
    const selfMade = tokenFor({ uid: 'u1', role: ['admin'], permission: [] });
    await project.runtime.database
      .collection('uni-id-users')
      .doc('u1')
      .update({ token: [selfMade] });
    expect(await project.call('a/sys/see', { need_user_info: false }, selfMade)).toEqual({ code: 403, msg: '权限不足', filterId: 'sys' });
  });
});

describe('public services', () => {
  test('never refuse; a banned or revoked user has a uid as long as the token carries a role', async () => {
    for (const [token, uid] of [
      [withRole('banned'), 'banned'],
      [REVOKED, 'u1'],
      [withRole('gone'), 'gone'],
      [bare('banned'), 'nobody'],
      [REVOKED_BARE, 'nobody'],
      ['x.y', 'nobody'],
      ['', 'nobody'],
    ] as const)
      expect(await project.call('a/pub/see', {}, token)).toMatchObject({ code: 0, uid, filter: { code: 0, msg: 'ok', filterId: 'pub' } });
  });

  test('with need_user_info a refusal becomes code 0 without a uid; its text stays in filterResponse', async () => {
    const answer = await project.call('a/pub/see', { need_user_info: true }, withRole('banned'));
    expect(answer).toMatchObject({
      code: 0,
      uid: 'nobody',
      filter: { code: 0, msg: 'ok', errCode: 'uni-id-account-banned', errMsg: '账号已禁用' },
    });
    expect(await project.call('a/pub/see', { need_user_info: true }, withRole('u1'))).toMatchObject({ uid: 'u1', userInfo: { _id: 'u1' } });
  });

  test('a token renewed on the way is kept with the user but not handed to the caller', async () => {
    const answer = await project.call('a/pub/see', {}, bare('u1'));
    expect(answer).not.toHaveProperty('vk_uni_token');
    expect((user('u1')['token'] as string[]).length).toBe(4);
  });
});

describe('cloud objects do not ask for userInfo: the same hole by default', () => {
  test('getUserInfo looks it up, and a dead session shows only then', async () => {
    expect(await project.call('a/obj.mine', {}, withRole('u1'))).toEqual({ code: 0, user: { _id: 'u1', role: [], nickname: 'n' } });
    expect(await project.call('a/obj.mine', {}, withRole('banned'))).toMatchObject({ code: 30202, msg: 'msg:token失效：账号已禁用' });
  });
});

describe('renewal', () => {
  test.each([
    ['close to its end', NEAR],
    ['without a role', bare('u1')],
  ])('a token %s is replaced: handed over, listed, the expired ones dropped, the old one kept', async (_name, token) => {
    const answer = await project.call('a/kh/see', { need_user_info: false }, token);
    const { token: fresh, tokenExpired } = answer['vk_uni_token'] as { token: string; tokenExpired: number };
    expect(claimsOf(fresh)).toEqual({ uid: 'u1', role: [], permission: [], iat: NOW / 1000, exp: NOW / 1000 + 7200 });
    expect(tokenExpired).toBe(NOW + 7_200_000);
    expect(user('u1')).toMatchObject({ token: [withRole('u1'), bare('u1'), NEAR, fresh], last_login_date: NOW, last_login_ip: '9.9.9.9' });
    expect(answer['filter']).toMatchObject({ token: fresh, tokenExpired });
  });

  test('a composed response carries it too, and a fresh token is not renewed', async () => {
    expect(await project.call('a/kh/redirect', {}, NEAR)).toMatchObject({ statusCode: 302, vk_uni_token: { token: expect.any(String) } });
    expect(await project.call('a/kh/see', {}, withRole('u1'))).not.toHaveProperty('vk_uni_token');
  });

  test('roles and permissions of the new token come from the row, not from the old token', async () => {
    const stale = tokenFor({ uid: 'staff', role: ['admin'], permission: ['everything'] }, 60);
    await project.runtime.database
      .collection('uni-id-users')
      .doc('staff')
      .update({ token: [stale] });
    const answer = await project.call('a/kh/see', {}, stale);
    expect(claimsOf((answer['vk_uni_token'] as Answer)['token'])).toMatchObject({ role: ['cashier'], permission: ['p1'] });
  });

  test('ten tokens are kept per user (from 2.18 on), but only trimmed when userInfo was asked for', async () => {
    const many = Array.from({ length: 12 }, (_item, n) => tokenFor({ uid: 'u1', role: [], permission: [], n }));
    const put = (): Promise<unknown> =>
      project.runtime.database
        .collection('uni-id-users')
        .doc('u1')
        .update({ token: [...many, NEAR] });
    await put();
    await project.call('a/kh/see', { need_user_info: false }, NEAR);
    expect(user('u1')['token']).toHaveLength(14);
    await put();
    const answer = await project.call('a/kh/see', {}, NEAR);
    expect(user('u1')['token']).toEqual([...many.slice(LIMITS_TOKENS ? 4 : 0), NEAR, (answer['vk_uni_token'] as Answer)['token']]);
  });
});

describe('staff', () => {
  test('the admin role passes; others by an enabled role with an enabled permission for that url', async () => {
    expect(await project.call('a/sys/see', {}, withRole('root', ['admin']))).toMatchObject({
      code: 0,
      uid: 'root',
      userInfo: { role: ['admin'] },
    });
    const staff = withRole('staff', ['cashier'], ['p1']);
    expect(await project.call('a/sys/see', {}, staff)).toMatchObject({ code: 0, uid: 'staff', userInfo: { permission: ['p1'] } });
    expect(await project.call('a/sys/other', {}, staff)).toEqual({ code: 403, msg: '权限不足', filterId: 'sys' });
    expect(await project.call('a/sys/see', {}, withRole('former', ['off'], ['p1']))).toMatchObject({ code: 403 });
  });

  test.each<[string, object, string, number]>([
    ['a wildcard', { url: 'a/sys/*', match_mode: 1 }, 'a/sys/other', 0],
    ['a wildcard list', { url: ['b/*', 'a/*'], match_mode: 1 }, 'a/sys/other', 0],
    ['a regular expression', { url: 'oth.r$', match_mode: 2 }, 'a/sys/other', 0],
    ['an expression that is not marked as one', { url: 'a/sys/*' }, 'a/sys/other', 403],
    ['a disabled permission', { url: 'a/sys/other', enable: false }, 'a/sys/other', 403],
  ])('%s', async (_name, permission, url, code) => {
    const permissions = project.runtime.database.collection('uni-id-permissions');
    await permissions.add({ _id: 'extra', permission_id: 'p1', enable: true, ...permission });
    expect(await project.call(url, {}, withRole('staff', ['cashier'], ['p1']))).toMatchObject({ code });
    await permissions.doc('extra').remove();
  });

  test.each<[string, object, number]>([
    ['admin-lv1', { level: 1 }, 0],
    ['admin-lv1', { level: 2 }, 403],
    ['admin-lv2', { level: 2 }, 0],
    ['admin-lv3', { level: 3 }, 0],
    ['query-all', { curd_category: 4, level: 1 }, 0],
    ['query-all', { curd_category: 4, level: 4 }, 403],
    ['query-all', { curd_category: 1, level: 1 }, 403],
  ])('the built-in role %s and a permission %j: %i', async (role, permission, code) => {
    const { database } = project.runtime;
    await database
      .collection('uni-id-permissions')
      .add({ _id: 'extra', permission_id: 'p2', url: 'a/sys/other', enable: true, ...permission });
    const token = withRole('built-in', [role]);
    await database
      .collection('uni-id-users')
      .doc('built-in')
      .set({ role: [role], token: [token] });
    expect(await project.call('a/sys/other', {}, token)).toMatchObject({ code });
    await database.collection('uni-id-permissions').doc('extra').remove();
  });

  test('the back office asks for the admin role or allow_login_background', async () => {
    expect(await project.call('admin/a/kh/see', {}, withRole('u1'))).toEqual({ code: 403, msg: '您无权限登录后台', filterId: 'kh' });
    expect(await project.call('admin/a/kh/see', {}, withRole('office'))).toMatchObject({ code: 0, uid: 'office' });
    expect(await project.call('admin/a/kh/see', {}, withRole('root', ['admin']))).toMatchObject({ code: 0, uid: 'root' });
  });
});

describe('uni-id itself', () => {
  const uniID = async (fn: string, ...args: unknown[]): Promise<Answer> =>
    (await project.call('a/pub/uniid', { fn, args }))['answer'] as Answer;

  test('createToken only signs: it answers without a code and stores nothing', async () => {
    const before = JSON.stringify(user('u1'));
    const issued = await uniID('createToken', { uid: 'u1' });
    expect(Object.keys(issued).sort()).toEqual(['token', 'tokenExpired']);
    expect(claimsOf(issued['token'])).toEqual({ uid: 'u1', iat: NOW / 1000, exp: NOW / 1000 + 7200 });
    expect(JSON.stringify(user('u1'))).toBe(before);
    const other = await uniID('createToken', { uid: 'loggedOut' });
    expect(await project.call('a/kh/see', {}, String(other['token']))).toMatchObject(NOT_LISTED);
    expect(await uniID('createToken', {})).toEqual(refusal(30101, 'param-required', '用户ID不可为空'));
  });

  test('checkToken asks for userInfo by default, and gives the raw row', async () => {
    expect(await uniID('checkToken', withRole('u1'))).toMatchObject({
      code: 0,
      errCode: 0,
      uid: 'u1',
      role: [],
      permission: [],
      userInfo: { password: 'secret' },
    });
    expect(await uniID('checkToken', withRole('u1'), { needUserInfo: false })).toEqual({
      code: 0,
      errCode: 0,
      uid: 'u1',
      role: [],
      permission: [],
    });
    expect(await uniID('checkToken', 5)).toMatchObject({ code: 30204, err: { message: 'jwt must be a string' } });
  });

  test('logout takes the token off the user; a second time it is unknown', async () => {
    expect(await uniID('logout', withRole('u1'))).toEqual({ code: 0, errCode: 0, msg: '', errMsg: '', message: '' });
    expect(user('u1')['token']).not.toContain(withRole('u1'));
    expect(await uniID('logout', withRole('u1'))).toMatchObject(NOT_LISTED);
  });

  test('refreshToken swaps the token', async () => {
    const issued = await uniID('refreshToken', { token: bare('u1') });
    expect(user('u1')['token']).toEqual([withRole('u1'), NEAR, issued['token']]);
  });

  test('banning writes the status; the tokens stay', async () => {
    await uniID('banAccount', { uid: 'u1' });
    expect(user('u1')).toMatchObject({ status: 1, token: expect.arrayContaining([withRole('u1')]) });
    expect(await project.call('a/kh/see', {}, withRole('u1'))).toMatchObject(BANNED);
    await uniID('unbanAccount', { uid: 'u1' });
    expect(await project.call('a/kh/see', {}, withRole('u1'))).toMatchObject({ code: 0 });
    await uniID('closeAccount', { uid: 'u1' });
    expect(await project.call('a/kh/see', {}, withRole('u1'))).toMatchObject(CLOSED);
  });
});

describe('settings of uni-id', () => {
  const withSettings = async (uniId: object, work: (own: Project) => Promise<void>): Promise<void> => {
    const own = await openProject(FILES, { uniId });
    try {
      await own.runtime.database.collection('uni-id-users').add(structuredClone(USERS));
      await work(own);
    } finally {
      await own.close();
    }
  };

  test('removePermissionAndRoleFromToken: the row is read every time', () =>
    withSettings({ removePermissionAndRoleFromToken: true }, async (own) => {
      expect(await own.call('a/kh/see', { need_user_info: false }, bare('banned'))).toMatchObject(BANNED);
      expect(await own.call('a/kh/see', { need_user_info: false }, REVOKED_BARE)).toMatchObject(NOT_LISTED);
      expect(await own.call('a/kh/see', { need_user_info: false }, bare('u1'))).not.toHaveProperty('vk_uni_token');
      const answer = await own.call('a/kh/see', { need_user_info: false }, withRole('u1'));
      expect(Object.keys(claimsOf((answer['vk_uni_token'] as Answer)['token'])).sort()).toEqual(['exp', 'iat', 'uid']);
    }));

  test('bindTokenToDevice: a token from another user agent is refused', () =>
    withSettings({ bindTokenToDevice: true }, async (own) => {
      const bound = tokenFor({ uid: 'u1', role: [], permission: [], clientId: '00000000000000000000000000000000' });
      expect(await own.call('a/kh/see', { need_user_info: false }, bound)).toMatchObject(
        refusal(30201, 'check-device-feature-failed', '设备特征校验未通过'),
      );
    }));

  test('tokenMaxLimit, and the preferred names of the platforms', () =>
    withSettings({ tokenMaxLimit: 2, preferedWebPlatform: 'web', preferedAppPlatform: 'app' }, async (own) => {
      await own.call('a/kh/see', {}, NEAR);
      const row = own.runtime.database.raw('uni-id-users').find(({ _id }) => _id === 'u1');
      expect(row?.['token']).toHaveLength(LIMITS_TOKENS ? 2 : 4);
    }));
});
