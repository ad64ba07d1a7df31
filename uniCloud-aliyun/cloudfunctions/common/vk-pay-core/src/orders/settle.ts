/**
 * settle：唯一因网关的话推进订单的函数。回调、主动查询、关单、撤销都走到这里，没有第二条路。
 * 一条路从头到尾：核对是不是这张单 → 判断 → 写下（能当场办完业务的连同业务一个事务）→ 办业务。
 * 被别人抢先就重读再判断，因此重复、乱序、并发都无害。
 */
import { manifestOf } from '../../../../../../common/contract/channels';
import type { OrderSource, OrderStatus } from '../../../../../../common/contract/payments/order';
import type { ReceivingKernel } from '../kernel/kernel';
import { TimedOut } from '../kernel/time-limit';
import { contend, isWriteConflict, LostRace } from '../ledger/conflict';
import { leased, type TaskState } from '../ledger/lease';
import type { Change } from '../ledger/machine';
import { retryDelay } from '../ledger/retry';
import { inTransaction } from '../ledger/transaction';
import type { TradeFacts } from '../providers/provider';
import { decide, type Decision } from './decide';
import { fulfil, isExternal, runHandler } from './fulfil';
import { findForeign, type Speaker } from './match';
import { paidFee } from './refundable';
import { isFree, type GiveBack, type OrderRecord } from './record';
import { findEarlierPayment } from './reference';
import { dropCachedResult } from './result-cache';
import { ordersOf } from './store';

type MoveDecision = Extract<Decision, { kind: 'move' }>;
type Set = NonNullable<Change<OrderRecord>['set']>;

/** 事实从哪里来、谁说的。 */
export interface Origin {
  readonly source: OrderSource;
  /** 收到这句话的账号；由自己的账号去问的不必说 */
  readonly speaker?: Speaker;
  /** 据「网关说没有这张单」而关闭，网关没有亲口说已关闭 */
  readonly unconfirmed?: boolean;
  /** 开始处理的时间，毫秒；给了就在推进时记一行日志（回调的日志与提交同行，省一次往返） */
  readonly logSince?: number;
}

export interface Settlement {
  /** 最新的订单；推进到账的这一次，业务也已经（试着）办过 */
  readonly order: OrderRecord;
  /** 这一次调用是否推进了状态 */
  readonly moved: boolean;
  /** 说的不是这张单：已告警，什么也没有动 */
  readonly foreign?: string;
}

/** 业务当场办，一时没办成的由定时任务接手，毫秒。 */
const TAKEOVER_MS = 30_000;
/** 过了付款期限再等这么久才看最后一眼，给网关的时钟留余地，毫秒。 */
const LAST_LOOK_AFTER_MS = 60_000;
/** 网关关不了的，关了之后再等这么久，毫秒。 */
const UNCLOSABLE_LOOK_AFTER_MS = 3_600_000;
/** 连同业务一起提交，抢输到这个次数就先只记到账：钱的事不能等。 */
const MAX_WHOLE_TRIES = 12;

const NOT_NEEDED: TaskState = { status: 'NONE', attempts: 0, next_date: 0 };
const DONE: TaskState = { status: 'DONE', attempts: 1, next_date: 0 };

/**
 * 提前关闭、而付款人面前的二维码或付款地址可能还能付的订单：期限过后再查一次；0 = 不需要。
 * 不能只等通知：关闭之后没有别的排期，通知若丢了（回调函数倒下，平台却替它答了 200），钱就丢了。
 */
function lastLookDate(k: ReceivingKernel, order: OrderRecord, { unconfirmed = false }: Origin): number {
  // 网关关不了的，也不认我们的期限：手机上已经打开的付款窗口还付得了。
  if (unconfirmed && !manifestOf(order.provider).can.includes('close'))
    return Math.max(order.expire_date, k.now()) + UNCLOSABLE_LOOK_AFTER_MS;
  const payable = unconfirmed || k.provider(order.provider).tradeOpensLater;
  return payable && order.expire_date > k.now() ? order.expire_date + LAST_LOOK_AFTER_MS : 0;
}

