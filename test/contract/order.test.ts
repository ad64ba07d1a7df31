// 不变量 I4、I9：状态只沿迁移表走；履历可以重放出状态。
import { ORDER_STATUSES, ORDER_TABLE, TRANSITION_REASONS, type HistoryEntry } from '../../common/contract/payments/order';

const LEGAL = new Set([
  'NOTPAY>PROCESSING:gateway_accepted',
  'NOTPAY>SUCCESS:verified_paid',
  'NOTPAY>SUCCESS:free',
  'NOTPAY>CLOSED:gateway_closed',
  'NOTPAY>CLOSED:free',
  'NOTPAY>REFUND:cancelled',
  'PROCESSING>REFUND:cancelled',
  'REVIEW>REFUND:cancelled',
  'REVIEW>REFUND:refunded_in_full',
  'REVIEW>CLOSED:gateway_closed',
  'NOTPAY>REVIEW:mismatch',
  'NOTPAY>REVIEW:unresolved',
  'PROCESSING>SUCCESS:verified_paid',
  'PROCESSING>CLOSED:gateway_closed',
  'PROCESSING>REVIEW:mismatch',
  'PROCESSING>REVIEW:unresolved',
  'CLOSED>SUCCESS:verified_paid_late',
  'CLOSED>REVIEW:mismatch',
  'SUCCESS>REFUND:refunded_in_full',
  'SUCCESS>REVIEW:mismatch',
  'REVIEW>SUCCESS:staff',
  'REVIEW>CLOSED:staff',
  'REVIEW>REFUND:staff',
]);

test('exactly the transitions of the design are allowed, everything else is refused', () => {
  for (const from of ORDER_STATUSES) {
    for (const to of ORDER_STATUSES) {
      for (const reason of TRANSITION_REASONS) {
        expect([`${from}>${to}:${reason}`, ORDER_TABLE.allows(from, to, reason)]).toEqual([
          `${from}>${to}:${reason}`,
          LEGAL.has(`${from}>${to}:${reason}`),
        ]);
      }
    }
  }
});

test('the table names each pair of states once', () => {
  const pairs = ORDER_TABLE.transitions.map(({ from, to }) => `${from}>${to}`);
  expect(new Set(pairs).size).toBe(pairs.length);
});

const entry = (from: HistoryEntry['from'], to: HistoryEntry['to'], reason: HistoryEntry['reason']): HistoryEntry => ({
  from,
  to,
  reason,
  source: 'notify',
  at: 1,
  requestId: 'r',
});

test('a history replays to the state it ends in', () => {
  expect(
    ORDER_TABLE.replay([
      entry(null, 'NOTPAY', 'created'),
      entry('NOTPAY', 'PROCESSING', 'gateway_accepted'),
      entry('PROCESSING', 'SUCCESS', 'verified_paid'),
    ]),
  ).toBe('SUCCESS');
});

test('a broken or illegal history does not replay', () => {
  expect(ORDER_TABLE.replay([entry(null, 'NOTPAY', 'created'), entry('PROCESSING', 'SUCCESS', 'verified_paid')])).toBeUndefined();
  expect(ORDER_TABLE.replay([entry(null, 'NOTPAY', 'created'), entry('NOTPAY', 'REFUND', 'refunded_in_full')])).toBeUndefined();
});
