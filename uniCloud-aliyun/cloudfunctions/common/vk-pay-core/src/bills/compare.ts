/**
 * 账单与我们的账逐笔比：账单的每一行找我们的，再看我们那天的有没有漏在账单外面。只比较，不碰数据库，也不推进任何状态。
 * 一天以北京时间零点为界；两边的钟差几秒就会把同一笔记在相邻的两天，所以临近零点的先算「跨零点」。
 */
import { formatFee } from '../../../../../../common/contract/money';
import type {
  BillTotals,
  DifferenceKind,
  DifferenceSubject,
  SideView,
  Totals,
} from '../../../../../../common/contract/reconciliation/reconciliation';
import type { BillFormat, BillLine, BillState } from '../providers/bill';
import { NOTHING_YET, resumed, type Cursor, type Progress } from './progress';
import { Seen } from './seen';

/** 我们的一笔付款；只有真的收到了钱的才有 paid_at。 */
export interface OurPayment {
  readonly out_trade_no: string;
  readonly transaction_id?: string;
  /** 收到的钱，分 */
  readonly fee: number;
  readonly status: string;
  readonly paid_at?: number;
}
export interface OurRefund {
  readonly out_refund_no: string;
  readonly out_trade_no: string;
  readonly fee: number;
  readonly status: string;
  readonly requested_at: number;
  readonly refunded_at?: number;
}

/** 我们的账：按单号找，按时间翻。 */
/** 我们的一次分账或要回来。 */
export interface OurSharing {
  readonly out_trade_no: string;
  /** 有了结论的：账户里该多（要回来）、该少（分出去，为负）多少，分 */
  readonly fee?: number;
  readonly status: string;
}

export interface Books {
  payments(numbers: readonly string[]): Promise<ReadonlyMap<string, OurPayment>>;
  refunds(numbers: readonly string[]): Promise<ReadonlyMap<string, OurRefund>>;
  /** 按分账单号（要回来的是它自己的单号）；没有带来分账的账说不出来 */
  sharings?(numbers: readonly string[]): Promise<ReadonlyMap<string, OurSharing>>;
  /** 按网关的交易号找付款；键是交易号 */
  byTransaction(transactions: readonly string[]): Promise<ReadonlyMap<string, OurPayment>>;
  /** 收到钱的时间在 [from, to) 之内的，一批一批 */
  paidBetween(from: number, to: number): AsyncIterable<readonly OurPayment[]>;
  /** 申请（或退成）的时间在 [from, to) 之内的 */
  refundedBetween(from: number, to: number, by: BillFormat['refundDay']): AsyncIterable<readonly OurRefund[]>;
}

export interface Difference {
  readonly kind: DifferenceKind;
  readonly subject: DifferenceSubject;
  readonly out_trade_no: string;
  readonly out_refund_no?: string;
  readonly transaction_id?: string;
  readonly ours?: SideView;
  readonly theirs?: SideView;
  readonly reason: string;
}

export interface Comparison {
  readonly format: Pick<BillFormat, 'refundDay'>;
  /** 上次核对到哪里；缺省从头 */
  readonly resume?: Progress;
  /** 核对了一批；到点了抛出 Paused */
  pause?(progress: Progress): Promise<void> | void;
  /** 这一天的起止，毫秒，[from, to) */
  readonly from: number;
  readonly to: number;
  /** 账单是哪个商户的；服务商的账单里写着归别的特约商户的行不算，它们各在自己的账单里。不给就都算 */
  readonly mchid?: string;
  /** 签约费率，百万分之几；不给就用账单自己写的 */
  readonly rate_ppm?: number;
  report(difference: Difference): Promise<void> | void;
  /** 账单里有我们另一天的一笔：那天的「账单没有」可以了结 */
  found?(what: Pick<Difference, 'subject' | 'out_trade_no' | 'out_refund_no'> & { readonly at: number }): Promise<void> | void;
}

export interface Compared {
  readonly theirs: BillTotals;
  readonly ours: Totals;
}

/** 离零点这么近的，多半记在了相邻的一天 */
const NEAR_MIDNIGHT_MS = 30 * 60_000;
/** 手续费差这么多以内是取整：一分 */
const ROUNDING = 1000;
const PPM_TO_MILLI = 1000;

