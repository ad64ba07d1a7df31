// docs/protocols/vk-unicloud.md §12：令牌怎样换新、员工怎样放行、uni-id 的接口与设置；替身与官方 uni-id 3.3 一样。
import { claimsOf, LIMITS_TOKENS, NOW, openProject, tokenFor, type Answer, type Project } from './project';
import {
  project,
  user,
  FILES,
  USERS,
  withRole,
  bare,
  REVOKED_BARE,
  NEAR,
  refusal,
  NOT_LISTED,
  BANNED,
  CLOSED,
  useSessions,
} from './sessions';

useSessions();

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
