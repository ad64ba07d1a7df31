/** 看一张收款授权、关一张：收款人与员工各有各的门。 */
import { authorizationNumberSchema } from '../../../../../../../common/contract/transfers/authorization-params';
import type { Kernel } from '../../kernel/kernel';
import { PayError } from '../../kernel/pay-error';
import { requireParams } from '../../kernel/validate';
import { contend, LostRace } from '../../ledger/conflict';
import { flattened } from '../open';
import { isLive, type AuthorizationRecord } from './record';
import { refreshAuthorization } from './submit';
import { authorizationsOf } from './store';

/** @throws PayError 40001 / 40005 */
async function findAuthorization(k: Kernel, input: unknown): Promise<AuthorizationRecord> {
  const { out_authorization_no, provider } = requireParams(authorizationNumberSchema, flattened(input));
  const found = await authorizationsOf(k).find(out_authorization_no);
  if (!found || (provider !== undefined && found.provider !== provider)) throw new PayError('ORDER_NOT_FOUND');
  return found;
}

/** 求证一张；重发被拒绝的也只是一种结论。 */
async function refreshed(k: Kernel, authorization: AuthorizationRecord): Promise<AuthorizationRecord> {
  try {
    return await refreshAuthorization(k, authorization, true);
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return (await authorizationsOf(k).find(authorization._id)) ?? authorization;
  }
}

/** queryTransferAuthorization：活着的问一次网关（收款人随时可以在微信里关掉）。@throws PayError 40001 / 40005 */
export async function queryAuthorization(k: Kernel, input: unknown): Promise<AuthorizationRecord> {
  return refreshed(k, await findAuthorization(k, input));
}

/** 收款人看自己的一张。@throws PayError 40005 没有，或是别人的 */
export async function ownAuthorization(k: Kernel, input: unknown, user_id: string): Promise<AuthorizationRecord> {
  const authorization = await findAuthorization(k, input);
  if (authorization.user_id === '' || authorization.user_id !== user_id) throw new PayError('ORDER_NOT_FOUND');
  return refreshed(k, authorization);
}

/** 先写下「要关」，应答丢了由定时任务接着做完。 */
function intend(k: Kernel, first: AuthorizationRecord): Promise<AuthorizationRecord> {
  const store = authorizationsOf(k);
  return contend(k, async (attempt) => {
    const authorization = attempt === 0 ? first : ((await store.find(first._id)) ?? first);
    if (!isLive(authorization) || authorization.close_date !== undefined) return authorization;
    const written = await store.write(authorization, { set: { close_date: k.now(), next_query_date: k.now(), query_attempts: 0 } });
    if (!written) throw new LostRace();
    return written;
  });
}

/**
 * closeTransferAuthorization：已经关了的原样答复。调用方必须已核验员工身份，或就是商户的服务端。
 * @throws PayError 40001 没有受理过的不用关 · 40005
 */
export async function closeAuthorization(k: Kernel, input: unknown): Promise<AuthorizationRecord> {
  const authorization = await findAuthorization(k, input);
  if (authorization.status === 'FAILED') throw PayError.param([{ field: 'out_authorization_no', problem: '没有受理过，不用关' }]);
  return refreshed(k, await intend(k, authorization));
}
