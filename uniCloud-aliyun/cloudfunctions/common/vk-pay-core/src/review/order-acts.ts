/** 一张等人处理的订单的几种办法：入账、办业务、退回、关闭、销掉。谁做的、为什么，与改变同一次写入。 */
import type { ReviewAct } from '../../../../../../common/contract/review/acts';
import type { Kernel } from '../kernel/kernel';
import { newOutRefundNo } from '../kernel/numbers';
import { PayError } from '../kernel/pay-error';
import { leased } from '../ledger/lease';
import { closeAtGateway } from '../orders/close';
import { fulfil } from '../orders/fulfil';
import type { OrderRecord } from '../orders/record';
import { askGateway } from '../orders/refresh';
import { paidFee } from '../orders/refundable';
import { dropCachedResult } from '../orders/result-cache';
import { ordersOf } from '../orders/store';
import type { TradeFacts } from '../providers/provider';
import { refundOrder } from '../refunds/refund';
import { signed, type Ruling } from './case';

/** 网关说的付款记在订单上，退款与入账都以它为准。 */
const paymentOf = ({ transaction_id, total_fee, paidAt }: Partial<TradeFacts> = {}): Partial<OrderRecord> => ({
  ...(transaction_id ? { transaction_id } : {}),
  ...(total_fee === undefined ? {} : { paid_fee: total_fee }),
  ...(paidAt === undefined ? {} : { pay_date: paidAt }),
});

/** @param facts 刚问到的；账号已拿掉的没有，那时只会来关闭与销掉 */
type Act = (k: Kernel, order: OrderRecord, facts: TradeFacts | undefined, ruling: Ruling) => Promise<void>;
type Write = Parameters<ReturnType<typeof ordersOf>['write']>;

/** 看的时候和做的时候不是同一张单了：不替人重新决定。 */
export async function written(k: Kernel, order: OrderRecord, change: Write[1], move?: Write[2]): Promise<OrderRecord> {
  const row = await ordersOf(k).write(order, change, move);
  if (!row) throw new PayError('BUSY', { detail: '订单刚刚有了变化，请重新查看' });
  await dropCachedResult(k, row);
  return row;
}

/** 撤销到此为止：账号拿掉了，再没有人能把它做完。 */
const cancelOver = ({ cancel }: OrderRecord): Partial<OrderRecord> =>
  cancel?.status === 'ASKED' ? { cancel: { ...cancel, status: 'DONE' } } : {};

const byStaff = <To extends OrderRecord['status']>(to: To, { operator, reason }: Ruling) =>
  ({ to, reason: 'staff', source: 'staff', operator, note: reason }) as const;

const settle: Act = async (k, order, facts, ruling) => {
  const handled = order.fulfil.status === 'DONE';
  const set = {
    ...paymentOf(facts),
    ...signed(k, order, 'settle', ruling),
    next_query_date: 0,
    ...(handled ? {} : { fulfil: leased(k, order.fulfil.attempts) }),
  };
  const row = await written(k, order, { set }, byStaff('SUCCESS', ruling));
  await fulfil(k, row, row.fulfil.lease);
};

/** 留给人的决定要办，就不再算多付、不再按策略退回。 */
const DECIDED = { surplus_of: undefined, give_back: undefined, next_query_date: 0 } as const;

const handle: Act = async (k, order, _facts, ruling) => {
  const set = { ...DECIDED, ...signed(k, order, 'fulfil', ruling), fulfil: leased(k, order.fulfil.attempts) };
  const row = await written(k, order, { set });
  await fulfil(k, row, row.fulfil.lease);
};

const giveBack: Act = async (k, order, facts, ruling) => {
  const known = await written(k, order, { set: { ...paymentOf(facts), ...signed(k, order, 'refund', ruling) } });
  // 别人抢先办了业务的，不再退。
  const still = (latest: OrderRecord): boolean => latest.status === known.status && latest.fulfil.status === known.fulfil.status;
  const { operator, reason } = ruling;
  await refundOrder(k, known, { out_refund_no: newOutRefundNo(k), reason, operator, fromReview: true, still });
};

const close: Act = async (k, order, facts, ruling) => {
  if (facts?.state === 'NOTPAY') {
    const result = await closeAtGateway(k, order);
    const after = await askGateway(k, order);
    if (result === 'PAID' || after.state === 'SUCCESS' || after.state === 'REFUND') throw new PayError('ORDER_PAID');
  }
  await written(
    k,
    order,
    { set: { ...signed(k, order, 'close', ruling), ...cancelOver(order), next_query_date: 0 } },
    byStaff('CLOSED', ruling),
  );
};

/** 在别处办妥了：转人工的是钱已在商户平台退掉，只记账；钱留下的是业务已经手工办好，不再去办。 */
const writeOff: Act = async (k, order, facts, ruling) => {
  const sign = signed(k, order, 'write_off', ruling);
  if (order.status === 'REVIEW') {
    const refund_fee = facts?.total_fee ?? paidFee(order);
    const set = { ...paymentOf(facts), ...sign, ...cancelOver(order), refund_fee, next_query_date: 0 };
    await written(k, order, { set }, byStaff('REFUND', ruling));
    return;
  }
  await written(k, order, { set: { ...DECIDED, ...sign, fulfil: { status: 'DONE', attempts: order.fulfil.attempts, next_date: 0 } } });
};

export const ORDER_ACTS: Readonly<Partial<Record<ReviewAct, Act>>> = {
  settle,
  fulfil: handle,
  refund: giveBack,
  close,
  write_off: writeOff,
};
