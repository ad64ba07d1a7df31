/**
 * 登录态还活着吗：框架核验过令牌的签名，却不一定读过用户表——官方 uni-id 在令牌带着角色、客户端又说
 * `need_user_info: false` 时不读（docs/protocols/vk-unicloud.md §12），被封的、已经退出的照样放行。
 * 展示或动用钱的服务自己读这一行。失败策略：说不清就拒绝（fail closed）。
 */
import { ADMIN_ROLE, type StaffPermission } from '../../../../../../common/contract/staff-permissions';
import { PayError } from '../kernel/pay-error';
import type { Session } from '../kernel/session';
import type { ServiceEvent } from '../kernel/vk';
import { findUser, permissionsOf, type UserRow } from './store';

/** uni-id 的用户状态：1 禁用 · 3 审核拒绝 · 4 已注销。 */
const DEAD_STATUSES: readonly unknown[] = [1, 3, 4];

/** 登记在用户名下的令牌；一个也没有就是退出了。 */
function tokensOf({ token }: UserRow): readonly unknown[] {
  return Array.isArray(token) ? token : [token];
}

/** 这次请求出示的令牌；框架刚换过新的，登记着的就可能只有新的那个。 */
function presented({ uniIdToken, filterResponse }: ServiceEvent): string[] {
  return [uniIdToken, filterResponse?.token].filter((token): token is string => typeof token === 'string' && token !== '');
}

/** @throws PayError PERMISSION：没有登录、用户不在了、被封、令牌已作废 */
export async function requireSession(event: ServiceEvent): Promise<Session> {
  const { uid } = event;
  if (typeof uid !== 'string' || uid === '') throw new PayError('PERMISSION', { detail: '没有登录' });
  const row = await findUser(event.util.vk, uid);
  if (!row || DEAD_STATUSES.includes(row['status'])) throw new PayError('PERMISSION', { detail: '用户不在了或已被封' });
  const known = tokensOf(row);
  if (!presented(event).some((token) => known.includes(token))) throw new PayError('PERMISSION', { detail: '令牌已作废' });
  return { user_id: uid, row };
}

/**
 * 员工：角色取自这一行、权限取自角色表，都不取自令牌——它们可能刚被收回。
 * @throws PayError PERMISSION 没有这个服务要的权限
 */
export async function requireStaffSession(event: ServiceEvent, needed: StaffPermission): Promise<Session> {
  const session = await requireSession(event);
  const { role } = session.row;
  const roles = Array.isArray(role) ? role.filter((one): one is string => typeof one === 'string') : [];
  if (roles.includes(ADMIN_ROLE)) return session;
  const owned = roles.length > 0 ? await permissionsOf(event.util.vk, roles) : new Set();
  if (!owned.has(needed)) throw new PayError('PERMISSION', { detail: `没有权限 ${needed}` });
  return session;
}

/** 可以不登录的服务：登录态活着就知道是谁，否则当作没有登录。 */
export async function findSession(event: ServiceEvent): Promise<Session | undefined> {
  try {
    return typeof event.uid === 'string' && event.uid !== '' ? await requireSession(event) : undefined;
  } catch (thrown) {
    if (thrown instanceof PayError) return undefined;
    throw thrown;
  }
}
