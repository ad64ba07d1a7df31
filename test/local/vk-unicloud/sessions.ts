/** 「谁算登录」的测试共用：各种用户与令牌、几个看得见自己是谁的服务。 */
import { openProject, tokenFor, type Answer, type Project } from './project';

const SEE =
  'exports.main = async (e) => ({ code: 0, uid: e.uid === undefined ? "nobody" : e.uid, dataUid: e.data.uid, userInfo: e.userInfo, filter: e.filterResponse });';
export const FILES = {
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
export const withRole = (uid: string, role: string[] = [], permission: string[] = []): string => tokenFor({ uid, role, permission });
export const bare = (uid: string): string => tokenFor({ uid });

export const REVOKED = tokenFor({ uid: 'u1', role: [], permission: [], note: 'revoked' });
export const REVOKED_BARE = tokenFor({ uid: 'u1', note: 'revoked' });
export const NEAR = tokenFor({ uid: 'u1', role: [], permission: [] }, 60);
export const REVOKED_NEAR = tokenFor({ uid: 'u1', role: [], permission: [], note: 'revoked' }, 60);
export const USERS = [
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

export let project: Project;
export const user = (id: string): Answer => project.runtime.database.raw('uni-id-users').find((row) => row['_id'] === id) as Answer;

/** 一份测试用它一次：打开项目，每个用例之前把用户表摆回原样。 */
export function useSessions(): void {
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
}

export const refusal = (code: number, errCode: string, text: string): object => ({
  code,
  errCode: `uni-id-${errCode}`,
  errMsg: text,
  msg: text,
  message: text,
});
export const NOT_LISTED = refusal(30202, 'token-not-exist', '登录状态无效，云端已不包含此token');
export const BANNED = refusal(10001, 'account-banned', '账号已禁用');
export const CLOSED = refusal(10006, 'user-account-closed', '此账号已注销');
export const EXPIRED = refusal(30203, 'token-expired', 'token已过期');
export const INVALID = refusal(30204, 'check-token-failed', 'token校验未通过');
