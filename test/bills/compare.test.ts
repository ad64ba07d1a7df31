// 不变量 I11：我们一天的账等于网关那天的账单，否则每一处差异是一行、带着原因。两家的文字，造出来的账，种下的差异：不多不少。
import fc from 'fast-check';
import { DIFFERENCE_KINDS, DIFFERENCES } from '../../common/contract/reconciliation/reconciliation';
import { booksOf } from '../../scripts/reconcile-books';
import { compareBill, type Difference } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/compare';
import { dayOf, type BillDay } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/day';
import { readBill } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/read';
import type { BillFormat } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/bill';
import { ALIPAY_BILL } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/bill-format';
import { WXPAY_BILL } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/bill-format';
import {
  alipayText,
  DATE,
  FAULTS,
  honestLedgers,
  MIDNIGHT,
  RATE_PPM,
  wxpayText,
  type Deal,
  type Entry,
  type Expected,
  type Ledgers,
} from './ledgers';

type Side = readonly [string, BillFormat, (entries: readonly Entry[]) => string];
// 文字是 UTF-8：编码在 read.test.ts 里另试。
const SIDES: readonly Side[] = [
  ['wxpay', WXPAY_BILL, wxpayText],
  ['alipay', { ...ALIPAY_BILL, encoding: 'utf-8' }, alipayText],
];
const day = dayOf(DATE) as BillDay;

async function differencesOf([, format, textOf]: Side, { payments, refunds, entries }: Ledgers): Promise<Difference[]> {
  const found: Difference[] = [];
  const chunks = [Buffer.from(textOf(entries), 'utf8')];
  await compareBill(readBill(format, chunks), booksOf(payments, refunds), {
    ...day,
    format,
    rate_ppm: RATE_PPM,
    report: (one) => void found.push(one),
  });
  return found;
}
const named = (found: readonly Difference[]): string[] =>
  found
    .map(({ kind, subject, out_trade_no, out_refund_no }) => `${kind} ${(subject === 'refund' ? out_refund_no : out_trade_no) ?? ''}`)
    .sort();
const expected = (wanted: readonly Expected[]): string[] => wanted.map(({ kind, number }) => `${kind} ${number}`).sort();

// 离零点半小时以内的另有说法，见下面。
const deal: fc.Arbitrary<Deal> = fc
  .record({
    fee: fc.integer({ min: 1, max: 10_000_000 }),
    second: fc.integer({ min: 3600, max: 80_000 }),
    part: fc.option(fc.double({ min: 0.01, max: 1, noNaN: true })),
  })
  .map(({ fee, second, part }) => ({ fee, second, ...(part === null ? {} : { refund: Math.max(1, Math.round(fee * part)) }) }));
const names = Object.keys(FAULTS);

describe.each(SIDES)('%s', (...side) => {
  test('generated ledgers with planted faults give exactly those differences', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(deal, { minLength: 1, maxLength: 30 }),
        fc.array(fc.tuple(fc.constantFrom(...names), fc.double({ min: 0, max: 0.999, noNaN: true })), { maxLength: 4 }),
        async (deals, plan) => {
          const ledgers = honestLedgers(deals);
          const wanted: Expected[] = [];
          const used = new Set<string>();
          for (const [name, where] of plan) {
            const at = Math.floor(where * ledgers.entries.length);
            const entry = ledgers.entries[at];
            // 一行只种一种，免得一种盖住另一种。
            if (!entry || used.has(entry.trade)) continue;
            used.add(entry.trade);
            const one = FAULTS[name]?.(ledgers, at);
            if (one) wanted.push(one);
            used.add(`SHOP${at}`);
          }
          expect(named(await differencesOf(side, ledgers))).toEqual(expected(wanted));
        },
      ),
      { numRuns: 300, seed: 20261120 },
    );
  });

  test.each(names)('%s: named, with the words of the table', async (name) => {
    const ledgers = honestLedgers([
      { fee: 1200, second: 7200 },
      { fee: 3400, second: 7300, refund: 3400 },
      { fee: 560, second: 7400, refund: 60 },
    ]);
    const wanted = FAULTS[name]?.(ledgers, 2) as Expected;
    const found = await differencesOf(side, ledgers);
    expect(named(found)).toEqual(expected([wanted]));
    expect(found[0]?.reason).not.toBe('');
    expect(DIFFERENCES[wanted.kind].act).not.toBe('');
  });

  test('an honest day has no difference, whatever the size of the chunks', async () => {
    const ledgers = honestLedgers(
      Array.from({ length: 500 }, (_, index) => ({
        fee: index + 1,
        second: 4000 + index,
        refund: (index % 3) + 1 <= index + 1 ? (index % 3) + 1 : 1,
      })),
    );
    const [, format, textOf] = side;
    const bytes = Buffer.from(textOf(ledgers.entries), 'utf8');
    for (const size of [7, 1024, bytes.length]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
      const found: Difference[] = [];
      const { theirs, ours } = await compareBill(readBill(format, chunks), booksOf(ledgers.payments, ledgers.refunds), {
        ...day,
        format,
        rate_ppm: RATE_PPM,
        report: (one) => void found.push(one),
      });
      expect(found).toEqual([]);
      expect(ours).toEqual({ payments: 500, payment_fee: 125_250, refunds: 500, refund_fee: ours.refund_fee });
      expect(theirs).toMatchObject(ours);
    }
  });

  test('around midnight: what is booked seconds apart is late, not missing, and the next bill settles it', async () => {
    const ledgers = honestLedgers([{ fee: 100, second: 86_399 }]);
    const away = {
      ...ledgers,
      entries: [{ ...ledgers.entries[0], trade: 'VPOTHER001' } as Entry],
      payments: [...ledgers.payments, { out_trade_no: 'VPOTHER001', fee: 100, status: 'SUCCESS', paid_at: MIDNIGHT - 1000 }],
    };
    const found: Difference[] = [];
    const settled: string[] = [];
    const [, format, textOf] = side;
    await compareBill(readBill(format, [Buffer.from(textOf(away.entries))]), booksOf(away.payments, []), {
      ...day,
      format,
      report: (one) => void found.push(one),
      found: ({ out_trade_no }) => void settled.push(out_trade_no),
    });
    expect(named(found)).toEqual(['late VPDEAL000000', 'late VPOTHER001']);
    expect(settled).toEqual(['VPOTHER001']);
  });
});

test('every kind of the table is planted by some fault', async () => {
  const planted = names.map(
    (name) =>
      FAULTS[name]?.(
        honestLedgers([
          { fee: 10, second: 5000, refund: 5 },
          { fee: 10, second: 5000, refund: 5 },
        ]),
        1,
      )?.kind,
  );
  expect([...new Set(planted)].sort()).toEqual([...DIFFERENCE_KINDS].sort());
});
