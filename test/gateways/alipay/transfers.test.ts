// 转账（docs/protocols/alipay.md §4.12–4.14）：只有证书模式、同号同一笔、处理中到结论、余额一进一出。
import { CERT_APP, createWorkbench, KEY_APP, type Answer, type Workbench } from './workbench';

let workbench: Workbench;
beforeEach(async () => {
  workbench = await createWorkbench();
});
afterEach(() => workbench.gateway.close());

const body = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  out_biz_no: 'TRA1',
  trans_amount: '1.00',
  product_code: 'TRANS_ACCOUNT_NO_PWD',
  biz_scene: 'DIRECT_TRANSFER',
  order_title: '活动奖励',
  payee_info: { identity: '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5', identity_type: 'ALIPAY_OPEN_ID' },
  ...changes,
});
const transfer = (changes?: Record<string, unknown>, appId = CERT_APP): Promise<Answer> =>
  workbench.call('alipay.fund.trans.uni.transfer', body(changes), { appId });
const query = (biz: object = { out_biz_no: 'TRA1', product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' }): Promise<Answer> =>
  workbench.call('alipay.fund.trans.common.query', biz, { appId: CERT_APP });
const balance = async (): Promise<unknown> =>
  (
    await workbench.call(
      'alipay.fund.account.query',
      { alipay_user_id: workbench.keys.sellerId, account_type: 'ACCTRANS_ACCOUNT' },
      { appId: CERT_APP },
    )
  ).node['available_amount'];

test('pays at once, is found by any of its numbers, and takes the money once', async () => {
  workbench.gateway.setFunds(10_000);
  const answer = await transfer();
  expect(answer).toMatchObject({
    verified: true,
    node: { code: '10000', out_biz_no: 'TRA1', status: 'SUCCESS', order_id: expect.any(String) },
  });
  expect((await transfer()).node).toEqual(answer.node);
  expect((await transfer({ trans_amount: '1.01' })).node).toMatchObject({ sub_code: 'PAYMENT_INFO_INCONSISTENCY' });
  for (const biz of [undefined, { order_id: answer.node['order_id'] }, { pay_fund_order_id: answer.node['pay_fund_order_id'] }])
    expect((await query(biz)).node).toMatchObject({ out_biz_no: 'TRA1', status: 'SUCCESS', trans_amount: '1.00' });
  expect(await balance()).toBe('99.00');
});

test('a transfer that is being processed ends later; one that fails gives the money back', async () => {
  workbench.gateway.setFunds(10_000);
  workbench.gateway.chooseTransfer('*', 'DEALING');
  expect((await transfer()).node).toMatchObject({ status: 'DEALING' });
  expect(await balance()).toBe('99.00');
  workbench.gateway.finishTransfer('TRA1', 'FAIL', 'PAYEE_NOT_EXIST');
  expect((await query()).node).toMatchObject({ status: 'FAIL', error_code: 'PAYEE_NOT_EXIST' });
  expect(await balance()).toBe('100.00');
});

test('the key mode cannot transfer', async () => {
  expect((await transfer({}, KEY_APP)).node).toMatchObject({ code: '40001', sub_code: 'isv.missing-app-cert-sn' });
});

test('an unknown number is ORDER_NOT_EXIST; an empty account refuses and leaves no transfer', async () => {
  workbench.gateway.setFunds(99);
  expect((await transfer()).node).toMatchObject({ sub_code: 'PAYER_BALANCE_NOT_ENOUGH' });
  expect((await query()).node).toMatchObject({ sub_code: 'ORDER_NOT_EXIST' });
});

test.each([
  [{ trans_amount: '0.09' }, 'EXCEED_LIMIT_SM_MIN_AMOUNT'],
  [{ payee_info: { identity: 'a@b.example', identity_type: 'ALIPAY_LOGON_ID' } }, 'ACQ.INVALID_PARAMETER'],
  [{ trans_amount: '50000.00' }, 'MEMO_REQUIRED_IN_TRANSFER_ERROR'],
])('refuses %j', async (changes, sub_code) => {
  expect((await transfer(changes)).node).toMatchObject({ sub_code });
});

test('only the own account tells its balance', async () => {
  const foreign = { alipay_user_id: '2088999999999999', account_type: 'ACCTRANS_ACCOUNT' };
  expect((await workbench.call('alipay.fund.account.query', foreign, { appId: CERT_APP })).node).toMatchObject({
    sub_code: 'NO_PERMISSION_ACCOUNT',
  });
});
