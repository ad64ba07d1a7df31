// 复核台（docs/invariants.md §2「没有出口的状态是缺陷」）：等人处理的都在一条队列里，原因没了就自己离开；
// 能做什么由刚问到的事实决定；谁、为什么，写下来。
import {
  breaks,
  detail,
  failThrice,
  inReview,
  kinds,
  list,
  open,
  paid,
  place,
  refundOf,
  refundRow,
  resolve,
  shop,
  useDesk,
} from './desk-harness';

useDesk();

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  test('an order in review: in the queue with its reason, leaves when it is settled, who and why is on the order', async () => {
    await open();
    const no = await inReview(provider);
    expect(await list()).toMatchObject({
      code: 0,
      rows: [{ kind: 'review', out_trade_no: no, provider, fee: 1200, reason: expect.stringContaining('金额不符') }],
      counts: { review: 1 },
      hasMore: false,
    });
    expect(await detail({ out_trade_no: no })).toMatchObject({
      code: 0,
      order: { status: 'REVIEW' },
      gateway: { state: 'SUCCESS', total_fee: 1200 },
      choices: ['settle', 'refund'],
      needs_second: false,
    });
    expect(await resolve({ out_trade_no: no }, 'write_off')).toMatchObject({ code: 40001 });
    expect(await resolve({ out_trade_no: no }, 'settle')).toMatchObject({
      code: 0,
      order: { status: 'SUCCESS', fulfil_status: 'DONE' },
      acts: [{ act: 'settle', operator: 'demo-admin', reason: '核对过银行流水' }],
    });
    expect(await kinds()).toEqual([]);
  });

  test('a surplus payment held by policy and a failing fulfilment are in the queue; they leave when the cause is gone', async () => {
    await open({ settings: { surplusPayment: 'review' } });
    await paid(provider, { cart_no: 'CART-1' });
    const second = await paid(provider, { cart_no: 'CART-1' });
    await breaks('fulfil', true);
    const failing = await paid(provider);
    expect(await kinds()).toEqual(['surplus']);
    await failThrice();
    expect(await kinds()).toEqual(['fulfil', 'surplus']);
    expect(await list('fulfil')).toMatchObject({ rows: [{ kind: 'fulfil', out_trade_no: failing }], counts: { fulfil: 1, surplus: 1 } });
    expect(await resolve({ out_trade_no: failing }, 'fulfil')).toMatchObject({ code: 0, order: { fulfil_status: 'FAILED' } });
    await breaks('fulfil', false);
    shop.tick(7 * 3_600_000);
    await shop.runMonitor();
    expect(await kinds()).toEqual(['surplus']);
    expect(await resolve({ out_trade_no: second }, 'refund')).toMatchObject({ code: 0 });
    shop.tick(61_000);
    await shop.wxpay.deliverDue();
    expect(await kinds()).toEqual([]);
    expect(shop.order(second)).toMatchObject({ status: 'REFUND', acts: [{ act: 'refund', operator: 'demo-admin' }] });
  });

  test('what was done elsewhere is written off: the business is not done again, who and why stays', async () => {
    await open();
    await breaks('fulfil', true);
    const no = await paid(provider);
    await failThrice();
    expect(await resolve({ out_trade_no: no }, 'write_off')).toMatchObject({ code: 0, order: { fulfil_status: 'DONE' }, choices: [] });
    await breaks('fulfil', false);
    await failThrice();
    expect(shop.rows('demo_receipts')).toEqual([]);
    expect(shop.order(no)['acts']).toMatchObject([{ act: 'write_off', reason: '核对过银行流水' }]);
  });

  test('a revoke that keeps failing: again by hand, or written off', async () => {
    await open();
    const [first, second] = [await paid(provider), await paid(provider)];
    await breaks('revoke', true);
    await refundOf(first, 'RFDESK0001');
    await refundOf(second, 'RFDESK0002');
    shop.tick(1000);
    await shop.wxpay.deliverDue();
    await failThrice();
    expect(await kinds()).toEqual(['revoke', 'revoke']);
    expect(await detail({ out_refund_no: 'RFDESK0001' })).toMatchObject({
      refund: { revoke_status: 'FAILED' },
      choices: ['revoke', 'write_off'],
    });
    await breaks('revoke', false);
    expect(await resolve({ out_refund_no: 'RFDESK0001' }, 'revoke')).toMatchObject({
      code: 0,
      refund: { revoke_status: 'DONE' },
      choices: [],
    });
    expect(await resolve({ out_refund_no: 'RFDESK0002' }, 'write_off')).toMatchObject({ code: 0 });
    expect(shop.rows('demo_receipts').filter((row) => String(row['_id']).startsWith('back-'))).toHaveLength(1);
    expect(refundRow('RFDESK0002')['acts']).toMatchObject([{ act: 'write_off', operator: 'demo-admin' }]);
    expect(await kinds()).toEqual([]);
  });

  test('one whose handler dies every time says no failure: an hour later it is in the queue all the same', async () => {
    await open();
    const given = await paid(provider);
    await breaks('revoke', true);
    await refundOf(given, 'RFDESK0001');
    shop.tick(1000);
    await shop.wxpay.deliverDue();
    await breaks('fulfil', true);
    const no = await paid(provider);
    const dead = { status: 'PENDING', attempts: 2, next_date: shop.now() + 130_000, lease: 'dead' };
    const { database } = shop.runtime;
    await database.collection('payment_orders').doc(no).update({ fulfil: dead });
    await database.collection('payment_refunds').doc('RFDESK0001').update({ revoke: dead });
    expect([await kinds(), (await detail({ out_refund_no: 'RFDESK0001' }))['choices']]).toEqual([[], []]);
    shop.tick(3_601_000);
    expect((await kinds()).sort()).toEqual(['fulfil', 'revoke']);
    expect((await detail({ out_refund_no: 'RFDESK0001' }))['choices']).toEqual(['revoke', 'write_off']);
    await Promise.all([breaks('fulfil', false), breaks('revoke', false)]);
    expect(await resolve({ out_refund_no: 'RFDESK0001' }, 'revoke')).toMatchObject({ code: 0, refund: { revoke_status: 'DONE' } });
    await shop.runMonitor();
    expect(await kinds()).toEqual([]);
  });

  test('a refund nobody could tell for a day: the gateway says it never came, it is asked for again under its number', async () => {
    await open();
    const no = await paid(provider);
    shop[provider].faults.add({ operation: 'refund', fault: { kind: 'lostRequest' }, times: 300 });
    shop[provider].faults.add({ operation: 'queryRefund', fault: { kind: 'lostRequest' }, times: 300 });
    await refundOf(no, 'RFDESK0003');
    shop.tick(25 * 3_600_000);
    expect(await kinds()).toEqual(['stuck']);
    shop[provider].faults.clear();
    expect(await detail({ out_refund_no: 'RFDESK0003' })).toMatchObject({ gateway_refund: { state: 'NOT_EXIST' }, choices: ['refund'] });
    expect(await resolve({ out_refund_no: 'RFDESK0003' }, 'refund')).toMatchObject({ code: 0 });
    shop.tick(61_000);
    await shop.runMonitor();
    expect([refundRow('RFDESK0003')['status'], shop.order(no)['status'], shop.rows('payment_refunds').length]).toEqual([
      'SUCCESS',
      'REFUND',
      1,
    ]);
    expect(await kinds()).toEqual([]);
  });

  test('an order the gateway speaks of and we do not have: kept, shown with the answer of the gateway, leaves when it is there', async () => {
    await open();
    const no = await place(provider);
    shop[provider].pay(no);
    const row = shop.order(no);
    await shop.runtime.database.collection('payment_orders').doc(no).remove();
    await shop[provider].deliverDue();
    const rows = (await list())['rows'] as { kind: string; note: string; fee: number }[];
    expect(rows).toMatchObject([{ kind: 'unknown_order', fee: 1200, note: expect.stringContaining('unknown_order:') }]);
    const note = String(rows[0]?.note);
    expect(await detail({ note })).toMatchObject({
      gateway: { state: 'SUCCESS', total_fee: 1200 },
      note: { open: true },
      choices: ['write_off'],
    });
    const { _id, ...rest } = row;
    await shop.runtime.database.collection('payment_orders').doc(String(_id)).set(rest);
    expect(await kinds()).toEqual([]);
    expect(shop.rows('payment_reviews')).toMatchObject([{ status: 'DONE', acts: [{ operator: 'system' }] }]);
  });

  test('a row nobody can read: set aside, in the queue, and back at work once somebody mended it', async () => {
    await open();
    const no = await place(provider);
    const orders = shop.runtime.database.collection('payment_orders');
    await orders.doc(no).update({ total_fee: '1200' });
    shop.tick(11_000);
    await shop.runMonitor();
    expect(await kinds()).toEqual(['unreadable']);
    await orders.doc(no).update({ total_fee: 1200 });
    shop[provider].faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    shop[provider].pay(no);
    expect(await kinds()).toEqual([]);
    expect(Number(shop.order(no)['next_query_date'])).toBeLessThanOrEqual(shop.now());
    await shop.runMonitor();
    expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
  });
});
