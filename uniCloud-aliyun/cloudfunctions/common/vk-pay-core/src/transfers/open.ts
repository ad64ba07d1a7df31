/** 转账与收款授权动手之前共同要问的：参数放在哪里、哪个账号、哪个应用、开通了没有。 */
import { manifestOf, TRANSFER_PLATFORM, type AccountPlatform, type ProviderName } from '../../../../../../common/contract/channels';
import { DEFAULT_PID } from '../config/config';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { accountsOf, requireOpenAccount } from '../merchants/account';
import type { Account } from '../providers/provider';

/** vk-uni-pay 的写法：参数放在最外层，或放在 data 里。 */
export function flattened(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const { data, ...rest } = input as { readonly data?: unknown };
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...rest, ...data } : input;
}

/** @throws PayError 40001 没有这个商户、没有开通 · 40003 开通了却配错 */
export async function requirePayingAccount(
  k: Kernel,
  provider: ProviderName,
  platform: AccountPlatform = TRANSFER_PLATFORM,
  pid = DEFAULT_PID,
): Promise<Account> {
  if (!manifestOf(provider).transfer) throw PayError.param([{ field: 'provider', problem: `${provider} 不能转账` }]);
  return requireOpenAccount(k, { provider, platform, pid }, { pid: 'pid', section: 'platform', title: '账号' });
}

/** 收款人的 openid 属于哪个应用：缺省是账号自己的；另外点名的必须是同一个商户配置过的。 */
export async function appidOf(k: Kernel, account: Account, wanted: string | undefined): Promise<string> {
  if (wanted === undefined || wanted === account.appid) return account.appid;
  const all = await accountsOf(k, account.provider, account.pid);
  const own = all.some(({ mchid, appid }) => mchid === account.mchid && appid === wanted);
  if (!own) throw PayError.param([{ field: 'appid', problem: '没有配置这个应用，或它属于另一个商户号' }]);
  return wanted;
}

export type TransferLimits = NonNullable<Kernel['config']['settings']['transfers']>;

/** @throws PayError PERMISSION 没有开通转账 */
export function requireLimits(k: Kernel): TransferLimits {
  const { transfers } = k.config.settings;
  if (!transfers) throw new PayError('PERMISSION', { msg: '没有开通转账：请在 vk-pay/config.js 里写 transfers 的限额' });
  return transfers;
}
