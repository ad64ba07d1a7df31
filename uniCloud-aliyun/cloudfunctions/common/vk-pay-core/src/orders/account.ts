/** 这次付款收到哪个账号。 */
import type { Platform, ProviderName } from '../../../../../../common/contract/channels';
import { DEFAULT_PID, listProblems } from '../config/config';
import { noteConfigError } from '../journal/config-error';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { Account } from '../providers/provider';

/** 收款的账号：在某个端上。 */
export type PayingAccount = Account & { readonly platform: Platform };

/**
 * @throws PayError 40001 没有这个商户、没有开通这种方式 · 40003 开通了却配错，已停用：payment_errors 里说得出错在哪里
 */
export function requireAccount(k: Kernel, provider: ProviderName, platform: Platform, pid: string = DEFAULT_PID): PayingAccount {
  const account = k.config.account(provider, platform, pid);
  if (account) return { ...account, platform };
  if (pid !== DEFAULT_PID) throw PayError.param([{ field: 'data.pid', problem: '没有这个商户' }]);
  const problems = k.config.problemsOf(provider, platform, pid);
  if (problems.length === 0) throw PayError.param([{ field: 'provider', problem: `${provider} 没有配置 ${platform} 的收款账号` }]);
  const error = new PayError('CERTIFICATE', { detail: `${provider}.${platform} 已停用：${listProblems(problems)}` });
  noteConfigError(k.journal, error, k.now());
  throw error;
}
