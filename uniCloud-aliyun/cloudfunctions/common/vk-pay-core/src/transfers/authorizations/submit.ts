/**
 * 与网关说一张收款授权：请求、求证、解除。单号从不改变；结果不明的只查询，网关说没有才以同一个单号重发。
 * 一个人在一个场景只有一张活着的（`payment_references` 里一行写着是哪一张）：单子先落库，占到了才去请求。
 */
import { createHash } from 'node:crypto';
import type { Kernel } from '../../kernel/kernel';
import { PayError } from '../../kernel/pay-error';
import { contend, LostRace } from '../../ledger/conflict';
import { LADDERS } from '../../ledger/retry';
import { IN_FLIGHT_MS, mustWait, nextSubmission, type Submission } from '../../ledger/submission';
import { talk, type Conversation } from '../../ledger/talk';
import { referencesOf } from '../../orders/store';
import type { AuthorizationCapability, AuthorizationFacts, AuthorizationRequest } from '../../providers/authorizations';
import type { Account } from '../../providers/provider';
import { isLive, isWaiting, type AuthorizationRecord } from './record';
import { openAuthorized, sealPage } from './seal';
import { moveAuthorization, settleAuthorization } from './settle';
import { authorizationsOf } from './store';

/** 收款人有 24 小时答应；网关那里没有的，过了这么久就算了。 */
const WORTH_MS = 24 * 3_600_000;

type Keyed = Pick<AuthorizationRecord, 'provider' | 'mchid' | 'appid' | 'scene_id'>;

/** 这个人在这个场景：指纹，不是 openid。 */
export const slotOf = ({ provider, mchid, appid, scene_id }: Keyed, openid: string): string =>
  createHash('sha256')
    .update(['transfer-authorization', provider, mchid, appid, scene_id, openid].join('\n'))
    .digest('base64url')
    .slice(0, 32);

/**
 * 占住「这个人在这个场景」。
 * @returns 已经有另一张活着的时为它的单号；占到了为 undefined
 * @throws LostRace 抢输了，重来
 */
export async function takeSlot(k: Kernel, own: Keyed & Pick<AuthorizationRecord, '_id'>, openid: string): Promise<string | undefined> {
  const references = referencesOf(k);
  const key = slotOf(own, openid);
  const owner = await references.take(key, own._id);
  if (owner === own._id) return undefined;
  const other = await authorizationsOf(k).find(owner);
  if (other && isLive(other)) return owner;
  if (!(await references.replace(key, owner, own._id))) throw new LostRace();
  return undefined;
}

/** @throws PayError PERMISSION 这个渠道没有收款授权 */
export function capabilityOf({
  authorizations,
}: {
  readonly authorizations?: AuthorizationCapability<Account>;
}): AuthorizationCapability<Account> {
  if (!authorizations) throw new PayError('PERMISSION', { msg: '这个渠道没有免确认收款授权' });
  return authorizations;
}

function say(
  k: Kernel,
  type: Conversation['type'],
  { _id, provider, platform, pid, mchid, user_id }: AuthorizationRecord,
  work: (own: AuthorizationCapability<Account>, account: Account) => Promise<AuthorizationFacts>,
): Promise<AuthorizationFacts> {
  const about = { type, out_trade_no: _id, provider, platform, pid, mchid, user_id, amount: 0 };
  return talk(
    k,
    about,
    async (channel, account) => work(capabilityOf(channel), account),
    ({ state, gatewayState }) => gatewayState ?? state,
  );
}

const ask = (k: Kernel, authorization: AuthorizationRecord): Promise<AuthorizationFacts> =>
  say(k, 'query-authorization', authorization, (own, account) => own.query(account, authorization._id));

const requestOf = (k: Kernel, authorization: AuthorizationRecord): AuthorizationRequest => {
  const { _id, appid, scene_id, perception } = authorization;
  return { out_authorization_no: _id, appid, scene_id, ...openAuthorized(k, authorization), ...(perception ? { perception } : {}) };
};

/** 占住，再记下「这就去请求」。@returns 抢到的那一行与自己的这一次；不该去的原样返回，没有这一次 */
function claimSubmission(
  k: Kernel,
  first: AuthorizationRecord,
): Promise<{ readonly authorization: AuthorizationRecord; readonly submission?: Submission; readonly other?: string }> {
  const store = authorizationsOf(k);
  return contend(k, async (attempt) => {
    const authorization = attempt === 0 ? first : ((await store.find(first._id)) ?? first);
    if (!isWaiting(authorization) || authorization.close_date !== undefined) return { authorization };
    const other = await takeSlot(k, authorization, openAuthorized(k, authorization).openid);
    if (other !== undefined) {
      const turn = { to: 'FAILED', reason: 'another_live', failure: { kind: 'PARAM' } } as const;
      return { authorization: await moveAuthorization(k, authorization, turn, 'create'), other };
    }
    const { set: asking, submission } = nextSubmission(k, authorization);
    const written = await store.write(authorization, { set: { ...asking, next_query_date: k.now() + LADDERS.refund[0] } });
    if (!written) throw new LostRace();
    return { authorization: written, submission };
  });
}

