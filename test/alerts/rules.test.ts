// 规范「告警」：每一条规则刚好越线才成立、差一点就不成立；数可以改、可以关；告警的每一条都有测试（名单就是规则表）。
import { RULES, sightOf, type Finding } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/alerts/rules';
import { watchRules } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/alerts/watch';
import type { AlertRule } from '../../common/contract/watch/alerts';
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { foldStatistics } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/fold';
import { readTail } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/stats/read';
import { DONE, FAR, HOUR, logRow, MINUTE, orderRow } from '../stats/figures';
import { openSpace, type Row, type Space } from '../stats/space';

/** 北京时间 2026-11-24 20:00 */
const NOW = Date.UTC(2026, 10, 24, 12);
const DAY = 24 * HOUR;
let space: Space;
beforeEach(() => {
  space = openSpace(NOW);
});
afterEach(() => space.close());

const many = (count: number, row: (at: number) => Row): Row[] => Array.from({ length: count }, (_, at) => row(at));
const kernel = (alerts: object = {}): Kernel =>
  Object.assign(space.kernel(), { config: { settings: { alerts, environment: 'development' } } }) as Kernel;

/** 一张读得懂的订单。 */
const order = (create_date: number, more: Row = {}): Row =>
  orderRow(create_date, {
    user_id: 'u1',
    refund_fee: 0,
    refunding_fee: 0,
    version: 1,
    next_query_date: 0,
    query_attempts: 0,
    subject: '杯子',
    update_date: create_date,
    ...more,
  });
const paid = (create_date: number): Row => order(create_date, { status: 'SUCCESS', pay_date: create_date, paid_fee: 100, fulfil: DONE });
let refunds = 0;
const refund = (status: string, create_date: number): Row => ({
  _id: `RF${(refunds += 1)}`,
  out_refund_no: `RF${refunds}`,
  out_trade_no: 'VP1',
  provider: 'wxpay',
  refund_fee: 100,
  version: 1,
  history: [],
  revoke: { status: 'NONE', attempts: 0, next_date: 0 },
  status,
  create_date,
});
const rejected = (detail: string) => (at: number) => ({
  type: 'notify-unverified:wxpay',
  detail,
  create_date: NOW - 5 * MINUTE + at * 1000,
});
/** 多少小时以前来的；用户最近一次说话是多少小时以前，答复过了为 undefined */
const complaint = (hours: number, asked: number | undefined): Row => ({
  _id: `wxpay:C${hours}`,
  complaint_id: `C${hours}`,
  provider: 'wxpay',
  status: asked === undefined ? 'PROCESSING' : 'PENDING',
  waiting: asked !== undefined,
  version: 1,
  complaint_date: NOW - hours * HOUR,
  opened_date: NOW - hours * HOUR,
  asked_date: NOW - (asked ?? hours) * HOUR,
  look_date: 0,
  acts: [],
});
let bills = 0;
const bill = (status: string, age: number, bill_date = '2026-11-21'): Row => ({
  _id: `bill-${(bills += 1)}`,
  type: 'bill',
  provider: 'wxpay',
  status,
  bill_date,
  create_date: NOW - age,
});

interface Case {
  readonly rule: Exclude<AlertRule, 'timer-silent'>;
  readonly what: string;
  readonly rows: () => Readonly<Record<string, readonly Row[]>>;
  /** 成立时说的对象；不成立为空 */
  readonly subjects: readonly string[];
}
const YES = [''];
const calls = (count: number, failed: number, ms = 40): Row[] =>
  many(count, (at) =>
    logRow(NOW - 2 * MINUTE + at, {
      type: 'query',
      response_time: ms,
      ...(at < failed ? { status: 'ERROR', error_info: '{"code":40010}' } : {}),
    }),
  );
