/**
 * settleRefund：唯一因网关的话推进退款的函数。退款请求的答复、退款回调、主动查询都走到这里。
 * 结论一出，占用的金额在同一个事务里转为已退或释放，能当场收回的权益也在其中。
 */
import { formatFee } from '../../../../../../common/contract/money';
import type { RefundReason, RefundSource } from '../../../../../../common/contract/refunds/refund';
import type { ReceivingKernel } from '../kernel/kernel';
import type { PayError } from '../kernel/pay-error';
import { contend, isWriteConflict, LostRace } from '../ledger/conflict';
import { retryDelay } from '../ledger/retry';
import { conclusiveFrom, isConclusive, NOT_UNDERWAY, type Submission } from '../ledger/submission';
import { inTransaction } from '../ledger/transaction';
import { findForeign, type Speaker } from '../orders/match';
import type { OrderRecord } from '../orders/record';
import { paidFee } from '../orders/refundable';
import { dropCachedResult } from '../orders/result-cache';
import { ordersOf } from '../orders/store';
import type { RefundFacts } from '../providers/provider';
import { isRefundOpen, type RefundFailure, type RefundRecord } from './record';
import { alarmUncertain, initialRevoke, isRevokeExternal, planRevoke, revoke, runRevoke, type RevokePlan } from './revoke';
import { refundsOf } from './store';

/** 受理这么久还没有结论：不等了，请人看，毫秒。 */
const STUCK_MS = 24 * 3_600_000;

export interface RefundOrigin {
  readonly source: RefundSource;
  /** 收到这句话的账号；由自己的账号去问的不必说 */
  readonly speaker?: Speaker;
  /** 刚读过的订单，省一次读取；过时了会重读 */
  readonly order?: OrderRecord;
}

export interface RefundSettlement {
  readonly refund: RefundRecord;
  /** 最新的订单；这次没有读到就没有 */
  readonly order?: OrderRecord;
  /** 说的不是这笔退款：已告警，什么也没有动 */
  readonly foreign?: string;
}

/**
 * 结果还没有（或不明）：记下网关的说法，排下次查询。
 * @param later.planned 网关嫌太快：排到这时再提交，毫秒
 * @param later.next 到这时再问，毫秒；缺省照节奏
 */
export async function keepRefundOpen(
  k: ReceivingKernel,
  first: RefundRecord,
  heard: { readonly to: 'PENDING' | 'UNKNOWN' | 'ABNORMAL'; readonly reason: RefundReason } | undefined,
  source: RefundSource,
  facts: Partial<RefundFacts> = {},
  { planned, next = planned }: { readonly planned?: number; readonly next?: number | undefined } = {},
): Promise<RefundRecord> {
  const refunds = refundsOf(k);
  const kept = await contend(k, async (attempt) => {
    const refund = attempt === 0 ? first : ((await refunds.find(first._id)) ?? first);
    if (!isRefundOpen(refund)) return refund;
    const attempts = refund.query_attempts + 1;
    const set = {
      query_attempts: attempts,
      next_query_date: next ?? k.now() + retryDelay('refund', attempts - 1),
      ...(planned === refund.planned_date ? {} : { planned_date: planned }),
      ...(facts.refund_id ? { refund_id: facts.refund_id } : {}),
      ...(facts.gatewayState ? { gateway_state: facts.gatewayState } : {}),
    };
    const move = heard && heard.to !== refund.status ? { ...heard, source } : undefined;
    const written = await refunds.write(refund, { set }, move);
    if (!written) throw new LostRace();
    return written;
  });
  if (kept.status === 'ABNORMAL') {
    await k.journal.alert({
      kind: 'refund-abnormal',
      level: 'critical',
      out_trade_no: kept.out_trade_no,
      fact: kept._id,
      message: `退款 ${kept._id} 退不到付款人的账户，请在复核台上或到商户平台处理（钱还在网关，不会自己动）`,
      figures: { out_refund_no: kept._id },
    });
  } else if (isRefundOpen(kept) && k.now() - kept.create_date > STUCK_MS) {
    await k.journal.alert({
      kind: 'refund-stuck',
      level: 'critical',
      out_trade_no: kept.out_trade_no,
      fact: kept._id,
      message: `退款 ${kept._id} 超过 24 小时没有结论`,
      figures: { out_refund_no: kept._id },
    });
  }
  return kept;
}

interface Conclusion {
  readonly to: 'SUCCESS' | 'FAILED';
  /** 员工的决定：与结论同一次写入 */
  readonly staff?: StaffDecision;
  readonly reason: RefundReason;
  readonly facts: Partial<RefundFacts>;
  readonly failure?: RefundFailure;
  /** 网关拒绝的是哪一次；不作数的不写 */
  readonly refused?: Submission;
}

