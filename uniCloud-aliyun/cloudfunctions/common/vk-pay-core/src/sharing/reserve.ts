/**
 * 占用：分账单与它占着的钱同一个事务写下（不变量 I3：任何时刻已退 + 退款占用 + 在别人手里的 + 分账占用不超过实付）。
 * - share 占着订单的 sharing_fee；做成了转为 shared_fee
 * - return 占着那张分账里那一方的 returning_fee；做成了订单的 shared_fee 才减，钱回来之前绝不能当作可退的
 * - unfreeze（与写了 finish 的 share）在订单上记下是谁：之后不能再分
 */
import type { Kernel, ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { DatabaseHandle } from '../kernel/vk';
import { contend, LostRace } from '../ledger/conflict';
import { LADDERS } from '../ledger/retry';
import { inTransaction } from '../ledger/transaction';
import type { Change } from '../ledger/machine';
import type { OrderRecord } from '../orders/record';
import { refundableFee } from '../orders/refundable';
import { ordersOf } from '../orders/store';
import type { SharingPart, SharingRecord } from './record';
import { sharingsOf } from './store';

/** 长过任何一个云函数的超时：过了这么久，请求网关的人一定已经不在了。 */
export const LEASE_MS = 130_000;
/** 付款之后这么久才能分（docs/protocols/wxpay.md §2.7）。 */
const SETTLED_AFTER_MS = 60_000;

const refuse = (field: string, problem: string): PayError => PayError.param([{ field, problem }]);

/** 付了款、说过要分账、还没有解冻的订单。@throws PayError PARAM 为什么不能分 */
function requireSharable(k: ReceivingKernel, order: OrderRecord, own: string): void {
  if (!order.profit_sharing) throw refuse('out_trade_no', '付款时没有说要分账，不能分');
  if (order.status !== 'SUCCESS' || order.give_back || order.surplus_of) throw refuse('out_trade_no', '只有已支付、没有退完的订单可以分账');
  if (k.now() - (order.pay_date ?? k.now()) < SETTLED_AFTER_MS) throw refuse('out_trade_no', '付款一分钟之后才能分账');
  if (order.sharing_closed_by !== undefined && order.sharing_closed_by !== own)
    throw refuse('out_trade_no', '已经（或正在）解冻，不能再分');
}

/** own：分的人自己添加的接收方 */
type Hold = (k: ReceivingKernel, wanted: SharingRecord, own: readonly string[]) => Promise<(db: DatabaseHandle) => Promise<boolean>>;

const onOrder =
  (check: (k: ReceivingKernel, order: OrderRecord, wanted: SharingRecord, own: readonly string[]) => Change<OrderRecord>): Hold =>
  async (k, wanted, own) => {
    const order = await ordersOf(k).require(wanted.out_trade_no);
    const change = check(k, order, wanted, own);
    return async (db) => (await ordersOf(k).write(order, change, undefined, db)) !== undefined;
  };

/**
 * 金额大的要两个人：接收方是分的人自己添加的，就要另一个人来分。按这张订单一共分出去多少算，拆成几次、同时来几次都绕不过去。
 * @throws PayError PARAM 要换一个人
 */
function requireAnother(k: ReceivingKernel, order: OrderRecord, fee: number, own: readonly string[]): void {
  const { reviewApprovalFee: limit } = k.config.settings;
  if (own.length === 0 || limit === undefined || (order.shared_fee ?? 0) + (order.sharing_fee ?? 0) + fee <= limit) return;
  throw refuse('receivers', `金额较大，接收方 ${own.join('、')} 是你添加的，请由另一个人来分`);
}

/** 改一张分账里一方的两个数。 */
function withPart(share: SharingRecord, receiver_no: string, change: (part: SharingPart) => SharingPart): Change<SharingRecord> {
  return { set: { parts: share.parts.map((part) => (part.receiver_no === receiver_no ? change(part) : part)) } };
}

/** 分给他、还没有要回来也不在要的，分。 */
export function returnableFee({ result, fee, returned_fee, returning_fee }: SharingPart): number {
  return result === 'SUCCESS' ? fee - returned_fee - returning_fee : 0;
}

/** @throws PayError BUSY 那张分账不见了（读不到） */
async function requireShare(k: ReceivingKernel, { share_no = '' }: SharingRecord): Promise<SharingRecord> {
  const share = await sharingsOf(k).find(share_no);
  if (!share) throw new PayError('BUSY', { detail: `没有分账 ${share_no}`, outcome: 'unknown' });
  return share;
}

const HOLDS: Readonly<Record<SharingRecord['kind'], Hold>> = {
  share: onOrder((k, order, { _id, sharing_fee, finish }, own) => {
    requireSharable(k, order, _id);
    requireAnother(k, order, sharing_fee, own);
    if (sharing_fee > refundableFee(order)) throw refuse('receivers', '超过这张订单还可以分的钱（退了的、正在退的、分出去的都不算）');
    return { inc: { sharing_fee }, ...(finish ? { set: { sharing_closed_by: _id } } : {}) };
  }),
  unfreeze: onOrder((k, order, { _id }) => {
    requireSharable(k, order, _id);
    if ((order.sharing_fee ?? 0) > 0) throw refuse('out_trade_no', '还有分账没有结果，等它有了结果再解冻');
    return { set: { sharing_closed_by: _id } };
  }),
  async return(k, wanted) {
    const share = await requireShare(k, wanted);
    const [{ receiver_no } = { receiver_no: '' }] = wanted.parts;
    const part = share.parts.find((one) => one.receiver_no === receiver_no);
    if (!part || wanted.sharing_fee > returnableFee(part)) throw refuse('sharing_fee', '超过分给他而还没有要回来的');
    const change = withPart(share, receiver_no, (one) => ({ ...one, returning_fee: one.returning_fee + wanted.sharing_fee }));
    return async (db) => (await sharingsOf(k).write(share, change, undefined, db)) !== undefined;
  },
};

/**
 * 占用并写下分账单；写下的人拿着租约，接着就去请求网关。
 * @param again 没有受理、以同一个单号再来的那一张
 * @param own 分的人自己添加的接收方
 * @returns 同一个单号已经有了时为那一张，`fresh` 为 false
 */
export function reserve(
  k: Kernel,
  wanted: SharingRecord,
  again: SharingRecord | undefined,
  own: readonly string[],
): Promise<{ readonly sharing: SharingRecord; readonly fresh: boolean }> {
  const sharings = sharingsOf(k);
  return contend(k, async (attempt) => {
    const existing = attempt === 0 ? again : await sharings.find(wanted._id);
    if (existing && (!again || existing.status !== 'FAILED')) return { sharing: existing, fresh: false };
    const hold = await HOLDS[wanted.kind](k, wanted, own);
    return inTransaction(k, async (db) => {
      if (!(await hold(db))) throw new LostRace();
      const { lease_date, next_query_date, operator, parts } = wanted;
      const set = { lease_date, next_query_date, operator, parts, query_attempts: 0, failure: undefined, finish_date: undefined };
      const move = { to: 'PENDING', reason: 'asked_again', source: 'create', operator } as const;
      const written = existing ? await sharings.write(existing, { set }, move, db) : (await sharings.add(wanted, db)) ? wanted : undefined;
      if (!written) throw new LostRace();
      return { sharing: written, fresh: true };
    });
  });
}

/** 新的一张：多久之后定时任务来看、租约到什么时候。 */
export const dates = (now: number): Pick<SharingRecord, 'lease_date' | 'next_query_date'> => ({
  lease_date: now + LEASE_MS,
  next_query_date: now + LADDERS.refund[0],
});

/**
 * 结论出来之后放开占着的；与结论同一个事务。
 * @param done 真的分出去（要回来）多少，分
 * @param closed 网关从没有受理：解冻的记号也去掉
 */
export async function releaseHold(
  k: ReceivingKernel,
  sharing: SharingRecord,
  done: number,
  refused: boolean,
): Promise<(db: DatabaseHandle) => Promise<boolean>> {
  const { _id, kind, sharing_fee, out_trade_no } = sharing;
  const order = await ordersOf(k).require(out_trade_no);
  const reopened = refused && order.sharing_closed_by === _id ? { set: { sharing_closed_by: undefined } } : {};
  if (kind === 'unfreeze') {
    if (!refused) return () => Promise.resolve(true);
    return async (db) => (await ordersOf(k).write(order, reopened, undefined, db)) !== undefined;
  }
  if (kind === 'share') {
    const inc = { sharing_fee: -sharing_fee, ...(done > 0 ? { shared_fee: done } : {}) };
    return async (db) => (await ordersOf(k).write(order, { ...reopened, inc }, undefined, db)) !== undefined;
  }
  const share = await requireShare(k, sharing);
  const change = withPart(share, sharing.parts[0]?.receiver_no ?? '', (part) => ({
    ...part,
    returning_fee: part.returning_fee - sharing_fee,
    returned_fee: part.returned_fee + done,
  }));
  return async (db) => {
    if (!(await sharingsOf(k).write(share, change, undefined, db))) return false;
    return done === 0 || (await ordersOf(k).write(order, { inc: { shared_fee: -done } }, undefined, db)) !== undefined;
  };
}
