/** 小程序的会话密钥：付款人最近一次登录得到的那把，只在签名的那一刻打开。 */
import type { Kernel } from '../kernel/kernel';
import type { Account } from '../providers/provider';
import { openPayer, openSession, payerId } from './kept/record';
import { findPayer } from './kept/store';

/** @returns 没有登录过、登录的不是这个人、换掉了密钥解不开的 undefined */
export async function findSessionKey(k: Kernel, account: Account, user_id: string, openid: string): Promise<string | undefined> {
  const { cipher } = k.config;
  const row = cipher && user_id !== '' ? await findPayer(k.vk, payerId(account, user_id)) : undefined;
  if (!cipher || !row) return undefined;
  try {
    return openPayer(cipher, row).openid === openid ? openSession(cipher, row) : undefined;
  } catch {
    return undefined;
  }
}
