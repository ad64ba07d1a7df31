/**
 * 核对一份账单：下载 → 逐笔比 → 差异记成一行一行 → 合计。从不推进订单与退款的状态：差异交给人看。
 * 失败策略：没出就等、出错就再试，都写在账单这一行上；重新核对写的是同样的行。
 */
import { DIFFERENCES, type DifferenceKind } from '../../../../../../common/contract/reconciliation';
import { manifestOf } from '../../../../../../common/contract/channels';
import { HOUR_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import { PayError, toPayError } from '../kernel/pay-error';
import { claim } from '../ledger/claim';
import { retryDelay } from '../ledger/retry';
import type { BillCapability, BillDownload, BillLine } from '../providers/bill';
import type { Account } from '../providers/provider';
import { booksInDatabase } from './books';
import { compareBill, type Compared, type Difference } from './compare';
import { dateOf, dayOf, type BillDay } from './day';
import { newReport, readBill, type ReadReport } from './read';
import { billId, differenceId, rankOf, unreadIn, type BillRecord, type DifferenceRecord } from './record';
import { billsOf } from './store';

/** 一份账单最多记多少处：对错了商户时每一行都是差异，全记下来没有人看 */
const MOST_DIFFERENCES = 2000;
/** 占住一份账单的时间，毫秒：比平台让一个定时任务跑的更长，比下一轮更短 */
const HOLD_MS = 4 * 60_000;
/** 网关用同一个说法表示「没出」与「没有」：过了这么久还这样说，就是没有 */
const SURELY_EMPTY_MS = 6 * 3_600_000;
/** 试了这么多次还不行就告警 */
const PATIENCE = 10;

const SETTLES: readonly DifferenceKind[] = ['missing_there', 'late'];

async function* nothing(): AsyncGenerator<readonly BillLine[]> {
  // 那天没有交易：一行也没有，但我们的账照样要比。
}

/** 差异写进数据库。 */
class Notebook {
  truncated = false;
  private written = 0;

  constructor(
    private readonly k: Kernel,
    private readonly bill: BillRecord,
    private readonly startedAt: number,
  ) {}

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
    const ids = SETTLES.map((kind) => differenceId(billId(provider, mchid, day), { ...what, kind }));
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
    if (!SETTLES.includes(difference.kind)) return '';
    if (difference.theirs) return 'late';
    const { provider, mchid, bill_date } = this.bill;
    const day = dayOf(bill_date) as BillDay;
    const neighbours = [dateOf(day.from - HOUR_MS), dateOf(day.to)];
    const ids = neighbours.map((date) => differenceId(billId(provider, mchid, date), { ...difference, kind: 'late' }));
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

interface Checked extends Compared {
  readonly report: ReadReport;
  readonly notebook: Notebook;
}

async function check(
  k: Kernel,
  bill: BillRecord,
  capability: BillCapability<Account>,
  file: Extract<BillDownload, { state: 'ready' }> | undefined,
): Promise<Checked> {
  const day = dayOf(bill.bill_date) as BillDay;
  const startedAt = k.now();
  const notebook = new Notebook(k, bill, startedAt);
  const report = newReport();
  const rate_ppm = k.config.settings.serviceRates[bill.provider];
  const compared = await compareBill(
    file ? readBill(capability.format, file.chunks(), report) : nothing(),
    booksInDatabase(k, bill.provider, bill.mchid),
    {
      ...day,
      format: capability.format,
      ...(rate_ppm === undefined ? {} : { rate_ppm }),
      report: (difference) => notebook.report(difference),
      found: (what) => notebook.found(what, dateOf(what.at)),
    },
  );
  await notebook.close();
  return { ...compared, report, notebook };
}

const titleOf = ({ provider, bill_date }: BillRecord): string => `${manifestOf(provider).title} ${bill_date} 的账单`;

async function finish(k: Kernel, bill: BillRecord, { theirs, ours, report, notebook }: Checked): Promise<void> {
  await billsOf(k).changeBill(bill._id, {
    status: 'DONE',
    next_date: 0,
    theirs,
    ours,
    broken_lines: report.brokenLines,
    broken: report.broken,
    truncated: notebook.truncated,
    problem: '',
    checked_date: k.now(),
  });
  // 员工可能正在了结，所以数一遍现在的，不用刚才一路数下来的。
  const open = await billsOf(k).recount(bill._id);
  const serious = Object.entries(open).filter(([kind]) => DIFFERENCES[kind as DifferenceKind].serious);
  const count = serious.reduce((sum, [, number]) => sum + number, 0);
  const unread = unreadIn({ broken_lines: report.brokenLines, truncated: notebook.truncated });
  if (count + unread > 0)
    await k.journal.alert({
      kind: 'reconciliation',
      level: 'warning',
      fact: `${bill._id} ${count} ${unread}`,
      message: `${titleOf(bill)}有 ${count} 处钱对不上${report.brokenLines > 0 ? `、${report.brokenLines} 行读不懂` : ''}，每一处都在复核台上`,
      // 每一处差异自己就在复核台上；读不懂的、没有记下来的没有自己的一行。
      ...(unread > 0 ? { review: { kind: 'bill', provider: bill.provider, bill: { id: bill._id, wrong: unread } } } : {}),
    });
}

/** 没出或出错：过一会儿再来；总是不行就告警一次。 */
async function postpone(k: Kernel, bill: BillRecord, status: 'WAITING' | 'FAILED', problem: string): Promise<void> {
  const attempts = bill.attempts + 1;
  await billsOf(k).changeBill(bill._id, { status, attempts, problem, next_date: k.now() + retryDelay('refund', attempts - 1) });
  if (attempts === PATIENCE)
    await k.journal.alert({
      kind: 'bill-missing',
      level: 'warning',
      fact: bill._id,
      message: `${titleOf(bill)}一直拿不到：${problem}`,
    });
}

/**
 * 核对一份到时间的账单。
 * @returns done 核对完了 · waiting 网关还没有生成，或别的实例正在做 · failed 出错，已排好再来的时间
 */
export async function reconcileBill(k: Kernel, bill: BillRecord): Promise<'done' | 'waiting' | 'failed'> {
  if (!(await claim(k, `bill:${bill._id}`, HOLD_MS))) return 'waiting';
  const day = dayOf(bill.bill_date) as BillDay;
  try {
    const { provider, account } = k.channel(bill);
    const { bill: capability } = provider;
    if (!capability) throw new PayError('SYSTEM', { detail: `${bill.provider} 没有账单` });
    const download = await capability.download(account, bill.bill_date);
    const surelyEmpty = k.now() >= day.to + capability.format.readyHour * HOUR_MS + SURELY_EMPTY_MS;
    if (download.state === 'notReady' && !(download.mayBeEmpty && surelyEmpty)) {
      await postpone(k, bill, 'WAITING', '网关还没有生成这一天的账单');
      return 'waiting';
    }
    await finish(k, bill, await check(k, bill, capability, download.state === 'ready' ? download : undefined));
    return 'done';
  } catch (thrown) {
    const error = toPayError(thrown, 'unknown');
    k.journal.error(error, { type: 'reconcile', once: `${bill._id} ${bill.attempts}` });
    await postpone(k, bill, 'FAILED', error.detail ?? (thrown instanceof Error ? thrown.message : String(thrown)));
    return 'failed';
  }
}
