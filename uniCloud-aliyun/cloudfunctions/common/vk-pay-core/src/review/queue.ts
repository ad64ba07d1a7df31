/**
 * 复核台的队列。订单与退款的每一种都直接从它们的行里看出来（一种一个条件，各有索引），所以写到一半倒下也漏不掉、
 * 原因没了就自己离开；对账的每一处差异来自 payment_reconciliations，没有自己一行的事来自 payment_reviews，列出时再核对一遍原因还在不在。
 */
import { listReviewsSchema } from '../../../../../../common/contract/review/params';
import { NOTE_KINDS, type ListReviewsAnswer, type ReviewItem, type ReviewKind } from '../../../../../../common/contract/review/review';
import { PROVIDERS } from '../../../../../../common/contract/channels';
import { DAY_MS, HOUR_MS } from '../kernel/clock';
import type { DifferenceRecord } from '../bills/record';
import { billsOf } from '../bills/store';
import type { Kernel } from '../kernel/kernel';
import { requireParams } from '../kernel/validate';
import type { Document } from '../kernel/vk';
import { ALERT_AFTER } from '../ledger/task';
import type { OrderRecord } from '../orders/record';
import type { RefundRecord } from '../refunds/record';
import { feeAtStake, standing } from './case';
import { stillOpen } from './note-case';
import { notesOf, type NoteRecord } from './store';
import { orderListOf } from '../orders/listing/store';
import { refundListOf } from '../refunds/listing/store';

const DEFAULT_PAGE = 20;
/** 每一种数到这里为止。 */
const COUNT_UP_TO = 100;

interface Lane {
  readonly kind: ReviewKind;
  readonly table: 'orders' | 'refunds';
  /** 从什么时候起看哪个字段，也照它排 */
  readonly since: 'update_date' | 'create_date' | 'pay_date';
  where(k: Kernel): Document;
}

/** 钱到了、业务没有办、也没有退款在路上。 */
const HELD = { status: 'SUCCESS', 'fulfil.status': 'NONE', refunding_fee: 0 } as const;
const of = (k: Kernel) => k.vk.getUnicloud()._;

const LANES: readonly Lane[] = [
  { kind: 'review', table: 'orders', since: 'update_date', where: () => ({ status: 'REVIEW' }) },
  { kind: 'late', table: 'orders', since: 'pay_date', where: (k) => ({ ...HELD, next_query_date: 0, surplus_of: of(k).exists(false) }) },
  { kind: 'surplus', table: 'orders', since: 'pay_date', where: (k) => ({ ...HELD, next_query_date: 0, surplus_of: of(k).exists(true) }) },
  {
    kind: 'return',
    table: 'orders',
    since: 'pay_date',
    where: (k) => ({ ...HELD, next_query_date: of(k).gt(0), query_attempts: of(k).gte(1) }),
  },
  {
    kind: 'fulfil',
    table: 'orders',
    since: 'pay_date',
    where: (k) => ({ status: 'SUCCESS', 'fulfil.status': 'FAILED', 'fulfil.attempts': of(k).gte(ALERT_AFTER) }),
  },
  // 办的人一再倒下，没有一次说得出失败；收回权益的也一样。
  {
    kind: 'fulfil',
    table: 'orders',
    since: 'pay_date',
    where: (k) => ({ status: 'SUCCESS', 'fulfil.status': 'PENDING', pay_date: of(k).lt(k.now() - HOUR_MS) }),
  },
  { kind: 'abnormal', table: 'refunds', since: 'create_date', where: () => ({ status: 'ABNORMAL' }) },
  {
    kind: 'stuck',
    table: 'refunds',
    since: 'create_date',
    where: (k) => ({ status: of(k).in(['PENDING', 'UNKNOWN']), create_date: of(k).lt(k.now() - DAY_MS) }),
  },
  {
    kind: 'revoke',
    table: 'refunds',
    since: 'create_date',
    where: (k) => ({ status: 'SUCCESS', 'revoke.status': 'FAILED', 'revoke.attempts': of(k).gte(ALERT_AFTER) }),
  },
  {
    kind: 'revoke',
    table: 'refunds',
    since: 'create_date',
    where: (k) => ({ status: 'SUCCESS', 'revoke.status': 'PENDING', refund_date: of(k).lt(k.now() - HOUR_MS) }),
  },
];