/** 过去三天这个时段每天 20 张都付了；今天这个时段 20 张付了几张。 */
const dropped = (now: number): Row[] => [
  ...[1, 2, 3].flatMap((day) => many(20, (at) => paid(NOW - day * DAY - 30 * MINUTE + at))),
  ...many(20, (at) => (at < now ? paid(NOW - 30 * MINUTE + at) : order(NOW - 30 * MINUTE + at))),
];
const usual = (days: number, today: number): Row[] => [
  ...Array.from({ length: days }, (_, day) => many(5, (at) => paid(NOW - (day + 1) * DAY - 10 * MINUTE + at))).flat(),
  ...many(today, () => paid(NOW - 5 * MINUTE)),
];
const inReview = (count: number, age: number): Row[] => many(count, () => order(NOW - age, { status: 'REVIEW' }));
const unfinished = (count: number): Row[] =>
  many(count, () =>
    order(NOW - HOUR, {
      status: 'SUCCESS',
      pay_date: NOW - 10 * MINUTE,
      paid_fee: 100,
      fulfil: { status: 'PENDING', attempts: 1, next_date: 1 },
    }),
  );

const CASES: readonly Case[] = [
  { rule: 'error-rate', what: 'three of twenty', rows: () => ({ payment_logs: calls(20, 3) }), subjects: YES },
  { rule: 'error-rate', what: 'ten percent exactly', rows: () => ({ payment_logs: calls(20, 2) }), subjects: [] },
  { rule: 'error-rate', what: 'too few calls', rows: () => ({ payment_logs: calls(19, 19) }), subjects: [] },
  { rule: 'success-drop', what: 'more than 40 % below', rows: () => ({ payment_orders: dropped(11) }), subjects: YES },
  { rule: 'success-drop', what: '40 % below', rows: () => ({ payment_orders: dropped(12) }), subjects: [] },
  { rule: 'slow-gateway', what: 'slow', rows: () => ({ payment_logs: calls(20, 0, 4000) }), subjects: ['wxpay'] },
  { rule: 'slow-gateway', what: 'quick', rows: () => ({ payment_logs: calls(20, 0, 2500) }), subjects: [] },
  { rule: 'slow-gateway', what: 'too few calls', rows: () => ({ payment_logs: calls(19, 0, 4000) }), subjects: [] },
  {
    rule: 'slow-gateway',
    what: 'transfers and the counter are calls of the gateway, fulfilments are not',
    rows: () => ({
      payment_logs: [
        ...calls(10, 0, 4000).map((row, at) => ({ ...row, type: at % 2 ? 'transfer' : 'charge', provider: 'alipay' })),
        ...calls(10, 0, 4000).map((row) => ({ ...row, type: 'query-transfer', provider: 'alipay' })),
        ...calls(30, 0, 9000).map((row) => ({ ...row, type: 'fulfil' })),
      ],
    }),
    subjects: ['alipay'],
  },
  { rule: 'no-payments', what: 'three days had them', rows: () => ({ payment_orders: usual(3, 0) }), subjects: YES },
  { rule: 'no-payments', what: 'two days had them', rows: () => ({ payment_orders: usual(2, 0) }), subjects: [] },
  { rule: 'no-payments', what: 'one came', rows: () => ({ payment_orders: usual(3, 1) }), subjects: [] },
  { rule: 'callbacks-rejected', what: 'five', rows: () => ({ payment_errors: many(5, rejected('验签失败')) }), subjects: YES },
  { rule: 'callbacks-rejected', what: 'four', rows: () => ({ payment_errors: many(4, rejected('验签失败')) }), subjects: [] },
  { rule: 'callbacks-rejected', what: 'probes', rows: () => ({ payment_errors: many(9, rejected('签名探测')) }), subjects: [] },
  { rule: 'signature-probes', what: 'ten', rows: () => ({ payment_errors: many(10, rejected('签名探测')) }), subjects: YES },
  { rule: 'signature-probes', what: 'nine', rows: () => ({ payment_errors: many(9, rejected('签名探测')) }), subjects: [] },
  { rule: 'fulfilment-failing', what: 'ten', rows: () => ({ payment_orders: unfinished(10) }), subjects: YES },
  { rule: 'fulfilment-failing', what: 'nine', rows: () => ({ payment_orders: unfinished(9) }), subjects: [] },
  { rule: 'review-queue', what: 'twenty', rows: () => ({ payment_orders: inReview(20, 2 * HOUR) }), subjects: YES },
  { rule: 'review-queue', what: 'nineteen', rows: () => ({ payment_orders: inReview(19, 2 * HOUR) }), subjects: [] },
  { rule: 'review-queue', what: 'an old one', rows: () => ({ payment_orders: inReview(1, 25 * HOUR) }), subjects: YES },
  { rule: 'review-queue', what: 'growing by eight in an hour', rows: () => ({ payment_orders: inReview(8, HOUR / 2) }), subjects: YES },
  { rule: 'review-queue', what: 'seven in an hour', rows: () => ({ payment_orders: inReview(7, HOUR / 2) }), subjects: [] },
  { rule: 'refund-stuck-long', what: 'a day', rows: () => ({ payment_refunds: [refund('PENDING', NOW - 25 * HOUR)] }), subjects: YES },
  { rule: 'refund-stuck-long', what: 'hours', rows: () => ({ payment_refunds: [refund('PENDING', NOW - 23 * HOUR)] }), subjects: [] },
  { rule: 'refund-stuck-long', what: 'abnormal', rows: () => ({ payment_refunds: [refund('ABNORMAL', NOW)] }), subjects: YES },
  {
    rule: 'bills-failing',
    what: 'one of many merchants, behind pages of newer bills',
    rows: () => ({
      payment_reconciliations: [
        { ...bill('FAILED', 49 * HOUR), _id: 'late' },
        ...many(60, () => bill('DONE', 5 * HOUR, '2026-11-23')),
        ...many(5, () => bill('WAITING', 40 * HOUR, '2026-11-22')),
      ],
    }),
    subjects: ['late'],
  },
  { rule: 'complaint-due', what: 'unanswered for 18 hours', rows: () => ({ payment_complaints: [complaint(18, 18)] }), subjects: ['C18'] },
  { rule: 'complaint-due', what: 'for 17', rows: () => ({ payment_complaints: [complaint(17, 17)] }), subjects: [] },
  { rule: 'complaint-due', what: 'not done for 60', rows: () => ({ payment_complaints: [complaint(60, undefined)] }), subjects: ['C60'] },
  { rule: 'complaint-due', what: 'for 59', rows: () => ({ payment_complaints: [complaint(59, undefined)] }), subjects: [] },
  { rule: 'bills-failing', what: 'done', rows: () => ({ payment_reconciliations: [bill('DONE', 90 * HOUR)] }), subjects: [] },
];

