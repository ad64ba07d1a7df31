// 查单与关单：只有验过签、且说的就是这张单的答复才成为事实；说不清楚的绝不猜。
import { createStub, type Stub } from './stub-gateway';

let stub: Stub;
beforeEach(() => {
  stub = createStub();
});
const NUMBER = 'VP20261102100000000001';
const paid = {
  appid: 'wx2421b1c4370ec43b',
  mchid: '1900000001',
  out_trade_no: NUMBER,
  transaction_id: '4200000202611020000000001',
  trade_type: 'NATIVE',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  success_time: '2026-11-02T10:00:05+08:00',
  amount: { total: 990, payer_total: 890, currency: 'CNY', payer_currency: 'CNY' },
  payer: { openid: 'o' },
  something_new: { a: 1 },
};
const query = () => stub.provider.query(stub.account(), NUMBER);
const close = () => stub.provider.close?.(stub.account(), NUMBER);

test('a paid order becomes facts with the order amount, not what the payer paid after coupons', async () => {
  stub.script = () => stub.answer(200, paid);
  await expect(query()).resolves.toEqual({
    out_trade_no: NUMBER,
    state: 'SUCCESS',
    mchid: '1900000001',
    appid: 'wx2421b1c4370ec43b',
    transaction_id: '4200000202611020000000001',
    total_fee: 990,
    currency: 'CNY',
    paidAt: Date.parse('2026-11-02T02:00:05Z'),
    gatewayState: 'SUCCESS',
  });
});

test.each([
  ['NOTPAY', 'NOTPAY'],
  ['USERPAYING', 'NOTPAY'],
  ['PAYERROR', 'NOTPAY'],
  ['SUCCESS', 'SUCCESS'],
  ['REFUND', 'REFUND'],
  ['CLOSED', 'CLOSED'],
  ['REVOKED', 'CLOSED'],
  ['ACCEPT', 'UNKNOWN'],
  ['constructor', 'UNKNOWN'],
  [undefined, 'UNKNOWN'],
  [7, 'UNKNOWN'],
])('trade_state %s reads as %s', async (trade_state, state) => {
  stub.script = () => stub.answer(200, { out_trade_no: NUMBER, trade_state });
  await expect(query()).resolves.toMatchObject({ state });
});

test.each([
  [{ amount: { total: '990' } }, 'total_fee'],
  [{ amount: { total: 9.9 } }, 'total_fee'],
  [{ amount: 'x' }, 'total_fee'],
  [{ amount: null }, 'total_fee'],
  [{ success_time: '2026-11-02 10:00:05' }, 'paidAt'],
  [{ success_time: 'soon' }, 'paidAt'],
  [{ transaction_id: 42 }, 'transaction_id'],
  [{ mchid: ['1900000001'] }, 'mchid'],
])('a field of the wrong shape %j is absent, not believed', async (patch, field) => {
  stub.script = () => stub.answer(200, { ...paid, ...patch });
  expect(await query()).not.toHaveProperty(field);
});

test("a true answer about another order is not this order's", async () => {
  stub.script = () => stub.answer(200, { ...paid, out_trade_no: 'VP20261102100000000002' });
  await expect(query()).rejects.toMatchObject({ code: 40002, outcome: 'unknown' });
});

test.each([
  [404, 'ORDER_NOT_EXIST', 'x-1'],
  [404, 'ORDERNOTEXIST', 'x-1'],
  [404, 'RESOURCE_NOT_EXISTS', 'x-1'],
  [400, 'INVALID_REQUEST', 'x-268512771'],
])('%i %s %s means the order does not exist', async (status, code, requestId) => {
  stub.script = () => stub.error(status, code, requestId);
  await expect(query()).resolves.toEqual({ out_trade_no: NUMBER, state: 'NOT_EXIST' });
});

test.each([
  [500, 'ORDER_NOT_EXIST'],
  [404, 'NOT_FOUND'],
  [404, 'MCH_NOT_EXISTS'],
  [429, 'FREQUENCY_LIMITED'],
  [500, 'SYSTEM_ERROR'],
  [202, 'USER_PAYING'],
])('%i %s does not mean the order does not exist', async (status, code) => {
  stub.script = () => stub.error(status, code);
  await expect(query()).rejects.toMatchObject({ gatewayCode: code });
});

test('closing answers 204 without a body, and the empty body is signed', async () => {
  stub.script = () => stub.answer(204);
  await expect(close()).resolves.toBe('CLOSED');
  expect(stub.requests[0]).toMatchObject({
    method: 'POST',
    url: `https://gateway.test/v3/pay/transactions/out-trade-no/${NUMBER}/close`,
    body: '{"mchid":"1900000001"}',
  });
  expect(stub.verifyAuthorization(stub.requests[0]!)).toBe(true);
});

test.each([
  [400, 'ORDER_PAID', 'x-1', 'PAID'],
  [400, 'ORDERPAID', 'x-1', 'PAID'],
  [400, 'INVALID_REQUEST', 'x-268449538', 'PAID'],
  [404, 'ORDER_NOT_EXIST', 'x-1', 'NOT_EXIST'],
  [404, 'ORDERNOTEXIST', 'x-1', 'NOT_EXIST'],
  [400, 'ORDER_CLOSED', 'x-1', 'CLOSED'],
  [400, 'ORDERCLOSED', 'x-1', 'CLOSED'],
])('closing told %i %s %s is %s', async (status, code, requestId, result) => {
  stub.script = () => stub.error(status, code, requestId);
  await expect(close()).resolves.toBe(result);
});

test.each([
  ['a forged 204', () => stub.answer(204, undefined, { 'wechatpay-signature': 'A'.repeat(344) }), { code: 40002, outcome: 'unknown' }],
  ['an unsigned 204', () => ({ status: 204, headers: {}, body: '' }), { code: 40002, outcome: 'unknown' }],
  ['a 500 that says closed', () => stub.error(500, 'ORDER_CLOSED'), { outcome: 'unknown' }],
  ['a payer at work', () => stub.error(202, 'USERPAYING'), { code: 40010, outcome: 'unknown' }],
  ['an order to be reversed instead', () => stub.error(400, 'INVALID_REQUEST', 'x-268449641'), { code: 50000, outcome: 'none' }],
])('%s does not close', async (_name, answer, expected) => {
  stub.script = answer;
  await expect(close()).rejects.toMatchObject(expected);
});
