/**
 * 收回权益：每笔成功的退款恰好一次。只收回给出去过的——业务还没办、或再也不会办的，没有什么可收；
 * 正在办的（租约在别人手里、排着期）等它办完再收。
 */
import type { ReceivingKernel } from '../kernel/kernel';
import type { DatabaseHandle } from '../kernel/vk';
import { isLeased, type TaskState } from '../ledger/lease';
import { perform, type TaskSpec } from '../ledger/task';
import type { RevokedRefund } from '../order-types/payment-type';
import { runTimed } from '../order-types/timed';
import type { OrderRecord } from '../orders/record';
import { openCustom } from '../orders/open-sealed';
import { ordersOf } from '../orders/store';
import type { RefundRecord } from './record';
import { refundsOf } from './store';

/** 等业务先办完，每隔这么久看一次，毫秒。 */
const WAIT_MS = 30_000;
/** 收到结论的人当场收回；他若倒下，这么久之后由定时任务接手，毫秒。 */
const TAKEOVER_MS = 30_000;

/** `uncertain`：有外部效果的业务没有办成过，却可能办了一半；没有把握收回，请人核对。 */
export type RevokePlan = 'run' | 'wait' | 'nothing' | 'uncertain';

/** 退款退成之后，权益怎么办。`order` 是记下这笔退款之后的样子。 */
export function planRevoke(k: ReceivingKernel, order: OrderRecord): RevokePlan {
  const type = k.types.get(order.type);
  if (type && !type.revoke) return 'nothing';
  if (order.fulfil.status === 'DONE') return 'run';
  if (isLeased(order.fulfil, k.now())) return 'wait';
  // 还是「已支付」：业务迟早会办（或留着等人决定），先退的部分随后再收。
  if (order.status === 'SUCCESS' && order.surplus_of === undefined) return 'wait';
  return order.fulfil.attempts > 0 && type?.delivery === 'at-least-once' ? 'uncertain' : 'nothing';
}

/** 随退款结论一起写下的进度。 */
export function initialRevoke(k: ReceivingKernel, plan: RevokePlan, whole: boolean): TaskState {
  if (plan === 'nothing' || plan === 'uncertain') return { status: 'DONE', attempts: 0, next_date: 0 };
  if (plan === 'run' && whole) return { status: 'DONE', attempts: 1, next_date: 0 };
  return { status: 'PENDING', attempts: 0, next_date: k.now() + (plan === 'wait' ? WAIT_MS : TAKEOVER_MS) };
}

export function isRevokeExternal(k: ReceivingKernel, refund: RefundRecord): boolean {
  return k.types.get(refund.type)?.delivery === 'at-least-once';
}

/** 调用订单类型的 revoke。@throws TimedOut 挂住了；业务失败（返回 false 也算） */
export async function runRevoke(k: ReceivingKernel, refund: RefundRecord, order: OrderRecord, db?: DatabaseHandle): Promise<void> {
  const type = k.types.get(refund.type);
  if (!type) throw new Error(`没有订单类型 ${refund.type} 的处理文件`);
  const details: RevokedRefund = {
    out_trade_no: refund.out_trade_no,
    out_refund_no: refund.out_refund_no,
    user_id: refund.user_id,
    type: refund.type,
    refund_fee: refund.refund_fee,
    refunded_fee: refund.refunded_fee ?? refund.refund_fee,
    total_fee: refund.total_fee,
    custom: openCustom(k, order),
  };
  const context = { command: k.vk.getUnicloud()._, key: `revoke:${refund._id}`, now: k.now(), vk: k.vk };
  const outcome = await runTimed(k, { db, until: refund.revoke.next_date }, (dao) => type.revoke?.(details, { ...context, dao }));
  if (outcome === false) throw new Error(`订单类型 ${refund.type} 的 revoke 返回 false`);
}

export function alarmUncertain(k: ReceivingKernel, refund: RefundRecord): Promise<void> {
  return k.journal.alert({
    kind: 'revoke-uncertain',
    level: 'critical',
    out_trade_no: refund.out_trade_no,
    fact: refund._id,
    message: '业务处理失败过、随后全额退款：请核对权益有没有给出去一部分',
    review: { kind: 'uncertain', provider: refund.provider, fee: refund.refund_fee },
  });
}

const isWanted = (refund: RefundRecord): boolean =>
  refund.status === 'SUCCESS' && (refund.revoke.status === 'PENDING' || refund.revoke.status === 'FAILED');

/** 收回一笔退款的权益；不需要、或别人正在做时原样返回。业务失败已记录并排期，不抛出。 */
export async function revoke(k: ReceivingKernel, refund: RefundRecord): Promise<RefundRecord> {
  if (!isWanted(refund)) return refund;
  const refunds = refundsOf(k);
  const save = (row: RefundRecord, state: TaskState, db?: DatabaseHandle): Promise<RefundRecord | undefined> =>
    refunds.write(row, { set: { revoke: state } }, undefined, db);
  const order = await ordersOf(k).require(refund.out_trade_no);
  const plan = planRevoke(k, order);
  if (plan !== 'run') {
    if (plan === 'uncertain') await alarmUncertain(k, refund);
    return (await save(refund, initialRevoke(k, plan, false))) ?? refund;
  }
  const spec: TaskSpec<RefundRecord> = {
    name: 'revoke',
    title: '已退款，收回权益',
    external: isRevokeExternal(k, refund),
    subject: {
      out_trade_no: refund.out_trade_no,
      provider: refund.provider,
      platform: refund.platform,
      pid: refund.pid,
      amount: refund.refund_fee,
      user_id: refund.user_id,
    },
    find: refunds.find,
    save,
    stateOf: (row) => row.revoke,
    isWanted,
    run: (row, db) => runRevoke(k, row, order, db),
  };
  return perform(k, refund, spec);
}
