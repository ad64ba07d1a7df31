/** 用户、角色与登记在用户上的令牌（uni-id-users、uni-id-roles）。 */
import type { Json, UniCloud } from '../vk-unicloud/platform';

declare const uniCloud: UniCloud;

/** uni-id-users.status；没有这个字段等于正常 */
export const STATUS = { normal: 0, banned: 1, closed: 4 } as const;

const users = () => uniCloud.database().collection('uni-id-users');

export async function findUser(uid: string): Promise<Json | undefined> {
  const { data } = await users().doc(uid).get();
  return (Array.isArray(data) ? data[0] : data) ?? undefined;
}
export const updateUser = (uid: string, change: Json): Promise<unknown> => users().doc(uid).update(change);

/** 旧数据里可能只是一个文字。 */
export function tokensOf(user: Json): string[] {
  const { token } = user;
  if (typeof token === 'string') return [token];
  return Array.isArray(token) ? (token as string[]) : [];
}

export const rolesOf = (user: Json): string[] => (Array.isArray(user['role']) ? (user['role'] as string[]) : []);

/** 管理员不列权限：他什么都可以。 */
export async function permissionsOf(roles: readonly string[]): Promise<string[]> {
  if (roles.length === 0 || roles.includes('admin')) return [];
  const database = uniCloud.database();
  const { data } = await database
    .collection('uni-id-roles')
    .where({ role_id: database.command.in(roles) })
    .get();
  return [...new Set(data.flatMap((row) => (Array.isArray(row['permission']) ? (row['permission'] as string[]) : [])))];
}