const proposalOf = (k: Kernel, row: { readonly proposal?: OrderRecord['proposal'] }): Pick<ReviewItem, 'proposal'> => {
  const proposal = standing(k, row.proposal);
  return proposal ? { proposal } : {};
};

const orderItem = (k: Kernel, { kind, since }: Lane, order: OrderRecord): ReviewItem => ({
  kind,
  since: (since === 'create_date' ? order.create_date : since === 'pay_date' ? order.pay_date : undefined) ?? order.update_date,
  out_trade_no: order.out_trade_no,
  provider: order.provider,
  fee: feeAtStake(order),
  subject: order.subject,
  ...(order.status === 'REVIEW' && order.review_reason ? { reason: order.review_reason } : {}),
  ...proposalOf(k, order),
});

const refundItem = (k: Kernel, { kind }: Lane, refund: RefundRecord): ReviewItem => ({
  kind,
  since: refund.create_date,
  out_refund_no: refund._id,
  provider: refund.provider,
  fee: refund.refund_fee,
  ...proposalOf(k, refund),
});

function noteItem(k: Kernel, note: NoteRecord): ReviewItem {
  const provider = PROVIDERS.find((name) => name === note.provider);
  return {
    kind: note.kind,
    since: note.create_date,
    note: note._id,
    ...(provider ? { provider } : {}),
    ...(note.fee === undefined ? {} : { fee: note.fee }),
    reason: note.message,
    ...(note.alert ? { alert: note.alert } : {}),
    ...proposalOf(k, note),
  };
}

async function rowsOf(k: Kernel, lane: Lane, limit: number): Promise<ReviewItem[]> {
  const page = { sort: { name: lane.since, type: 'asc' }, pageIndex: 1, pageSize: limit } as const;
  return lane.table === 'orders'
    ? (await orderListOf(k).list(lane.where(k), page)).rows.map((row) => orderItem(k, lane, row))
    : (await refundListOf(k).list(lane.where(k), page)).rows.map((row) => refundItem(k, lane, row));
}

async function notes(k: Kernel, kind: (typeof NOTE_KINDS)[number], limit: number): Promise<ReviewItem[]> {
  const found = await Promise.all((await notesOf(k).listOpen(kind, limit)).map((note) => stillOpen(k, note)));
  return found.flatMap((note) => (note ? [noteItem(k, note)] : []));
}

function differenceItem(k: Kernel, row: DifferenceRecord): ReviewItem {
  return {
    kind: 'difference',
    since: row.create_date,
    difference: row._id,
    difference_kind: row.kind,
    provider: row.provider,
    fee: Math.max(row.ours?.fee ?? 0, row.theirs?.fee ?? 0),
    subject: row.out_refund_no || row.out_trade_no,
    reason: row.reason,
    ...proposalOf(k, row),
  };
}

async function differences(k: Kernel, limit: number): Promise<ReviewItem[]> {
  return (await billsOf(k).listOpen(limit)).map((row) => differenceItem(k, row));
}

/** listReviews：最早的在前。调用方必须已核验员工身份。@throws PayError 40001 */
export async function listReviews(k: Kernel, input: unknown): Promise<Omit<ListReviewsAnswer, 'code' | 'msg' | 'requestId'>> {
  const { kind, pageIndex = 1, pageSize = DEFAULT_PAGE } = requireParams(listReviewsSchema, input);
  const end = pageIndex * pageSize;
  const limitOf = (lane: ReviewKind): number => (kind === undefined || lane === kind ? Math.max(end + 1, COUNT_UP_TO) : COUNT_UP_TO);
  const lists = await Promise.all([
    ...LANES.map((lane) => rowsOf(k, lane, limitOf(lane.kind))),
    differences(k, limitOf('difference')),
    ...NOTE_KINDS.map((note) => notes(k, note, limitOf(note))),
  ]);
  const all = lists.flat();
  const counts: Partial<Record<ReviewKind, number>> = {};
  for (const item of all) counts[item.kind] = Math.min((counts[item.kind] ?? 0) + 1, COUNT_UP_TO);
  const wanted = all.filter((item) => kind === undefined || item.kind === kind).sort((a, b) => a.since - b.since);
  return { rows: wanted.slice(end - pageSize, end), hasMore: wanted.length > end, counts, server_date: k.now() };
}
