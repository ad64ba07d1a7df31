// 商家分账（docs/protocols/alipay.md §4.16、§4.10）：先绑定、同号同一次、同步与异步、比例与剩余、退款之后与退分账。
import { createWorkbench, MINUTE, qrOrder, type Answer, type Workbench } from './workbench';

const SHOP = '2088102100000777';
let workbench: Workbench;
let trade_no: string;
beforeEach(async () => {
  workbench = await createWorkbench();
  trade_no = await paid('A1', { extend_params: { royalty_freeze: 'true' } });
  await relation('bind');
});
afterEach(() => workbench.gateway.close());

const paid = async (no: string, more: object = {}): Promise<string> => {
  await workbench.call('alipay.trade.precreate', qrOrder(no, { total_amount: '100.00', ...more }));
  return workbench.gateway.pay(no).tradeNo;
};
const relation = (verb: string, changes: object = {}): Promise<Answer> =>
  workbench.call(`alipay.trade.royalty.relation.${verb}`, {
    out_request_no: 'B1',
    receiver_list: [{ type: 'userId', account: SHOP, memo: '门店' }],
    ...changes,
  });
const to = (amount: string, changes: object = {}): object => ({
  royalty_type: 'transfer',
  trans_in_type: 'userId',
  trans_in: SHOP,
  amount,
  desc: '分给门店',
  ...changes,
});
const settle = (out_request_no: string, parts: readonly object[], changes: object = {}): Promise<Answer> =>
  workbench.call('alipay.trade.order.settle', { out_request_no, trade_no, royalty_parameters: parts, ...changes });
const query = async (biz: object): Promise<Record<string, unknown>> => (await workbench.call('alipay.trade.order.settle.query', biz)).node;
const refund = async (out_request_no: string, refund_amount: string, more: object = {}): Promise<Record<string, unknown>> =>
  (await workbench.call('alipay.trade.refund', { out_trade_no: 'A1', out_request_no, refund_amount, ...more })).node;

test('binds once or twice, lists by pages, unbinds', async () => {
  expect(await relation('bind')).toMatchObject({ verified: true, node: { code: '10000', result_code: 'SUCCESS' } });
  const listed = await relation('batchquery', { receiver_list: undefined, page_size: 1 });
  expect(listed.node).toMatchObject({ total_record_num: 1, total_page_num: 1, receiver_list: [{ type: 'userId', account: SHOP }] });
  expect((await relation('unbind')).node).toMatchObject({ result_code: 'SUCCESS' });
  expect(workbench.gateway.royalty.relations()).toEqual([]);
});

test.each([
  [{ receiver_list: undefined }, 'RECEIVER_LIST_EMPTY'],
  [{ receiver_list: Array.from({ length: 21 }, (_, i) => ({ type: 'userId', account: `208810210000${i}` })) }, 'RECEIVER_LIST_OVERLOAD'],
  [{ receiver_list: [{ type: 'phone', account: '13800000000' }] }, 'INVALID_RECEIVER_TYPE'],
  [{ receiver_list: [{ type: 'loginName', account: 'a@b.example' }] }, 'INVALID_PARAMETER'],
])('refuses to bind %j', async (changes, sub_code) => {
  expect((await relation('bind', changes)).node).toMatchObject({ code: '40004', sub_code });
});

test('a synchronous sharing is done at once; the same number is the same sharing', async () => {
  const first = await settle('S1', [to('20.00')]);
  expect(first).toMatchObject({ verified: true, node: { code: '10000', trade_no, settle_no: expect.any(String) } });
  expect((await settle('S1', [to('20.00')])).node).toEqual(first.node);
  expect((await settle('S1', [to('20.01')])).node).toMatchObject({ sub_code: 'ACQ.DISCORDANT_REPEAT_REQUEST' });
  const told = { royalty_detail_list: [{ operation_type: 'transfer', state: 'SUCCESS', amount: '20.00', trans_in: SHOP }] };
  expect(await query({ settle_no: first.node['settle_no'] })).toMatchObject({ out_request_no: 'S1', ...told });
  expect(await query({ out_request_no: 'S1', trade_no })).toMatchObject(told);
  expect(workbench.gateway.royalty.standing('A1')).toEqual({ enabled: true, rest: 8000, shared: 2000, returned: 0, finished: false });
});

test('a synchronous sharing fails as a whole, an asynchronous one in parts', async () => {
  const other = '2088102100000888';
  await relation('bind', { receiver_list: [{ type: 'userId', account: other }] });
  workbench.gateway.chooseRoyalty(other, 'ACQ.ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY');
  const parts = [to('10.00'), to('5.00', { trans_in: other })];
  expect((await settle('S2', parts)).node).toMatchObject({ sub_code: 'ACQ.ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY' });
  expect(workbench.gateway.royalty.settles('A1')).toEqual([]);
  await settle('S3', parts, { royalty_mode: 'async' });
  expect(await query({ out_request_no: 'S3', trade_no })).toMatchObject({
    royalty_detail_list: [{ state: 'PROCESSING' }, { state: 'PROCESSING' }],
  });
  workbench.tick(MINUTE);
  expect(await query({ out_request_no: 'S3', trade_no })).toMatchObject({
    royalty_detail_list: [{ state: 'SUCCESS' }, { state: 'FAIL', error_code: 'ACQ.ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY' }],
  });
  expect(workbench.gateway.royalty.standing('A1')).toMatchObject({ shared: 1000, rest: 9000 });
});

