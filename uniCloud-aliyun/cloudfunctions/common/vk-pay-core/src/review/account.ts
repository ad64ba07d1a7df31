/** 收款账号还在不在：拿掉了的再也问不到网关，那时能做的与做法都不经过它。 */
import type { Kernel } from '../kernel/kernel';
import type { Account } from '../providers/provider';

/** 账号已从配置里拿掉。写错而停用的一节不算：改好就又问得到，不能趁它错着销掉一笔钱。 */
export function hasLeft(k: Kernel, { provider, platform, pid }: Pick<Account, 'provider' | 'platform' | 'pid'>): boolean {
  const { config } = k;
  return (
    config.account(provider, platform, pid) === undefined &&
    config.problemsOf(provider, platform, pid).length === 0 &&
    !config.problems.some(({ path }) => path === `uni-pay.${provider}`)
  );
}
