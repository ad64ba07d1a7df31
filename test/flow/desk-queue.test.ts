// 复核台的队列（docs/invariants.md §2「没有出口的状态是缺陷」）：一种渠道才有的种类、谁能看、分页。
import {
  detail,
  inReview,
  kinds,
  list,
  open,
  paid,
  place,
  post,
  refundOf,
  resolve,
  shop,
  staff,
  useDesk,
  type Answer,
} from './desk-harness';

useDesk();

test('WeChat: an ABNORMAL refund is in the queue and leaves when the gateway has paid it out', async () => {
  await open();
  const no = await paid('wxpay');
  await refundOf(no, 'RFDESK0004');
  const abnormal = shop.wxpay.buildNotification('refund', { outRefundNo: 'RFDESK0004', plaintext: { refund_status: 'ABNORMAL' } });
  await post(abnormal);
  expect(await kinds()).toEqual(['abnormal']);
  shop.tick(1000);
  expect(await detail({ out_refund_no: 'RFDESK0004' })).toMatchObject({ refund: { status: 'SUCCESS' }, choices: [] });
  expect(await kinds()).toEqual([]);
});

test('a refund made on the merchant platform is kept until somebody has looked at it', async () => {
  await open();
  const no = await paid('wxpay');
  await refundOf(no, 'RFDESK0005');
  await post(
    shop.wxpay.buildNotification('refund', {
      outRefundNo: 'RFDESK0005',
      plaintext: { out_refund_no: 'HAND0001', refund_status: 'SUCCESS' },
    }),
  );
  const [row] = (await list('unknown_refund'))['rows'] as { note: string }[];
  expect(await resolve({ note: row?.note }, 'write_off')).toMatchObject({
    code: 0,
    note: { open: false },
    acts: [{ operator: 'demo-admin', reason: '核对过银行流水' }],
  });
  expect(await kinds()).toEqual([]);
  expect(await resolve({ note: row?.note }, 'write_off')).toMatchObject({ code: 40001 });
});

test('a late payment left to a person, and one whose return is refused', async () => {
  await open();
  const no = await place('wxpay');
  shop.wxpay.faults.add({ operation: 'query', fault: { kind: 'error', code: 'ORDER_NOT_EXIST' } });
  await shop.client.callService('pay/kh/closePayment', { out_trade_no: no });
  shop.wxpay.pay(no);
  await shop.wxpay.deliverDue();
  expect(await kinds()).toEqual(['late']);
  await shop.runtime.database
    .collection('payment_orders')
    .doc(no)
    .update({ give_back: 'late', next_query_date: shop.now(), query_attempts: 0 });
  expect(await kinds()).toEqual([]);
  shop.wxpay.faults.add({ operation: 'refund', fault: { kind: 'error', code: 'NOT_ENOUGH' } });
  await shop.runMonitor();
  expect(await kinds()).toEqual(['return']);
  shop.tick(61_000);
  await shop.runMonitor();
  expect(await kinds()).toEqual([]);
});

test('Alipay: a cancel nobody can tell the end of for 25 hours is in the queue, and the timer still finds out', async () => {
  await open();
  const no = await place('alipay');
  shop.alipay.pay(no);
  shop.alipay.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' }, times: Infinity });
  shop.alipay.faults.add({ operation: 'cancel', fault: { kind: 'lostAnswer' }, times: Infinity });
  await staff.callService('pay/sys/cancelPayment', { out_trade_no: no });
  expect(await kinds()).toEqual([]);
  shop.tick(26 * 3_600_000);
  await shop.runMonitor();
  expect(await kinds()).toEqual(['review']);
  expect(await detail({ out_trade_no: no })).toMatchObject({ choices: [], review_reason: '撤销 25 小时仍没有结果' });
  shop.alipay.faults.clear();
  shop.tick(20 * 60_000);
  await shop.runMonitor();
  expect([shop.order(no)['status'], shop.alipay.ledger.trade(no)?.refunded]).toEqual(['REFUND', 1200]);
  expect(await kinds()).toEqual([]);
});

test('only staff; exactly one subject; nothing but plain numbers', async () => {
  await open();
  const no = await inReview('wxpay');
  for (const service of ['listReviews', 'reviewDetail', 'resolveReview'])
    expect(await shop.client.callService(`pay/sys/${service}`, { out_trade_no: no, act: 'settle', reason: '我付过了' })).not.toMatchObject({
      code: 0,
    });
  for (const bad of [
    {},
    { out_trade_no: no, note: 'anomaly:x' },
    { out_trade_no: { $ne: null } },
    { note: { $gt: '' } },
    { note: 'anomaly' },
  ])
    expect(await detail(bad)).toMatchObject({ code: 40001 });
  expect(await detail({ note: 'anomaly:nobody' })).toMatchObject({ code: 40005 });
  for (const reason of ['', 'x', 7, undefined])
    expect(await staff.callService('pay/sys/resolveReview', { out_trade_no: no, act: 'settle', reason })).toMatchObject({ code: 40001 });
  expect(await staff.callService('pay/sys/listReviews', { kind: 'everything' })).toMatchObject({ code: 40001 });
  expect(shop.order(no)['status']).toBe('REVIEW');
});

test('pages follow one another, oldest first, without a hole', async () => {
  await open();
  const orders: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    orders.push(await inReview('wxpay'));
    shop.tick(1000);
  }
  const page = async (pageIndex: number): Promise<Answer> => staff.callService('pay/sys/listReviews', { pageIndex, pageSize: 2 });
  const pages = [await page(1), await page(2), await page(3)];
  expect(pages.flatMap((one) => (one['rows'] as { out_trade_no: string }[]).map((row) => row.out_trade_no))).toEqual(orders);
  expect(pages.map((one) => one['hasMore'])).toEqual([true, true, false]);
});
