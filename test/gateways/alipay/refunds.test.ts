// docs/protocols/alipay.md §4.10、§4.11：部分退款、累计值、重放、查不到的号、退款期满。
import { createWorkbench, qrOrder, type Workbench } from './workbench';

let workbench: Workbench;
const NO = 'REFUND01';
beforeEach(async () => {
  workbench = await createWorkbench({ refundWindowMs: 1000, refundVisibleAfterMs: 100 });
  await workbench.call('alipay.trade.precreate', qrOrder(NO));
});
afterEach(() => workbench.gateway.close());

const refund = async (more: object) => (await workbench.call('alipay.trade.refund', { out_trade_no: NO, ...more })).node;
const find = async (out_request_no: string, more: object = {}) =>
  (await workbench.call('alipay.trade.fastpay.refund.query', { out_trade_no: NO, out_request_no, ...more })).node;

test('refund_fee is the running total of the trade, and the last part closes it', async () => {
  workbench.gateway.pay(NO);
  expect(await refund({ refund_amount: '2.34', out_request_no: 'R1' })).toMatchObject({
    code: '10000',
    fund_change: 'Y',
    refund_fee: '2.34',
    send_back_fee: '0.00',
  });
  expect(await refund({ refund_amount: '10', out_request_no: 'R2' })).toMatchObject({ fund_change: 'Y', refund_fee: '12.34' });
  expect(workbench.gateway.ledger.trade(NO)).toMatchObject({ status: 'TRADE_CLOSED', fullyRefunded: true });
  expect(await refund({ refund_amount: '0.01', out_request_no: 'R3' })).toMatchObject({
    sub_code: 'ACQ.TRADE_HAS_CLOSE',
    refund_fee: '0.00',
  });
});

test('a replay moves no money and answers N, also after the trade closed; another amount is refused', async () => {
  workbench.gateway.pay(NO);
  await refund({ refund_amount: '12.34', out_request_no: 'R1' });
  expect(await refund({ refund_amount: '12.34', out_request_no: 'R1' })).toMatchObject({
    code: '10000',
    fund_change: 'N',
    refund_fee: '12.34',
  });
  expect(await refund({ refund_amount: '12.33', out_request_no: 'R1' })).toMatchObject({ sub_code: 'ACQ.DISCORDANT_REPEAT_REQUEST' });
  expect(workbench.gateway.ledger.refunds(NO)).toHaveLength(1);
});

