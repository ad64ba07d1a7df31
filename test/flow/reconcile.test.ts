// 不变量 I11：每天的账单由定时任务下载、核对；两家，模拟网关自己出账单、自己使坏；没出的再要，重来是同样的行。
import type { ProviderName } from '../../common/contract/channels';
import { openShop, START, type Shop } from './harness';

type Row = Record<string, unknown>;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 次日 10 点零 1 分（北京时间） */
const NEXT_TEN = Date.UTC(2026, 10, 24, 2, 1);

const PROVIDERS = ['wxpay', 'alipay'] as const;
let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

async function paid(provider: (typeof PROVIDERS)[number], quantity = 1): Promise<string> {
  // 登录态只有两小时，这里一跳就是一天。
  const payer = await shop.login();
  const wish = { provider, data: { type: 'goods', custom: { goods_id: 'mug', quantity } } };
  const no = String((await payer.callService('pay/kh/createPayment', wish))['out_trade_no']);
  shop[provider].pay(no);
  await shop[provider].deliverDue();
  expect(shop.order(no)).toMatchObject({ status: 'SUCCESS' });
  return no;
}
async function refunded(no: string, refund_fee: number): Promise<string> {
  const staff = await shop.login('demo-admin');
  const { refund } = (await staff.callService('pay/sys/refund', { out_trade_no: no, refund_fee })) as { refund: Row };
  return String(refund['out_refund_no']);
}
const at = (time: number): void => shop.tick(time - shop.now());
async function reconcileAt(time: number): Promise<void> {
  at(time);
  await shop.runMonitor();
}
/** 交易账单的差异；资金流水的在 reconcile-funds.test.ts 里看。 */
const isTradeDifference = (row: Row): boolean => row['type'] === 'difference' && !String(row['bill_id']).endsWith('_fund');
const bills = (provider: ProviderName, sort = 'trade'): Row[] =>
  shop.rows('payment_reconciliations').filter((row) => row['type'] === 'bill' && row['provider'] === provider && row['sort'] === sort);
const bill = (provider: ProviderName, date = '2026-11-23'): Row => bills(provider).find((row) => row['bill_date'] === date) ?? {};
/** 复核台上有什么。 */
const onDesk = async (): Promise<string[]> => {
  const staff = await shop.login('demo-admin');
  return ((await staff.callService('pay/sys/listReviews', {}))['rows'] as { kind: string; difference?: string }[])
    .filter(({ difference = '' }) => !difference.includes('_fund_'))
    .map(({ kind }) => kind);
};
const differences = (provider: ProviderName): string[] =>
  shop
    .rows('payment_reconciliations')
    .filter((row) => isTradeDifference(row) && row['provider'] === provider)
    .map(
      (row) =>
        `${String(row['bill_date'])} ${String(row['kind'])} ${String(row['status'])} ${String(row['subject'] === 'refund' ? row['out_refund_no'] : row['out_trade_no'])}`,
    )
    .sort();

const openOnes = (provider: ProviderName): Row[] =>
  shop.rows('payment_reconciliations').filter((row) => isTradeDifference(row) && row['provider'] === provider && row['status'] === 'OPEN');
/** 让这份账单现在再核对一次。 */
async function again(provider: ProviderName, time: number): Promise<void> {
  await shop.runtime.database
    .collection('payment_reconciliations')
    .doc(String(bill(provider)['_id']))
    .update({ next_date: time });
  await reconcileAt(time);
}