const RECEIVED: ReadonlySet<string> = new Set(['SUCCESS', 'REFUND']);
export const isReceived = (status: string): boolean => RECEIVED.has(status);
/** 离零点这么近，多半记在相邻的一天。 */
export const nearMidnight = (at: number, from: number, to: number): boolean => at - from < NEAR_MIDNIGHT_MS || to - at <= NEAR_MIDNIGHT_MS;
/** 在网关那里确实有的退款 */
const ASKED: ReadonlySet<string> = new Set(['SUCCESS', 'PENDING', 'ABNORMAL']);
export const isAsked = (status: string): boolean => ASKED.has(status);
/** 账单里的退款状态 → 我们可以是什么：账单是昨天的，我们可能已经走到前面。 */
const AGREES: Readonly<Record<BillState, ReadonlySet<string>>> = {
  SUCCESS: new Set(['SUCCESS']),
  PENDING: new Set(['PENDING', 'UNKNOWN', 'SUCCESS', 'ABNORMAL']),
  ABNORMAL: new Set(['ABNORMAL', 'SUCCESS']),
  FAILED: new Set(['FAILED', 'PENDING', 'UNKNOWN']),
  UNKNOWN: new Set(),
};

const theirsOf = ({ fee, service_fee, state, at }: BillLine): SideView => ({ fee, service_fee, state, at });
/** 金额为零的退款没有退给付款人：支付宝从接收方要回来的那一笔（docs/protocols/alipay.md §4.16）也是一行退款。 */
const movesMoney = ({ kind, fee }: BillLine): boolean => kind === 'payment' || fee !== 0;
const keyOf = ({ kind, out_trade_no, out_refund_no, transaction_id }: BillLine): string =>
  kind === 'payment' ? `P${out_trade_no}` : `R${out_refund_no || `${out_trade_no}#${transaction_id}`}`;

/** 手续费应是多少，千分之一分；没有费率不比。 */
function feeProblem(line: BillLine, rate_ppm: number | undefined): string | undefined {
  const rate = rate_ppm ?? line.rate_ppm;
  if (rate === undefined) return undefined;
  const expected = (line.fee * rate) / PPM_TO_MILLI;
  const near = (value: number): boolean => Math.abs(line.service_fee - value) <= ROUNDING;
  // 退款时手续费可能退回，也可能不退。
  if (line.kind === 'refund' ? near(-expected) || line.service_fee === 0 : near(expected)) return undefined;
  return `按费率 ${rate / 10_000}% 应为 ${(expected / 100_000).toFixed(5)} 元`;
}

