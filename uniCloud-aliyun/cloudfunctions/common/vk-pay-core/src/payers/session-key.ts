/** 小程序的会话密钥：付款人最近一次登录得到的那把，只在签名的那一刻打开。 */
import type { Kernel } from '../kernel/kernel';
import type { Account } from '../providers/provider';
import { openPayer, openSession, payerId, unnamedUser, type PayerRecord } from './kept/record';
import { findPayer } from './kept/store';

/** @returns 没有登录过、登录的不是这个人、换掉了密钥解不开的 undefined */
export async function findSessionKey(k: Kernel, account: Account, user_id: string, openid: string): Promise<string | undefined> {
  const { cipher } = k.config;
  if (!cipher) return undefined;
  const own = (row: PayerRecord): string | undefined => {
    try {
      return openPayer(cipher, row).openid === openid ? openSession(cipher, row) : undefined;
    } catch {
      return undefined;
    }
  };
  const users = [unnamedUser(account.appid, openid), ...(user_id === '' ? [] : [user_id])];
  const rows = await Promise.all(users.map((user) => findPayer(k.vk, payerId(account, user))));
  // 登录一次换一把，只有最近的那把有效
  return rows
    .filter((row) => row !== undefined)
    .sort((one, other) => other.update_date - one.update_date)
    .map(own)
    .find((key) => key !== undefined);
}
