/**
 * 登录的是谁：只用来决定显示哪些入口（如员工的退款）。能不能做由服务端按登录态判断，与这里无关。
 * 商户自己的登录页登录成功后调用 rememberUser，员工入口才会出现；不调用也能直接打开员工页。
 */
import {
  ADMIN_ROLE,
  STAFF_PERMISSIONS,
  STAFF_ROLES,
  STAFF_SERVICE_NEEDS,
  type StaffPermission,
  type StaffService,
} from '../../contract/staff-permissions';
import { DEVICE_KEYS, forgetPerson } from './device-memory';
import { deleteToken, saveToken } from './vk/token';
import type { VkToken } from './vk/types';

export interface SignedInUser {
  readonly _id: string;
  readonly nickname: string;
  /** uni-id 的角色 */
  readonly role?: readonly string[];
  /** uni-id 的权限；自建的角色才要给，自带的三种由角色就知道 */
  readonly permission?: readonly string[];
}

export function signIn(token: VkToken, user: SignedInUser): void {
  saveToken(token);
  rememberUser(user);
}

export function rememberUser({ _id, nickname, role = [], permission = [] }: SignedInUser): void {
  uni.setStorageSync(DEVICE_KEYS.user, { _id, nickname, role, permission });
}

function isUser(value: unknown): value is SignedInUser {
  return typeof value === 'object' && value !== null && typeof (value as SignedInUser).nickname === 'string';
}

/** 登录态失效后，记着的用户也不算数。 */
export function signedInUser(): SignedInUser | undefined {
  const stored: unknown = uni.getStorageSync(DEVICE_KEYS.user);
  return uni.vk.checkToken() && isUser(stored) ? stored : undefined;
}

export function isStaff(user: SignedInUser | undefined = signedInUser()): boolean {
  return user !== undefined && ownedBy(user).size > 0;
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);

/** 记着的这个人有哪些员工权限。 */
function ownedBy({ role, permission }: SignedInUser): ReadonlySet<StaffPermission> {
  const roles = texts(role);
  if (roles.includes(ADMIN_ROLE)) return new Set(STAFF_PERMISSIONS);
  const byRole = STAFF_PERMISSIONS.filter((name) => roles.includes(name)).flatMap((name) => STAFF_ROLES[name]);
  return new Set([...byRole, ...STAFF_PERMISSIONS.filter((name) => texts(permission).includes(name))]);
}

/**
 * 记着的这个人做这件事缺哪种权限；不缺，或没有记着是谁（商户没有调用 rememberUser），为 undefined：那时按钮照常，由服务端拒绝。
 */
export function lackingFor(service: StaffService, user: SignedInUser | undefined = signedInUser()): StaffPermission | undefined {
  const needed = STAFF_SERVICE_NEEDS[service];
  if (!user || !isStaff(user)) return undefined;
  return ownedBy(user).has(needed) ? undefined : needed;
}

/** 退出：登录态、是谁、买过什么都不留在这台设备上。未得到答复的退款单号留着，换人也不会退两次。 */
export function signOut(): void {
  deleteToken();
  forgetPerson();
}
