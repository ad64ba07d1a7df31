/** 能不能自己认出付款人：渠道会、账号填全了、有地方加密存放。 */
import { payWayOf, type AccountPlatform, type ProviderName } from '../../../../../../common/contract/channels';
import { DEFAULT_PID } from '../config/config';
import type { CipherKeys } from '../config/encryption';
import { noteConfigError } from '../journal/config-error';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireOpenAccount } from '../merchants/account';
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

/** 付款人只知道「配置错误」：留一行让商户看得见，一天只有一行。 */
function incomplete(k: Kernel, detail: string): PayError {
  const error = new PayError('CERTIFICATE', { detail });
  noteConfigError(k.journal, error, k.now());
  return error;
}

/** @throws PayError 40001 没有这个商户、这个端不必认出付款人 · 40003 账号停用或没有填全，原因只进日志 · 40010 读不到 */
export async function requireLogin(
  k: Kernel,
  provider: ProviderName,
  platform: AccountPlatform,
  pid: string = DEFAULT_PID,
): Promise<Login> {
  if (payWayOf(provider, platform)?.openidKeys === undefined)
    throw PayError.param([{ field: 'platform', problem: `${provider} 在 ${platform} 上不必指明付款人` }]);
  const account = await requireOpenAccount(k, { provider, platform, pid }, { pid: 'pid', section: 'provider', title: '收款账号' });
  const { login } = k.provider(provider);
  if (!login) throw PayError.param([{ field: 'provider', problem: `${provider} 没有登录` }]);
  const lack = login.lacks(account);
  if (lack !== undefined) throw incomplete(k, `${provider}.${platform} ${lack}`);
  return { account, login };
}

/** @throws PayError CERTIFICATE 没有加密密钥：付款人的编号没有地方放 */
export function requireCipher(k: Kernel): CipherKeys {
  if (!k.config.cipher) throw incomplete(k, '要先配置 encryption：付款人的编号必须加密存放');
  return k.config.cipher;
}
