/** 资金流水：账户里的每一次进出与结余，由账本算出来；使的坏只改写出来的行，结余始终是真的。 */
import type { BillFault } from './bill-faults';

/** 一次进出。 */
export interface FlowEntry {
  /** 交易、退款、扣手续费、退手续费、转账、分出去、要回来；叫什么由各家自己命名 */
  readonly what: 'payment' | 'refund' | 'fee' | 'feeBack' | 'transfer' | 'share' | 'shareBack';
  readonly outTradeNo: string;
  readonly outRefundNo?: string;
  /** 网关自己的单号：交易号，退款号 */
  readonly businessNo: string;
  readonly title: string;
  /** 分；出去的为负 */
  readonly amount: number;
  readonly at: number;
}
/** 写出来的一行。 */
export interface FlowLine extends FlowEntry {
  /** 这一次之后的结余，分 */
  readonly balance: number;
  /** 第几笔，从账户开张数起 */
  readonly serial: number;
}

/** 手续费按笔收，到分为止，四舍五入。 */
export const feeInFen = (charge: number): number => Math.sign(charge) * Math.round(Math.abs(charge) / 1000);

/** 一天的流水：结余从账户开张累计；同一时刻的照发生的次序。 */
function linesOf(entries: readonly FlowEntry[], from: number, to: number): FlowLine[] {
  const lines: FlowLine[] = [];
  let balance = 0;
  for (const [index, entry] of [...entries].sort((a, b) => a.at - b.at).entries()) {
    if (entry.at >= to) break;
    balance += entry.amount;
    if (entry.at >= from) lines.push({ ...entry, balance, serial: index + 1 });
  }
  return lines;
}

const FIVE_FEN = 5;

/**
 * 一天写出来的行。
 * @param dayMs 一天的毫秒数 @param on 打开了哪些坏
 */
export function flowLines(entries: readonly FlowEntry[], from: number, dayMs: number, on: (fault: BillFault) => boolean): FlowLine[] {
  const day = linesOf(entries, from, from + dayMs);
  const own = on('flowLateLine') ? [...linesOf(entries, from - dayMs, from).slice(-1), ...day.slice(0, -1)] : day;
  const [first, ...rest] = on('flowMissingLine') ? own.slice(1) : own;
  if (!first) return [];
  const told = on('flowWrongAmount') ? { ...first, amount: first.amount + Math.sign(first.amount) } : first;
  const extra = { ...first, outTradeNo: `SHOP${first.outTradeNo}`.slice(0, 32), businessNo: `9${first.businessNo}`.slice(0, 32) };
  const lines = [told, ...(on('flowExtraLine') ? [extra] : []), ...rest];
  const dear = on('flowWrongFee') ? lines.findIndex(({ what }) => what === 'fee') : -1;
  return lines.map((line, index) => (index === dear ? { ...line, amount: line.amount - FIVE_FEN } : line));
}

/** 进、出各几笔、多少钱（分，不带符号）。 */
export function flowTotals(lines: readonly FlowLine[]): Readonly<Record<'in' | 'out', { readonly count: number; readonly sum: number }>> {
  const side = (sign: number) => {
    const own = lines.filter(({ amount }) => Math.sign(amount) === sign);
    return { count: own.length, sum: own.reduce((sum, { amount }) => sum + Math.abs(amount), 0) };
  };
  return { in: side(1), out: side(-1) };
}
