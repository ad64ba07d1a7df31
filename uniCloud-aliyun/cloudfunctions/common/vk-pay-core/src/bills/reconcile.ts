/**
 * 核对一份账单：下载 → 逐笔比 → 差异记成一行一行 → 合计。从不推进订单与退款的状态：差异交给人看。
 * 失败策略：没出就等、出错就再试，都写在账单这一行上；重新核对写的是同样的行。
 */
import {
  DIFFERENCES,
  type Balances,
  type BillTotals,
  type DifferenceKind,
  type Totals,
} from '../../../../../../common/contract/reconciliation/reconciliation';
import { manifestOf } from '../../../../../../common/contract/channels';
import { HOUR_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import { PayError, toPayError } from '../kernel/pay-error';
import { claim } from '../ledger/claim';
import { retryDelay } from '../ledger/retry';
import type { BillCapability, BillDownload, BillFormat, BillLine } from '../providers/bill';
import type { FlowLine } from '../providers/flow';
import type { Account } from '../providers/provider';
import { booksInDatabase } from './books';
import { compareBill, type Comparison, type Difference } from './compare';
import { compareFlow, type FlowWish } from './compare-flow';
import { dateOf, dayOf, type BillDay } from './day';
import { Notebook } from './notebook';
import { Changed, Prefix } from './prefix';
import { Paused, type Progress } from './progress';
import { newReport, readBill, type ReadReport } from './read';
import { billId, unreadIn, type BillRecord, type Checkpoint } from './record';
import { billsOf } from './store';

/** 占住一份账单的时间，毫秒：比平台让一个定时任务跑的更长，比下一轮更短 */
const HOLD_MS = 4 * 60_000;
/** 网关用同一个说法表示「没出」与「没有」：过了这么久还这样说，就是没有 */
const SURELY_EMPTY_MS = 6 * 3_600_000;
/** 试了这么多次还不行就告警 */
const PATIENCE = 10;

/** 每核对这么多批记一次进度：倒下时最多重做这么多 */
const SAVE_EVERY = 20;

async function* nothing(): AsyncGenerator<never> {
  // 那天没有交易：一行也没有，但我们的账照样要比。
}

interface Checked {
  readonly theirs: BillTotals;
  readonly ours: Totals;
  readonly balances?: Balances;
  readonly report: ReadReport;
  readonly notebook: Notebook;
}

interface Task {
  readonly capability: BillCapability<Account>;
  /** 没有交易的那天没有 */
  readonly file: Extract<BillDownload, { state: 'ready' }> | undefined;
  readonly deadline: number;
}

/** @throws Paused 到点了；Changed 账单换了 */
async function check(k: Kernel, bill: BillRecord, { capability, file, deadline }: Task, known: Checkpoint | undefined): Promise<Checked> {
  const day = dayOf(bill.bill_date) as BillDay;
  const notebook = new Notebook(k, bill, known?.started_at ?? k.now(), known?.written ?? 0);
  const report = newReport();
  const rate_ppm = k.config.settings.serviceRates[bill.provider];
  const prefix = new Prefix<BillLine | FlowLine>(known);
  let batches = 0;
  const wish = {
    ...day,
    mchid: bill.mchid,
    ...(rate_ppm === undefined ? {} : { rate_ppm }),
    ...(known ? { resume: known.progress } : {}),
    report: (difference: Difference) => notebook.report(difference),
    found: (what: Parameters<NonNullable<Comparison['found']>>[0]) => notebook.found(what, dateOf(what.at)),
    async pause(progress: Progress): Promise<void> {
      batches += 1;
      const over = k.now() >= deadline;
      if (!over && batches % SAVE_EVERY !== 0) return;
      const checkpoint = { prefix: prefix.digest(), started_at: notebook.startedAt, written: notebook.written, progress };
      await billsOf(k).changeBill(bill._id, { checkpoint });
      if (over) throw new Paused();
    },
  };
  const books = booksInDatabase(k, bill.provider, bill.mchid);
  const read = <Line extends BillLine | FlowLine>(format: BillFormat<Line>): AsyncGenerator<readonly Line[]> =>
    file ? (prefix as Prefix<Line>).watch(readBill(format, file.chunks(), report)) : nothing();
  const { flow } = capability;
  const compared =
    bill.sort === 'fund' && flow
      ? await compareFlow(read(flow.format), books, { ...wish, format: flow.format, ...(await neighbours(k, bill)) })
      : await compareBill(read(capability.format), books, { ...wish, format: capability.format });
  await notebook.close();
  return { ...compared, report, notebook };
}

/** 前一天流水的结余，与同一天交易账单的手续费：都是已经核对过的才算数。 */
async function neighbours(k: Kernel, { provider, mchid, bill_date }: BillRecord): Promise<Pick<FlowWish, 'before' | 'billed'>> {
  const day = dayOf(bill_date) as BillDay;
  const [before, trade] = await Promise.all([
    billsOf(k).findBill(billId(provider, mchid, dateOf(day.from - HOUR_MS), 'fund')),
    billsOf(k).findBill(billId(provider, mchid, bill_date)),
  ]);
  return {
    ...(before?.status === 'DONE' && before.balances ? { before: before.balances.closing } : {}),
    ...(trade?.status === 'DONE' && trade.theirs ? { billed: trade.theirs.service_fee } : {}),
  };
}

/** 接着上次的；账单换了的从头来。 */
async function checkOnwards(k: Kernel, bill: BillRecord, task: Task): Promise<Checked> {
  try {
    return await check(k, bill, task, bill.checkpoint ?? undefined);
  } catch (error) {
    if (!(error instanceof Changed)) throw error;
    return check(k, bill, task, undefined);
  }
}

const titleOf = ({ provider, bill_date, sort }: BillRecord): string =>
  `${manifestOf(provider).title} ${bill_date} 的${sort === 'fund' ? '资金流水' : '账单'}`;

async function finish(k: Kernel, bill: BillRecord, { theirs, ours, balances, report, notebook }: Checked): Promise<void> {
  await billsOf(k).changeBill(bill._id, {
    status: 'DONE',
    next_date: 0,
    theirs,
    ours,
    ...(balances ? { balances } : {}),
    checkpoint: null,
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
      subject: bill._id,
      fact: `${bill._id} ${count} ${unread}`,
      message: `${titleOf(bill)}有 ${count} 处钱对不上${report.brokenLines > 0 ? `、${report.brokenLines} 行读不懂` : ''}，每一处都在复核台上`,
      figures: { provider: bill.provider, bill_date: bill.bill_date, differences: count, unread: report.brokenLines },
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
      subject: bill._id,
      fact: bill._id,
      message: `${titleOf(bill)}一直拿不到：${problem}`,
      figures: { provider: bill.provider, bill_date: bill.bill_date, attempts },
    });
}

/**
 * 核对一份到时间的账单。长的一次做不完：到点记下进度，下一轮接着。
 * @param deadline 做到什么时候，毫秒
 * @returns done 核对完了 · waiting 网关还没有生成、别的实例正在做，或到点了 · failed 出错，已排好再来的时间
 */
export async function reconcileBill(k: Kernel, bill: BillRecord, deadline: number): Promise<'done' | 'waiting' | 'failed'> {
  if (!(await claim(k, `bill:${bill._id}`, HOLD_MS))) return 'waiting';
  const day = dayOf(bill.bill_date) as BillDay;
  try {
    const { provider, account } = await k.channel(bill);
    const { bill: capability } = provider;
    if (!capability) throw new PayError('SYSTEM', { detail: `${bill.provider} 没有账单` });
    const source = bill.sort === 'fund' ? capability.flow : capability;
    if (!source) throw new PayError('SYSTEM', { detail: `${bill.provider} 没有资金流水` });
    const download = await source.download(account, bill.bill_date);
    const surelyEmpty = k.now() >= day.to + source.format.readyHour * HOUR_MS + SURELY_EMPTY_MS;
    if (download.state === 'notReady' && !(download.mayBeEmpty && surelyEmpty)) {
      await postpone(k, bill, 'WAITING', '网关还没有生成这一天的账单');
      return 'waiting';
    }
    const file = download.state === 'ready' ? download : undefined;
    await finish(k, bill, await checkOnwards(k, bill, { capability, file, deadline }));
    return 'done';
  } catch (thrown) {
    if (thrown instanceof Paused) {
      await billsOf(k).changeBill(bill._id, { next_date: k.now() });
      return 'waiting';
    }
    const error = toPayError(thrown, 'unknown');
    k.journal.error(error, { type: 'reconcile', once: `${bill._id} ${bill.attempts}` });
    await postpone(k, bill, 'FAILED', error.detail ?? (thrown instanceof Error ? thrown.message : String(thrown)));
    return 'failed';
  }
}
