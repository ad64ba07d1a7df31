/** 日志与待处理里写的「哪个收款账号」。 */
import type { Account } from '../providers/provider';

export const ownerOf = ({ provider, platform, pid }: Account): Pick<Account, 'provider' | 'platform' | 'pid'> => ({
  provider,
  platform,
  pid,
});
