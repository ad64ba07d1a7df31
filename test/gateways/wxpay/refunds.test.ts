// 退款（docs/protocols/wxpay.md §2.5、§8、§10.6）：受理不是到账；同号同一笔；金额、次数、间隔、期限；三种结局与回调。
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { DAY, MINUTE, paidOrder, startWorkbench, type Workbench } from './workbench';

let workbench: Workbench;
let number: string;
let serial = 0;
beforeEach(async () => {
  workbench = await startWorkbench();
  number = await paidOrder(workbench, { amount: { total: 10_000, currency: 'CNY' } });
  await workbench.gateway.deliverDue();
  workbench.callbacks.length = 0;
});
afterEach(() => workbench.stop());

const body = (refund: number, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  out_trade_no: number,
  out_refund_no: `RF${String((serial += 1)).padStart(8, '0')}`,
  amount: { refund, total: 10_000, currency: 'CNY' },
  ...changes,
});

test('accepted means PROCESSING; five minutes later it is SUCCESS, with a callback', async () => {
  const accepted = await workbench.refund(body(4_000, { out_refund_no: 'RF@A', reason: '七天无理由' }));
  expect(accepted).toMatchObject({
    status: 200,
    verified: true,
    json: {
      status: 'PROCESSING',
      out_trade_no: number,
      channel: 'ORIGINAL',
      amount: { refund: 4_000, total: 10_000, payer_refund: 4_000 },
    },
  });
  expect((await workbench.query(number)).json['trade_state']).toBe('REFUND');
  workbench.tick(5 * MINUTE - 1);
  expect(await workbench.gateway.deliverDue()).toEqual([]);
  workbench.tick(1);
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ eventType: 'REFUND.SUCCESS', acked: true }]);
  const done = await workbench.call('GET', '/v3/refund/domestic/refunds/RF@A');
  expect(done.json).toMatchObject({ status: 'SUCCESS', success_time: '2026-11-23T12:05:00+08:00' });
  expect(workbench.callbacks[0]).toMatchObject({
    verified: true,
    plaintext: {
      refund_status: 'SUCCESS',
      out_refund_no: 'RF@A',
      refund_id: accepted.json['refund_id'],
      amount: { total: 10_000, refund: 4_000, payer_total: 10_000, payer_refund: 4_000 },
    },
  });
});

test('an order number in the refund number alphabet is looked up by either id', async () => {
  const transaction_id = workbench.gateway.ledger.order(number)?.payment?.transactionId;
  expect((await workbench.refund({ ...body(1), out_trade_no: undefined, transaction_id })).status).toBe(200);
  workbench.tick(MINUTE);
  expect((await workbench.refund(body(1, { transaction_id }))).status).toBe(200);
  workbench.tick(MINUTE);
  expect((await workbench.refund(body(1, { transaction_id, out_trade_no: 'OTHER00001' }))).json).toMatchObject({ code: 'INVALID_REQUEST' });
});

test('the same number with the same content is one refund, with other content it is refused', async () => {
  const request = body(4_000);
  const first = await workbench.refund(request);
  const again = await workbench.refund(request);
  expect(again.json).toEqual(first.json);
  expect((await workbench.refund({ ...request, amount: { refund: 4_001, total: 10_000, currency: 'CNY' } })).json).toMatchObject({
    code: 'INVALID_REQUEST',
  });
  expect(workbench.gateway.ledger.refunds(number)).toHaveLength(1);
});

test.each<[string, () => Record<string, unknown>, number, string]>([
  ['more than was paid', () => body(10_001), 400, 'INVALID_REQUEST'],
  ['another total', () => body(1, { amount: { refund: 1, total: 9_999, currency: 'CNY' } }), 400, 'INVALID_REQUEST'],
  [
    'parts that do not add up',
    () => body(2, { amount: { refund: 2, total: 10_000, currency: 'CNY', from: [{ account: 'AVAILABLE', amount: 1 }] } }),
    400,
    'INVALID_REQUEST',
  ],
  ['an unknown order', () => body(1, { out_trade_no: 'NOSUCH0001' }), 404, 'RESOURCE_NOT_EXISTS'],
  ['no order at all', () => body(1, { out_trade_no: undefined }), 400, 'PARAM_ERROR'],
  ['a float', () => body(0.5), 400, 'PARAM_ERROR'],
  ['a reason of 81 bytes', () => body(1, { reason: '长'.repeat(27) }), 400, 'PARAM_ERROR'],
  ['a refund number with a space', () => body(1, { out_refund_no: 'A B' }), 400, 'PARAM_ERROR'],
])('%s is refused', async (_name, request, status, code) => {
  expect(await workbench.refund(request())).toMatchObject({ status, json: { code } });
  expect(workbench.gateway.ledger.refunds()).toEqual([]);
  expect(workbench.gateway.ledger.order(number)?.state).toBe('SUCCESS');
});

