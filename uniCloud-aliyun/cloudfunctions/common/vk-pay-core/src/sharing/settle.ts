/**
 * settleSharing：唯一因网关的话推进分账的函数。请求的答复与主动查询都走到这里（分账没有给我们的通知）。
 * 结论一出，占着的钱在同一个事务里转为分出去的、或放开；没有全部分到的请人看。
 */
import { formatFee } from '../../../../../../common/contract/money';
import type { SharingReason, SharingSource } from '../../../../../../common/contract/sharing/sharing';
import type { Kernel, ReceivingKernel } from '../kernel/kernel';
import type { PayError } from '../kernel/pay-error';
import { contend, LostRace } from '../ledger/conflict';
import { retryDelay } from '../ledger/retry';
import { inTransaction } from '../ledger/transaction';
import type { SharedPart, SharingFacts, SharingParty } from '../providers/sharing';
import { isSharingOpen, type SharingFailure, type SharingPart, type SharingRecord } from './record';
import { releaseHold } from './reserve';
import { sharingsOf } from './store';

/** 这么久还没有结论就请人看，毫秒。 */
const STUCK_MS = 24 * 3_600_000;

const known = ({ sharing_id, gatewayState }: Partial<SharingFacts>) => ({
  ...(sharing_id ? { sharing_id } : {}),
  ...(gatewayState ? { gateway_state: gatewayState } : {}),
});

function alarm(k: ReceivingKernel, sharing: SharingRecord, kind: string, level: 'warning' | 'critical', message: string): Promise<void> {
  return k.journal.alert({
    kind,
    level,
    out_trade_no: sharing.out_trade_no,
    fact: `${sharing._id} ${message}`,
    message,
    review: { kind: 'anomaly', provider: sharing.provider, fee: sharing.sharing_fee },
  });
}

/** 还没有结论（或不明）：记下网关的说法，排下次查询。听到了答复的不必再拿着租约；没听到的，请求也许还在路上，租约到期之前谁也不再请求。 */
export async function keepSharingOpen(
  k: ReceivingKernel,
  first: SharingRecord,
  heard: { readonly to: 'PENDING' | 'UNKNOWN'; readonly reason: SharingReason } | undefined,
  source: SharingSource,
  facts: Partial<SharingFacts> = {},
): Promise<SharingRecord> {
  const sharings = sharingsOf(k);
  const kept = await contend(k, async (attempt) => {
    const sharing = attempt === 0 ? first : ((await sharings.find(first._id)) ?? first);
    if (!isSharingOpen(sharing)) return sharing;
    const attempts = sharing.query_attempts + 1;
    // 租约一到期就能重发：被人问了许多遍，也不晚过它。
    const free = sharing.lease_date > k.now() ? sharing.lease_date + 1000 : Infinity;
    const set = {
      query_attempts: attempts,
      next_query_date: Math.min(free, k.now() + retryDelay('refund', attempts - 1)),
      ...(source === 'create' && heard?.to !== 'UNKNOWN' ? { lease_date: 0 } : {}),
      ...known(facts),
    };
    const move = heard && heard.to !== sharing.status ? { ...heard, source } : undefined;
    const written = await sharings.write(sharing, { set }, move);
    if (!written) throw new LostRace();
    return written;
  });
  if (isSharingOpen(kept) && k.now() - kept.create_date > STUCK_MS)
    await alarm(k, kept, 'sharing-stuck', 'critical', `分账 ${kept._id} 超过一天没有结论`);
  return kept;
}

interface Conclusion {
  readonly to: 'SUCCESS' | 'PARTIAL' | 'FAILED';
  readonly reason: SharingReason;
  readonly parts: readonly SharingPart[];
  readonly facts?: Partial<SharingFacts>;
  readonly failure?: SharingFailure;
}

/** 写下结论，放开占着的。已有结论的原样返回。 */
function conclude(k: ReceivingKernel, first: SharingRecord, conclusion: Conclusion, source: SharingSource): Promise<SharingRecord> {
  const { to, reason, parts, facts = {}, failure } = conclusion;
  const done = parts.filter(({ result }) => result === 'SUCCESS').reduce((sum, { fee }) => sum + fee, 0);
  const refused = failure?.closed === false;
  return contend(k, async (attempt) => {
    const sharing = attempt === 0 ? first : ((await sharingsOf(k).find(first._id)) ?? first);
    if (!isSharingOpen(sharing)) return sharing;
    const release = await releaseHold(k, sharing, done, refused);
    return inTransaction(k, async (db) => {
      const set = { ...known(facts), parts, failure, lease_date: 0, next_query_date: 0, finish_date: k.now() };
      const written = await sharingsOf(k).write(sharing, { set }, { to, reason, source }, db);
      if (!written || !(await release(db))) throw new LostRace();
      return written;
    });
  });
}

/** 网关拒绝受理，查过确实没有这一笔：占着的放开，同一个单号可以再来。 */
export function refuseSharing(k: ReceivingKernel, sharing: SharingRecord, error: PayError): Promise<SharingRecord> {
  const failure = { kind: error.kind, closed: false, ...(error.gatewayCode ? { gateway_code: error.gatewayCode } : {}) };
  return conclude(k, sharing, { to: 'FAILED', reason: 'gateway_refused', parts: sharing.parts, failure }, 'create');
}

