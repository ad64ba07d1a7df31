/** 付款账户里还有多少。 */
import { accountBalanceSchema } from '../../../../../../common/contract/transfers/params';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { talk } from '../ledger/talk';
import type { Balance } from '../providers/transfers';
import { requirePayingAccount } from './open';

/** @throws PayError 40001 · 40009 没有权限 · 结果不明 */
export async function queryAccountBalance(k: Kernel, input: unknown): Promise<Balance> {
  const { provider, platform, pid } = requireParams(accountBalanceSchema, input);
  const account = await requirePayingAccount(k, provider, platform, pid);
  const about = {
    type: 'balance',
    out_trade_no: '',
    provider,
    platform: account.platform,
    pid: account.pid,
    mchid: account.mchid,
    user_id: '',
    amount: 0,
  } as const;
  return talk(
    k,
    about,
    async (channel) => {
      if (!channel.balance) throw new PayError('PERMISSION', { msg: '这个渠道查不了余额' });
      return channel.balance(account);
    },
    () => 'ok',
  );
}