/** @throws PayError PARAM：一个人在一个场景只有一张 */
export const anotherLive = (no: string): PayError =>
  PayError.param([{ field: 'out_authorization_no', problem: `这个人在这个场景已经有一张收款授权 ${no}` }]);

/** 网关拒绝了：先查过确实没有这一张，也没有别的一次在路上，才算没有受理（同一个单号可以再来）。 */
async function refused(
  k: Kernel,
  authorization: AuthorizationRecord,
  error: PayError,
  submission: Submission,
): Promise<AuthorizationRecord> {
  let facts: AuthorizationFacts;
  try {
    facts = await ask(k, authorization);
  } catch {
    return moveAuthorization(k, authorization, undefined, 'create');
  }
  if (facts.state !== 'NOT_EXIST') return (await settleAuthorization(k, authorization, facts, { source: 'query' })).authorization;
  const failure = { kind: error.kind, ...(error.gatewayCode ? { gateway_code: error.gatewayCode } : {}) };
  const ended = await moveAuthorization(
    k,
    authorization,
    { to: 'FAILED', reason: 'gateway_refused', failure, refused: submission },
    'create',
  );
  if (ended.status === 'FAILED') throw error;
  return ended;
}

/**
 * 请求网关（首次，或以同一单号重发），并据答复推进。
 * @throws PayError 网关明确拒绝 · 40001 这个人在这个场景已经有另一张
 */
export async function submitAuthorization(k: Kernel, first: AuthorizationRecord): Promise<AuthorizationRecord> {
  const { authorization, submission, other } = await claimSubmission(k, first);
  if (other !== undefined) throw anotherLive(other);
  if (!submission) return authorization;
  let facts: AuthorizationFacts;
  try {
    const request = requestOf(k, authorization);
    facts = await say(k, 'authorize', authorization, (own, account) => own.create(account, request));
  } catch (thrown) {
    if (!(thrown instanceof PayError)) throw thrown;
    if (thrown.outcome === 'unknown') return moveAuthorization(k, authorization, undefined, 'create');
    return refused(k, authorization, thrown, submission);
  }
  const { packageInfo } = facts;
  const given = packageInfo === undefined ? {} : { package_info: sealPage(k, authorization._id, packageInfo) };
  return (await settleAuthorization(k, authorization, facts, { source: 'create', ...given })).authorization;
}

/** 解除：答复说关了才算；没有答复、不让关的由查询说清楚。 */
async function pressClose(k: Kernel, authorization: AuthorizationRecord): Promise<AuthorizationRecord> {
  let facts: AuthorizationFacts;
  try {
    facts = await say(k, 'close-authorization', authorization, (own, account) => own.close(account, authorization._id));
  } catch {
    // 已留痕。
    return authorization;
  }
  if (facts.state === 'NOT_EXIST') return authorization;
  return (await settleAuthorization(k, authorization, facts, { source: 'query' })).authorization;
}

const NOT_THERE = { to: 'CLOSED', reason: 'not_there' } as const;

/** 网关说没有这一张。 */
async function missing(k: Kernel, authorization: AuthorizationRecord): Promise<AuthorizationRecord> {
  const age = k.now() - authorization.submit_date;
  const over = authorization.close_date === undefined ? age > WORTH_MS : age > IN_FLIGHT_MS;
  if (isWaiting(authorization) && over) return moveAuthorization(k, authorization, NOT_THERE, 'query');
  if (authorization.status === 'PENDING' && authorization.close_date === undefined && !mustWait(k, authorization))
    return submitAuthorization(k, authorization);
  return moveAuthorization(k, authorization, undefined, 'query');
}

/**
 * 求证一张：该请求的去请求，该关的去关，还活着的问网关。
 * @param byHand 有人在等（不是定时任务）：等答应而没有凭据的再要一次
 * @throws PayError 重发被网关明确拒绝
 */
export async function refreshAuthorization(k: Kernel, first: AuthorizationRecord, byHand = false): Promise<AuthorizationRecord> {
  if (!isLive(first)) return first;
  if (first.submit_date === 0)
    return first.close_date === undefined ? submitAuthorization(k, first) : moveAuthorization(k, first, NOT_THERE, 'query');
  const authorization = first.close_date === undefined ? first : await pressClose(k, first);
  if (!isLive(authorization)) return authorization;
  let facts: AuthorizationFacts;
  try {
    facts = await ask(k, authorization);
  } catch {
    // 已留痕；问不到就晚点再问，状态照旧。
    return moveAuthorization(k, authorization, undefined, 'query');
  }
  if (facts.state === 'NOT_EXIST') return missing(k, authorization);
  const { authorization: settled } = await settleAuthorization(k, authorization, facts, { source: 'query' });
  // 查询的答复里没有凭据：同号再请求一次，网关会再给（docs/protocols/wxpay.md §2.6）。
  const wanting = settled.status === 'WAIT_CONFIRM' && settled.package_info === undefined && settled.close_date === undefined;
  return wanting && byHand ? submitAuthorization(k, settled) : settled;
}