/** 撤销有了结局。 */
const concluded = ({ cancel }: OrderRecord): Set => (cancel?.status === 'ASKED' ? { cancel: { ...cancel, status: 'DONE' } } : {});

/** 网关说的付款，凡是记得住的都记下来。 */
function paymentOf(k: ReceivingKernel, facts: TradeFacts): Set {
  return {
    ...(facts.transaction_id ? { transaction_id: facts.transaction_id } : {}),
    ...(facts.total_fee === undefined ? {} : { paid_fee: facts.total_fee }),
    pay_date: facts.paidAt ?? k.now(),
  };
}

/** 退回与到账同一次写入：倒下也有定时任务接着退。 */
const giveBack = (k: ReceivingKernel, why: GiveBack): Set => ({ give_back: why, next_query_date: k.now(), query_attempts: 0 });

async function recordPaid(
  k: ReceivingKernel,
  order: OrderRecord,
  decision: MoveDecision,
  facts: TradeFacts,
  origin: Origin,
  whole: boolean,
): Promise<OrderRecord> {
  const orders = ordersOf(k);
  const late = decision.reason === 'verified_paid_late';
  const surplus_of = await findEarlierPayment(k, order);
  const set: Set = { ...paymentOf(k, facts), next_query_date: 0, ...(late ? { late: true } : {}), ...(surplus_of ? { surplus_of } : {}) };
  const move = { to: decision.to, reason: decision.reason, source: origin.source };
  const note = (): void => {
    if (origin.logSince === undefined) return;
    k.journal.log({
      type: origin.source,
      status: 'SUCCESS',
      out_trade_no: order.out_trade_no,
      provider: order.provider,
      platform: order.platform,
      pid: order.pid,
      amount: order.total_fee,
      ...(order.variant ? { variant: order.variant } : {}),
      startedAt: origin.logSince,
      note: decision.to,
    });
  };
  const write = async (fulfilment: TaskState, more: Set = {}): Promise<OrderRecord> => {
    const written = await orders.write(order, { set: { ...set, ...more, fulfil: fulfilment } }, move);
    if (!written) throw new LostRace();
    note();
    return written;
  };

  if (surplus_of && isFree(order)) {
    // 同一笔业务已经办过：没有收过钱，关掉就是，不必惊动人。
    const closed = await orders.write(
      order,
      { set: { surplus_of, next_query_date: 0 } },
      { to: 'CLOSED', reason: 'free', source: origin.source },
    );
    if (!closed) throw new LostRace();
    return closed;
  }
  if (surplus_of) {
    await k.journal.alert({
      kind: 'surplus-payment',
      level: 'critical',
      out_trade_no: order.out_trade_no,
      message: `同一笔业务已由 ${surplus_of} 付过，这一张是多付的`,
      figures: { surplus_of },
    });
    return write(NOT_NEEDED, k.config.settings.surplusPayment === 'refund' ? giveBack(k, 'surplus') : {});
  }
  const type = k.types.get(order.type);
  const policy = late ? (type?.latePayment ?? k.config.settings.latePayment) : 'fulfil';
  if (policy === 'refund') return write(NOT_NEEDED, giveBack(k, 'late'));
  if (policy === 'review') {
    await k.journal.alert({
      kind: 'late-payment',
      level: 'critical',
      out_trade_no: order.out_trade_no,
      message: '关闭之后才到账，留给人决定',
    });
    return write(NOT_NEEDED);
  }
  // 租约随到账一起写下：从第一刻起，别的路就知道有人在办。
  if (isExternal(type)) return write(leased(k, 0));
  const pending: TaskState = { status: 'PENDING', attempts: 0, next_date: k.now() + TAKEOVER_MS };
  if (!whole) return write(pending);
  try {
    return await inTransaction(k, async (db) => {
      const written = await orders.write(order, { set: { ...set, fulfil: DONE } }, move, db);
      if (!written) throw new LostRace();
      await runHandler(k, written, db);
      note();
      return written;
    });
  } catch (error) {
    if (error instanceof LostRace || isWriteConflict(error)) throw error;
    // 业务没办成（或提交的应答丢了）：至少把到账记下，业务随后再来；挂住的不马上再来，免得又等一遍。
    if (!(error instanceof TimedOut)) return write(pending);
    k.journal.error(error, { type: 'fulfil', out_trade_no: order.out_trade_no });
    return write({ status: 'FAILED', attempts: 1, next_date: k.now() + retryDelay('task', 0) });
  }
}

