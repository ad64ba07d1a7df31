// docs/invariants.md §2、I4、I5：网关事实 × 订单状态 → 迁移，穷举核对。
import { ORDER_STATUSES, type OrderStatus } from '../../common/contract/payments/order';
import { decide } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/decide';
import type { TradeFacts, TradeState } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import type { OrderRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/record';

const order = (status: OrderStatus, patch: Partial<OrderRecord> = {}): OrderRecord => ({
  _id: 'VP1',
  out_trade_no: 'VP1',
  provider: 'wxpay',
  platform: 'h5',
  pay_type: 'wxpay_h5',
  pid: 'default',
  mchid: 'm1',
  appid: 'a1',
  user_id: 'u1',
  type: 'goods',
  subject: '杯子',
  total_fee: 1200,
  refund_fee: 0,
  refunding_fee: 0,
  status,
  custom: {},
  fulfil: { status: 'NONE', attempts: 0, next_date: 0 },
  history: [],
  version: 1,
  next_query_date: 0,
  query_attempts: 0,
  requested_date: 0,
  expire_date: 0,
  create_date: 0,
  update_date: 0,
  ...patch,
});
const facts = (state: TradeState, patch: Partial<TradeFacts> = {}): TradeFacts => ({
  out_trade_no: 'VP1',
  state,
  mchid: 'm1',
  appid: 'a1',
  transaction_id: 't1',
  total_fee: 1200,
  currency: 'CNY',
  ...patch,
});

const outcome = (status: OrderStatus, state: TradeState): string => {
  const decision = decide(order(status, status === 'SUCCESS' || status === 'REFUND' ? { transaction_id: 't1' } : {}), facts(state));
  return decision.kind === 'keep' ? 'keep' : `${decision.to}:${decision.reason}`;
};

const EXPECTED: Record<TradeState, Record<OrderStatus, string>> = {
  SUCCESS: {
    NOTPAY: 'SUCCESS:verified_paid',
    PROCESSING: 'SUCCESS:verified_paid',
    SUCCESS: 'keep',
    CLOSED: 'SUCCESS:verified_paid_late',
    REFUND: 'keep',
    REVIEW: 'keep',
  },
  REFUND: {
    NOTPAY: 'REVIEW:mismatch',
    PROCESSING: 'REVIEW:mismatch',
    SUCCESS: 'keep',
    CLOSED: 'REVIEW:mismatch',
    REFUND: 'keep',
    REVIEW: 'keep',
  },
  CLOSED: {
    NOTPAY: 'CLOSED:gateway_closed',
    PROCESSING: 'CLOSED:gateway_closed',
    SUCCESS: 'keep',
    CLOSED: 'keep',
    REFUND: 'keep',
    REVIEW: 'keep',
  },
  NOTPAY: { NOTPAY: 'keep', PROCESSING: 'keep', SUCCESS: 'keep', CLOSED: 'keep', REFUND: 'keep', REVIEW: 'keep' },
  NOT_EXIST: { NOTPAY: 'keep', PROCESSING: 'keep', SUCCESS: 'keep', CLOSED: 'keep', REFUND: 'keep', REVIEW: 'keep' },
  UNKNOWN: { NOTPAY: 'keep', PROCESSING: 'keep', SUCCESS: 'keep', CLOSED: 'keep', REFUND: 'keep', REVIEW: 'keep' },
};

test('every gateway state on every order state moves exactly as designed', () => {
  for (const state of Object.keys(EXPECTED) as TradeState[]) {
    for (const status of ORDER_STATUSES) expect([state, status, outcome(status, state)]).toEqual([state, status, EXPECTED[state][status]]);
  }
});

test.each([
  ['amount', { total_fee: 1 }],
  ['missing amount', { total_fee: undefined }],
  ['currency', { currency: 'USD' }],
  ['appid', { appid: 'a2' }],
  ['missing transaction id', { transaction_id: undefined }],
  ['order number', { out_trade_no: 'VP2' }],
])('a paid fact with a wrong %s sends an open order to REVIEW, never to SUCCESS', (_name, patch) => {
  for (const status of ['NOTPAY', 'PROCESSING', 'CLOSED', 'SUCCESS'] as const) {
    const decision = decide(order(status), facts('SUCCESS', patch as Partial<TradeFacts>));
    expect(decision).toMatchObject({ kind: 'move', to: 'REVIEW', reason: 'mismatch' });
  }
});

test('a second payment under another transaction id is noticed, a repeated one is not', () => {
  const paid = order('SUCCESS', { transaction_id: 't1' });
  expect(decide(paid, facts('SUCCESS'))).toEqual({ kind: 'keep' });
  expect(decide(paid, facts('SUCCESS', { transaction_id: 't2' }))).toMatchObject({ kind: 'move', to: 'REVIEW' });
});

test('a paid order reported as closed or missing is kept and raises an anomaly', () => {
  const paid = order('SUCCESS', { transaction_id: 't1' });
  for (const state of ['CLOSED', 'NOT_EXIST'] as const)
    expect(decide(paid, facts(state))).toMatchObject({ kind: 'keep', anomaly: expect.any(String) });
});

test('while a cancel is under way only its outcome counts: a paid notice ships nothing', () => {
  const cancelling = (status: OrderStatus): OrderRecord => order(status, { cancel: { status: 'ASKED', operator: 's', at: 0 } });
  for (const status of ['NOTPAY', 'PROCESSING', 'REVIEW'] as const) {
    expect(decide(cancelling(status), facts('SUCCESS'))).toEqual({ kind: 'keep' });
    expect(decide(cancelling(status), facts('REFUND'))).toMatchObject({ to: 'REFUND', reason: 'cancelled' });
    expect(decide(cancelling(status), facts('CLOSED'))).toMatchObject({ to: 'CLOSED', reason: 'gateway_closed' });
  }
});
