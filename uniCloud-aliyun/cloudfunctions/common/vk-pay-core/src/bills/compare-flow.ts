/**
 * 资金流水与我们的账比：付款、退款进出了多少，手续费真的扣了多少，结余接不接得上。只比较，不碰数据库。
 * 差异一律算「手续费」一类（fee）：谁收了钱由交易账单说，这里说的是账户里到底多了少了多少。
 */
import { formatFee } from '../../../../../../common/contract/money';
import type { Balances, BillTotals, Totals } from '../../../../../../common/contract/reconciliation/reconciliation';
import type { FlowLine } from '../providers/flow';
import {
  isAsked,
  isReceived,
  nearMidnight,
  type Books,
  type Comparison,
  type Difference,
  type OurPayment,
  type OurRefund,
} from './compare';
import { NOTHING_YET, resumed, type Cursor } from './progress';
import { Seen } from './seen';

export interface FlowWish extends Comparison {
  /** 前一天的流水结束时的结余，分；没有核对过就没有 */
  readonly before?: number;
  /** 同一天交易账单的手续费合计，千分之一分；没有核对过就没有 */
  readonly billed?: number;
}

const CHUNK = 100;
const chunks = (numbers: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(numbers.length / CHUNK) }, (_, index) => numbers.slice(index * CHUNK, (index + 1) * CHUNK));

export interface ComparedFlow {
  readonly theirs: BillTotals;
  readonly ours: Totals;
  /** 一行也没有的没有 */
  readonly balances?: Balances;
}

const MILLI = 1000;
const PPM = 1_000_000;
/** 手续费按笔四舍五入到分：差一分以内是取整 */
const ROUNDING = 1;

/** 我们那一笔的手续费应是多少分。 */
const expectedFee = (fee: number, rate_ppm: number): number => Math.round((fee * rate_ppm) / PPM);