async function fill(rows: Readonly<Record<string, readonly Row[]>>): Promise<void> {
  for (const [collection, own] of Object.entries(rows)) await space.addAll(collection, own);
  await foldStatistics(space.kernel(), FAR);
}

test.each(CASES.map((one) => [one.rule, one.what, one] as const))('%s: %s', async (rule, _what, { rows, subjects }) => {
  await fill(rows());
  const k = kernel();
  const found: readonly Finding[] = await RULES[rule].find(sightOf(k, await readTail(k)), RULES[rule].defaults);
  expect(found.map(({ subject }) => subject)).toEqual(subjects);
});

test('every rule has a case that holds and one that does not', () => {
  const rules = Object.keys(RULES).filter((rule) => rule !== 'timer-silent');
  for (const held of [true, false])
    expect([...new Set(CASES.filter(({ subjects }) => subjects.length > 0 === held).map(({ rule }) => rule as string))].sort()).toEqual(
      [...rules].sort(),
    );
});

test('the figures of a rule can be changed, and a rule that is off stays silent', async () => {
  await fill({ payment_refunds: [refund('ABNORMAL', NOW)], payment_orders: inReview(2, 2 * HOUR) });
  expect(await watchRules(kernel())).toEqual({ raised: 1, failed: 0 });
  expect(await watchRules(kernel({ rules: { 'refund-stuck-long': false, 'review-queue': { count: 3 } } }))).toMatchObject({ raised: 1 });
  expect(space.rows('payment_alerts').map((row) => row['kind'])).toEqual(['refund-stuck-long', 'review-queue']);
});
