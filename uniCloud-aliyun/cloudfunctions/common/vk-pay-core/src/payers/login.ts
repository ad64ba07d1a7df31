/** 能不能自己认出付款人：渠道会、账号填全了、有地方加密存放。 */
import { payWayOf, type AccountPlatform, type ProviderName } from '../../../../../../common/contract/channels';
import { DEFAULT_PID, listProblems } from '../config/config';
import type { CipherKeys } from '../config/encryption';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { LoginCapability } from '../providers/login';
import type { Account } from '../providers/provider';

export interface Login {
  readonly account: Account;
  readonly login: LoginCapability<Account>;
}

/** @returns 渠道不会，或账号没有填全时为 undefined */
export function loginOf(k: Kernel, account: Account): LoginCapability<Account> | undefined {
  const { login } = k.provider(account.provider);
  return login && login.lacks(account) === undefined ? login : undefined;
}

/** @throws PayError 40001 没有这个商户、这个端不必认出付款人 · 40003 账号停用或没有填全，原因只进日志 */
export function requireLogin(k: Kernel, provider: ProviderName, platform: AccountPlatform, pid: string = DEFAULT_PID): Login {
  if (payWayOf(provider, platform)?.openidKeys === undefined)
    throw PayError.param([{ field: 'platform', problem: `${provider} 在 ${platform} 上不必指明付款人` }]);
  const account = k.config.account(provider, platform, pid);
  if (!account) {
    const problems = k.config.problemsOf(provider, platform, pid);
    if (problems.length > 0) throw new PayError('CERTIFICATE', { detail: `${provider}.${platform} 已停用：${listProblems(problems)}` });
    throw PayError.param([{ field: 'provider', problem: `${provider} 没有配置 ${platform} 的收款账号` }]);
  }
  const { login } = k.provider(provider);
  if (!login) throw PayError.param([{ field: 'provider', problem: `${provider} 没有登录` }]);
  const lack = login.lacks(account);
  if (lack !== undefined) throw new PayError('CERTIFICATE', { detail: `${provider}.${platform} ${lack}` });
  return { account, login };
}

/** @throws PayError CERTIFICATE 没有加密密钥：付款人的编号没有地方放 */
export function requireCipher(k: Kernel): CipherKeys {
  if (!k.config.cipher) throw new PayError('CERTIFICATE', { detail: '要先配置 encryption：付款人的编号必须加密存放' });
  return k.config.cipher;
}