export async function compareFlow(
  batches: AsyncIterable<readonly FlowLine[]>,
  books: Pick<Books, 'byTransaction' | 'refunds' | 'sharings' | 'paidBetween' | 'refundedBetween'>,
  wish: FlowWish,
): Promise<ComparedFlow> {
  const { from, to, format, rate_ppm, resume = NOTHING_YET } = wish;
  const seen = new Seen();
  const theirs = { payments: 0, payment_fee: 0, refunds: 0, refund_fee: 0, service_fee: 0 };
  const ours = { ...resume.ours };
  let paidTo = resume.paid;
  let explained = resume.explained ?? 0;
  const shares = new Map<string, { readonly amount: number; readonly line: FlowLine }>();
  let first: FlowLine | undefined;
  let last: FlowLine | undefined;
  let sum = 0;
  let lines = 0;

  const count = (line: FlowLine): void => {
    first ??= line;
    last = line;
    sum += line.amount;
    lines += 1;
    if (line.kind === 'fee') theirs.service_fee -= line.amount * MILLI;
    else if (line.kind === 'payment') {
      theirs.payments += 1;
      theirs.payment_fee += line.amount;
    } else if (line.kind === 'refund') {
      theirs.refunds += 1;
      theirs.refund_fee -= line.amount;
    }
  };
  const pause = (refunded?: Cursor): Promise<void> | void =>
    wish.pause?.({ lines, explained, ours: { ...ours }, ...(paidTo ? { paid: paidTo } : {}), ...(refunded ? { refunded } : {}) });
  const report = (difference: Omit<Difference, 'kind'>, kind: 'fee' | 'late' = 'fee'): Promise<void> | void =>
    wish.report({ kind, ...difference });
  const sideOf = ({ amount, at }: FlowLine): NonNullable<Difference['theirs']> => ({ fee: Math.abs(amount), at });
  const ourSide = ({ fee, status, paid_at }: OurPayment): NonNullable<Difference['ours']> => ({
    fee,
    state: status,
    ...(paid_at === undefined ? {} : { at: paid_at }),
  });

  const remember = (line: FlowLine): void => {
    const { kind, amount, transaction_id, out_sharing_no } = line;
    if (kind === 'payment') seen.add(`P${transaction_id}`);
    if (kind === 'fee' && amount < 0) seen.add(`F${transaction_id}`);
    if (kind === 'share' && out_sharing_no !== undefined)
      shares.set(out_sharing_no, { line, amount: amount + (shares.get(out_sharing_no)?.amount ?? 0) });
  };

  const stranger = (subject: 'payment' | 'refund', line: FlowLine, number: string): Promise<void> | void =>
    report({
      subject,
      out_trade_no: number,
      transaction_id: line.transaction_id,
      theirs: sideOf(line),
      reason: `账户里${subject === 'payment' ? '进' : '出'}了 ¥${formatFee(Math.abs(line.amount))}，单号不是我们的`,
    });

  /** 我们另一天的一笔：那天的「流水里没有」可以了结。 */
  const late = async (subject: 'payment' | 'service', line: FlowLine, own: OurPayment): Promise<void> => {
    if (own.paid_at === undefined || (own.paid_at >= from && own.paid_at < to)) return;
    const { out_trade_no } = own;
    if (subject === 'service') explained += line.amount * MILLI;
    await report({ subject, out_trade_no, ours: ourSide(own), theirs: sideOf(line), reason: '我们记在另一天' }, 'late');
    await wish.found?.({ subject, out_trade_no, at: own.paid_at });
  };

  const judgePayment = async (line: FlowLine, own: OurPayment | undefined): Promise<void> => {
    if (!own) return stranger('payment', line, line.transaction_id);
    const { out_trade_no, fee } = own;
    if (fee !== line.amount)
      await report({
        subject: 'payment',
        out_trade_no,
        ours: ourSide(own),
        theirs: sideOf(line),
        reason: `账户里进了 ¥${formatFee(line.amount)}，我们记 ¥${formatFee(fee)}`,
      });
    await late('payment', line, own);
  };

  const judgeFee = async (line: FlowLine, own: OurPayment | undefined): Promise<void> => {
    // 退回的手续费认的是退款，按天合计时一起算。
    if (!own || line.amount > 0) return;
    const expected = rate_ppm === undefined ? -line.amount : expectedFee(own.fee, rate_ppm);
    if (Math.abs(expected + line.amount) > ROUNDING)
      await report({
        subject: 'service',
        out_trade_no: own.out_trade_no,
        ours: { ...ourSide(own), fee: expected },
        theirs: sideOf(line),
        reason: `扣了 ¥${formatFee(-line.amount)} 手续费，按费率应为 ¥${formatFee(expected)}`,
      });
    await late('service', line, own);
  };

  for await (const batch of batches) {
    if (lines + batch.length <= resume.lines) {
      // 上次核对过的：只数、只记住见过。
      for (const line of batch) {
        count(line);
        remember(line);
      }
      continue;
    }
    const paid = batch.filter(({ kind }) => kind === 'payment' || kind === 'fee');
    const numbers = batch.flatMap(({ out_refund_no }) => out_refund_no ?? []);
    const [payments, refunds] = await Promise.all([
      paid.length > 0 ? books.byTransaction([...new Set(paid.map(({ transaction_id }) => transaction_id))]) : new Map<string, OurPayment>(),
      numbers.length > 0 ? books.refunds(numbers) : undefined,
    ]);
    for (const line of batch) {
      count(line);
      remember(line);
      const own = payments.get(line.transaction_id);
      if (line.kind === 'payment') await judgePayment(line, own);
      else if (line.kind === 'fee') await judgeFee(line, own);
      else if (line.out_refund_no !== undefined) {
        const refund = refunds?.get(line.out_refund_no);
        const { out_refund_no } = line;
        if (!refund) await stranger('refund', line, line.transaction_id);
        else if (refund.fee !== -line.amount)
          await report({
            subject: 'refund',
            out_trade_no: refund.out_trade_no,
            out_refund_no,
            ours: { fee: refund.fee, state: refund.status },
            theirs: sideOf(line),
            reason: `账户里出了 ¥${formatFee(-line.amount)}，我们记 ¥${formatFee(refund.fee)}`,
          });
      }
    }
    await pause();
  }

  // 一次分账可能一方一行，也可能合成一行：按单号合计之后才比。
  for (const numbers of chunks([...shares.keys()])) {
    const known = await books.sharings?.(numbers);
    if (!known) break;
    for (const number of numbers) {
      const { amount, line } = shares.get(number) as { amount: number; line: FlowLine };
      const own = known.get(number);
      if (own && (own.fee === undefined || own.fee === amount)) continue;
      await report({
        subject: 'sharing',
        out_trade_no: own?.out_trade_no ?? number,
        transaction_id: line.transaction_id,
        ...(own?.fee === undefined ? {} : { ours: { fee: Math.abs(own.fee), state: own.status } }),
        theirs: { fee: Math.abs(amount), at: line.at },
        reason: own
          ? `分账 ${number} 在账户里${amount < 0 ? '出' : '进'}了 ¥${formatFee(Math.abs(amount))}，我们记 ¥${formatFee(Math.abs(own.fee ?? 0))}`
          : `账户里分${amount < 0 ? '出' : '回'} ¥${formatFee(Math.abs(amount))}，分账单号 ${number} 不是我们的`,
      });
    }
  }

  const paidWalk = resumed((since) => books.paidBetween(since, to), from, resume.paid, {
    idOf: (own: OurPayment) => own.out_trade_no,
    atOf: ({ paid_at }) => paid_at,
  });
  for await (const { rows, cursor } of paidWalk) {
    for (const own of rows) {
      const { out_trade_no, transaction_id, fee, paid_at } = own;
      if (!isReceived(own.status) || paid_at === undefined || transaction_id === undefined) continue;
      ours.payments += 1;
      ours.payment_fee += fee;
      const owed = rate_ppm === undefined ? 0 : expectedFee(fee, rate_ppm);
      const missing = !seen.has(`P${transaction_id}`) ? 'payment' : owed > 0 && !seen.has(`F${transaction_id}`) ? 'service' : undefined;
      if (!seen.has(`F${transaction_id}`)) explained += owed * MILLI;
      if (!missing) continue;
      const what = missing === 'payment' ? '没有这一笔进账' : '没有扣这一笔的手续费';
      const near = nearMidnight(paid_at, from, to);
      await report(
        {
          subject: missing,
          out_trade_no,
          transaction_id,
          ours: missing === 'payment' ? ourSide(own) : { ...ourSide(own), fee: owed },
          reason: near ? `${what}；离零点很近，多半在相邻一天` : `那天的流水里${what}`,
        },
        near ? 'late' : 'fee',
      );
    }
    paidTo = cursor;
    if (rows.length > 0) await pause();
  }
  const refundWalk = resumed((since) => books.refundedBetween(since, to, format.refundDay), from, resume.refunded, {
    idOf: (own: OurRefund) => own.out_refund_no,
    atOf: (own) => (format.refundDay === 'requested' ? own.requested_at : own.refunded_at),
  });
  for await (const { rows, cursor } of refundWalk) {
    for (const { fee } of rows.filter((own) => isAsked(own.status))) {
      ours.refunds += 1;
      ours.refund_fee += fee;
    }
    if (rows.length > 0) await pause(cursor);
  }

  const day = (out_trade_no: string, ourFee: number, theirFee: number, reason: string): Promise<void> | void =>
    report({ subject: 'day', out_trade_no, ours: { fee: ourFee }, theirs: { fee: theirFee }, reason });
  const { billed, before } = wish;
  if (billed !== undefined && Math.abs(billed - theirs.service_fee - explained) > lines * ROUNDING * MILLI)
    await day('fees', Math.round(billed / MILLI), Math.round(theirs.service_fee / MILLI), '账户里扣的手续费合计与交易账单的手续费合计不同');
  if (!first || !last) return { theirs, ours };
  const balances: Balances = { opening: first.balance - first.amount, closing: last.balance };
  if (balances.opening + sum !== balances.closing)
    await day('balance', balances.opening + sum, balances.closing, '一天的进出加起来与结余对不上：流水少了、多了或改了');
  if (before !== undefined && before !== balances.opening)
    await day('opening', before, balances.opening, '一天开始时的结余与前一天结束时不同');
  return { theirs, ours, balances };
}
