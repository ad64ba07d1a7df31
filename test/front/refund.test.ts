// I6、I13：没有答复的退款只能用同一个单号、同一个金额再问，所以网络再差也不会退两次；有了答复才换号。
import { ERROR_CATALOGUE } from '../../common/contract/errors';
import { checkParams } from '../../common/contract/check-params';
import { outRefundNoSchema } from '../../common/contract/fields';
import { refundSchema } from '../../common/contract/refunds/params';
import { REFUND_STATUSES } from '../../common/contract/refunds/refund';
import type { RefundView } from '../../common/contract/refunds/refund-view';
import { newRefundNumber } from '../../common/client/pay/order-number';
import { lostAttempt, reconcileAttempt, sendRefund, type AttemptPorts } from '../../common/client/staff/refund-attempt';
import { isRefundOpen, mergeRefund, refundNext, refundWord } from '../../common/client/refunds/refund-view';
import { checkRefundForm, problemsFromServer, utf8Length } from '../../common/client/refunds/refund-wish';
import { orderView } from './client-stub';
import { installFakeUni } from './fake-uni';
import { refundedText } from '../../common/client/orders/order-words';

const WISH = { refund_fee: 500, refund_desc: '少发一件' };
const LOST = { errMsg: 'request:fail timeout' };

const refundView = (overrides: Partial<RefundView> = {}): RefundView => ({
  out_refund_no: 'RF1',
  out_trade_no: 'VP1',
  refund_fee: 500,
  reason: '少发一件',
  status: 'PENDING',
  create_date: 1,
  ...overrides,
});
const answered = { code: 0, refund: refundView(), order: orderView() };

/** 依次给出答复的服务端；`Error` 与带 code 的对象是抛出。 */
function server(...replies: unknown[]) {
  const sent: Record<string, unknown>[] = [];
  let made = 0;
  const ports: AttemptPorts = {
    call: (async (_name: string, data: Record<string, unknown>) => {
      sent.push(data);
      const reply = replies.shift();
      if (reply !== answered) throw reply;
      return reply;
    }) as AttemptPorts['call'],
    newNumber: async () => `RF${(made += 1)}`,
  };
  return { ports, sent };
}

beforeEach(() => installFakeUni());

test('the request carries the number, the amount in fen and the reason, and passes the rule of the server', async () => {
  const { ports, sent } = server(answered);
  const numbered = { ...ports, newNumber: () => newRefundNumber() };
  const { end } = await sendRefund('VP20261123', WISH, undefined, numbered);
  expect(end.kind).toBe('answered');
  expect(checkParams(refundSchema, sent[0])).toMatchObject({ ok: true, value: { out_trade_no: 'VP20261123', ...WISH } });
  expect(checkParams(outRefundNoSchema, sent[0]?.['out_refund_no'])).toMatchObject({ ok: true });
});

test.each([
  ['a broken connection', LOST],
  ['a timeout of the cloud', { code: 'SYS_ERR', message: 'timeout' }],
  ['network error of the gateway', { code: ERROR_CATALOGUE.NETWORK.code }],
  ['busy', { code: ERROR_CATALOGUE.BUSY.code }],
  ['a surprise of the server', { code: ERROR_CATALOGUE.SYSTEM.code }],
  ['something never seen', new Error('boom')],
])('after %s the same number and amount are sent again, whatever the form says now', async (_name, reply) => {
  const { ports, sent } = server(reply, answered);
  expect((await sendRefund('VP1', WISH, undefined, ports)).end.kind).toBe('lost');
  await sendRefund('VP1', { refund_fee: 700, refund_desc: '改主意了' }, undefined, ports);
  expect(sent[1]).toEqual(sent[0]);
  expect(lostAttempt('VP1')).toBeUndefined();
});

test('an answer ends the number: the next refund gets a new one', async () => {
  const { ports, sent } = server(answered, answered);
  await sendRefund('VP1', WISH, undefined, ports);
  await sendRefund('VP1', WISH, undefined, ports);
  expect(sent.map((data) => data['out_refund_no'])).toEqual(['RF1', 'RF2']);
});

test.each([ERROR_CATALOGUE.PARAM.code, ERROR_CATALOGUE.ORDER_NOT_FOUND.code, ERROR_CATALOGUE.BALANCE.code])(
  'a clear refusal %d ends the number too',
  async (code) => {
    const { ports, sent } = server({ code }, answered);
    expect((await sendRefund('VP1', WISH, undefined, ports)).end.kind).toBe('refused');
    await sendRefund('VP1', WISH, undefined, ports);
    expect(sent.map((data) => data['out_refund_no'])).toEqual(['RF1', 'RF2']);
  },
);

test.each([[{ code: ERROR_CATALOGUE.PERMISSION.code }], [{ code: 30204 }], [{ code: ERROR_CATALOGUE.RATE_LIMIT.code }]])(
  'turned away at the door by %p: a fresh refund is forgotten, an unanswered one is still unanswered',
  async (reply) => {
    const fresh = server(reply);
    expect((await sendRefund('VP1', WISH, undefined, fresh.ports)).end.kind).toBe('turned-away');
    expect(lostAttempt('VP1')).toBeUndefined();

    const { ports, sent } = server(LOST, reply, answered);
    for (let round = 0; round < 3; round += 1) await sendRefund('VP2', WISH, undefined, ports);
    expect(new Set(sent.map((data) => data['out_refund_no']))).toEqual(new Set(['RF1']));
  },
);

