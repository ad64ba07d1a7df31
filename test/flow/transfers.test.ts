// 转账（docs/invariants.md I12、I13，docs/protocols/wxpay.md §2.6）：从员工到收款人；同号同一笔、换了内容拒绝；大额要两个人；
// 通知核对商户、单号、金额；收款人的资料不落明文。
import type { UniClient } from '../../local/stack/client';
import { DAY, OPENID, openTransferShop, wxpayWish, type Row, type TransferShop } from './transfers-harness';

let at: TransferShop;
describe('WeChat', () => {
  beforeEach(async () => {
    at = await openTransferShop();
  });
  afterEach(() => at.close());

  test('runs from the at.staff to the receiver: asked, confirmed, paid, told by the notice', async () => {
    expect(await at.transfer(wxpayWish('TRA0001'))).toMatchObject({
      code: 0,
      transfer: { status: 'WAIT_CONFIRM', transfer_fee: 1000, operator: expect.any(String) },
    });
    at.shop.wxpay.confirmTransfer('TRA0001');
    at.shop.tick(3000);
    await at.shop.wxpay.deliverDue();
    expect(at.row('TRA0001')).toMatchObject({ status: 'SUCCESS', next_query_date: 0 });
    expect([at.row('TRA0001')['payee'], at.row('TRA0001')['package_info'], at.budget()]).toEqual([undefined, undefined, 1000]);
    expect(await at.transfer(wxpayWish('TRA0001'))).toMatchObject({ code: 0, transfer: { status: 'SUCCESS' } });
    expect(at.shop.wxpay.ledger.transfers()).toHaveLength(1);
  });

  test('another content under the same number is refused and the first is untouched', async () => {
    await at.transfer(wxpayWish('TRA0003'));
    for (const more of [{ transfer_amount: 1001 }, { openid: `${OPENID}X` }, { transfer_remark: '别的' }, { user_name: '李四' }])
      expect(await at.transfer(wxpayWish('TRA0003', more))).toMatchObject({ code: 40001, msg: expect.stringContaining('out_bill_no') });
    expect(at.row('TRA0003')).toMatchObject({ status: 'WAIT_CONFIRM', transfer_fee: 1000 });
  });

  test('an empty account refuses: the budget is free again and the same number works after topping up', async () => {
    at.shop.wxpay.setFunds(0);
    expect(await at.transfer(wxpayWish('TRC0001'))).toMatchObject({ code: 40007 });
    expect([at.row('TRC0001')['status'], at.budget()]).toEqual(['FAILED', 0]);
    at.shop.wxpay.setFunds(100_000);
    expect(await at.transfer(wxpayWish('TRC0001'))).toMatchObject({ code: 0, transfer: { status: 'WAIT_CONFIRM' } });
    expect(at.budget()).toBe(1000);
  });

  test('what the receiver does not confirm fails after a day and frees the budget; the number is used up', async () => {
    await at.transfer(wxpayWish('TRD0001'));
    at.shop.tick(DAY);
    await at.shop.wxpay.deliverDue();
    expect(at.row('TRD0001')).toMatchObject({ status: 'FAILED', failure: { closed: true, gateway_code: 'OVERDUE_CLOSE' } });
    expect(at.budget()).toBe(0);
    at.staff = await at.shop.login('demo-admin');
    expect(await at.transfer(wxpayWish('TRD0001'))).toMatchObject({ code: 40001, msg: expect.stringContaining('换一个单号') });
  });

  test('above the sum a second person decides; the first cannot', async () => {
    const big = wxpayWish('TRF0001', { transfer_amount: 300_001, user_name: '张三' });
    expect(await at.transfer(big)).toMatchObject({ code: 0, transfer: { status: 'CREATED', needs_approval: true } });
    const answer = (client: UniClient, act: string): Promise<Row> =>
      client.callService('pay/sys/answerTransfer', { out_bill_no: 'TRF0001', act });
    expect(await answer(at.staff, 'approve')).toMatchObject({ code: 40009 });
    expect(await at.transfer(big)).toMatchObject({ code: 0, transfer: { status: 'CREATED' } });
    await at.minutes(3);
    expect(at.shop.wxpay.ledger.transfers()).toEqual([]);
    // 另一个人提的，就轮到他点头。
    const other = await at.shop.login('demo-refund');
    expect(
      await at.transfer(wxpayWish('TRF0002', { transfer_amount: 300_001, user_name: '张三', openid: `${OPENID}B` }), other),
    ).toMatchObject({
      code: 40001,
    });
    expect(at.budget()).toBe(300_001);
    expect(await answer(at.staff, 'decline')).toMatchObject({ code: 0, transfer: { status: 'CANCELLED' } });
    expect(at.budget()).toBe(0);
    expect(await at.transfer(wxpayWish('TRF0003', { transfer_amount: 300_001, user_name: '张三' }), other)).toMatchObject({
      transfer: { needs_approval: true },
    });
    expect(await at.staff.callService('pay/sys/answerTransfer', { out_bill_no: 'TRF0003', act: 'approve' })).toMatchObject({
      code: 0,
      transfer: { status: 'WAIT_CONFIRM', needs_approval: false },
    });
    expect(at.shop.wxpay.ledger.transfers()).toMatchObject([{ outBillNo: 'TRF0003', request: { user_name: '张三' } }]);
  });

  test('a notice of another amount changes nothing and waits for a person; a genuine one of a foreign bill too', async () => {
    await at.transfer(wxpayWish('TRG0001'));
    const deliver = async (overrides: Row): Promise<number> => {
      const notice = at.shop.wxpay.buildNotification('transfer', { outBillNo: 'TRG0001', ...overrides });
      return (await fetch(notice.url, { method: 'POST', headers: { ...notice.headers }, body: notice.body })).status;
    };
    await deliver({ plaintext: { state: 'SUCCESS', transfer_amount: 999 } });
    await deliver({ plaintext: { state: 'SUCCESS', out_bill_no: 'TRNOBODY1' } });
    expect(await deliver({ plaintext: { state: 'SUCCESS' }, variant: 'forged' })).toBe(401);
    expect(await deliver({ plaintext: { state: 'SUCCESS', mch_id: '1900000001' } })).toBe(401);
    expect(at.row('TRG0001')['status']).toBe('WAIT_CONFIRM');
    expect(at.shop.rows('payment_alerts').map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['transfer-mismatch', 'unknown-transfer', 'foreign-notify']),
    );
    expect((await at.staff.callService('pay/sys/listReviews', { kind: 'anomaly' }))['rows']).toHaveLength(3);
  });

  test('the payer sees their own transfer and what the client needs to confirm it; nobody else does', async () => {
    const { user_id } = (await at.shop.client.callService('user/kh/demoAccount', {})) as { user_id?: string };
    const own = user_id ?? String(at.shop.rows('uni-id-users').find(({ username }) => username === 'demo')?.['_id']);
    await at.transfer(wxpayWish('TRH0001', { user_id: own }));
    const mine = await at.shop.client.callService('pay/kh/myTransfer', { out_bill_no: 'TRH0001' });
    expect(mine).toMatchObject({
      code: 0,
      transfer: {
        status: 'WAIT_CONFIRM',
        options: { mchId: at.shop.keys.wxpay.mchid, appId: expect.any(String), package: expect.any(String) },
      },
    });
    expect(await at.shop.client.callService('pay/kh/listMyTransfers', {})).toMatchObject({ rows: [{ out_bill_no: 'TRH0001' }] });
    expect(await at.staff.callService('pay/kh/myTransfer', { out_bill_no: 'TRH0001' })).toMatchObject({ code: 40005 });
    expect(await at.shop.client.callService('pay/sys/transfer', wxpayWish('TRH0002'))).toMatchObject({
      code: expect.not.stringMatching(/^0$/),
    });
    expect(at.rows()).toHaveLength(1);
  });
});

test('nobody transfers before limits and encryption are configured', async () => {
  at = await openTransferShop({ transfers: undefined });
  expect(await at.transfer(wxpayWish('TRN0001'))).toMatchObject({ code: 40009, msg: expect.stringContaining('transfers') });
  await at.close();
  at = await openTransferShop({ encryption: { keys: [], fields: [] } });
  expect(await at.transfer(wxpayWish('TRN0002'))).toMatchObject({ code: 40009, msg: expect.stringContaining('encryption') });
  expect(at.rows()).toEqual([]);
  await at.close();
});
