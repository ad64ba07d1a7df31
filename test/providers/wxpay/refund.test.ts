// 退款：受理不是成功；同号重发逐字相同；拒绝与「不知道」分得清（I3、I6、I13）。
import type { RefundRequest } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { createStub, type Stub } from './stub-gateway';

let stub: Stub;
beforeEach(() => {
  stub = createStub();
});
const asked: RefundRequest = {
  out_trade_no: 'VP20261102100000000001',
  transaction_id: '4200000202611020000000001',
  out_refund_no: 'RF20261102100500000001',
  refund_fee: 300,
  total_fee: 990,
  reason: '不想要了',
};
const answer = {
  refund_id: '50000000002026110200001',
  out_refund_no: asked.out_refund_no,
  out_trade_no: asked.out_trade_no,
  transaction_id: asked.transaction_id,
  channel: 'ORIGINAL',
  status: 'PROCESSING',
  amount: { total: 990, refund: 300, payer_total: 990, payer_refund: 300, currency: 'CNY' },
};
const refund = (patch: Partial<RefundRequest> = {}) => stub.provider.refund(stub.account(), { ...asked, ...patch });
const query = () => stub.provider.queryRefund(stub.account(), { out_trade_no: asked.out_trade_no, out_refund_no: asked.out_refund_no });

test('an accepted refund is pending, and the request is exactly what the protocol wants', async () => {
  stub.script = () => stub.answer(200, answer);
  await expect(refund()).resolves.toEqual({
    out_trade_no: asked.out_trade_no,
    out_refund_no: asked.out_refund_no,
    state: 'PENDING',
    refund_id: answer.refund_id,
    refund_fee: 300,
    total_fee: 990,
    gatewayState: 'PROCESSING',
  });
  expect(stub.requests[0]!.url).toBe('https://gateway.test/v3/refund/domestic/refunds');
  expect(stub.lastBody()).toEqual({
    transaction_id: asked.transaction_id,
    out_refund_no: asked.out_refund_no,
    reason: '不想要了',
    notify_url: 'https://shop.test/pay-notify/wxpay/h5',
    amount: { refund: 300, total: 990, currency: 'CNY' },
  });
});

test('without a transaction id the order number is sent, and asking twice sends the same bytes', async () => {
  stub.script = () => stub.answer(200, answer);
  await refund({ transaction_id: undefined, reason: undefined });
  await refund({ transaction_id: undefined, reason: undefined });
  expect(stub.lastBody()).toEqual({
    out_trade_no: asked.out_trade_no,
    out_refund_no: asked.out_refund_no,
    notify_url: expect.any(String),
    amount: { refund: 300, total: 990, currency: 'CNY' },
  });
  expect(stub.requests[1]!.body).toBe(stub.requests[0]!.body);
});

test.each([
  ['退'.repeat(40), '退'.repeat(26)],
  ['a'.repeat(90), 'a'.repeat(80)],
  ['坏了😡', '坏了□'],
  [`a${'退'.repeat(40)}`, `a${'退'.repeat(26)}`],
])('reason %s is cut to 80 bytes without breaking a character', async (reason, sent) => {
  stub.script = () => stub.answer(200, answer);
  await refund({ reason });
  expect(stub.lastBody()['reason']).toBe(sent);
});

test.each([
  ['SUCCESS', 'SUCCESS'],
  ['PROCESSING', 'PENDING'],
  ['ABNORMAL', 'ABNORMAL'],
  ['CLOSED', 'FAILED'],
  ['NEW_STATE', 'UNKNOWN'],
  [undefined, 'UNKNOWN'],
])('status %s reads as %s', async (status, state) => {
  stub.script = () => stub.answer(200, { ...answer, status, success_time: '2026-11-02T10:06:00+08:00' });
  await expect(query()).resolves.toMatchObject({ state, refundedAt: Date.parse('2026-11-02T02:06:00Z') });
});

test.each([{ out_refund_no: 'RF20261102100500000002' }, { out_trade_no: 'VP20261102100000000002' }])(
  'a true answer about another refund %j is not this one',
  async (patch) => {
    stub.script = () => stub.answer(200, { ...answer, ...patch });
    await expect(refund()).rejects.toMatchObject({ code: 40002, outcome: 'unknown' });
    await expect(query()).rejects.toMatchObject({ code: 40002, outcome: 'unknown' });
  },
);

test.each([
  [400, 'INVALID_REQUEST', 50000, 'none'],
  [403, 'NOT_ENOUGH', 40007, 'none'],
  [403, 'USER_ACCOUNT_ABNORMAL', 50000, 'none'],
  [404, 'MCH_NOT_EXISTS', 40009, 'none'],
  [404, 'RESOURCE_NOT_EXISTS', 40005, 'none'],
  [429, 'FREQUENCY_LIMITED', 40008, 'unknown'],
  [500, 'SYSTEM_ERROR', 40010, 'unknown'],
  [400, 'NEVER_SEEN', 50000, 'unknown'],
])('refund answered %i %s is %i, outcome %s', async (status, code, mapped, outcome) => {
  stub.script = () => stub.error(status, code);
  await expect(refund()).rejects.toMatchObject({ code: mapped, outcome });
});

test('a refund the gateway does not know was not accepted; a 5xx says nothing', async () => {
  stub.script = () => stub.error(404, 'RESOURCE_NOT_EXISTS');
  await expect(query()).resolves.toEqual({ out_trade_no: asked.out_trade_no, out_refund_no: asked.out_refund_no, state: 'NOT_EXIST' });
  stub.script = () => stub.error(500, 'RESOURCE_NOT_EXISTS');
  await expect(query()).rejects.toMatchObject({ outcome: 'unknown' });
});

test('an abnormal refund goes to another card, sealed for WeChat, or back to the merchant; the number stays', async () => {
  stub.script = () => stub.answer(200, answer);
  const { out_trade_no, out_refund_no } = asked;
  const again = { out_trade_no, out_refund_no, refund_id: answer.refund_id };
  const card = { bank: 'CMB', bank_account: '6225880137000007', real_name: '张三丰' } as const;
  await expect(stub.provider.retryAbnormalRefund?.(stub.account(), { ...again, card })).resolves.toMatchObject({ state: 'PENDING' });
  expect(stub.requests[0]!.url).toBe(`https://gateway.test/v3/refund/domestic/refunds/${answer.refund_id}/apply-abnormal-refund`);
  const body = stub.lastBody() as Record<string, string>;
  expect(body).toMatchObject({ out_refund_no, type: 'USER_BANK_CARD', bank_type: 'CMB_DEBIT' });
  expect(stub.requests[0]!.headers['wechatpay-serial']).toEqual(expect.stringMatching(/./));
  for (const plain of [card.bank_account, card.real_name]) expect(JSON.stringify(body)).not.toContain(plain);
  await stub.provider.retryAbnormalRefund?.(stub.account(), again);
  expect(stub.lastBody()).toEqual({ out_refund_no, type: 'MERCHANT_BANK_CARD' });
  stub.script = () => stub.answer(200, { ...answer, out_refund_no: 'RF20261102100500000009' });
  await expect(stub.provider.retryAbnormalRefund?.(stub.account(), again)).rejects.toMatchObject({ outcome: 'unknown' });
});