interface StaffDecision {
  readonly set: Pick<RefundRecord, 'acts'> & { readonly proposal: undefined };
  readonly operator: string;
  readonly reason: string;
}

interface Concluded {
  readonly refund: RefundRecord;
  readonly order: OrderRecord;
  readonly plan: RevokePlan;
}

/** 一个事务：退款单的结论 + 订单上的占用与已退 +（全部退完）订单转 REFUND + 能当场收回的权益。 */
async function concludeOnce(
  k: ReceivingKernel,
  refund: RefundRecord,
  order: OrderRecord,
  conclusion: Conclusion,
  source: RefundSource,
  whole: boolean,
): Promise<Concluded> {
  const { to, reason, facts, failure, staff } = conclusion;
  const succeeded = to === 'SUCCESS';
  const refunded_fee = order.refund_fee + (succeeded ? refund.refund_fee : 0);
  const full = succeeded && order.status !== 'REFUND' && refunded_fee === paidFee(order);
  const after: OrderRecord = full ? { ...order, status: 'REFUND' } : order;
  const plan = succeeded ? planRevoke(k, after) : 'nothing';
  const inside = whole && plan === 'run' && !isRevokeExternal(k, refund);
  const outcome = succeeded
    ? { refund_date: facts.refundedAt ?? k.now(), refunded_fee, failure: undefined, revoke: initialRevoke(k, plan, inside) }
    : { failure, ...NOT_UNDERWAY };
  const set = {
    next_query_date: 0,
    ...outcome,
    ...staff?.set,
    ...(facts.refund_id ? { refund_id: facts.refund_id } : {}),
    ...(facts.gatewayState ? { gateway_state: facts.gatewayState } : {}),
  };
  return inTransaction(k, async (db) => {
    const by = staff ? { operator: staff.operator, note: staff.reason } : {};
    const concluded = await refundsOf(k).write(refund, { set }, { to, reason, source, ...by }, db);
    if (!concluded) throw new LostRace();
    const inc = { refunding_fee: -refund.refund_fee, ...(succeeded ? { refund_fee: refund.refund_fee } : {}) };
    const move = full ? ({ to: 'REFUND', reason: 'refunded_in_full', source: 'refund' } as const) : undefined;
    const booked = await ordersOf(k).write(order, { inc }, move, db);
    if (!booked) throw new LostRace();
    if (inside) await runRevoke(k, concluded, booked, db);
    return { refund: concluded, order: booked, plan };
  });
}

async function conclude(
  k: ReceivingKernel,
  first: RefundRecord,
  conclusion: Conclusion,
  { source, order: known }: RefundOrigin,
): Promise<RefundSettlement> {
  // 收回权益当场失败过一次，就先只记下退款：钱的事不能等业务。
  let whole = true;
  const concluded = await contend(k, async (attempt): Promise<Concluded | { readonly refund: RefundRecord }> => {
    const refund = attempt === 0 ? first : ((await refundsOf(k).find(first._id)) ?? first);
    const { refused } = conclusion;
    if (!isRefundOpen(refund) || (refused && !isConclusive(refund, refused))) return { refund };
    const order = attempt === 0 && known ? known : await ordersOf(k).require(refund.out_trade_no);
    try {
      return await concludeOnce(k, refund, order, conclusion, source, whole);
    } catch (error) {
      if (error instanceof LostRace || isWriteConflict(error) || !whole) throw error;
      whole = false;
      throw new LostRace();
    }
  });
  if (!('order' in concluded)) return concluded;
  await dropCachedResult(k, concluded.order);
  if (concluded.plan === 'uncertain') await alarmUncertain(k, concluded.refund);
  // 放不进事务的（有外部效果、或当场失败过）随后再收；已经收完、或还要等的，这里什么也不做。
  const refund = concluded.plan === 'run' ? await revoke(k, concluded.refund) : concluded.refund;
  return { refund, order: concluded.order };
}

/** 网关拒绝受理：释放占用，记下原因；同一个单号别的一次也许还在路上的（ledger/submission），当作不明，过后再问。 */
export async function refuseRefund(
  k: ReceivingKernel,
  refund: RefundRecord,
  error: PayError,
  refused: Submission,
  origin: RefundOrigin,
): Promise<RefundSettlement> {
  const failure = { kind: error.kind, closed: false, ...(error.gatewayCode ? { gateway_code: error.gatewayCode } : {}) };
  const settled = await conclude(k, refund, { to: 'FAILED', reason: 'gateway_refused', facts: {}, failure, refused }, origin);
  if (!isRefundOpen(settled.refund)) return settled;
  const heard = { to: 'UNKNOWN', reason: 'no_answer' } as const;
  return { ...settled, refund: await keepRefundOpen(k, settled.refund, heard, 'create', {}, { next: conclusiveFrom(settled.refund) }) };
}