test('without a request number only the whole amount can go back, under the order number', async () => {
  workbench.gateway.pay(NO);
  expect(await refund({ refund_amount: '1.00' })).toMatchObject({ sub_code: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL' });
  expect(await refund({ refund_amount: '12.34' })).toMatchObject({ fund_change: 'Y' });
  expect(workbench.gateway.ledger.refunds(NO)).toMatchObject([{ outRequestNo: NO, amount: 1234 }]);
});

test('more than the rest, an unpaid trade, an unknown trade and a finished one are refused', async () => {
  expect(await refund({ refund_amount: '1.00', out_request_no: 'R1' })).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
  workbench.gateway.failAttempt(NO);
  expect(await refund({ refund_amount: '1.00', out_request_no: 'R1' })).toMatchObject({ sub_code: 'ACQ.TRADE_STATUS_ERROR' });
  workbench.gateway.pay(NO);
  expect(await refund({ refund_amount: '12.35', out_request_no: 'R1' })).toMatchObject({ sub_code: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL' });
  workbench.tick(1000);
  expect(await refund({ refund_amount: '1.00', out_request_no: 'R1' })).toMatchObject({ sub_code: 'ACQ.TRADE_HAS_FINISHED' });
  expect(workbench.gateway.ledger.refunds()).toEqual([]);
});

test('a number nobody refunded, or not yet visible, answers 10000 without any refund field', async () => {
  workbench.gateway.pay(NO);
  await refund({ refund_amount: '1.00', out_request_no: 'R1', refund_reason: '少发' });
  for (const no of ['R1', 'R2']) expect(Object.keys(await find(no))).toEqual(['code', 'msg']);
  workbench.tick(100);
  expect(await find('R1')).toMatchObject({
    refund_status: 'REFUND_SUCCESS',
    refund_amount: '1.00',
    total_amount: '12.34',
    refund_reason: '少发',
  });
  expect((await find('R1'))['gmt_refund_pay']).toBeUndefined();
  expect(await find('R1', { query_options: ['gmt_refund_pay'] })).toMatchObject({ gmt_refund_pay: '2026-11-23 12:00:00' });
});

test('a replay is answered after the window is over as well, and by trade_no too', async () => {
  workbench.gateway.pay(NO);
  await refund({ refund_amount: '1.00', out_request_no: 'R1' });
  workbench.tick(1000);
  const trade_no = workbench.gateway.ledger.trade(NO)?.tradeNo;
  const { node } = await workbench.call('alipay.trade.refund', { trade_no, refund_amount: '1.00', out_request_no: 'R1' });
  expect(node).toMatchObject({ code: '10000', fund_change: 'N', refund_fee: '1.00', out_trade_no: NO, trade_no });
});

test('a replay tells the running total of now, not of then', async () => {
  workbench.gateway.pay(NO);
  for (const no of ['R1', 'R2']) await refund({ refund_amount: '1.00', out_request_no: no });
  expect(await refund({ refund_amount: '1.00', out_request_no: 'R1' })).toMatchObject({ fund_change: 'N', refund_fee: '2.00' });
});

test('32 parts of a tenth at once: ten go through, and never more than the whole', async () => {
  await workbench.call('alipay.trade.precreate', qrOrder('PARTS001', { total_amount: '10.00' }));
  workbench.gateway.pay('PARTS001');
  const answers = await Promise.all(
    Array.from({ length: 32 }, (_, i) =>
      workbench.call('alipay.trade.refund', { out_trade_no: 'PARTS001', refund_amount: '1.00', out_request_no: `P${i}` }),
    ),
  );
  expect(answers.filter(({ node }) => node['fund_change'] === 'Y')).toHaveLength(10);
  expect(answers.filter(({ node }) => node['sub_code'] === 'ACQ.TRADE_HAS_CLOSE')).toHaveLength(22);
  expect(workbench.gateway.ledger.trade('PARTS001')).toMatchObject({ refunded: 1000, status: 'TRADE_CLOSED' });
});

test('one request number asked 16 times at once moves money once', async () => {
  workbench.gateway.pay(NO);
  const answers = await Promise.all(Array.from({ length: 16 }, () => refund({ refund_amount: '1.00', out_request_no: 'R1' })));
  expect(answers.map((node) => node['fund_change']).sort()).toEqual([...Array<string>(15).fill('N'), 'Y']);
  expect(workbench.gateway.ledger.trade(NO)?.refunded).toBe(100);
});

test('the same request number in two trades is two refunds', async () => {
  await workbench.call('alipay.trade.precreate', qrOrder('REFUND02'));
  for (const out_trade_no of [NO, 'REFUND02']) {
    workbench.gateway.pay(out_trade_no);
    expect(
      (await workbench.call('alipay.trade.refund', { out_trade_no, refund_amount: '1.00', out_request_no: 'R1' })).node['fund_change'],
    ).toBe('Y');
  }
  expect(workbench.gateway.ledger.refunds()).toHaveLength(2);
});

test.each(['0', '0.00', '-1.00', '1.001', '1e1', 1, undefined])('a refund of %p is refused', async (refund_amount) => {
  workbench.gateway.pay(NO);
  expect(await refund({ refund_amount, out_request_no: 'R1' })).toMatchObject({ sub_code: 'ACQ.INVALID_PARAMETER' });
});

test('what a cancel gave back is found under the order number; a cancel after a full refund gives nothing again', async () => {
  workbench.gateway.pay(NO);
  await workbench.call('alipay.trade.cancel', { out_trade_no: NO });
  workbench.tick(100);
  expect(await find(NO)).toMatchObject({ refund_status: 'REFUND_SUCCESS', refund_amount: '12.34' });
  expect((await workbench.call('alipay.trade.cancel', { out_trade_no: NO })).node).toMatchObject({ action: 'refund' });
  expect(workbench.gateway.ledger.refunds(NO)).toHaveLength(1);
});

test('a refund query needs the request number and a trade', async () => {
  expect(await find('R1')).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
  expect((await workbench.call('alipay.trade.fastpay.refund.query', { out_trade_no: NO })).node).toMatchObject({
    sub_code: 'ACQ.INVALID_PARAMETER',
  });
});
