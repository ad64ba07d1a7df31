// 员工做完一件事之后看到的话（docs/pages.md「员工页面」）：没有做成的不说正在做，已经交出去的不说等人处理，说英文时不留中文。
jest.mock('@/app.config.js', () => ({ default: {} }), { virtual: true });
import type { RefundHistoryEntry } from '../../common/contract/refunds/refund';
import type { ReviewDetailAnswer } from '../../common/contract/review/review';
import type { SharingView } from '../../common/contract/sharing/services';
import { historyRows } from '../../common/client/staff/history';
import { sharingLines } from '../../common/client/staff/order-sharing';
import { differenceText, isHandedOver } from '../../common/client/staff/review-said';
import { compareRefund } from '../../common/client/staff/review-words';
import { resultOf } from '../../common/client/staff/ship-form';
import { withoutChinese } from '../../common/client/staff/stored-text';
import { chooseLanguage } from '../../common/client/words/language';
import { installFakeUni } from './fake-uni';

beforeEach(() => installFakeUni());
afterEach(() => chooseLanguage('zh'));

test('a share that the platform refused is not said to be in progress', () => {
  const part = { receiver_no: 'store-1', sharing_fee: 2000, description: '分成', result: 'PENDING', returned_fee: 0, returning_fee: 0 };
  const row = { out_sharing_no: 'PS1', kind: 'share', status: 'FAILED', receivers: [part], create_date: 0 } as unknown as SharingView;
  expect(sharingLines([row])).toMatchObject([{ word: '没有成', tone: 'danger' }]);
  const half = { ...row, status: 'PARTIAL', receivers: [{ ...part, result: 'SUCCESS' }] } as unknown as SharingView;
  expect(sharingLines([half])).toMatchObject([{ word: '已完成' }]);
});

const handed = (status: string, act = 'to_card'): ReviewDetailAnswer =>
  ({ refund: { status, refund_fee: 2000, revoke_status: 'NONE' }, acts: [{ act }], choices: [] }) as unknown as ReviewDetailAnswer;

test('an abnormal refund sent elsewhere waits for the platform, not for a person', () => {
  expect([handed('PENDING'), handed('UNKNOWN', 'to_merchant')].map(isHandedOver)).toEqual([true, true]);
  expect([handed('ABNORMAL'), handed('SUCCESS'), handed('PENDING', 'write_off'), undefined].map(isHandedOver)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('the two sides of a refund are told in the same words', () => {
  const told = { out_refund_no: 'R', state: 'NOT_EXIST' } as unknown as NonNullable<ReviewDetailAnswer['gateway_refund']>;
  expect(compareRefund({ ...handed('ABNORMAL'), gateway_refund: told })).toMatchObject([
    { ours: '退款受阻', theirs: '没有这笔退款' },
    { ours: '¥20.00' },
    {},
    { name: '权益收回', ours: '还没有开始' },
  ]);
});

test('a refund is not said to come from ordering', () => {
  const entry = { from: null, to: 'PENDING', reason: 'created', source: 'create', at: 0, requestId: 'r' } as unknown as RefundHistoryEntry;
  expect(historyRows([entry])).toMatchObject([{ text: '提交退款' }]);
  const accepted = { ...entry, from: 'ABNORMAL', reason: 'gateway_accepted' } as unknown as RefundHistoryEntry;
  expect(historyRows([accepted])).toMatchObject([{ text: '支付平台已受理 · 提交时' }]);
});

test('shipping information noted in the first minute is no trouble; refused it is', () => {
  const noted = { status: 'WAIT', attempts: 0, next_date: Date.UTC(2026, 10, 26, 2, 31), given: { way: 'virtual' } } as const;
  expect(resultOf(noted)).toMatchObject({ tone: 'info', text: expect.stringContaining('自动录上去') });
  expect(resultOf({ ...noted, problem: '内容不对' })).toMatchObject({ tone: 'warning', text: expect.stringContaining('还没有录成') });
});

test('what was stored in Chinese is not put on an English page', () => {
  chooseLanguage('en');
  const difference = { kind: 'amount', bill_date: '2026-11-26', reason: '我们记 ¥1.00，账单 ¥2.00' } as const;
  expect(differenceText(difference as unknown as Parameters<typeof differenceText>[0])).toBe('Amount differs · 2026-11-26');
  expect(withoutChinese('40001 参数错误：receivers 超过 RULE_LIMIT 手工 express')).toBe('40001 RULE_LIMIT express');
});
