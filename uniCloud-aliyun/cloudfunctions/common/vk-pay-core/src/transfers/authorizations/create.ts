/**
 * 请收款人答应一次：检查 → 落库 → 占住「这个人在这个场景」→ 请求网关 → 收款人在客户端答应。
 * 同一个单号无论来几次都是同一张；内容不同的被拒绝；没有受理过的可以同号再来。
 */
import { manifestOf, PROVIDERS } from '../../../../../../../common/contract/channels';
import {
  createTransferAuthorizationSchema,
  type TransferAuthorizationWish,
} from '../../../../../../../common/contract/transfers/authorization-params';
import type { Kernel } from '../../kernel/kernel';
import { newOutAuthorizationNo } from '../../kernel/numbers';
import { PayError } from '../../kernel/pay-error';
import { requireParams } from '../../kernel/validate';
import { contend, LostRace } from '../../ledger/conflict';
import { payerHash } from '../../payers/payer-hash';
import { appidOf, flattened, requireLimits, requirePayingAccount } from '../open';
import { identityOf, requireCipher } from '../payee';
import { isLive, type AuthorizationRecord } from './record';
import { sealAuthorized } from './seal';
import { anotherLive, capabilityOf, refreshAuthorization, submitAuthorization, takeSlot } from './submit';
import { authorizationsOf } from './store';

/** 有收款授权的第一个渠道。 */
const FIRST = PROVIDERS.find((name) => (manifestOf(name).can as readonly string[]).includes('authorizations')) ?? 'wxpay';

async function prepare(k: Kernel, wish: TransferAuthorizationWish, operator: string): Promise<[AuthorizationRecord, string]> {
  requireLimits(k);
  const cipher = requireCipher(k);
  const account = await requirePayingAccount(k, wish.provider ?? FIRST, wish.platform, wish.pid);
  const appid = await appidOf(k, account, wish.appid);
  const openid = await identityOf(k, wish, account, appid);
  const at = k.now();
  const _id = wish.out_authorization_no ?? newOutAuthorizationNo(k);
  const { transfer_scene_id: scene_id, user_display_name: display_name, user_recv_perception: perception } = wish;
  const shown = perception === undefined ? {} : { perception };
  capabilityOf(k.provider(account.provider)).check(account, { out_authorization_no: _id, appid, openid, scene_id, display_name, ...shown });
  const { provider, platform, pid, mchid } = account;
  const authorization: AuthorizationRecord = {
    _id,
    out_authorization_no: _id,
    provider,
    platform,
    pid,
    mchid,
    appid,
    user_id: wish.user_id ?? '',
    scene_id,
    ...shown,
    payee: sealAuthorized(k, _id, { openid, display_name }),
    sealed_with: cipher.current,
    payee_hash: payerHash(_id, [openid, display_name].join('\n')),
    openid_hash: payerHash(_id, openid),
    status: 'PENDING',
    operator,
    submit_date: 0,
    history: [{ from: null, to: 'PENDING', reason: 'created', source: 'create', at, requestId: k.requestId, operator }],
    version: 1,
    next_query_date: at + 60_000,
    query_attempts: 0,
    create_date: at,
    update_date: at,
  };
  return [authorization, openid];
}

const CONTENT = ['provider', 'platform', 'pid', 'appid', 'user_id', 'scene_id', 'perception', 'payee_hash'] as const;

/** @throws PayError PARAM 同一个单号，内容不同 */
function requireSame(existing: AuthorizationRecord, wanted: AuthorizationRecord): void {
  if (CONTENT.some((key) => existing[key] !== wanted[key]))
    throw PayError.param([{ field: 'out_authorization_no', problem: '已用于另一张收款授权（内容与首次不同）' }]);
}

/** 没有受理的，以同一个单号再来：写成刚落库的样子。 */
function askAgain(k: Kernel, first: AuthorizationRecord, fresh: AuthorizationRecord): Promise<AuthorizationRecord> {
  const store = authorizationsOf(k);
  return contend(k, async (attempt) => {
    const existing = attempt === 0 ? first : ((await store.find(first._id)) ?? first);
    if (existing.status !== 'FAILED') return existing;
    const { payee, sealed_with, operator, next_query_date } = fresh;
    const set = {
      ...(payee === undefined ? {} : { payee }),
      ...(sealed_with === undefined ? {} : { sealed_with }),
      operator,
      next_query_date,
      submit_date: 0,
      query_attempts: 0,
      failure: undefined,
      finish_date: undefined,
      close_date: undefined,
    };
    const written = await store.write(existing, { set }, { to: 'PENDING', reason: 'asked_again', source: 'create', operator });
    if (!written) throw new LostRace();
    return written;
  });
}

/**
 * createTransferAuthorization。调用方必须已核验员工身份，或就是商户的服务端。
 * @throws PayError 40001 点名字段、这个人在这个场景已经有一张 · 40009 没有开通 · 网关明确拒绝的原因（可用同一单号再来）
 */
export async function createAuthorization(k: Kernel, input: unknown, operator: string): Promise<AuthorizationRecord> {
  const [fresh, openid] = await prepare(k, requireParams(createTransferAuthorizationSchema, flattened(input)), operator);
  const store = authorizationsOf(k);
  const known = await store.find(fresh._id);
  if (known) {
    requireSame(known, fresh);
    if (known.status === 'CLOSED') throw PayError.param([{ field: 'out_authorization_no', problem: '这张收款授权已经关了，请换一个单号' }]);
    if (isLive(known)) return refreshAuthorization(k, known, true);
  } else {
    // 占着的是谁先看一眼：多半不必写一行「没有受理」。占了而没有落库的下一次会被接手。
    const other = await contend(k, () => takeSlot(k, fresh, openid));
    if (other !== undefined) throw anotherLive(other);
  }
  if (known) return submitAuthorization(k, await askAgain(k, known, fresh));
  if (await store.add(fresh)) return submitAuthorization(k, fresh);
  const raced = await store.find(fresh._id);
  if (!raced) throw new PayError('BUSY', { outcome: 'unknown' });
  requireSame(raced, fresh);
  return refreshAuthorization(k, raced, true);
}