/**
 * 网关说的每一方与我们的对上；说的次序不可靠。
 * @returns 我们的各方连同结果；有一方对不上返回是哪里
 */
function aligned(sharing: SharingRecord, facts: SharingFacts, parties: readonly SharingParty[]): readonly SharingPart[] | string {
  const rest = [...facts.parts];
  const matched: SharingPart[] = [];
  for (const [index, part] of sharing.parts.entries()) {
    const { type, account } = parties[index] as SharingParty;
    const at = rest.findIndex((one) => one.type === type && one.account === account);
    const [said] = at < 0 ? [] : rest.splice(at, 1);
    if (!said) return `网关没有说到接收方 ${part.receiver_no}`;
    if (said.fee !== part.fee) return `接收方 ${part.receiver_no} 金额不符：本地 ¥${formatFee(part.fee)}，网关 ¥${formatFee(said.fee)}`;
    matched.push(resulted(part, said));
  }
  // 解冻给自己的那一行不是分给别人的。
  const stranger = rest.find(({ account }) => account !== sharing.mchid);
  return stranger ? '网关多说了一个接收方' : matched;
}

function resulted(part: SharingPart, { result, failReason, part_id }: SharedPart): SharingPart {
  return { ...part, result, ...(failReason ? { fail_reason: failReason } : {}), ...(part_id ? { part_id } : {}) };
}

/** 说的是不是这一笔；返回第一处不符。 */
function findMismatch(sharing: SharingRecord, facts: SharingFacts): string | undefined {
  if (facts.out_sharing_no !== sharing._id) return '分账单号不符';
  if (facts.mchid !== undefined && facts.mchid !== sharing.mchid) return '商户号不符';
  if (facts.transaction_id !== undefined && facts.transaction_id !== sharing.transaction_id) return '网关交易号不符';
  if (facts.sharing_id !== undefined && sharing.sharing_id !== undefined && facts.sharing_id !== sharing.sharing_id)
    return '网关的分账单号与先前不同';
  return undefined;
}

function verdictOf(parts: readonly SharingPart[]): Pick<Conclusion, 'to' | 'reason'> {
  const done = parts.filter(({ result }) => result === 'SUCCESS').length;
  if (done === parts.length) return { to: 'SUCCESS', reason: 'verified_shared' };
  return done > 0 ? { to: 'PARTIAL', reason: 'verified_in_part' } : { to: 'FAILED', reason: 'gateway_failed' };
}

/** 没有全部做成的，人要知道：钱还在商户这里，要不要换一个单号再来由人定。 */
async function tellPerson(k: ReceivingKernel, sharing: SharingRecord): Promise<void> {
  const failed = sharing.parts.filter(({ result }) => result === 'FAILED');
  if (failed.length === 0) return;
  const why = failed.map(({ receiver_no, fail_reason = '' }) => `${receiver_no} ${fail_reason}`.trim()).join('、');
  const what = sharing.kind === 'return' ? '没有要回来' : '没有分到';
  await alarm(k, sharing, 'sharing-failed', 'warning', `分账 ${sharing._id}：${why} ${what}，请换一个单号再来或另行处理`);
}

/**
 * 用网关事实推进一笔。对不上的，告警之后什么也不动。
 * @param parties 各方的账号，与 sharing.parts 依次对应
 */
export async function settleSharing(
  k: Kernel,
  sharing: SharingRecord,
  facts: SharingFacts,
  parties: readonly SharingParty[],
  source: SharingSource,
): Promise<SharingRecord> {
  // 没做完的不必说到每一方。
  const parts = sharing.kind === 'unfreeze' || facts.state !== 'FINISHED' ? [] : aligned(sharing, facts, parties);
  const mismatch = findMismatch(sharing, facts) ?? (typeof parts === 'string' ? parts : undefined);
  if (mismatch !== undefined || typeof parts === 'string') {
    await alarm(k, sharing, 'sharing-mismatch', 'critical', `分账 ${sharing._id}：${mismatch ?? ''}`);
    return keepSharingOpen(k, sharing, undefined, source);
  }
  const pending = facts.state === 'PENDING' || (facts.state === 'FINISHED' && parts.some(({ result }) => result === 'PENDING'));
  if (!isSharingOpen(sharing)) {
    // 已有结论的不再改变；网关改口是必须有人看的事。
    const revived = sharing.status === 'FAILED' && sharing.failure?.closed === false;
    if (revived || (facts.state === 'FINISHED' && !pending && verdictOf(parts).to !== sharing.status))
      await alarm(
        k,
        sharing,
        'sharing-anomaly',
        'critical',
        `分账 ${sharing._id} 本地为 ${sharing.status}，网关说 ${facts.gatewayState ?? facts.state}`,
      );
    return sharing;
  }
  if (pending) return keepSharingOpen(k, sharing, { to: 'PENDING', reason: 'gateway_accepted' }, source, facts);
  if (facts.state !== 'FINISHED') return keepSharingOpen(k, sharing, undefined, source, facts);
  const verdict = verdictOf(parts);
  const gateway_code = parts.find(({ result }) => result === 'FAILED')?.fail_reason;
  const failure = { kind: 'PARAM', closed: true, ...(gateway_code ? { gateway_code } : {}) } as const;
  const concluded = await conclude(k, sharing, { ...verdict, parts, facts, ...(verdict.to === 'FAILED' ? { failure } : {}) }, source);
  await tellPerson(k, concluded);
  return concluded;
}
