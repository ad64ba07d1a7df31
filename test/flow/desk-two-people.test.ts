// 复核台：金额大的要两个人，没有哪扇门让一个人办成（docs/invariants.md §2）；两种渠道。
import { as, breaks, inReview, list, open, paid, shop, staff, useDesk } from './desk-harness';

useDesk();

describe.each(['wxpay', 'alipay'] as const)('%s: above the amount from the configuration', (provider) => {
  test('the first person proposes, the same person cannot agree, another one decides', async () => {
    await open({ settings: { reviewApprovalFee: 1000 } });
    const no = await inReview(provider);
    const input = { out_trade_no: no, act: 'settle', reason: '核对过银行流水' };
    expect(await as('anna', 'resolveReview', input)).toMatchObject({
      code: 0,
      needs_second: true,
      order: { status: 'REVIEW' },
      proposal: { act: 'settle', operator: 'anna' },
      acts: [],
    });
    expect(await list()).toMatchObject({ rows: [{ out_trade_no: no, proposal: { operator: 'anna' } }] });
    expect(await as('anna', 'resolveReview', input)).toMatchObject({ code: 0, order: { status: 'REVIEW' } });
    // 别的决定是新的提议，不是点头。
    expect(await as('bert', 'resolveReview', { ...input, act: 'refund' })).toMatchObject({
      order: { status: 'REVIEW' },
      proposal: { act: 'refund', operator: 'bert' },
    });
    expect(await as('anna', 'resolveReview', input)).toMatchObject({ order: { status: 'REVIEW' }, proposal: { act: 'settle' } });
    expect(await as('bert', 'resolveReview', input)).toMatchObject({
      order: { status: 'SUCCESS' },
      acts: [{ act: 'settle', operator: 'anna', approver: 'bert' }],
    });
    expect((shop.order(no)['history'] as object[]).at(-1)).toMatchObject({ operator: 'anna', note: '核对过银行流水' });
    expect(shop.order(no)['proposal']).toBeUndefined();
  });

  test('no other door lets one person do it alone, and the older service keeps the rule', async () => {
    await open({ settings: { reviewApprovalFee: 1000 } });
    const no = await inReview(provider);
    expect(await staff.callService('pay/sys/refund', { out_trade_no: no })).toMatchObject({ code: 40001 });
    if (provider === 'alipay')
      expect(await staff.callService('pay/sys/cancelPayment', { out_trade_no: no })).toMatchObject({
        code: 40001,
        msg: expect.stringContaining('复核台'),
      });
    expect(await staff.callService('pay/sys/resolvePayment', { out_trade_no: no, act: 'refund', reason: '退回' })).toMatchObject({
      code: 0,
      order: { status: 'REVIEW' },
    });
    expect(shop.rows('payment_refunds')).toEqual([]);
  });

  test('a refund the payer asked for is no way round it either', async () => {
    await open({ settings: { reviewApprovalFee: 1000 } });
    await breaks('fulfil', true);
    const no = await paid(provider);
    const asked = await shop.client.callService('pay/kh/requestRefund', { out_trade_no: no, reason: '不要了' });
    const { request_no } = (asked['request'] ?? {}) as { request_no?: string };
    expect(await staff.callService('pay/sys/answerRefundRequest', { request_no, act: 'approve' })).toMatchObject({
      code: 40001,
      msg: expect.stringContaining('复核台'),
    });
    expect(shop.rows('payment_refunds')).toEqual([]);
    expect(await staff.callService('pay/sys/answerRefundRequest', { request_no, act: 'decline', reason: '在处理了' })).toMatchObject({
      code: 0,
    });
  });

  test('two agree at the same moment: one refund', async () => {
    const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 3));
    await open({ settings: { reviewApprovalFee: 1000 }, runtime: { databaseLatency: pause, httpLatency: pause } });
    const no = await inReview(provider);
    const input = { out_trade_no: no, act: 'refund', reason: '退回' };
    await as('anna', 'resolveReview', input);
    const answers = await Promise.all(['bert', 'carl', 'dora'].map((who) => as(who, 'resolveReview', input)));
    expect(answers.filter((answer) => answer['code'] === 0).length).toBeGreaterThanOrEqual(1);
    expect(shop.rows('payment_refunds')).toHaveLength(1);
    expect(shop.order(no)['acts']).toHaveLength(1);
  });

  test('a proposal that lay for a day counts no more', async () => {
    await open({ settings: { reviewApprovalFee: 1000 } });
    const no = await inReview(provider);
    const input = { out_trade_no: no, act: 'settle', reason: '核对过银行流水' };
    await as('anna', 'resolveReview', input);
    shop.tick(25 * 3_600_000);
    expect(await as('bert', 'resolveReview', input)).toMatchObject({ order: { status: 'REVIEW' }, proposal: { operator: 'bert' } });
  });
});
