/**
 * 占用：退款单与订单上的占用金额同一个事务写下（不变量 I3：任何时刻已退 + 占用不超过实付）。
 * 先占用、再请求网关：请求之后无论发生什么，退款单都在，定时任务会弄清楚。
 */
import { formatFee } from '../../../../../../common/contract/money';
import type { FundsAccount } from '../../../../../../common/contract/refunds/params';
import { shardOf } from '../ledger/shard';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { contend, LostRace } from '../ledger/conflict';
import { nextSubmission, type Submission } from '../ledger/submission';
import { LADDERS } from '../ledger/retry';
import { inTransaction } from '../ledger/transaction';
import { isFree, type OrderRecord } from '../orders/record';
import { paidFee, refundableFee, sharedAway } from '../orders/refundable';
import { ordersOf } from '../orders/store';
import type { RefundRecord } from './record';
import { refundsOf } from './store';

export interface RefundWish {
  readonly out_refund_no: string;
  /** 分；缺省为全部剩余可退金额 */
  readonly refund_fee?: number;
  readonly reason: string;
  readonly operator: string;
  /** 这一次说的原因：同号再来必须与首次相同；没有说的不比 */
  readonly said?: string;
  /** 从哪里出钱；缺省由网关定 */
  readonly funds_account?: FundsAccount;
  /** 人工复核中的订单也可以退：只有员工处理时才给 */
  readonly fromReview?: boolean;
  /** 抢输之后重读的订单还该不该退；缺省该退 */
  readonly still?: (order: OrderRecord) => boolean;
}

export interface Reserved {
  readonly refund: RefundRecord;
  readonly order: OrderRecord;
  /** 写下的人接着就去请求：他的这一次；别人先写下的没有 */
  readonly submission?: Submission;
}

function newRefund(k: Kernel, order: OrderRecord, wish: RefundWish, refund_fee: number): RefundRecord {
  const at = k.now();
  return {
    _id: wish.out_refund_no,
    out_refund_no: wish.out_refund_no,
    out_trade_no: order.out_trade_no,
    shard: shardOf(wish.out_refund_no),
    provider: order.provider,
    platform: order.platform,
    pid: order.pid,
    mchid: order.mchid,
    appid: order.appid,
    user_id: order.user_id,
    type: order.type,
    ...(order.transaction_id ? { transaction_id: order.transaction_id } : {}),
    refund_fee,
    total_fee: paidFee(order),
    reason: wish.reason,
    ...(wish.funds_account ? { funds_account: wish.funds_account } : {}),
    status: 'PENDING',
    ...nextSubmission(k, {}).set,
    operator: wish.operator,
    revoke: { status: 'NONE', attempts: 0, next_date: 0 },
    history: [{ from: null, to: 'PENDING', reason: 'created', source: 'create', at, requestId: k.requestId, operator: wish.operator }],
    version: 1,
    next_query_date: at + LADDERS.refund[0],
    query_attempts: 0,
    create_date: at,
    update_date: at,
  };
}

/** 不能退的，说清楚为什么。@throws PayError 40001 点名字段 */
function requireRefundable(order: OrderRecord, wish: RefundWish): number {
  if (isFree(order)) throw PayError.param([{ field: 'out_trade_no', problem: '免费订单没有收过钱，没有可退的' }]);
  if (order.status === 'REFUND') throw PayError.param([{ field: 'out_trade_no', problem: '订单已全部退款' }]);
  if (order.status === 'REVIEW' && !wish.fromReview)
    throw PayError.param([{ field: 'out_trade_no', problem: '订单正在人工复核，请在复核里退款' }]);
  const left = refundableFee(order);
  if (order.status !== 'SUCCESS' && !(order.status === 'REVIEW' && left > 0)) {
    throw PayError.param([{ field: 'out_trade_no', problem: '只有已支付的订单可以退款' }]);
  }
  const fee = wish.refund_fee ?? left;
  if (fee < 1 || fee > left) {
    const away = sharedAway(order);
    const problem = away > 0 ? `超过可退金额：有 ¥${formatFee(away)} 已经（或正在）分给别人，请先要回来` : '超过可退金额';
    throw PayError.param([{ field: 'refund_fee', problem }]);
  }
  return fee;
}

function requireStill(order: OrderRecord, { still }: RefundWish): void {
  if (still?.(order) === false) throw new PayError('BUSY', { detail: '订单刚刚有了变化，不再退' });
}

/**
 * 占用金额并建退款单。
 * @returns 同一个退款单号已经有了时为那一张（`existing`）
 * @throws PayError 40001 点名字段 · BUSY 争抢太久
 */
export async function reserve(k: Kernel, first: OrderRecord, wish: RefundWish): Promise<Reserved | { readonly existing: RefundRecord }> {
  const orders = ordersOf(k);
  const refunds = refundsOf(k);
  return contend(k, async (attempt) => {
    if (attempt > 0) {
      // 抢先的也许正是同一个退款单号。
      const existing = await refunds.find(wish.out_refund_no);
      if (existing) return { existing };
    }
    const order = attempt === 0 ? first : await orders.require(first._id);
    requireStill(order, wish);
    const refund = newRefund(k, order, wish, requireRefundable(order, wish));
    return inTransaction(k, async (db) => {
      const held = await orders.write(order, { inc: { refunding_fee: refund.refund_fee } }, undefined, db);
      if (!held) throw new LostRace();
      // 单号重复：回滚，下一轮按已有的那张处理。
      if (!(await refunds.add(refund, db))) throw new LostRace();
      return { refund, order: held, submission: nextSubmission(k, {}).submission };
    });
  });
}

/** 没有受理的退款以同一个单号再来：重新占用，退款单回到 PENDING。@throws 同 reserve */
export async function reserveAgain(k: Kernel, first: RefundRecord, wish: RefundWish): Promise<Reserved> {
  const orders = ordersOf(k);
  const refunds = refundsOf(k);
  return contend(k, async (attempt) => {
    const refund = attempt === 0 ? first : ((await refunds.find(first._id)) ?? first);
    const order = await orders.require(refund.out_trade_no);
    if (refund.status !== 'FAILED') return { refund, order };
    requireStill(order, wish);
    requireRefundable(order, { ...wish, refund_fee: refund.refund_fee });
    return inTransaction(k, async (db) => {
      const { set: asking, submission } = nextSubmission(k, refund);
      const set = { failure: undefined, next_query_date: k.now() + LADDERS.refund[0], query_attempts: 0, ...asking };
      const move = { to: 'PENDING', reason: 'asked_again', source: 'create', operator: wish.operator } as const;
      const reopened = await refunds.write(refund, { set }, move, db);
      const held = reopened && (await orders.write(order, { inc: { refunding_fee: refund.refund_fee } }, undefined, db));
      if (!reopened || !held) throw new LostRace();
      return { refund: reopened, order: held, submission };
    });
  });
}
