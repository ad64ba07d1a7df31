/** 复核台上本地与网关并排怎么说；处理的名字与说明在 words/review.ts。 */
import { formatFee } from '../../contract/money';
import type { ReviewDetailAnswer } from '../../contract/review/review';
import type { DifferenceView } from '../../contract/reconciliation/reconciliation';
import type { OrderView } from '../../contract/payments/order-view';
import type { ReviewAct } from '../../contract/review/acts';
import type { ReviewPaymentAnswer } from '../../contract/review/review-payment';
import { statusWord } from '../orders/order-words';
import { formatTime } from '../shell/format';
import { REFUNDS } from '../words/refunds';
import { RECONCILIATION } from '../words/reconciliation';
import { REVIEW } from '../words/review';
import { STAFF } from '../words/staff';

/** 钱到了而业务没有办，且不会自己去办；或已转人工。 */
export function needsPerson({ status, fulfil_status }: Pick<OrderView, 'status' | 'fulfil_status'>): boolean {
  return status === 'REVIEW' || (status === 'SUCCESS' && (fulfil_status === 'NONE' || fulfil_status === 'FAILED'));
}

export interface Comparison {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  /** 两边对不上 */
  readonly differs: boolean;
}

const dash = '—';
const fee = (value: number | undefined): string => (value === undefined ? dash : `¥${formatFee(value)}`);

/** 本地的记录与网关刚刚的说法，一行一项。 */
export function compare({ order, gateway }: Pick<ReviewPaymentAnswer, 'order' | 'gateway'>): Comparison[] {
  const row = (name: string, ours: string, theirs: string): Comparison => ({
    name,
    ours,
    theirs,
    differs: theirs !== dash && ours !== theirs,
  });
  const paid = gateway?.pay_date === undefined ? dash : formatTime(gateway.pay_date);
  return [
    { name: STAFF.status, ours: statusWord(order).word, theirs: gateway ? STAFF[`gw${gateway.state}`] : dash, differs: false },
    row(STAFF.amount, fee(order.total_fee), fee(gateway?.total_fee)),
    row(STAFF.platformNo, order.transaction_id ?? dash, gateway?.transaction_id ?? dash),
    { ...row(STAFF.paidAt, order.pay_date === undefined ? dash : formatTime(order.pay_date), paid), differs: false },
  ];
}

/** 对账的一处差异：我们记的与账单说的。 */
export function compareSides({ ours, theirs }: Pick<DifferenceView, 'ours' | 'theirs'>): Comparison[] {
  const time = (at: number | undefined): string => (at === undefined ? dash : formatTime(at));
  const service = theirs?.service_fee === undefined ? [] : [RECONCILIATION.serviceFee];
  return [
    { name: REVIEW.amount, ours: fee(ours?.fee), theirs: fee(theirs?.fee), differs: ours?.fee !== theirs?.fee },
    { name: REVIEW.state, ours: ours?.state ?? dash, theirs: theirs?.state ?? dash, differs: false },
    { name: REVIEW.bookedAt, ours: time(ours?.at), theirs: time(theirs?.at), differs: false },
    ...service.map((name) => ({ name, ours: dash, theirs: `¥${milliYuan(theirs?.service_fee ?? 0)}`, differs: false })),
  ];
}
/** 千分之一分 → 元，五位小数。 */
const milliYuan = (value: number): string => (value / 100_000).toFixed(5);

/** 做了不能反悔，或让一件事从此没有人看的。 */
export const DANGEROUS_ACTS: ReadonlySet<ReviewAct> = new Set<ReviewAct>(['refund', 'close', 'write_off', 'to_card', 'to_merchant']);

const REFUND_STATES: Readonly<Record<string, unknown>> = REFUNDS;
/** 退款走到哪里，两边用同样的词。 */
const refundState = (state: string): string => (state === 'NOT_EXIST' ? REVIEW.noRefund : String(REFUND_STATES[state] ?? state));
const REVOKES: Readonly<Record<string, unknown>> = REVIEW;
const revokeState = (state: string): string => String(REVOKES[`revoke${state}`] ?? state);

/** 一笔退款：本地的记录与网关刚刚的说法。 */
export function compareRefund({ refund, gateway_refund: told }: Pick<ReviewDetailAnswer, 'refund' | 'gateway_refund'>): Comparison[] {
  if (!refund) return [];
  const theirs = fee(told?.refund_fee);
  const ours = fee(refund.refund_fee);
  return [
    { name: REVIEW.state, ours: refundState(refund.status), theirs: told ? refundState(told.state) : dash, differs: false },
    { name: REVIEW.amount, ours, theirs, differs: theirs !== dash && ours !== theirs },
    { name: REVIEW.platformNo, ours: refund.refund_id ?? dash, theirs: told?.refund_id ?? dash, differs: false },
    { name: REVIEW.revokeState, ours: revokeState(refund.revoke_status), theirs: dash, differs: false },
  ];
}
