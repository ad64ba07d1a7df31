/**
 * 与网关说一笔转账：请求、求证、撤销。单号从不改变；结果不明的只查询，网关说没有才以同一个单号重发。
 * 请求之前先在转账单上记下时间（版本没变才写）：说过要撤销的不再请求，请求过的要等它落定才能说「从没有到过」。
 */
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { contend, LostRace } from '../ledger/conflict';
import { LADDERS } from '../ledger/retry';
import { conclusiveFrom, IN_FLIGHT_MS, mustWait, nextSubmission, type Submission } from '../ledger/submission';
import { talk, type Conversation } from '../ledger/talk';
import type { Account, Provider } from '../providers/provider';
import type { TransferFacts, TransferRequest } from '../providers/transfers';
import { isStillAgreed } from './authorizations/use';
import { openPayee, sealPackage } from './payee';
import { isTransferOpen, type TransferRecord } from './record';
import { concludeTransfer, keepTransferOpen, settleTransfer } from './settle';
import { transfersOf } from './store';

/** 定时任务替人重发最多这么久；再晚由人自己决定要不要再来。 */
const RESEND_MS = 24 * 3_600_000;
/** 网关只查得到 30 天之内的：更早的查不到不等于没有，绝不能重发。 */
const GATEWAY_MEMORY_MS = 29 * 24 * 3_600_000;

function say<Result extends TransferFacts>(
  k: Kernel,
  type: Conversation['type'],
  { _id, provider, platform, pid, mchid, user_id, transfer_fee }: TransferRecord,
  work: (provider: Provider, account: Account) => Promise<Result>,
): Promise<Result> {
  // 收款人的应用可以是同一个商户的另一个，所以只认商户号。
  const about = { type, out_trade_no: _id, provider, platform, pid, mchid, user_id, amount: transfer_fee };
  return talk(k, about, work, ({ state, gatewayState }) => gatewayState ?? state);
}

/** 渠道没有这件事。 */
const cannot = (): PayError => new PayError('PERMISSION', { msg: '这个渠道做不了这件事' });

const askTransfer = (k: Kernel, transfer: TransferRecord): Promise<TransferFacts> =>
  say(k, 'query-transfer', transfer, async (provider, account) => {
    if (!provider.queryTransfer) throw cannot();
    return provider.queryTransfer(account, transfer._id);
  });

const requestOf = (k: Kernel, transfer: TransferRecord): TransferRequest => ({
  ...transfer.content,
  out_bill_no: transfer._id,
  transfer_fee: transfer.transfer_fee,
  appid: transfer.appid,
  payee: openPayee(k, transfer),
});

/** 记下「这就去请求」。@returns 抢到的那一行与自己的这一次；已经有别的结果的原样返回，没有这一次 */
function claimSubmission(
  k: Kernel,
  first: TransferRecord,
  approver: string | undefined,
): Promise<{ readonly transfer: TransferRecord; readonly submission?: Submission }> {
  const transfers = transfersOf(k);
  return contend(k, async (attempt) => {
    const transfer = attempt === 0 ? first : ((await transfers.find(first._id)) ?? first);
    const created = transfer.status === 'CREATED';
    if (transfer.cancel_date !== undefined || (!created && !isTransferOpen(transfer))) return { transfer };
    if (created && transfer.needs_approval && approver === undefined) return { transfer };
    const { set: asking, submission } = nextSubmission(k, transfer);
    const set = { ...asking, next_query_date: k.now() + LADDERS.refund[0], ...(approver === undefined ? {} : { approver }) };
    const move = created
      ? approver === undefined
        ? ({ to: 'PENDING', reason: 'submitted', source: 'create' } as const)
        : ({ to: 'PENDING', reason: 'approved', source: 'staff', operator: approver } as const)
      : undefined;
    const written = await transfers.write(transfer, { set }, move);
    if (!written) throw new LostRace();
    return { transfer: written, submission };
  });
}

/**
 * 网关拒绝了：先查过确实没有这一笔，同一个单号也没有别的一次在路上（ledger/submission），才算没有付成（额度放开，同一个单号可以再来）。
 */
async function refused(k: Kernel, transfer: TransferRecord, error: PayError, submission: Submission): Promise<TransferRecord> {
  let facts: TransferFacts;
  try {
    facts = await askTransfer(k, transfer);
  } catch {
    return keepTransferOpen(k, transfer, { to: 'UNKNOWN', reason: 'no_answer' }, 'create');
  }
  if (facts.state !== 'NOT_EXIST') return (await settleTransfer(k, transfer, facts, { source: 'query' })).transfer;
  const failure = { kind: error.kind, closed: false, ...(error.gatewayCode ? { gateway_code: error.gatewayCode } : {}) };
  const turn = { to: 'FAILED', reason: 'gateway_refused', failure, refused: submission } as const;
  const concluded = await concludeTransfer(k, transfer, turn, 'create');
  if (concluded.status === 'FAILED') throw error;
  if (!isTransferOpen(concluded)) return concluded;
  return keepTransferOpen(k, concluded, { to: 'UNKNOWN', reason: 'no_answer' }, 'create', { planned: conclusiveFrom(concluded) });
}

