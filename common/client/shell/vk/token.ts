/** 登录态在本机的存放：键名与 uni-id 一致，uniCloud SDK 会自动带上。 */
import type { VkToken } from './types';

const TOKEN_KEY = 'uni_id_token';
const EXPIRED_KEY = 'uni_id_token_expired';

export function saveToken({ token, tokenExpired }: VkToken): void {
  uni.setStorageSync(TOKEN_KEY, token);
  uni.setStorageSync(EXPIRED_KEY, tokenExpired);
}

export function deleteToken(): void {
  uni.removeStorageSync(TOKEN_KEY);
  uni.removeStorageSync(EXPIRED_KEY);
}

/** 现在的 token；没有登录为空。 */
export function currentToken(): string {
  return String(uni.getStorageSync(TOKEN_KEY) || '');
}

/** 有 token 且本机认为没过期。 */
export function hasToken(now: number): boolean {
  const expired = Number(uni.getStorageSync(EXPIRED_KEY));
  return Boolean(uni.getStorageSync(TOKEN_KEY)) && Number.isFinite(expired) && expired > now;
}
