/** 凭收款授权转账：是哪一张、能不能用、付给谁。收款人、应用、场景都照授权，调用方另外说的必须与它相同。 */
import type { TransferWish } from '../../../../../../../common/contract/transfers/params';
import { DEFAULT_PID } from '../../config/config';
import type { Kernel } from '../../kernel/kernel';
import { PayError } from '../../kernel/pay-error';
import type { Account } from '../../providers/provider';
import { requirePayingAccount } from '../open';
import { adoptAuthorization } from './adopt';
import { authorizationListOf } from './listing/store';
import type { AuthorizationRecord } from './record';
import { openAuthorized } from './seal';
import { authorizationsOf } from './store';
import { refreshAuthorization } from './submit';

const refuse = (field: string, problem: string): PayError => PayError.param([{ field, problem }]);

/** 换过来之前开的。 */
async function adopted(k: Kernel, wish: TransferWish, no: string): Promise<AuthorizationRecord | undefined> {
  const account = await requirePayingAccount(k, wish.provider, wish.platform, wish.pid);
  return k.provider(account.provider).authorizations && adoptAuthorization(k, account, no, wish.transfer_scene_id);
}

/** 点名的那一张；没有点名为 undefined。@throws PayError PARAM 没有这一张，或两个单号说的不是同一张 */
export async function namedAuthorization(k: Kernel, wish: TransferWish): Promise<AuthorizationRecord | undefined> {
  const { out_authorization_no, authorization_id } = wish;
  if (out_authorization_no === undefined && authorization_id === undefined) return undefined;
  const field = out_authorization_no === undefined ? 'authorization_id' : 'out_authorization_no';
  const page = { sort: { name: 'create_date', type: 'desc' }, pageIndex: 1, pageSize: 1 } as const;
  const found =
    out_authorization_no === undefined
      ? (await authorizationListOf(k).list({ authorization_id }, page)).rows[0]
      : ((await authorizationsOf(k).find(out_authorization_no)) ?? (await adopted(k, wish, out_authorization_no)));
  if (found?.provider !== wish.provider) throw refuse(field, '没有这张收款授权');
  if (authorization_id !== undefined && found.authorization_id !== undefined && authorization_id !== found.authorization_id)
    throw refuse('authorization_id', '与 out_authorization_no 说的不是同一张');
  const same = [
    ['pid', wish.pid ?? found.pid, found.pid],
    ['appid', wish.appid ?? found.appid, found.appid],
    ['transfer_scene_id', wish.transfer_scene_id ?? found.scene_id, found.scene_id],
    ['user_id', wish.user_id ?? found.user_id, found.user_id],
  ] as const;
  const other = same.find(([, asked, own]) => asked !== own);
  if (other) throw refuse(other[0], '与收款授权里的不同');
  if (wish.payee_info !== undefined) throw refuse('payee_info', '收款人照收款授权，不能另外指定');
  return found;
}

/** @throws PayError PARAM 授权是另一个商户号的 */
export function requireOwnMerchant({ mchid, pid }: AuthorizationRecord, account: Account): void {
  if (mchid !== account.mchid || (pid || DEFAULT_PID) !== account.pid) throw refuse('out_authorization_no', '这张收款授权属于另一个商户号');
}

/**
 * 收款人在这个应用里的编号；没有生效的先问一次网关。
 * @throws PayError PARAM 没有生效、已经关了，或另外说了别的 openid
 */
export async function requireEffective(k: Kernel, first: AuthorizationRecord, openid: string | undefined): Promise<string> {
  const latest = first.status === 'TAKING_EFFECT' && first.close_date === undefined ? first : await refreshAuthorization(k, first);
  if (latest.status !== 'TAKING_EFFECT' || latest.close_date !== undefined)
    throw refuse('out_authorization_no', latest.status === 'WAIT_CONFIRM' ? '收款人还没有答应' : '这张收款授权没有生效');
  const own = openAuthorized(k, latest).openid;
  if (openid !== undefined && openid !== own) throw refuse('openid', '与收款授权里的不同');
  return own;
}

/** 第二个人点头之前再看一眼：提的时候生效着，现在未必。@throws PayError PARAM 没有生效、已经关了 */
export async function requireStillAgreed(k: Kernel, no: string): Promise<void> {
  const found = await authorizationsOf(k).find(no);
  if (!found) throw refuse('out_authorization_no', '没有这张收款授权');
  await requireEffective(k, found, undefined);
}

/** 没有人在等、要替人接着请求的，请求之前同样再看一眼。@throws PayError 说不清（读不到、问不到） */
export async function isStillAgreed(k: Kernel, no: string): Promise<boolean> {
  try {
    await requireStillAgreed(k, no);
    return true;
  } catch (thrown) {
    if (thrown instanceof PayError && thrown.kind === 'PARAM') return false;
    throw thrown;
  }
}

/** 凭它转账被拒绝了：多半是收款人刚关掉，问一次网关记下来。 */
export async function recheckAuthorization(k: Kernel, no: string): Promise<void> {
  const found = await authorizationsOf(k).find(no);
  if (found) await refreshAuthorization(k, found).catch(() => undefined);
}