/**
 * 员工的结论：收款账号已从配置里拿掉，再也问不到网关，人查过商户平台。刚刚有了结论的不动。
 * @param set 谁、为什么（review/case.ts 的 signed）
 */
export function settleByStaff(
  k: ReceivingKernel,
  refund: RefundRecord,
  to: 'SUCCESS' | 'FAILED',
  set: StaffDecision['set'],
  { operator, reason }: Pick<StaffDecision, 'operator' | 'reason'>,
): Promise<RefundSettlement> {
  const staff = { set, operator, reason };
  const failure: RefundFailure = { kind: 'PARAM', closed: true };
  return conclude(k, refund, { to, reason: 'staff', facts: {}, staff, ...(to === 'FAILED' ? { failure } : {}) }, { source: 'staff' });
}

function findMismatch(refund: RefundRecord, facts: RefundFacts): string | undefined {
  if (facts.out_refund_no !== refund.out_refund_no) return '退款单号不符';
  if (facts.out_trade_no !== refund.out_trade_no) return '退款的订单号不符';
  if (facts.refund_fee !== undefined && facts.refund_fee !== refund.refund_fee) {
    return `退款金额不符：本地 ¥${formatFee(refund.refund_fee)}，网关 ¥${formatFee(facts.refund_fee)}`;
  }
  return undefined;
}

/** 用网关事实推进一笔退款。说的不是它、或对不上的，告警之后什么也不动。@throws 告警落不了盘 */
export async function settleRefund(
  k: ReceivingKernel,
  refund: RefundRecord,
  facts: RefundFacts,
  origin: RefundOrigin,
): Promise<RefundSettlement> {
  const alarm = (kind: string, message: string): Promise<void> =>
    k.journal.alert({
      kind,
      level: 'critical',
      out_trade_no: refund.out_trade_no,
      fact: `${refund._id} ${message}`,
      message,
      figures: { out_refund_no: refund._id },
      review: {
        kind: 'anomaly',
        provider: refund.provider,
        fee: refund.refund_fee,
        evidence: `${facts.state} ${facts.refund_fee ?? ''} ${facts.refund_id ?? ''}`,
      },
    });
  const foreign = findForeign(refund, origin.speaker, facts);
  if (foreign) {
    await alarm('foreign-fact', `退款 ${refund._id}：${foreign}`);
    return { refund, foreign };
  }
  const mismatch = findMismatch(refund, facts);
  if (mismatch) {
    await alarm('refund-mismatch', mismatch);
    return { refund: await keepRefundOpen(k, refund, undefined, origin.source) };
  }
  // 手里的一张也许已经旧了：推进之后的那一张才说得出有没有矛盾。
  const settled = isRefundOpen(refund) ? await pushed(k, refund, facts, origin) : { refund };
  if (contradicts(settled.refund, facts))
    await alarm('refund-anomaly', `退款 ${refund._id} 本地为 ${settled.refund.status}，网关说 ${facts.state}`);
  return settled;
}

/** 已有结论的退款不再改变；网关改口（付了、没付、还会退）是必须有人看的事。 */
function contradicts({ status, failure }: RefundRecord, { state }: RefundFacts): boolean {
  if (state === 'FAILED') return status === 'SUCCESS';
  if (state === 'SUCCESS') return status === 'FAILED';
  return state === 'PENDING' && status === 'FAILED' && failure?.closed === false;
}

/** 没有结论的一张，照网关的话推进。 */
async function pushed(k: ReceivingKernel, refund: RefundRecord, facts: RefundFacts, origin: RefundOrigin): Promise<RefundSettlement> {
  switch (facts.state) {
    case 'SUCCESS':
      return conclude(k, refund, { to: 'SUCCESS', reason: 'verified_refunded', facts }, origin);
    case 'FAILED': {
      const failure: RefundFailure = { kind: 'PARAM', closed: true, ...(facts.gatewayState ? { gateway_code: facts.gatewayState } : {}) };
      return conclude(k, refund, { to: 'FAILED', reason: 'gateway_closed', facts, failure }, origin);
    }
    case 'ABNORMAL':
      return { refund: await keepRefundOpen(k, refund, { to: 'ABNORMAL', reason: 'gateway_abnormal' }, origin.source, facts) };
    case 'PENDING':
      return { refund: await keepRefundOpen(k, refund, { to: 'PENDING', reason: 'gateway_accepted' }, origin.source, facts) };
    case 'NOT_EXIST':
    case 'UNKNOWN':
      return { refund: await keepRefundOpen(k, refund, undefined, origin.source, facts) };
  }
}
