/** 收款授权的通知：真实的话 → settle。很少来，所以用到时才装载（notify/settlement）。 */
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { AuthorizationFacts } from '../providers/authorizations';
import type { Account } from '../providers/provider';
import { settleAuthorization } from '../transfers/authorizations/settle';
import { authorizationsOf, mayBeAuthorization } from '../transfers/authorizations/store';
import { ownerOf } from './owner';

/** 变化已落盘才返回。@throws PayError 说的不是我们的：请网关稍后再发 */
export async function applyAuthorization(
  k: ReceivingKernel,
  account: Account,
  facts: AuthorizationFacts,
  startedAt: number,
): Promise<void> {
  const { out_authorization_no } = facts;
  const found = mayBeAuthorization(out_authorization_no) ? await authorizationsOf(k).find(out_authorization_no) : undefined;
  const about = { type: 'notify', ...ownerOf(account), out_trade_no: out_authorization_no, startedAt };
  if (!found) {
    // 不是从这里开的授权：没有钱动过，记一行就好。
    k.journal.log({ ...about, status: 'IGNORED', note: '本地没有的收款授权' });
    return;
  }
  const { authorization, foreign } = await settleAuthorization(k, found, facts, { source: 'notify', speaker: account });
  if (foreign) throw new PayError('ORDER_NOT_FOUND', { detail: foreign });
  if (authorization.status !== found.status) k.journal.log({ ...about, status: 'SUCCESS', note: authorization.status });
}
