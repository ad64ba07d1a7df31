// 长账单分几次核对（docs/protocols：账单没有分页）：从记下的进度接着，结果与一口气做完的一样，核对过的行不再查库；同一毫秒的几行不漏不重。
import { booksOf } from '../../scripts/reconcile-books';
import {
  compareBill,
  type Books,
  type Compared,
  type Comparison,
  type Difference,
} from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/compare';
import { dayOf, type BillDay } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/day';
import { Changed, Prefix } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/prefix';
import {
  NOTHING_YET,
  Paused,
  resumed,
  type Cursor,
  type Progress,
} from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/progress';
import type { BillLine } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/bill';

const day = dayOf('2026-11-23') as BillDay;
const COUNT = 450;
const fee = (index: number): number => 100 + index;
const number = (index: number): string => `VP${String(index).padStart(6, '0')}`;
const at = (index: number): number => day.from + 3_600_000 + index * 1000;

const payments = Array.from({ length: COUNT }, (_, index) => ({
  out_trade_no: number(index),
  fee: fee(index),
  status: 'SUCCESS',
  paid_at: at(index),
}));
/** 每 50 行错一分；最后一笔不在账单里。 */
const lines: BillLine[] = payments.slice(0, -1).map(({ out_trade_no, fee: own, paid_at }, index) => ({
  kind: 'payment',
  out_trade_no,
  transaction_id: `T${out_trade_no}`,
  fee: index % 50 === 0 ? own + 1 : own,
  service_fee: 0,
  state: 'SUCCESS',
  at: paid_at,
}));

async function* batches(): AsyncGenerator<readonly BillLine[]> {
  for (let from = 0; from < lines.length; from += 100) yield lines.slice(from, from + 100);
}

/** 我们的账一批 100；数一数查了几次库。 */
function counted(): { books: Books; asked: () => number } {
  const books = booksOf(payments, []);
  let asked = 0;
  return {
    asked: () => asked,
    books: {
      ...books,
      payments: (numbers) => {
        asked += 1;
        return books.payments(numbers);
      },
      async *paidBetween(from, to) {
        const found = payments.filter((own) => own.paid_at >= from && own.paid_at < to);
        for (let index = 0; index < found.length; index += 100) yield found.slice(index, index + 100);
      },
    },
  };
}

async function run(stopEvery: number | undefined): Promise<{ compared: Compared; found: Difference[]; asked: number; runs: number }> {
  const found: Difference[] = [];
  const { books, asked } = counted();
  let progress: Progress | undefined;
  for (let runs = 1; ; runs += 1) {
    let left = stopEvery ?? Infinity;
    const wish: Comparison = {
      ...day,
      format: { refundDay: 'finished' },
      ...(progress ? { resume: progress } : {}),
      report: (one) => void found.push(one),
      pause(now) {
        progress = now;
        left -= 1;
        if (left === 0) throw new Paused();
      },
    };
    try {
      return { compared: await compareBill(batches(), books, wish), found, asked: asked(), runs };
    } catch (error) {
      if (!(error instanceof Paused)) throw error;
    }
  }
}

test.each([1, 2, 3])('stopped after every %i batches, the result is that of one run, and no line is looked up twice', async (every) => {
  const whole = await run(undefined);
  const parts = await run(every);
  expect(parts.runs).toBeGreaterThan(2);
  expect(parts.compared).toEqual(whole.compared);
  expect(parts.found).toEqual(whole.found);
  expect(parts.asked).toBe(whole.asked);
  expect(whole.found).toHaveLength(10);
  expect(whole.compared.ours.payments).toBe(COUNT);
});

test('rows of one millisecond, cut in the middle, are given once each', async () => {
  const same = Array.from({ length: 7 }, (_, index) => ({ id: `r${index}`, at: index < 5 ? 1000 : 2000 }));
  const open = async function* (from: number): AsyncGenerator<readonly { id: string; at: number }[]> {
    const found = same.filter((row) => row.at >= from);
    for (let index = 0; index < found.length; index += 2) yield found.slice(index, index + 2);
  };
  const keys = { idOf: (row: { id: string }) => row.id, atOf: (row: { at: number }) => row.at };
  const given: string[] = [];
  let cursor: Cursor | undefined;
  for (let rounds = 0; rounds < 10 && given.length < same.length; rounds += 1)
    for await (const step of resumed(open, 0, cursor, keys)) {
      given.push(...step.rows.map(keys.idOf));
      cursor = step.cursor;
      // 每次只走一批就倒下；没有新东西的一批接着走。
      if (step.rows.length > 0) break;
    }
  expect(given).toEqual(same.map(keys.idOf));
});

test('another bill under the same date is not taken up where the last one stopped', async () => {
  const of = async function* (rows: readonly string[]): AsyncGenerator<readonly string[]> {
    for (const row of rows) yield [row];
  };
  const first = new Prefix<string>(undefined);
  let prefix = '';
  for await (const [row] of first.watch(of(['a', 'b', 'c']))) if (row === 'b') prefix = first.digest();
  const known = { prefix, started_at: 0, written: 0, progress: { ...NOTHING_YET, lines: 2 } };
  const read = async (rows: readonly string[]): Promise<string[]> => {
    const found: string[] = [];
    for await (const batch of new Prefix<string>(known).watch(of(rows))) found.push(...batch);
    return found;
  };
  expect(await read(['a', 'b', 'd'])).toEqual(['a', 'b', 'd']);
  for (const other of [['a', 'x', 'c'], ['b', 'a', 'c'], ['a']]) await expect(read(other)).rejects.toBeInstanceOf(Changed);
});
