// docs/pages.md「语言」：告警在英文页面上说同样的数；以前写下的没有数，只说是什么事。
jest.mock('@/app.config.js', () => ({ default: {} }), { virtual: true });
import type { AlertView } from '../../common/contract/watch/alerts';
import { saidOf } from '../../common/client/staff/alert-view';
import { whyOf } from '../../common/client/staff/review-desk';
import { noteText } from '../../common/client/staff/review-said';
import { chooseLanguage } from '../../common/client/words/language';
import { installFakeUni } from './fake-uni';

const alert = (kind: string, message: string, figures?: AlertView['figures']): AlertView =>
  ({ kind, message, ...(figures ? { figures } : {}) }) as AlertView;

beforeEach(() => void installFakeUni());
afterEach(() => chooseLanguage('zh'));

test.each([
  ['error-rate', { minutes: 5, count: 200, errors: 31, percent: 15.5 }, '31 of 200 operations failed in the last 5 minutes: 15.5 %.'],
  ['slow-gateway', { provider: 'wxpay', calls: 40, p95: 4200 }, 'WeChat Pay: the p95 of the last 40 calls is 4200 ms.'],
  ['review-queue', { count: 21, grown: 1, hours: 1 }, '21 waiting, 1 of them since an hour ago, the oldest for 1 hour.'],
  [
    'reconciliation',
    { provider: 'alipay', bill_date: '2026-11-24', differences: 1, unread: 2 },
    'Alipay, 2026-11-24: 1 difference, 2 lines unreadable',
  ],
  ['unknown-order-paid', { fee: 12_345 }, 'It was paid ¥123.45.'],
  ['settle-anomaly', { state: 'SUCCESS', fee: 1200 }, 'It says SUCCESS, ¥12.00.'],
  ['refund-stuck', { out_refund_no: 'RF1' }, 'Refund RF1.'],
  ['certificate-expiring', { path: 'uni-pay.wxpay.h5.appCertPath', serial: '3AB', expires: Date.UTC(2026, 11, 1) }, '1 Dec 2026'],
])('%s says its figures in English', (kind, figures, words) => {
  const message = '服务端的一句话';
  expect(saidOf(alert(kind, message, figures))).toBe(message);
  chooseLanguage('en');
  expect(saidOf(alert(kind, message, figures))).toContain(words);
  const bare = saidOf(alert(kind, message));
  expect(bare.length).toBeGreaterThan(10);
  expect(saidOf(alert(kind, message, figures)).startsWith(bare)).toBe(true);
});

test('a note on the review desk says in English what its alert said; an old one says what its kind means', () => {
  const item = { kind: 'unknown_refund', since: 0, reason: '网关通知一笔本地没有的退款 HAND0001' } as const;
  const told = { kind: 'unknown-refund', figures: { out_refund_no: 'HAND0001', fee: 300 } };
  expect(whyOf({ ...item, alert: told })).toBe(item.reason);
  chooseLanguage('en');
  expect(whyOf({ ...item, alert: told })).toMatch(/that we do not have\. Refund HAND0001, ¥3\.00\.$/);
  expect(whyOf(item)).toMatch(/^A refund we do not have/);
  const note = { kind: 'unknown_refund', message: item.reason, create_date: 0, open: true } as const;
  expect(noteText({ note: { ...note, alert: told } } as never)).toContain('HAND0001');
  expect(noteText({ note } as never)).toMatch(/^A refund we do not have/);
});

test('a figure that is missing leaves the meaning, and words that are not Chinese stay', () => {
  chooseLanguage('en');
  expect(saidOf(alert('error-rate', '支付错误率异常', { minutes: 5 }))).toBe('More payment operations fail than usual.');
  expect(saidOf(alert('custom', 'stock is low'))).toBe('stock is low');
});