export async function compareBill(batches: AsyncIterable<readonly BillLine[]>, books: Books, wish: Comparison): Promise<Compared> {
  const { from, to, format, resume = NOTHING_YET } = wish;
  const seen = new Seen();
  const theirs = { payments: 0, payment_fee: 0, refunds: 0, refund_fee: 0, service_fee: 0 };
  const ours = { ...resume.ours };
  let lines = 0;
  let paid = resume.paid;
  const pause = (refunded?: Cursor): Promise<void> | void =>
    wish.pause?.({ lines, ours: { ...ours }, ...(paid ? { paid } : {}), ...(refunded ? { refunded } : {}) });
  const isElses = ({ sub_mchid }: BillLine): boolean => !!wish.mchid && sub_mchid !== undefined && sub_mchid !== wish.mchid;
  const isToday = (at: number): boolean => at >= from && at < to;

  const count = (line: BillLine): void => {
    const { kind, fee, service_fee } = line;
    theirs.service_fee += service_fee;
    if (kind === 'payment') {
      theirs.payments += 1;
      theirs.payment_fee += fee;
    } else if (movesMoney(line)) {
      theirs.refunds += 1;
      theirs.refund_fee += fee;
    }
  };

  /** 一行与我们的一笔（没有就是 undefined）。 */
  const judge = async (line: BillLine, own: { fee: number; status: string; day?: number } | undefined, agrees: boolean): Promise<void> => {
    const base = {
      subject: line.kind,
      out_trade_no: line.out_trade_no,
      ...(line.out_refund_no ? { out_refund_no: line.out_refund_no } : {}),
      ...(line.transaction_id ? { transaction_id: line.transaction_id } : {}),
      theirs: theirsOf(line),
      ...(own ? { ours: { fee: own.fee, state: own.status, ...(own.day === undefined ? {} : { at: own.day }) } } : {}),
    };
    const report = (kind: DifferenceKind, reason: string): Promise<void> | void => wish.report({ kind, ...base, reason });
    const problem = feeProblem(line, wish.rate_ppm);
    if (problem !== undefined) await report('fee', problem);
    if (!own) {
      await report('missing_here', line.kind === 'payment' ? '这个单号不在我们的订单里' : '这笔退款不是从这里退的，或记录丢了');
      return;
    }
    if (own.fee !== line.fee) await report('amount', `我们记 ¥${formatFee(own.fee)}，账单 ¥${formatFee(line.fee)}`);
    if (!agrees) await report('status', `账单说 ${line.state}，我们还是 ${own.status}`);
    if (own.day !== undefined && !isToday(own.day)) {
      await report('late', '我们记在另一天');
      await wish.found?.({
        subject: line.kind,
        out_trade_no: line.out_trade_no,
        ...(line.out_refund_no ? { out_refund_no: line.out_refund_no } : {}),
        at: own.day,
      });
    }
  };

  for await (const batch of batches) {
    lines += batch.length;
    if (lines <= resume.lines) {
      // 上次核对过的：只数、只记住见过。
      for (const line of batch) {
        if (isElses(line)) continue;
        count(line);
        seen.add(keyOf(line));
      }
      continue;
    }
    const fresh: BillLine[] = [];
    for (const line of batch) {
      if (isElses(line)) continue;
      count(line);
      if (!movesMoney(line)) continue;
      if (!seen.add(keyOf(line))) fresh.push(line);
      else
        await wish.report({
          kind: 'duplicate',
          subject: line.kind,
          out_trade_no: line.out_trade_no,
          ...(line.out_refund_no ? { out_refund_no: line.out_refund_no } : {}),
          ...(line.transaction_id ? { transaction_id: line.transaction_id } : {}),
          theirs: theirsOf(line),
          reason: '同一个单号在这份账单里不止一行',
        });
    }
    const payments = fresh.filter(({ kind }) => kind === 'payment').map(({ out_trade_no }) => out_trade_no);
    const refunds = fresh.flatMap(({ kind, out_refund_no }) => (kind === 'refund' && out_refund_no ? [out_refund_no] : []));
    const [ownPayments, ownRefunds] = await Promise.all([
      payments.length > 0 ? books.payments(payments) : new Map<string, OurPayment>(),
      refunds.length > 0 ? books.refunds(refunds) : new Map<string, OurRefund>(),
    ]);
    for (const line of fresh) {
      if (line.kind === 'payment') {
        const own = ownPayments.get(line.out_trade_no);
        await judge(line, own && { fee: own.fee, status: own.status, day: own.paid_at }, own !== undefined && RECEIVED.has(own.status));
      } else {
        const own = ownRefunds.get(line.out_refund_no ?? '');
        const day = own && (format.refundDay === 'requested' ? own.requested_at : own.refunded_at);
        await judge(line, own && { fee: own.fee, status: own.status, day }, own !== undefined && AGREES[line.state].has(own.status));
      }
    }
    await pause();
  }

  const missing = async (difference: Omit<Difference, 'kind' | 'reason'>, at: number): Promise<void> => {
    const near = nearMidnight(at, from, to);
    await wish.report({
      ...difference,
      kind: near ? 'late' : 'missing_there',
      reason: near ? '离零点很近，多半记在相邻一天的账单里' : '那天的账单里没有这一笔',
    });
  };
  const paidWalk = resumed((since) => books.paidBetween(since, to), from, resume.paid, {
    idOf: (own: OurPayment) => own.out_trade_no,
    atOf: ({ paid_at }) => paid_at,
  });
  for await (const { rows, cursor } of paidWalk) {
    for (const own of rows) {
      if (!RECEIVED.has(own.status) || own.paid_at === undefined) continue;
      ours.payments += 1;
      ours.payment_fee += own.fee;
      if (seen.has(`P${own.out_trade_no}`)) continue;
      const { out_trade_no, transaction_id, fee, status, paid_at } = own;
      await missing(
        { subject: 'payment', out_trade_no, ...(transaction_id ? { transaction_id } : {}), ours: { fee, state: status, at: paid_at } },
        paid_at,
      );
    }
    paid = cursor;
    if (rows.length > 0) await pause();
  }
  const dayOfRefund = (own: OurRefund): number | undefined => (format.refundDay === 'requested' ? own.requested_at : own.refunded_at);
  const refundWalk = resumed((since) => books.refundedBetween(since, to, format.refundDay), from, resume.refunded, {
    idOf: (own: OurRefund) => own.out_refund_no,
    atOf: dayOfRefund,
  });
  for await (const { rows, cursor } of refundWalk) {
    for (const own of rows) {
      const at = dayOfRefund(own);
      if (!ASKED.has(own.status) || at === undefined) continue;
      ours.refunds += 1;
      ours.refund_fee += own.fee;
      if (seen.has(`R${own.out_refund_no}`)) continue;
      const { out_trade_no, out_refund_no, fee, status } = own;
      await missing({ subject: 'refund', out_trade_no, out_refund_no, ours: { fee, state: status, at } }, at);
    }
    if (rows.length > 0) await pause(cursor);
  }
  return { theirs, ours };
}
