/** 这次付款收到哪个账号。 */
import type { Platform, ProviderName } from '../../../../../../common/contract/channels';
import { DEFAULT_PID } from '../config/config';
import type { Kernel } from '../kernel/kernel';
import { requireOpenAccount } from '../merchants/account';
import type { Account } from '../providers/provider';

/** 收款的账号：在某个端上。 */
export type PayingAccount = Account & { readonly platform: Platform };

/** @throws PayError 40001 没有这个商户、已停用、没有开通这种方式 · 40003 开通了却配错，已停用 · 40010 读不到 */
export async function requireAccount(
  k: Kernel,
  provider: ProviderName,
  platform: Platform,
  pid: string = DEFAULT_PID,
): Promise<PayingAccount> {
  const named = { pid: 'data.pid', section: 'provider', title: '收款账号' };
  return { ...(await requireOpenAccount(k, { provider, platform, pid }, named)), platform };
}