async function record(
  k: ReceivingKernel,
  order: OrderRecord,
  decision: MoveDecision,
  facts: TradeFacts,
  origin: Origin,
  whole: boolean,
): Promise<OrderRecord> {
  if (decision.to === 'SUCCESS') return recordPaid(k, order, decision, facts, origin, whole);
  const set: Readonly<Partial<Record<OrderStatus, Set>>> = {
    CLOSED: { next_query_date: lastLookDate(k, order, origin) },
    REFUND: { ...paymentOf(k, facts), next_query_date: 0, refund_fee: facts.total_fee ?? paidFee(order) },
    REVIEW: {
      // 核对过才记下的到账不让后来的矛盾盖掉：已退的、占着的都照它算。
      ...(facts.transaction_id && order.paid_fee === undefined ? paymentOf(k, facts) : {}),
      next_query_date: 0,
      review_reason: decision.anomaly ?? decision.reason,
      fulfil: { ...order.fulfil, next_date: 0 },
    },
  };
  const written = await ordersOf(k).write(
    order,
    { set: { next_query_date: 0, ...set[decision.to], ...concluded(order) } },
    { to: decision.to, reason: decision.reason, source: origin.source },
  );
  if (!written) throw new LostRace();
  return written;
}

/** 网关这一次怎么说：销掉的矛盾，只有换了说法才重新等人看。 */
const evidenceOf = ({ state, total_fee, transaction_id }: TradeFacts): string => `${state} ${total_fee ?? ''} ${transaction_id ?? ''}`;

/**
 * 用网关事实推进订单，并办业务。
 * @throws PayError BUSY 争抢太久（调用方稍后再来） · ORDER_NOT_FOUND；告警落不了盘也抛出
 */
export async function settle(k: ReceivingKernel, first: OrderRecord, facts: TradeFacts, origin: Origin): Promise<Settlement> {
  const foreign = findForeign(first, origin.speaker, facts);
  if (foreign) {
    await k.journal.alert({
      kind: 'foreign-fact',
      level: 'critical',
      out_trade_no: first.out_trade_no,
      fact: `${foreign} ${facts.transaction_id ?? ''}`,
      message: foreign,
      review: { kind: 'anomaly', provider: first.provider, fee: first.total_fee, evidence: evidenceOf(facts) },
    });
    return { order: first, moved: false, foreign };
  }
  const settled = await contend(k, async (attempt): Promise<Settlement> => {
    const order = attempt === 0 ? first : await ordersOf(k).require(first._id);
    const decision = decide(order, facts);
    if (decision.anomaly) {
      await k.journal.alert({
        kind: 'settle-anomaly',
        level: 'critical',
        out_trade_no: order.out_trade_no,
        fact: `${decision.anomaly} ${facts.transaction_id ?? ''}`,
        message: decision.anomaly,
        figures: { state: facts.state, ...(facts.total_fee === undefined ? {} : { fee: facts.total_fee }) },
        // 转人工的自己就在复核台上；不推进的（已付却说已关……）没有别处可看。
        ...(decision.kind === 'keep'
          ? { review: { kind: 'anomaly', provider: order.provider, fee: order.total_fee, evidence: evidenceOf(facts) } }
          : {}),
      });
    }
    if (decision.kind === 'keep') return { order, moved: false };
    return { order: await record(k, order, decision, facts, origin, attempt < MAX_WHOLE_TRIES), moved: true };
  });
  // 别人推进的也要作废：缓存里可能还是先前的「已支付」。
  if (settled.order.status !== first.status) await dropCachedResult(k, first);
  // 刚刚挂住过的，等排期。
  if (!settled.moved || settled.order.fulfil.status === 'FAILED') return settled;
  return { order: await fulfil(k, settled.order, settled.order.fulfil.lease), moved: true };
}
