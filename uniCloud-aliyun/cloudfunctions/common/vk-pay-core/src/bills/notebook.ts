/** 一次核对写下的差异：同一处总是同一行；只是记在另一天的自己了结；这次没有再看到的已经一致。 */
import type { DifferenceKind } from '../../../../../../common/contract/reconciliation/reconciliation';
import { HOUR_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import type { Difference } from './compare';
import { dateOf, dayOf, type BillDay } from './day';
import { billId, differenceId, rankOf, type BillRecord, type DifferenceRecord } from './record';
import { billsOf } from './store';

/** 一份账单最多记多少处：对错了商户时每一行都是差异，全记下来没有人看 */
const MOST_DIFFERENCES = 2000;
/** 记在另一天的一笔到了，能了结那天的哪几种：都是「这里没有」 */
const SETTLES: readonly DifferenceKind[] = ['missing_there', 'late', 'fee'];

export class Notebook {
  truncated: boolean;

  constructor(
    private readonly k: Kernel,
    private readonly bill: BillRecord,
    readonly startedAt: number,
    public written: number,
  ) {
    this.truncated = written >= MOST_DIFFERENCES;
  }

  async report(difference: Difference): Promise<void> {
    if (this.written >= MOST_DIFFERENCES) {
      this.truncated = true;
      return;
    }
    this.written += 1;
    await billsOf(this.k).putDifference(await this.record(difference));
  }

  /** 我们另一天的一笔在这份账单里：那天的「账单没有」了结。 */
  async found(what: Pick<Difference, 'subject' | 'out_trade_no' | 'out_refund_no'>, day: string): Promise<void> {
    const { provider, mchid } = this.bill;
    const ids = SETTLES.map((kind) => differenceId(billId(provider, mchid, day, this.bill.sort), { ...what, kind }));
    for (const row of await billsOf(this.k).findDifferences(ids))
      if (!row.theirs && (await billsOf(this.k).settle(row, 'next_bill'))) await billsOf(this.k).recount(row.bill_id);
  }

  private async record(difference: Difference): Promise<DifferenceRecord> {
    const { _id: bill_id, provider, mchid, bill_date } = this.bill;
    const { kind, subject, out_trade_no, out_refund_no = '', transaction_id = '', ours, theirs, reason } = difference;
    const settled_by = await this.settledBy(difference);
    const status = settled_by === '' ? 'OPEN' : 'SETTLED';
    const at = this.k.now();
    return {
      _id: differenceId(bill_id, difference),
      type: 'difference',
      bill_id,
      provider,
      mchid,
      bill_date,
      kind,
      subject,
      status,
      settled_by,
      rank: rankOf(kind, status),
      out_trade_no,
      out_refund_no,
      transaction_id,
      ...(ours ? { ours } : {}),
      ...(theirs ? { theirs } : {}),
      reason,
      version: 1,
      seen_date: this.startedAt,
      create_date: at,
      update_date: at,
    };
  }

  /** 只是记在另一天的不用人看；账单没有的，先看相邻的两天是不是已经有了。 */
  private async settledBy(difference: Difference): Promise<DifferenceRecord['settled_by']> {
    // 说得出账单一边的，只有「记在另一天」不用人看。
    if (difference.theirs) return difference.kind === 'late' ? 'late' : '';
    if (!SETTLES.includes(difference.kind)) return '';
    const { provider, mchid, bill_date } = this.bill;
    const day = dayOf(bill_date) as BillDay;
    const neighbours = [dateOf(day.from - HOUR_MS), dateOf(day.to)];
    const ids = neighbours.map((date) => differenceId(billId(provider, mchid, date, this.bill.sort), { ...difference, kind: 'late' }));
    return (await billsOf(this.k).findDifferences(ids)).some(({ theirs }) => theirs) ? 'next_bill' : '';
  }

  /** 上次有、这次没有再看到的：已经一致。 */
  async close(): Promise<void> {
    if (this.truncated) return;
    for (;;) {
      const rows = await billsOf(this.k).unseen(this.bill._id, this.startedAt, 100);
      if (rows.length === 0) return;
      for (const row of rows) await billsOf(this.k).settle(row, 'agrees');
    }
  }
}
