/**
 * settleAuthorization：唯一因网关的话推进收款授权的函数。发起的答复、回调、主动查询、解除的答复都走到这里。
 * 关了之后才到的「生效」、生效之后才到的「等答应」只是来晚了的旧话：不理。
 */
import type {
  AuthorizationReason,
  AuthorizationSource,
  AuthorizationStatus,
} from '../../../../../../../common/contract/transfers/authorization';
import type { ReceivingKernel } from '../../kernel/kernel';
import { contend, LostRace } from '../../ledger/conflict';
import { retryDelay } from '../../ledger/retry';
import { conclusiveFrom, isConclusive, NOT_UNDERWAY, type Submission } from '../../ledger/submission';
import { findForeign, type Speaker } from '../../orders/match';
import { payerHash } from '../../payers/payer-hash';
import type { AuthorizationFacts } from '../../providers/authorizations';
import { isLive, isWaiting, type AuthorizationRecord } from './record';
import { authorizationsOf } from './store';

export interface AuthorizationOrigin {
  readonly source: AuthorizationSource;
  /** 收到这句话的账号；由自己的账号去问的不必说 */
  readonly speaker?: Speaker;
  /** 拉起授权页的凭据，已加密；通知里没有 */
  readonly package_info?: string;
}
export interface AuthorizationSettlement {
  readonly authorization: AuthorizationRecord;
  /** 说的不是这一张：已告警，什么也没有动 */
  readonly foreign?: string;
}

/** 关了、没有受理的：收款人与凭据不再要了。 */
const CLEARED = { payee: undefined, sealed_with: undefined, package_info: undefined, next_query_date: 0 } as const;

export interface Turn {
  readonly to: AuthorizationStatus;
  readonly reason: AuthorizationReason;
  readonly failure?: AuthorizationRecord['failure'];
  /** 网关拒绝的是哪一次；不作数的不写 */
  readonly refused?: Submission;
}

/** 网关说的状态 → 去哪里。没有列出的不推进。 */
const TURNS: Readonly<Partial<Record<AuthorizationFacts['state'], Turn>>> = {
  WAIT_CONFIRM: { to: 'WAIT_CONFIRM', reason: 'receiver_asked' },
  TAKING_EFFECT: { to: 'TAKING_EFFECT', reason: 'verified_effective' },
  CLOSED: { to: 'CLOSED', reason: 'gateway_closed' },
};
/** 只往前走：等答应 → 生效 → 关了。 */
const RANK: Readonly<Record<AuthorizationStatus, number>> = { PENDING: 0, FAILED: 0, WAIT_CONFIRM: 1, TAKING_EFFECT: 2, CLOSED: 3 };

const known = ({ authorization_id, gatewayState, authorizedAt, closeReason }: Partial<AuthorizationFacts>) => ({
  ...(authorization_id ? { authorization_id } : {}),
  ...(gatewayState ? { gateway_state: gatewayState } : {}),
  ...(authorizedAt === undefined ? {} : { authorize_date: authorizedAt }),
  ...(closeReason ? { close_reason: closeReason } : {}),
});

/**
 * 写下听到的（没有去处的只排下次查询）。已经关了、走得更远的原样返回。
 * @param package_info 拉起授权页的凭据，已加密
 */
export function moveAuthorization(
  k: ReceivingKernel,
  first: AuthorizationRecord,
  heard: Turn | undefined,
  source: AuthorizationSource,
  facts: Partial<AuthorizationFacts> = {},
  package_info?: string,
): Promise<AuthorizationRecord> {
  const store = authorizationsOf(k);
  return contend(k, async (attempt) => {
    const authorization = attempt === 0 ? first : ((await store.find(first._id)) ?? first);
    // 同一个单号别的一次也许还在路上：不作数，过后再问。
    const unsure = heard?.refused !== undefined && !isConclusive(authorization, heard.refused);
    const turn = unsure ? undefined : heard;
    // 没有受理，只在还没有听到别的话时才算。
    const late = turn && (turn.to === 'FAILED' ? authorization.status !== 'PENDING' : RANK[turn.to] < RANK[authorization.status]);
    if (!isLive(authorization) || late) return authorization;
    const to = turn?.to ?? authorization.status;
    const attempts = authorization.query_attempts + 1;
    const waits = isWaiting({ status: to }) || authorization.close_date !== undefined;
    const ends = to === 'CLOSED' || to === 'FAILED';
    const set = {
      ...known(facts),
      query_attempts: attempts,
      next_query_date: unsure ? conclusiveFrom(authorization) : waits ? k.now() + retryDelay('refund', attempts - 1) : 0,
      ...(to === 'WAIT_CONFIRM' ? {} : { package_info: undefined }),
      ...(package_info === undefined || to !== 'WAIT_CONFIRM' ? {} : { package_info }),
      ...(turn?.failure === undefined ? {} : { failure: turn.failure }),
      ...(turn?.refused ? NOT_UNDERWAY : {}),
      ...(ends ? { ...CLEARED, finish_date: k.now() } : {}),
    };
    const move = turn && to !== authorization.status ? { to, reason: turn.reason, source } : undefined;
    const written = await store.write(authorization, { set }, move);
    if (!written) throw new LostRace();
    return written;
  });
}

function alarm(k: ReceivingKernel, { _id, provider }: AuthorizationRecord, kind: string, what: string): Promise<void> {
  const message = `收款授权 ${_id}：${what}`;
  return k.journal.alert({
    kind,
    level: 'critical',
    out_trade_no: _id,
    fact: `${_id} ${what}`,
    message,
    review: { kind: 'anomaly', provider },
  });
}

function findMismatch(own: AuthorizationRecord, facts: AuthorizationFacts): string | undefined {
  if (facts.out_authorization_no !== own._id) return '单号不符';
  if (facts.appid !== undefined && facts.appid !== own.appid) return 'appid 不符';
  if (facts.openid !== undefined && payerHash(own._id, facts.openid) !== own.openid_hash) return '收款人不符';
  if (facts.authorization_id !== undefined && own.authorization_id !== undefined && facts.authorization_id !== own.authorization_id)
    return '网关的授权单号与先前不同';
  return undefined;
}

/** 用网关事实推进一张。说的不是它、或对不上的，告警之后什么也不动。@throws 告警落不了盘 */
export async function settleAuthorization(
  k: ReceivingKernel,
  authorization: AuthorizationRecord,
  facts: AuthorizationFacts,
  { source, speaker, package_info }: AuthorizationOrigin,
): Promise<AuthorizationSettlement> {
  const foreign = findForeign(authorization, speaker, facts);
  if (foreign) {
    await alarm(k, authorization, 'foreign-fact', foreign);
    return { authorization, foreign };
  }
  const mismatch = findMismatch(authorization, facts);
  if (mismatch) {
    await alarm(k, authorization, 'transfer-mismatch', mismatch);
    return { authorization: await moveAuthorization(k, authorization, undefined, source) };
  }
  // 查过没有、记成没有受理的，网关却说有：必须有人看。
  if (authorization.status === 'FAILED' && facts.state === 'TAKING_EFFECT')
    await alarm(k, authorization, 'transfer-anomaly', `本地为 ${authorization.status}，网关说 ${facts.state}`);
  return { authorization: await moveAuthorization(k, authorization, TURNS[facts.state], source, facts, package_info) };
}