test('a percentage is one of the whole trade, and at most thirty percent are shared', async () => {
  const share = to('1', { amount: undefined, amount_percentage: 20 });
  expect((await settle('S4', [share])).node).toMatchObject({ code: '10000' });
  expect((await settle('S5', [to('10.01')])).node).toMatchObject({ sub_code: 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR' });
  expect((await settle('S6', [to('10.00')])).node).toMatchObject({ code: '10000' });
});

test.each([
  ['a receiver that is not bound', () => settle('S7', [to('1.00', { trans_in: '2088102100000999' })]), 'ACQ.ROYALTY_RECEIVER_INVALID'],
  ['both amount and percentage', () => settle('S7', [to('1.00', { amount_percentage: 1 })]), 'ACQ.INVALID_PARAMETER'],
  [
    'six receivers at once',
    () =>
      settle(
        'S7',
        Array.from({ length: 6 }, () => to('0.01')),
      ),
    'ACQ.INVALID_PARAMETER',
  ],
  ['an unknown trade', () => settle('S7', [to('1.00')], { trade_no: '2026112300000000000000000000' }), 'ACQ.TRADE_NOT_EXIST'],
])('refuses %s', async (_what, ask, sub_code) => {
  expect((await ask()).node).toMatchObject({ sub_code });
});

test('a trade that was not frozen, is finished, or is refunded cannot be shared', async () => {
  const plain = await paid('A2');
  expect((await settle('S8', [to('1.00')], { trade_no: plain })).node).toMatchObject({ sub_code: 'ACQ.NOT_SUPPORT_ROYALTY' });
  const refunded = await paid('A3', { extend_params: { royalty_freeze: 'true' } });
  await workbench.call('alipay.trade.refund', { out_trade_no: 'A3', refund_amount: '100.00' });
  expect((await settle('S8', [to('1.00')], { trade_no: refunded })).node).toMatchObject({ sub_code: 'ACQ.ALLOC_REFUSE_AFTER_REFUND' });
  await settle('S9', [to('1.00')], { extend_params: { royalty_finish: 'true' } });
  expect((await settle('S10', [to('1.00')])).node).toMatchObject({ sub_code: 'ACQ.ALREADY_FINISH_ALLOC' });
  expect((await settle('S9', [to('1.00')], { trade_no: plain, extend_params: { royalty_finish: 'true' } })).node).toMatchObject({
    sub_code: 'ACQ.DUP_OUT_REQUEST_NO',
  });
});

test('a refund takes back only what it names, the rest from the frozen money and the balance', async () => {
  await settle('S11', [to('30.00')]);
  const back = (amount: string, trans_out = SHOP): object => ({
    refund_royalty_parameters: [{ royalty_type: 'transfer', trans_out, amount }],
  });
  expect(await refund('R0', '40.00', back('30.01'))).toMatchObject({ sub_code: 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR' });
  expect(await refund('R0', '10.00', back('1.00', '2088102100000999'))).toMatchObject({
    sub_code: 'ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST',
  });
  expect(await refund('R1', '20.00', back('10.00'))).toMatchObject({ code: '10000', fund_change: 'Y', refund_fee: '20.00' });
  expect(workbench.gateway.royalty.standing('A1')).toMatchObject({ shared: 3000, returned: 1000, rest: 6000 });
  expect(await query({ out_request_no: 'S11', trade_no })).toMatchObject({
    royalty_detail_list: [{ operation_type: 'transfer' }, { operation_type: 'transfer_refund', amount: '10.00', trans_out: SHOP }],
  });
  workbench.gateway.setFunds(1999);
  expect(await refund('R2', '80.00')).toMatchObject({ sub_code: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' });
  workbench.gateway.setFunds(2000);
  expect(await refund('R2', '80.00')).toMatchObject({ code: '10000', fund_change: 'Y', refund_fee: '100.00' });
});

test('sharing waits for the settlement when told so, and a lost answer is found by its number', async () => {
  await workbench.gateway.close();
  workbench = await createWorkbench({ settleAfterMs: MINUTE });
  trade_no = await paid('A1', { extend_params: { royalty_freeze: 'true' } });
  await relation('bind');
  expect((await settle('S12', [to('1.00')])).node).toMatchObject({ sub_code: 'ACQ.ALLOC_REFUSE_BEFORE_SETTLE' });
  workbench.tick(MINUTE);
  workbench.gateway.faults.add({ operation: 'settle', fault: { kind: 'lostAnswer' } });
  await expect(settle('S12', [to('1.00')])).rejects.toThrow();
  expect((await settle('S12', [to('1.00')])).node).toMatchObject({ code: '10000' });
  expect(workbench.gateway.royalty.settles('A1')).toHaveLength(1);
});