test('the number is on the device before the request leaves, so a reload remembers it', async () => {
  let during: unknown;
  const call = (async () => {
    during = lostAttempt('VP1');
    throw LOST;
  }) as unknown as AttemptPorts['call'];
  await sendRefund('VP1', WISH, undefined, { call, newNumber: async () => 'RF1' });
  expect(during).toEqual({ out_trade_no: 'VP1', out_refund_no: 'RF1', ...WISH });
});

test('a full storage does not lose the number while the page is open', async () => {
  (globalThis as unknown as { uni: { setStorageSync: () => void } }).uni.setStorageSync = () => {
    throw new Error('full');
  };
  const { ports, sent } = server(LOST, answered);
  const { attempt } = await sendRefund('VP1', WISH, undefined, ports);
  await sendRefund('VP1', WISH, attempt, ports);
  expect(sent[1]).toEqual(sent[0]);
});

test('orders do not share numbers; a number seen in the list of the server counts as answered', async () => {
  const { ports } = server(LOST, LOST);
  await sendRefund('VP1', WISH, undefined, ports);
  await sendRefund('VP2', WISH, undefined, ports);
  expect(reconcileAttempt('VP1', [refundView({ out_refund_no: 'RF9' })])).toMatchObject({ out_refund_no: 'RF1' });
  expect(reconcileAttempt('VP1', [refundView()])).toBeUndefined();
  expect(lostAttempt('VP1')).toBeUndefined();
  expect(lostAttempt('VP2')).toMatchObject({ out_refund_no: 'RF2' });
});

describe('the form', () => {
  test('a good form becomes integer fen and a reason of one line', () => {
    expect(checkRefundForm({ amount: '5.00', reason: ' 少发\n一件 ' }, 1200)).toEqual({
      wish: { refund_fee: 500, refund_desc: '少发 一件' },
    });
  });

  test.each([
    [
      { amount: '', reason: '' },
      { amount: '请填写退款金额', reason: '请填写退款原因' },
    ],
    [{ amount: '1.234', reason: 'a' }, { amount: '请填写正确的金额，最多两位小数' }],
    [{ amount: '12.01', reason: 'a' }, { amount: '最多可退 ¥12.00' }],
    [{ amount: '1', reason: ' \n ' }, { reason: '请填写退款原因' }],
    [{ amount: '1', reason: '字'.repeat(27) }, { reason: '退款原因太长，请控制在 26 个汉字以内' }],
  ])('%p is stopped beside the field', (form, problems) => {
    expect(checkRefundForm(form, 1200)).toEqual({ problems });
  });

  test('the length of the reason is counted the way the server counts it', () => {
    for (const text of ['abc', '字', 'é', '😀', '退款abc']) expect(utf8Length(text)).toBe(Buffer.byteLength(text));
    const longest = { out_trade_no: 'VP20261123', refund_desc: '字'.repeat(26) };
    expect(checkParams(refundSchema, longest).ok).toBe(true);
    expect(checkParams(refundSchema, { ...longest, refund_desc: '字'.repeat(27) }).ok).toBe(false);
  });

  test('what the server says about a field goes beside that field', () => {
    expect(problemsFromServer('参数错误：refund_fee 超过可退金额；refund_desc 不能超过 80 字节')).toEqual({
      amount: '超过可退金额',
      reason: '不能超过 80 字节',
    });
    expect(problemsFromServer('参数错误：out_trade_no 订单已全部退款')).toEqual({ order: '订单已全部退款' });
    expect(problemsFromServer('系统繁忙，请稍后重试')).toBeUndefined();
  });
});

describe('words', () => {
  test('every state has a word; whatever has no conclusion says what happens next', () => {
    for (const audience of ['payer', 'staff'] as const)
      for (const status of REFUND_STATUSES) {
        expect(refundWord({ status }, audience).word).not.toBe('');
        if (isRefundOpen({ status })) expect(refundNext({ status }, audience)).not.toBe('');
      }
  });

  test('a refund that failed: the payer is told who sees to it, staff are told what to do', () => {
    const failed = { status: 'FAILED' } as const;
    expect([refundWord(failed, 'payer').word, refundWord(failed, 'staff').word]).toEqual(['退款未到账', '没有退成']);
    expect(refundNext(failed, 'payer')).toContain('联系商家');
    expect(refundNext(failed, 'payer')).not.toContain('重新退款');
    expect(refundNext(failed, 'staff')).toContain('重新退款');
  });

  test('a state newer than this page is neither a success nor a failure', () => {
    const odd = { status: 'BRAND_NEW' } as unknown as RefundView;
    expect([refundWord(odd, 'payer').word, isRefundOpen(odd)]).toEqual(['核实中', true]);
  });

  test('the list replaces a refund it knows and puts a new one first', () => {
    const first = refundView();
    expect(mergeRefund([first], refundView({ status: 'SUCCESS' }))).toEqual([refundView({ status: 'SUCCESS' })]);
    expect(mergeRefund([first], refundView({ out_refund_no: 'RF2' })).map((row) => row.out_refund_no)).toEqual(['RF2', 'RF1']);
  });

  test('how much went back is said the same way everywhere', () => {
    expect(refundedText({ refund_fee: 0 })).toBe('');
    expect(refundedText({ refund_fee: 123456 })).toBe('已退 ¥1,234.56');
    expect(refundedText({ refund_fee: 0, refunding_fee: 200 })).toBe('退款中 ¥2.00');
    expect(refundedText({ refund_fee: 500, refunding_fee: 200 })).toBe('已退 ¥5.00，退款中 ¥2.00');
  });
});
