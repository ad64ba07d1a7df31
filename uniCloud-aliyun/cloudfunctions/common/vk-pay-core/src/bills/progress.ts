/**
 * 一份长账单分几次核对：核对到第几行、我们的账看到哪里，记下来，倒下或到点之后从那里接着。
 * 前面的行接着的时候只解析、不再查库；账单换了内容就从头来（reconcile.ts 按前面那些行的散列认）。
 */
import type { Totals } from '../../../../../../common/contract/reconciliation/reconciliation';

/** 按时间翻到哪里：这一刻之前的都看过，这一刻的看过这几个。 */
export interface Cursor {
  readonly at: number;
  readonly same: readonly string[];
}

export interface Progress {
  /** 账单的前这么多行已经核对 */
  readonly lines: number;
  /** 我们的付款、退款看到哪里；还没有轮到的没有 */
  readonly paid?: Cursor;
  readonly refunded?: Cursor;
  /** 看过的那些合计 */
  readonly ours: Totals;
  /** 手续费合计里已经说得清的差额（该扣而不在这里的，减去相邻一天的），千分之一分 */
  readonly explained?: number;
}

export const NOTHING_YET: Progress = { lines: 0, ours: { payments: 0, payment_fee: 0, refunds: 0, refund_fee: 0 } };

/** 到点了，没有做完；进度已经记下。 */
export class Paused extends Error {
  constructor() {
    super('到点了，下次接着');
  }
}

interface Keyed<Row> {
  readonly idOf: (row: Row) => string;
  /** 没有时间的不会出现 */
  readonly atOf: (row: Row) => number | undefined;
}

/** 从上次看到的地方接着翻；同一毫秒的几行，看过的不再给。 */
export async function* resumed<Row>(
  open: (from: number) => AsyncIterable<readonly Row[]>,
  from: number,
  first: Cursor | undefined,
  { idOf, atOf }: Keyed<Row>,
): AsyncGenerator<{ readonly rows: readonly Row[]; readonly cursor: Cursor }> {
  let cursor = first ?? { at: from, same: [] };
  for await (const batch of open(cursor.at)) {
    const { at, same } = cursor;
    const rows = batch.filter((row) => atOf(row) !== at || !same.includes(idOf(row)));
    const last = Math.max(at, ...batch.map((row) => atOf(row) ?? at));
    const now = batch.filter((row) => atOf(row) === last).map(idOf);
    cursor = { at: last, same: [...new Set(last === at ? [...same, ...now] : now)] };
    yield { rows, cursor };
  }
}