/**
 * 请求网关（首次，或以同一单号重发），并据答复推进。
 * @param approver 第二个人
 * @throws PayError 网关明确拒绝（额度已放开）
 */
export async function submitTransfer(k: Kernel, first: TransferRecord, approver?: string): Promise<TransferRecord> {
  const { transfer, submission } = await claimSubmission(k, first, approver);
  if (!submission) return transfer;
  let facts: TransferFacts;
  try {
    const request = requestOf(k, transfer);
    facts = await say(k, 'transfer', transfer, async (provider, account) => {
      if (!provider.transfer) throw cannot();
      return provider.transfer(account, request);
    });
  } catch (thrown) {
    if (!(thrown instanceof PayError)) throw thrown;
    if (thrown.outcome === 'unknown') return keepTransferOpen(k, transfer, { to: 'UNKNOWN', reason: 'no_answer' }, 'create');
    return refused(k, transfer, thrown, submission);
  }
  const { packageInfo } = facts;
  const given = packageInfo === undefined ? {} : { package_info: sealPackage(k, transfer._id, packageInfo) };
  return (await settleTransfer(k, transfer, facts, { source: 'create', ...given })).transfer;
}

/** 撤销：网关答应了不算完，要查到结论。渠道没有撤销的原样返回。 */
async function pressCancel(k: Kernel, transfer: TransferRecord): Promise<TransferRecord> {
  let facts: TransferFacts;
  try {
    facts = await say(k, 'cancel-transfer', transfer, async (provider, account) => {
      if (!provider.cancelTransfer) throw cannot();
      return provider.cancelTransfer(account, transfer._id);
    });
  } catch {
    // 已留痕；来不及撤的（收款人刚确认）查询会说清楚。
    return transfer;
  }
  return facts.state === 'NOT_EXIST' ? transfer : (await settleTransfer(k, transfer, facts, { source: 'query' })).transfer;
}

/** 凭收款授权的，那一张还能不能用；不凭授权的总是能。@throws PayError 此刻说不清 */
const mayGo = async (k: Kernel, { content: { authorization } }: TransferRecord): Promise<boolean> =>
  authorization === undefined || isStillAgreed(k, authorization);

/** 占了额度没有请求过的（倒在中间），接着请求；授权说过要关、已经关了的不再凭它去请求，放开额度。 */
async function resume(k: Kernel, transfer: TransferRecord): Promise<TransferRecord> {
  if (await mayGo(k, transfer)) return submitTransfer(k, transfer);
  return concludeTransfer(k, transfer, { to: 'CANCELLED', reason: 'withdrawn', note: '收款授权已不再生效' }, 'query');
}

/** 网关说没有这一笔。 */
async function missing(k: Kernel, transfer: TransferRecord, byHand: boolean): Promise<TransferRecord> {
  const age = k.now() - transfer.submit_date;
  const over = transfer.cancel_date !== undefined || !(await mayGo(k, transfer));
  if (over && age > IN_FLIGHT_MS && age < GATEWAY_MEMORY_MS)
    return concludeTransfer(k, transfer, { to: 'CANCELLED', reason: 'never_sent' }, 'query');
  if (over || age > (byHand ? GATEWAY_MEMORY_MS : RESEND_MS)) return keepTransferOpen(k, transfer, undefined, 'query');
  if (mustWait(k, transfer)) return keepTransferOpen(k, transfer, undefined, 'query', { planned: conclusiveFrom(transfer) });
  return submitTransfer(k, transfer);
}

/**
 * 求证一笔：该请求的去请求，该撤的去撤，没有结论的问网关。
 * @param byHand 有人在等（不是定时任务）：等确认而没有凭据的再要一次
 * @throws PayError 重发被网关明确拒绝
 */
export async function refreshTransfer(k: Kernel, first: TransferRecord, byHand = false): Promise<TransferRecord> {
  if (first.status === 'CREATED') return first.needs_approval ? first : resume(k, first);
  if (!isTransferOpen(first)) return first;
  const transfer = first.cancel_date === undefined ? first : await pressCancel(k, first);
  if (!isTransferOpen(transfer)) return transfer;
  let facts: TransferFacts;
  try {
    facts = await askTransfer(k, transfer);
  } catch {
    // 已留痕；问不到就晚点再问，状态照旧。
    return keepTransferOpen(k, transfer, undefined, 'query');
  }
  if (facts.state === 'NOT_EXIST') return missing(k, transfer, byHand);
  const settled = (await settleTransfer(k, transfer, facts, { source: 'query' })).transfer;
  // 查询的答复里没有凭据：同号再请求一次，网关会再给（docs/protocols/wxpay.md §2.6）。
  const wanting = settled.status === 'WAIT_CONFIRM' && settled.package_info === undefined && settled.cancel_date === undefined;
  return wanting ? submitTransfer(k, settled) : settled;
}