test('an unpaid order cannot be refunded', async () => {
  await workbench.create('native', { out_trade_no: 'UNPAID0001' });
  expect(await workbench.refund(body(1, { out_trade_no: 'UNPAID0001', amount: { refund: 1, total: 100, currency: 'CNY' } }))).toMatchObject(
    {
      status: 404,
      json: { code: 'RESOURCE_NOT_EXISTS' },
    },
  );
});

test('refunds of one order are a minute apart, at most fifty, and never sum to more than the order', async () => {
  expect((await workbench.refund(body(100))).status).toBe(200);
  expect((await workbench.refund(body(100))).json).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringMatching(/一分钟/) });
  for (let count = 1; count < 50; count += 1) {
    workbench.tick(MINUTE);
    expect((await workbench.refund(body(100))).status).toBe(200);
  }
  workbench.tick(MINUTE);
  expect((await workbench.refund(body(5_001))).json).toMatchObject({ message: expect.stringMatching(/超过订单金额/) });
  expect((await workbench.refund(body(100))).json).toMatchObject({ message: expect.stringMatching(/50/) });
});

test('thirty-two refunds at once never exceed the order', async () => {
  const free = await startWorkbench({ refundSpacingMs: 0 });
  number = await paidOrder(free, { amount: { total: 10_000, currency: 'CNY' } });
  const answers = await Promise.all(Array.from({ length: 32 }, () => free.refund(body(1_000))));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
  await free.stop();
});

test('after 365 days it is too late', async () => {
  workbench.tick(365 * DAY);
  expect((await workbench.refund(body(1))).status).toBe(200);
  workbench.tick(MINUTE);
  expect((await workbench.refund(body(1))).json).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringMatching(/期限/) });
});

test.each([['ABNORMAL'], ['CLOSED']] as const)('a refund can end %s', async (outcome) => {
  const request = body(10_000);
  workbench.gateway.chooseRefund(String(request['out_refund_no']), outcome);
  await workbench.refund(request);
  workbench.gateway.finishRefund(String(request['out_refund_no']));
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ eventType: `REFUND.${outcome}` }]);
  expect(workbench.callbacks[0]?.plaintext).not.toHaveProperty('success_time');
  workbench.tick(MINUTE);
  // 关闭的退款把额度还回来，异常的没有。
  expect((await workbench.refund(body(10_000))).status).toBe(outcome === 'CLOSED' ? 200 : 400);
});

test('a coupon is refunded in proportion', async () => {
  await workbench.create('native', { out_trade_no: 'COUPON0001', amount: { total: 10_000, currency: 'CNY' } });
  workbench.gateway.pay('COUPON0001', { coupon: 2_000 });
  expect((await workbench.refund(body(5_000, { out_trade_no: 'COUPON0001' }))).json).toMatchObject({
    amount: { payer_total: 8_000, payer_refund: 4_000, discount_refund: 1_000 },
  });
});

test('without a notify_url there is no callback; an unknown refund is not found', async () => {
  await workbench.call('POST', '/v3/refund/domestic/refunds', body(1));
  workbench.tick(5 * MINUTE);
  expect(await workbench.gateway.deliverDue()).toEqual([]);
  expect(await workbench.call('GET', '/v3/refund/domestic/refunds/NOSUCH')).toMatchObject({
    status: 404,
    json: { code: 'RESOURCE_NOT_EXISTS' },
  });
});

