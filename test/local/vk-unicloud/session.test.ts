// docs/protocols/vk-unicloud.md §2.2、§12：谁算登录。替身与官方 uni-id 3.3 + 2.16/2.18 一样，包括那个要命的——令牌带着角色、
// 调用方说不要 userInfo 时，用户表不读：作废的令牌、封了的用户照样通过。放行也要照着放行，业务的防线才试得出来。
import { tokenFor } from './project';
import {
  project,
  user,
  withRole,
  bare,
  REVOKED,
  REVOKED_BARE,
  REVOKED_NEAR,
  NOT_LISTED,
  BANNED,
  CLOSED,
  EXPIRED,
  INVALID,
  useSessions,
} from './sessions';

useSessions();

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
