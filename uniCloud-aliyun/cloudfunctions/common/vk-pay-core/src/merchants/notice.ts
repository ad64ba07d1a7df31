/**
 * 收到的通知是给哪个账号的：地址只用来查表。`/wxpay/h5` 是配置文件里的，不碰数据库；`/wxpay/h5/<pid>` 是数据库里的商户。
 * 失败策略：地址谁都打得到，陌生的 pid 每个实例半分钟最多查几十次，再多的请网关稍后再来——验签之前不能由着外人读数据库。
 */
import type { AccountPlatform, ProviderName } from '../../../../../../common/contract/channels';
import { accountKey, DEFAULT_PID } from '../config/accounts';
import type { Config } from '../config/config';
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { Account } from '../providers/provider';
import { isAtHand } from './book';

const PID = /^[0-9A-Za-z_-]{1,32}$/;
const WINDOW_MS = 30_000;
const LOOKUPS = 40;

interface Spent {
  from: number;
  count: number;
}
const spent = new WeakMap<Config, Spent>();

function mayLookUp(k: ReceivingKernel, pid: string): boolean {
  if (isAtHand(k, pid)) return true;
  const now = k.now();
  const own = spent.get(k.config) ?? { from: now, count: 0 };
  spent.set(k.config, own);
  if (Math.abs(now - own.from) >= WINDOW_MS) Object.assign(own, { from: now, count: 0 });
  own.count += 1;
  return own.count <= LOOKUPS;
}

/** @throws PayError BUSY 查得太多，或读不到：请网关稍后再来 */
export async function findNotifiedAccount(
  k: ReceivingKernel,
  provider: ProviderName,
  platform: AccountPlatform,
  pid: string,
): Promise<Account | undefined> {
  if (!PID.test(pid)) return undefined;
  if (!mayLookUp(k, pid)) throw new PayError('BUSY', { outcome: 'unknown', detail: '陌生的商户查得太多' });
  const written = (await k.merchant(pid))?.book.accounts.get(accountKey(provider, platform, pid));
  return written ?? (pid === DEFAULT_PID ? k.config.account(provider, platform, pid) : undefined);
}
