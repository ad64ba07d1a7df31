// 转账的不明与争抢（docs/invariants.md §3，docs/protocols/wxpay.md §2.6、docs/protocols/alipay.md §4.12）：只查、同号重发；
// 撤销先记下意图；额度在并发下也不超过一分。
import { alipayWish, DAY, OPENID, openTransferShop, wxpayWish, type TransferShop } from '../flow/transfers-harness';

let at: TransferShop;
beforeEach(async () => {
  at = await openTransferShop();
});
afterEach(() => at.close());

describe('WeChat', () => {
  test('without the notice the timer finds out', async () => {
    at.shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    await at.transfer(wxpayWish('TRA0002'));
    at.shop.wxpay.confirmTransfer('TRA0002');
    await at.minutes(2);
    expect(at.row('TRA0002')['status']).toBe('SUCCESS');
  });

  test.each(['lostRequest', 'lostAnswer', 'systemErrorCommitted', 'limitedCommitted', 'falseSignature', 'truncated'] as const)(
    '%s: unknown, never a second number; the timer finishes it',
    async (kind) => {
      at.shop.wxpay.faults.add({ operation: 'transfer', fault: { kind } });
      expect(await at.transfer(wxpayWish('TRB0001'))).toMatchObject({ code: 0, transfer: { status: 'UNKNOWN' } });
      await at.minutes(2);
      expect(at.row('TRB0001')['status']).toBe('WAIT_CONFIRM');
      expect(at.shop.wxpay.ledger.transfers().map(({ outBillNo }) => outBillNo)).toEqual(['TRB0001']);
      // 凭据也补得回来：收款人还能确认。
      expect(at.row('TRB0001')['package_info']).toEqual(expect.any(String));
    },
  );

  test('a refusal is believed only after a query says there is nothing', async () => {
    at.shop.wxpay.faults.add({ operation: 'transfer', fault: { kind: 'error', code: 'INVALID_REQUEST' } });
    at.shop.wxpay.faults.add({ operation: 'queryTransfer', fault: { kind: 'http', status: 502 } });
    expect(await at.transfer(wxpayWish('TRC0002'))).toMatchObject({ code: 0, transfer: { status: 'UNKNOWN' } });
    await at.minutes(2);
    expect(at.row('TRC0002')['status']).toBe('WAIT_CONFIRM');
  });

  test('a cancel is written down first: its lost answer is finished by the timer', async () => {
    await at.transfer(wxpayWish('TRE0001'));
    at.shop.wxpay.faults.add({ operation: 'cancelTransfer', fault: { kind: 'lostRequest' } });
    expect(await at.cancel('TRE0001')).toMatchObject({ code: 0, transfer: { cancel_date: expect.any(Number) } });
    expect(at.shop.wxpay.ledger.transfer('TRE0001')?.state).toBe('WAIT_USER_CONFIRM');
    await at.minutes(3);
    expect([at.row('TRE0001')['status'], at.shop.wxpay.ledger.transfer('TRE0001')?.state, at.budget()]).toEqual([
      'CANCELLED',
      'CANCELLED',
      0,
    ]);
  });

  test('what the receiver already confirmed is not cancelled', async () => {
    await at.transfer(wxpayWish('TRE0002'));
    at.shop.wxpay.confirmTransfer('TRE0002');
    await at.cancel('TRE0002');
    await at.minutes(2);
    expect(at.row('TRE0002')['status']).toBe('SUCCESS');
    expect(await at.cancel('TRE0002')).toMatchObject({ code: 40001 });
  });

  test('a cancelled transfer that never reached the gateway is cancelled only when it cannot be under way any more', async () => {
    at.shop.wxpay.faults.add({ operation: 'transfer', fault: { kind: 'lostRequest' } });
    await at.transfer(wxpayWish('TRE0003'));
    await at.cancel('TRE0003');
    expect(at.row('TRE0003')['status']).toBe('UNKNOWN');
    await at.minutes(5);
    expect([at.row('TRE0003')['status'], at.shop.wxpay.ledger.transfers().length, at.budget()]).toEqual(['CANCELLED', 0, 0]);
  });

  test('32 at once: the budget of the day and of the person is never passed by one fen', async () => {
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, i) => at.transfer(wxpayWish(`TRI${String(i).padStart(4, '0')}`, { transfer_amount: 150_000 }))),
    );
    // 一个人一天 4000 元：两笔；别人还能转，一共到 6000 元为止。
    expect(answers.filter(({ code }) => code === 0)).toHaveLength(2);
    expect(answers.filter(({ code }) => code !== 0).every(({ code, msg }) => code === 40001 && String(msg).includes('限额'))).toBe(true);
    const others = await Promise.all(
      ['A', 'B', 'C'].map((who) => at.transfer(wxpayWish(`TRJ000${who}`, { transfer_amount: 150_000, openid: `${OPENID}${who}` }))),
    );
    expect(others.filter(({ code }) => code === 0)).toHaveLength(2);
    expect(at.budget()).toBe(600_000);
    at.shop.tick(DAY);
    at.staff = await at.shop.login('demo-admin');
    expect(await at.transfer(wxpayWish('TRK0001'))).toMatchObject({ code: 0 });
  });

  test('the same number twice at once is one transfer', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => at.transfer(wxpayWish('TRL0001'))));
    expect(answers.every(({ code }) => code === 0)).toBe(true);
    expect([at.shop.wxpay.ledger.transfers().length, at.budget()]).toEqual([1, 1000]);
  });
});

describe('Alipay', () => {
  test('pays at once; unclear ones are found by the query; failed ones free the budget', async () => {
    expect(await at.transfer(alipayWish('TRM0001'))).toMatchObject({ code: 0, transfer: { status: 'SUCCESS' } });
    at.shop.alipay.faults.add({ operation: 'transfer', fault: { kind: 'lostAnswer' } });
    expect(await at.transfer(alipayWish('TRM0002'))).toMatchObject({ transfer: { status: 'UNKNOWN' } });
    await at.minutes(2);
    expect(at.row('TRM0002')['status']).toBe('SUCCESS');
    at.shop.alipay.chooseTransfer('*', 'DEALING');
    expect(await at.transfer(alipayWish('TRM0003'))).toMatchObject({ transfer: { status: 'PENDING' } });
    expect(await at.cancel('TRM0003')).toMatchObject({ code: 40001, msg: expect.stringContaining('不能撤销') });
    at.shop.alipay.finishTransfer('TRM0003', 'FAIL');
    expect(await at.query('TRM0003')).toMatchObject({ transfer: { status: 'FAILED' } });
    expect(at.budget()).toBe(2000);
  });

  test('the gateway tells its balance', async () => {
    at.shop.alipay.setFunds(12_345);
    expect(await at.staff.callService('pay/sys/queryAccountBalance', { provider: 'alipay' })).toMatchObject({
      code: 0,
      available_fee: 12_345,
    });
    at.shop.wxpay.setFunds(6789);
    expect(await at.staff.callService('pay/sys/queryAccountBalance', { provider: 'wxpay' })).toMatchObject({
      code: 0,
      available_fee: 6789,
    });
  });
});
