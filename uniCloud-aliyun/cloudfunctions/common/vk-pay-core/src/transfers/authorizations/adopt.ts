/** 不是从这里开的收款授权（换过来之前开的）：第一次用到时问网关，生效的抄成一张。 */
import type { Kernel } from '../../kernel/kernel';
import { PayError } from '../../kernel/pay-error';
import { contend } from '../../ledger/conflict';
import { talk } from '../../ledger/talk';
import { payerHash } from '../../payers/payer-hash';
import type { Account } from '../../providers/provider';
import { requireCipher } from '../payee';
import type { AuthorizationRecord } from './record';
import { sealAuthorized } from './seal';
import { settleAuthorization } from './settle';
import { authorizationsOf } from './store';
import { anotherLive, capabilityOf, takeSlot } from './submit';

/**
 * @param scene_id 查询的答复里没有场景：调用方说的
 * @returns 没有这一张、没有生效、没有说场景的没有
 * @throws PayError 网关问不到 · 40001 这个人在这个场景已经有另一张
 */
export async function adoptAuthorization(
  k: Kernel,
  account: Account,
  _id: string,
  scene_id: string | undefined,
): Promise<AuthorizationRecord | undefined> {
  const { provider, platform, pid, mchid } = account;
  const about = { type: 'query-authorization', out_trade_no: _id, provider, platform, pid, mchid, user_id: '', amount: 0 } as const;
  const facts = await talk(
    k,
    about,
    (channel, own) => capabilityOf(channel).query(own, _id),
    ({ state }) => state,
  );
  const { state, openid, appid } = facts;
  if (state !== 'TAKING_EFFECT' || openid === undefined || appid === undefined || scene_id === undefined) return undefined;
  const at = k.now();
  const record: AuthorizationRecord = {
    _id,
    out_authorization_no: _id,
    provider,
    platform,
    pid,
    mchid,
    appid,
    user_id: '',
    scene_id,
    payee: sealAuthorized(k, _id, { openid, display_name: '' }),
    sealed_with: requireCipher(k).current,
    payee_hash: payerHash(_id, [openid, ''].join('\n')),
    openid_hash: payerHash(_id, openid),
    status: 'PENDING',
    operator: 'adopted',
    submit_date: at,
    history: [{ from: null, to: 'PENDING', reason: 'created', source: 'query', at, requestId: k.requestId, operator: 'adopted' }],
    version: 1,
    next_query_date: at + 60_000,
    query_attempts: 0,
    create_date: at,
    update_date: at,
  };
  const other = await contend(k, () => takeSlot(k, record, openid));
  if (other !== undefined) throw anotherLive(other);
  const store = authorizationsOf(k);
  const own = (await store.add(record)) ? record : await store.find(_id);
  if (!own) throw new PayError('BUSY', { outcome: 'unknown' });
  return (await settleAuthorization(k, own, facts, { source: 'query' })).authorization;
}