describe.each(PROVIDERS)('%s', (provider) => {
  test('an honest day: totals of both sides, no difference; the fee is that of the gateway', async () => {
    const first = await paid(provider);
    await paid(provider, 2);
    await refunded(first, 200);
    await reconcileAt(NEXT_TEN);
    expect(bill(provider)).toMatchObject({
      status: 'DONE',
      theirs: { payments: 2, payment_fee: 3600, refunds: 1, refund_fee: 200, service_fee: 3600 * 6 - 200 * 6 },
      ours: { payments: 2, payment_fee: 3600, refunds: 1, refund_fee: 200 },
      differences: {},
      broken_lines: 0,
      next_date: 0,
    });
    expect(differences(provider)).toEqual([]);
    expect(shop.rows('payment_alerts')).toEqual([]);
  });

  test.each([
    ['billMissingLine', 'missing_there'],
    ['billWrongAmount', 'amount'],
    ['billExtraLine', 'missing_here'],
    ['billDuplicateLine', 'duplicate'],
    ['billWrongFee', 'fee'],
  ] as const)('%s is one difference of the kind %s, with an alert when it is about money', async (fault, kind) => {
    const first = await paid(provider);
    await paid(provider);
    await shop.close();
    shop = await openShop({ settings: { serviceRates: { wxpay: 6000, alipay: 6000 } } });
    const [one, two] = [await paid(provider), await paid(provider)];
    shop[provider].switches.set(fault, true);
    await reconcileAt(NEXT_TEN);
    const number = kind === 'missing_here' ? expect.stringContaining('SHOP') : expect.stringMatching(new RegExp(`${one}|${two}`));
    expect(differences(provider)).toEqual([expect.stringContaining(`2026-11-23 ${kind} OPEN `)]);
    expect(differences(provider)[0]?.split(' ')[3]).toEqual(number);
    expect(bill(provider)).toMatchObject({ status: 'DONE', differences: { [kind]: 1 } });
    expect(shop.rows('payment_alerts').map(({ kind: what }) => what)).toEqual(kind === 'fee' ? [] : ['reconciliation']);
    expect(first).not.toBe(one);
  });

  test('a line that comes a day later: missing at first, settled by the next bill', async () => {
    const no = await paid(provider);
    await paid(provider);
    shop[provider].switches.set('billLateLine', true);
    await reconcileAt(NEXT_TEN);
    const [missing] = differences(provider);
    expect(missing).toContain('missing_there OPEN');
    expect(await onDesk()).toEqual(['difference']);
    // 最后一行挪到了第二天；第二天自己也有一笔。
    await paid(provider);
    shop[provider].switches.set('billLateLine', false);
    const late = String(missing).split(' ')[3] ?? '';
    shop[provider].switches.set('billLateLine', true);
    await reconcileAt(NEXT_TEN + DAY);
    expect(differences(provider)).toContain(`2026-11-23 missing_there SETTLED ${late}`);
    expect(differences(provider)).toContain(`2026-11-24 late SETTLED ${late}`);
    expect(bill(provider)['differences']).toEqual({});
    // 对上的自己离开复核台；第二天那份自己差的另有一处。
    expect(await onDesk()).toEqual(openOnes(provider).map(() => 'difference'));
    expect([no, late]).toContain(late);
  });

  test('a bill that is not ready is asked for again, then compared', async () => {
    await paid(provider);
    shop[provider].switches.set('billNotReady', true);
    await reconcileAt(NEXT_TEN);
    expect(bill(provider)).toMatchObject({ status: 'WAITING', attempts: 1, problem: expect.stringContaining('还没有生成') });
    await reconcileAt(NEXT_TEN + 11 * 60_000);
    expect(bill(provider)).toMatchObject({ status: 'WAITING', attempts: 2 });
    shop[provider].switches.set('billNotReady', false);
    await reconcileAt(NEXT_TEN + 30 * 60_000);
    expect(bill(provider)).toMatchObject({ status: 'DONE', ours: { payments: 1 } });
  });

  test.each(['lostRequest', 'truncated', 'falseSignature', 'systemErrorCommitted'] as const)(
    '%s: tried again, and nothing is believed before',
    async (kind) => {
      await paid(provider);
      shop[provider].faults.add({ operation: 'bill', fault: { kind } });
      await reconcileAt(NEXT_TEN);
      expect(bill(provider)).toMatchObject({ status: 'FAILED', attempts: 1 });
      expect(differences(provider)).toEqual([]);
      await reconcileAt(NEXT_TEN + 11 * 60_000);
      expect(bill(provider)).toMatchObject({ status: 'DONE' });
    },
  );

  test('asked again, the same rows: nothing twice, what agrees by now is settled', async () => {
    const no = await paid(provider);
    await paid(provider);
    shop[provider].switches.set('billMissingLine', true);
    await reconcileAt(NEXT_TEN);
    const before = shop
      .rows('payment_reconciliations')
      .filter((row) => row['provider'] === provider && row['sort'] !== 'fund' && !String(row['bill_id']).endsWith('_fund'));
    expect(differences(provider)).toHaveLength(1);
    await again(provider, NEXT_TEN + HOUR);
    const rows = shop
      .rows('payment_reconciliations')
      .filter((row) => row['provider'] === provider && row['sort'] !== 'fund' && !String(row['bill_id']).endsWith('_fund'));
    const facts = (list: Row[]): unknown[] =>
      list
        .map(({ _id, type, kind, status, reason, ours, theirs }) => ({ _id, type, kind, status, reason, ours, theirs }))
        .sort((a, b) => String(a._id).localeCompare(String(b._id)));
    expect(facts(rows)).toEqual(facts(before));
    shop[provider].switches.set('billMissingLine', false);
    await again(provider, NEXT_TEN + 2 * HOUR);
    expect(differences(provider)).toEqual([expect.stringContaining('missing_there SETTLED')]);
    expect(bill(provider)).toMatchObject({ differences: {} });
    expect(no).not.toBe('');
  });

  test('each difference is an entry of the desk; explained there it is closed here, a rerun leaves it so until the bill says something else', async () => {
    const nos = [await paid(provider), await paid(provider)];
    shop[provider].switches.set('billWrongAmount', true);
    shop[provider].switches.set('billExtraLine', true);
    await reconcileAt(NEXT_TEN);
    const staff = await shop.login('demo-admin');
    const listed = (await staff.callService('pay/sys/listReviews', { kind: 'difference' })) as { rows: Row[] };
    const rows = listed.rows.filter((row) => !String(row['difference']).includes('_fund_'));
    expect(rows.map((row) => row['difference_kind']).sort()).toEqual(['amount', 'missing_here']);
    const wrong = rows.find((row) => row['difference_kind'] === 'amount') as Row;
    expect(wrong).toMatchObject({ provider, reason: expect.stringContaining('¥12.01'), fee: 1201 });
    const subject = { difference: wrong['difference'] };
    expect(await staff.callService('pay/sys/reviewDetail', subject)).toMatchObject({
      code: 0,
      difference: { kind: 'amount', status: 'OPEN', ours: { fee: 1200 }, theirs: { fee: 1201 } },
      order: { status: 'SUCCESS' },
      gateway: { state: 'SUCCESS', total_fee: 1200 },
      choices: ['write_off'],
    });
    const reason = '支付公司确认账单写错';
    expect(await staff.callService('pay/sys/resolveReview', { ...subject, act: 'write_off', reason })).toMatchObject({
      code: 0,
      difference: { status: 'SETTLED', settled_by: 'staff' },
      acts: [{ act: 'write_off', operator: 'demo-admin', reason }],
      choices: [],
    });
    expect(await staff.callService('pay/sys/resolveReview', { ...subject, act: 'write_off', reason })).toMatchObject({ code: 40001 });
    expect(await onDesk()).toEqual(['difference']);
    expect(bill(provider)).toMatchObject({ differences: { missing_here: 1 } });
    const ids = (): unknown[] =>
      shop
        .rows('payment_reconciliations')
        .map((row) => row['_id'])
        .sort();
    const before = ids();
    await again(provider, NEXT_TEN + HOUR);
    expect(ids()).toEqual(before);
    expect(await onDesk()).toEqual(['difference']);
    expect(bill(provider)).toMatchObject({ differences: { missing_here: 1 } });
    // 账单又说了别的：不是当时查的那一处了。
    shop[provider].switches.set('billWrongFee', true);
    await again(provider, NEXT_TEN + 2 * HOUR);
    expect(
      openOnes(provider)
        .map((row) => row['kind'])
        .sort(),
    ).toEqual(expect.arrayContaining(['amount', 'missing_here']));
    expect(openOnes(provider).find((row) => row['_id'] === wrong['difference'])).toMatchObject({
      acts: [{ act: 'write_off' }, { act: 'reopen', operator: 'system' }],
    });
    expect(nos).toContain(String(openOnes(provider).find((row) => row['kind'] === 'amount')?.['out_trade_no']));
  });

  test('a day without any trade is a bill too; days missed are caught up', async () => {
    await reconcileAt(NEXT_TEN + 7 * HOUR);
    expect(bill(provider)).toMatchObject({ status: 'DONE', ours: { payments: 0 } });
    await reconcileAt(NEXT_TEN + 3 * DAY);
    expect(
      bills(provider)
        .map((row) => row['bill_date'])
        .sort(),
    ).toEqual(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26']);
  });
});

test('a bill that never comes: asked for again and again, told once to a person', async () => {
  await paid('wxpay');
  shop.wxpay.switches.set('billNotReady', true);
  const alerts = (): Row[] =>
    shop.rows('payment_alerts').filter(({ kind, subject }) => kind === 'bill-missing' && subject === bill('wxpay')['_id']);
  let time = NEXT_TEN;
  for (let round = 0; round < 9; round += 1, time += 31 * 60_000) await reconcileAt(time);
  expect([bill('wxpay')['attempts'], alerts().length]).toEqual([9, 0]);
  for (let round = 0; round < 3; round += 1, time += 31 * 60_000) await reconcileAt(time);
  expect(bill('wxpay')).toMatchObject({ status: 'WAITING', attempts: 12 });
  expect(alerts()).toMatchObject([{ level: 'warning' }]);
});

test('services: only for staff; differences first, no secret inside', async () => {
  await paid('wxpay');
  shop.wxpay.switches.set('billMissingLine', true);
  await reconcileAt(NEXT_TEN);
  expect(await shop.client.callService('pay/sys/listReconciliations')).toMatchObject({ code: expect.any(Number) });
  expect((await shop.client.callService('pay/sys/listReconciliations'))['rows']).toBeUndefined();
  const staff = await shop.login('demo-admin');
  const listed = await staff.callService('pay/sys/listReconciliations', { provider: 'wxpay' });
  expect(listed).toMatchObject({
    code: 0,
    rows: [
      { provider: 'wxpay', bill_date: '2026-11-23', sort: 'trade', status: 'DONE', differences: { missing_there: 1 } },
      { sort: 'fund' },
    ],
  });
  const { id } = (listed['rows'] as Row[])[0] as Row;
  const detail = await staff.callService('pay/sys/getReconciliation', { id });
  expect(detail).toMatchObject({ code: 0, bill: { id }, rows: [{ kind: 'missing_there', status: 'OPEN', reason: expect.any(String) }] });
  expect(await staff.callService('pay/sys/getReconciliation', { id: 'wxpay_1_2020-01-01' })).toMatchObject({ code: 40005 });
  expect(await staff.callService('pay/sys/getReconciliation', { id: { $ne: null } })).toMatchObject({ code: 40001 });
  expect(START).toBeLessThan(NEXT_TEN);
});
