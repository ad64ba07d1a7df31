/**
 * 登录的是谁：只用来决定显示哪些入口（如员工的退款）。能不能做由服务端按登录态判断，与这里无关。
 * 商户自己的登录页登录成功后调用 rememberUser，员工入口才会出现；不调用也能直接打开员工页。
 */
import { DEVICE_KEYS, forgetPerson } from './device-memory';
import { deleteToken, saveToken } from './vk/token';
import type { VkToken } from './vk/types';

/** 与服务端 pay/sys 认的角色一致。 */
const STAFF_ROLE = 'admin';

export interface SignedInUser {
  readonly _id: string;
  readonly nickname: string;
  /** uni-id 的角色 */
  readonly role?: readonly string[];
}

export function signIn(token: VkToken, user: SignedInUser): void {
  saveToken(token);
  rememberUser(user);
}

export function rememberUser({ _id, nickname, role = [] }: SignedInUser): void {
  uni.setStorageSync(DEVICE_KEYS.user, { _id, nickname, role });
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
  return Array.isArray(user?.role) && user.role.includes(STAFF_ROLE);
}

/** 退出：登录态、是谁、买过什么都不留在这台设备上。未得到答复的退款单号留着，换人也不会退两次。 */
export function signOut(): void {
  deleteToken();
  forgetPerson();
}
