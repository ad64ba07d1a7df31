/**
 * 用户落在哪一格：加盐的散列，同一个用户在同一个功能里总是同一格，换一个功能就是另一格。
 * 盐写在功能自己的那一行里：百分比加大时先前打开的人还是打开的；数字、十六进制、uuid 的编号都分得匀。
 */
import { createHash } from 'node:crypto';
import type { Rollout } from '../../../../../../common/contract/release/release';

/** @returns [0, 100) */
export function bucketOf(salt: string, feature: string, user_id: string): number {
  const hash = createHash('sha256').update(`${salt}\n${feature}\n${user_id}`).digest();
  return (hash.readUInt32BE(0) / 2 ** 32) * 100;
}

/** 没有登录的人不在任何名单、任何一格里：全部打开了才算打开。 */
export function isOpenTo(
  { enabled, percentage, allow, deny }: Rollout,
  salt: string,
  feature: string,
  user_id: string | undefined,
): boolean {
  if (!enabled) return false;
  if (!user_id) return percentage >= 100;
  if (deny.includes(user_id)) return false;
  return allow.includes(user_id) || bucketOf(salt, feature, user_id) < percentage;
}