describe('the abnormal-refund procedure of the merchant', () => {
  const apply = (refund_id: unknown, request: Record<string, unknown>, headers: Record<string, string> = {}) =>
    workbench.call('POST', `/v3/refund/domestic/refunds/${String(refund_id)}/apply-abnormal-refund`, request, { headers });
  const abnormal = async (): Promise<{ out_refund_no: string; refund_id: unknown }> => {
    const request = body(4_000);
    const out_refund_no = String(request['out_refund_no']);
    workbench.gateway.chooseRefund(out_refund_no, 'ABNORMAL');
    const { json } = await workbench.refund(request);
    workbench.gateway.finishRefund(out_refund_no);
    await workbench.gateway.deliverDue();
    return { out_refund_no, refund_id: json['refund_id'] };
  };

  test('an abnormal refund is processed again and ends in success, with a callback', async () => {
    const { out_refund_no, refund_id } = await abnormal();
    const [key] = workbench.keys.wxpay.platform.publicKeys;
    const padded = { key: createPublicKey(key?.publicKeyPem ?? ''), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
    const sealed = (text: string): string => publicEncrypt(padded, Buffer.from(text)).toString('base64');
    const card = { bank_type: 'ICBC_DEBIT', bank_account: sealed('6222021234567890'), real_name: sealed('张三') };
    const named = { 'Wechatpay-Serial': key?.id ?? '' };
    const unknown = { 'Wechatpay-Serial': 'PUB_KEY_ID_1' };
    const to = { out_refund_no, type: 'USER_BANK_CARD', ...card };
    expect(await apply(refund_id, to, unknown)).toMatchObject({ json: { code: 'PARAM_ERROR' } });
    expect(await apply(refund_id, { ...to, bank_account: 'c2VhbGVk' }, named)).toMatchObject({ json: { code: 'PARAM_ERROR' } });
    expect(await apply(refund_id, { ...to, bank_type: 'ICBC_CREDIT' }, named)).toMatchObject({ json: { code: 'PARAM_ERROR' } });
    expect(await apply(refund_id, to, named)).toMatchObject({
      status: 200,
      json: { status: 'PROCESSING', refund_id, channel: 'OTHER_BANKCARD', user_received_account: 'ICBC_DEBIT 7890' },
    });
    workbench.tick(5 * MINUTE);
    expect(await workbench.gateway.deliverDue()).toMatchObject([{ eventType: 'REFUND.SUCCESS' }]);
    expect(await apply(refund_id, { out_refund_no, type: 'MERCHANT_BANK_CARD' })).toMatchObject({ json: { code: 'INVALID_REQUEST' } });
  });

  test.each<[string, (known: { out_refund_no: string; refund_id: unknown }) => [unknown, Record<string, unknown>], number, string]>([
    ['a refund nobody knows', ({ out_refund_no }) => ['503', { out_refund_no, type: 'MERCHANT_BANK_CARD' }], 404, 'RESOURCE_NOT_EXISTS'],
    [
      'another number',
      ({ refund_id }) => [refund_id, { out_refund_no: 'RFOTHER', type: 'MERCHANT_BANK_CARD' }],
      404,
      'RESOURCE_NOT_EXISTS',
    ],
    [
      'a card without its number',
      ({ out_refund_no, refund_id }) => [refund_id, { out_refund_no, type: 'USER_BANK_CARD' }],
      400,
      'PARAM_ERROR',
    ],
    ['an unknown way', ({ out_refund_no, refund_id }) => [refund_id, { out_refund_no, type: 'CASH' }], 400, 'PARAM_ERROR'],
  ])('%s is refused', async (_name, request, status, code) => {
    const known = await abnormal();
    expect(await apply(...request(known))).toMatchObject({ status, json: { code } });
    expect(workbench.gateway.ledger.refund(known.out_refund_no)?.state).toBe('ABNORMAL');
  });
});

test('a refund from the available balance needs it there; a closed one gives it back; the same number works after topping up', async () => {
  workbench.gateway.setBalance(3_999);
  const request = body(4_000);
  expect(await workbench.refund(request)).toMatchObject({ status: 403, json: { code: 'NOT_ENOUGH' } });
  expect(workbench.gateway.ledger.refund(String(request['out_refund_no']))).toBeUndefined();
  workbench.gateway.setBalance(4_000);
  expect(await workbench.refund(request)).toMatchObject({ status: 200, json: { funds_account: 'AVAILABLE' } });
  workbench.gateway.finishRefund(String(request['out_refund_no']), 'CLOSED');
  workbench.tick(MINUTE);
  expect((await workbench.refund(body(4_000))).status).toBe(200);
  workbench.tick(MINUTE);
  expect((await workbench.refund({ ...body(1), funds_account: 'UNSETTLED' })).json).toMatchObject({ funds_account: 'UNSETTLED' });
});
