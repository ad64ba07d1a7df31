/**
 * 与网关说一笔分账：请求与求证。单号与内容从不改变；结果不明的只查询，网关说没有才以同一个单号重发。
 * 请求的人拿着租约（写在分账单上）：别人不会同时请求，所以「被拒绝」不会与另一个人的「受理了」交错。
 */
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { contend, LostRace } from '../ledger/conflict';
import { talk, type Conversation } from '../ledger/talk';
import type { Account } from '../providers/provider';
import type { SharingCapability, SharingFacts, SharingParty, SharingRequest } from '../providers/sharing';
import { requireReceiver, sharingOf } from './receivers/receivers';
import { partyOf } from './receivers/store';
import { isSharingOpen, type SharingRecord } from './record';
import { dates } from './reserve';
import { keepSharingOpen, refuseSharing, settleSharing } from './settle';
import { sharingsOf } from './store';

/** 定时任务替人重发最多这么久；再晚由人自己决定要不要再来。 */
const RESEND_MS = 24 * 3_600_000;

const TYPE_OF = { share: 'share', return: 'return-share', unfreeze: 'unfreeze' } as const satisfies Record<
  SharingRecord['kind'],
  Conversation['type']
>;

interface Prepared {
  readonly request: SharingRequest;
  readonly parties: readonly SharingParty[];
}

async function prepare(k: Kernel, sharing: SharingRecord): Promise<Prepared> {
  const receivers = await Promise.all(sharing.parts.map(({ receiver_no }) => requireReceiver(k, receiver_no)));
  const parties = receivers.map((receiver) => partyOf(k, receiver));
  const { _id: out_sharing_no, transaction_id, description, kind, finish, sharing_fee: fee, share_no = '' } = sharing;
  const asked = { out_sharing_no, transaction_id, description };
  if (kind === 'unfreeze') return { parties, request: { ...asked, kind } };
  if (kind === 'return') return { parties, request: { ...asked, kind, share_no, party: parties[0] as SharingParty, fee } };
  const parts = sharing.parts.map((part, index) => ({
    party: parties[index] as SharingParty,
    fee: part.fee,
    description: part.description,
  }));
  return { parties, request: { ...asked, kind, appid: sharing.appid, parts, finish } };
}

function say(
  k: Kernel,
  type: Conversation['type'],
  { out_trade_no, provider, platform, pid, mchid, appid, user_id, sharing_fee }: SharingRecord,
  work: (own: SharingCapability<Account>, account: Account) => Promise<SharingFacts>,
): Promise<SharingFacts> {
  const about = { type, out_trade_no, provider, platform, pid, mchid, appid, user_id, amount: sharing_fee };
  return talk(
    k,
    about,
    async (_provider, account) => work(sharingOf(k, provider), account),
    ({ out_sharing_no, state, gatewayState, parts }) =>
      [
        out_sharing_no,
        gatewayState ?? state,
        ...parts.map(({ fee, result, failReason = '' }) => `${fee} ${result} ${failReason}`.trim()),
      ].join(' '),
  );
}

const ask = (k: Kernel, sharing: SharingRecord, request: SharingRequest): Promise<SharingFacts> =>
  say(k, 'query-share', sharing, (own, account) => own.query(account, request));

/** 网关拒绝了：先查过确实没有这一笔，才算没有做成。@throws PayError 当时的原因 */
async function refused(k: Kernel, sharing: SharingRecord, { request, parties }: Prepared, error: PayError): Promise<SharingRecord> {
  let facts: SharingFacts;
  try {
    facts = await ask(k, sharing, request);
  } catch {
    return keepSharingOpen(k, sharing, { to: 'UNKNOWN', reason: 'no_answer' }, 'create');
  }
  if (facts.state !== 'NOT_EXIST') return settleSharing(k, sharing, facts, parties, 'create');
  const concluded = await refuseSharing(k, sharing, error);
  if (concluded.status === 'FAILED') throw error;
  return concluded;
}

/**
 * 请求网关（首次，或以同一单号重发），并据答复推进。调用方拿着租约。
 * @throws PayError 网关明确拒绝（占着的已放开）
 */
export async function submitSharing(k: Kernel, sharing: SharingRecord): Promise<SharingRecord> {
  const prepared = await prepare(k, sharing);
  let facts: SharingFacts;
  try {
    facts = await say(k, TYPE_OF[sharing.kind], sharing, (own, account) => own.request(account, prepared.request));
  } catch (thrown) {
    if (!(thrown instanceof PayError)) throw thrown;
    if (thrown.outcome === 'unknown') return keepSharingOpen(k, sharing, { to: 'UNKNOWN', reason: 'no_answer' }, 'create');
    return refused(k, sharing, prepared, thrown);
  }
  return settleSharing(k, sharing, facts, prepared.parties, 'create');
}

/** 拿租约：有人拿着、或已有结论的拿不到。 */
function takeLease(k: Kernel, first: SharingRecord): Promise<{ readonly sharing: SharingRecord; readonly mine: boolean }> {
  const sharings = sharingsOf(k);
  return contend(k, async (attempt) => {
    const sharing = attempt === 0 ? first : ((await sharings.find(first._id)) ?? first);
    if (!isSharingOpen(sharing) || sharing.lease_date > k.now()) return { sharing, mine: false };
    const written = await sharings.write(sharing, { set: dates(k.now()) });
    if (!written) throw new LostRace();
    return { sharing: written, mine: true };
  });
}

/** 网关说没有这一笔：先前的请求没有到达，以同一单号重发。 */
async function resend(k: Kernel, sharing: SharingRecord, byHand: boolean): Promise<SharingRecord> {
  if (!byHand && k.now() - sharing.create_date > RESEND_MS) return keepSharingOpen(k, sharing, undefined, 'query');
  const { sharing: latest, mine } = await takeLease(k, sharing);
  if (mine) return submitSharing(k, latest);
  return isSharingOpen(latest) ? keepSharingOpen(k, latest, undefined, 'query') : latest;
}

/**
 * 求证一笔：没有结论的问网关。
 * @param byHand 有人在等（不是定时任务）
 * @throws PayError 重发被网关明确拒绝
 */
export async function refreshSharing(k: Kernel, sharing: SharingRecord, byHand = false): Promise<SharingRecord> {
  if (!isSharingOpen(sharing)) return sharing;
  const { request, parties } = await prepare(k, sharing);
  let facts: SharingFacts;
  try {
    facts = await ask(k, sharing, request);
  } catch {
    // 已留痕；问不到就晚点再问，状态照旧。
    return keepSharingOpen(k, sharing, undefined, 'query');
  }
  return facts.state === 'NOT_EXIST' ? resend(k, sharing, byHand) : settleSharing(k, sharing, facts, parties, 'query');
}
