// docs/pages.md「一律」：数字、时间、状态词只在一处写；结果页的话由服务端决定；地址里的业务意图往返不失真。
import { ORDER_STATUSES } from '../../common/contract/payments/order';
import type { OrderView } from '../../common/contract/payments/order-view';
import type { QueryPaymentAnswer } from '../../common/contract/payments/query';
import { deadlineFrom, timeLeft } from '../../common/client/pay/countdown';
import { formatCountdown, formatTime } from '../../common/client/shell/format';
import { checkoutUrl, intentFromQuery, intentKey, type PaymentIntent } from '../../common/client/pay/intent';
import { openPaymentFor, recallPayment, rememberPayment, settlePayment } from '../../common/client/pay/payment-memory';
import { presentResult, type ResultFacts } from '../../common/client/orders/result-view';
import { describeFailure } from '../../common/client/shell/errors';
import { installFakeUni } from './fake-uni';
import { orderView, queryAnswer } from './client-stub';
import { statusWord, timelineOf } from '../../common/client/orders/order-words';

test('times are Beijing time in every zone', () => {
  expect(formatTime(Date.UTC(2026, 11, 31, 16, 0, 1))).toBe('2027-01-01 00:00:01');
});

test.each([
  [0, '00:00'],
  [-5, '00:00'],
  [1, '00:01'],
  [61_000, '01:01'],
  [1_800_000, '30:00'],
  [3_723_000, '1:02:03'],
])('%d ms reads %s', (ms, text) => {
  expect(formatCountdown(ms)).toBe(text);
});

test('time left follows the server, even when the clock of the phone is wrong or jumps back', () => {
  const deadline = deadlineFrom({ expire_date: 5_000_000, server_date: 4_940_000 }, 77);
  expect(timeLeft(deadline, 77)).toBe(60_000);
  expect(timeLeft(deadline, 30_077)).toBe(30_000);
  expect(timeLeft(deadline, 0)).toBe(60_000);
  expect(timeLeft(deadline, 9_999_999)).toBe(0);
});

test('every state has a word, and a partial refund shows', () => {
  for (const status of ORDER_STATUSES) expect(statusWord({ status, refund_fee: 0 }).word).not.toBe('');
  expect(statusWord({ status: 'SUCCESS', refund_fee: 1 }).word).toBe('部分退款');
});

test('the timeline is newest first, colours only the present, and survives unknown reasons', () => {
  const { history } = orderView() as unknown as OrderView;
  expect(timelineOf(history).map(({ title, tone }) => [title, tone])).toEqual([
    ['等待付款', 'warning'],
    ['订单已创建', 'plain'],
  ]);
  const odd = [{ ...history[0], reason: 'brand_new' }] as unknown as OrderView['history'];
  expect(timelineOf(odd)[0]?.title).toBe('状态已更新');
});

describe('result page', () => {
  const facts = (status: string, more: Partial<ResultFacts> = {}, order: Record<string, unknown> = {}): ResultFacts => ({
    answer: queryAnswer(orderView({ status, ...order })) as unknown as QueryPaymentAnswer,
    failure: undefined,
    hint: undefined,
    asked: 1,
    ...more,
  });

  test.each([
    ['SUCCESS', 'success', '支付成功'],
    ['REFUND', 'refunded', '已退款'],
    ['CLOSED', 'closed', '订单已关闭'],
    ['REVIEW', 'review', '付款核对中'],
    ['PROCESSING', 'waiting', '结果确认中'],
    ['NEVER_SEEN', 'waiting', '结果确认中'],
  ])('%s reads %s', (status, state, title) => {
    expect(presentResult(facts(status))).toMatchObject({ state, title });
  });

  test('what went back is said with the result, in part or in full', () => {
    expect(presentResult(facts('SUCCESS', {}, { refund_fee: 500 }))).toMatchObject({
      title: '支付成功',
      text: expect.stringContaining('已退 ¥5.00'),
    });
    expect(presentResult(facts('REFUND', {}, { refund_fee: 1200 }))).toMatchObject({
      title: '已退款',
      text: expect.stringContaining('已退 ¥12.00'),
    });
  });

  test('no hint can turn an open order into a success', () => {
    for (const hint of ['paid', 'cancel', 'return'] as const)
      expect(presentResult(facts('PROCESSING', { hint }))?.state).not.toBe('success');
  });

  test('who came back without paying is told so; who says paid is never urged to pay again', () => {
    expect(presentResult(facts('PROCESSING', { hint: 'cancel' }))?.state).toBe('unpaid');
    expect(presentResult(facts('PROCESSING', { hint: 'return', asked: 3 }))?.state).toBe('unpaid');
    expect(presentResult(facts('PROCESSING', { hint: 'paid', asked: 99 }))?.state).toBe('waiting');
  });

  test('not reaching the server is waiting, not failure; a named refusal is failure', () => {
    expect(presentResult({ ...facts('X'), answer: undefined, failure: describeFailure({ code: 'SYS_ERR' }) })).toMatchObject({
      state: 'waiting',
    });
    expect(presentResult({ ...facts('X'), answer: undefined, failure: describeFailure({ code: 40005, requestId: 'r1' }) })).toMatchObject({
      state: 'failed',
      text: '订单不存在',
      requestId: 'r1',
    });
    expect(presentResult({ ...facts('X'), answer: undefined, failure: undefined })).toBeUndefined();
  });

  test('paid but not yet handled says that nothing is lost', () => {
    expect(presentResult(facts('SUCCESS', {}, { fulfil_status: 'FAILED' }))?.text).toContain('请勿重复付款');
  });
});

describe('intents', () => {
  const intents: PaymentIntent[] = [
    { type: 'goods', custom: { goods_id: 'mug', quantity: 2 } },
    { type: 'recharge', total_fee: 5000 },
    { type: 'vip', custom: { plan: 'month' } },
    { type: 'custom', total_fee: 1, custom: { project_id: 'a&b=c 中文' } },
  ];

  test.each(intents)('survives the address bar: %p', (intent) => {
    const query = Object.fromEntries(
      checkoutUrl(intent, 'VP1')
        .split('?')[1]
        ?.split('&')
        .map((pair) => pair.split('=')) ?? [],
    );
    expect(intentFromQuery(query)).toEqual(intent);
  });

  test('a page without a type has no intent', () => expect(intentFromQuery({ goods_id: 'mug' })).toBeUndefined());

  test('the same wish has the same key whatever the order of its parts', () => {
    expect(intentKey({ type: 'goods', custom: { a: 1, b: 2 } })).toBe(intentKey({ type: 'goods', custom: { b: 2, a: 1 } }));
  });

  test('a reloaded checkout finds its unfinished order; a finished one is not resumed but still known', () => {
    installFakeUni();
    const [mug] = intents as [PaymentIntent];
    rememberPayment('VP1', 'wxpay', mug);
    expect(openPaymentFor(mug)).toMatchObject({ out_trade_no: 'VP1', provider: 'wxpay' });
    settlePayment('VP1');
    expect(openPaymentFor(mug)).toBeUndefined();
    expect(recallPayment('VP1')?.intent).toEqual(mug);
  });

  test('only the last twenty payments are kept', () => {
    installFakeUni();
    for (let index = 0; index < 30; index += 1) rememberPayment(`VP${index}`, 'wxpay', intents[1] as PaymentIntent);
    expect(recallPayment('VP9')).toBeUndefined();
    expect(recallPayment('VP10')).toBeDefined();
  });
});
