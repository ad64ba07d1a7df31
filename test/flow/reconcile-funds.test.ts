// 资金流水（不变量 I11）：两家的账务账单由定时任务下载、核对；付款、手续费、结余与我们的账、与交易账单比；模拟网关自己使坏；
// 长的一份分几次做完。
import { openShop, type Shop } from './harness';

type Row = Record<string, unknown>;
const DAY = 24 * 3_600_000;
/** 次日 10 点零 1 分（北京时间） */
const NEXT_TEN = Date.UTC(2026, 10, 24, 2, 1);
/** 有资金流水的渠道 */
const PROVIDERS = ['wxpay', 'alipay'] as const;
type ProviderName = (typeof PROVIDERS)[number];

let shop: Shop;
beforeEach(async () => {
  shop = await openShop({ settings: { serviceRates: { wxpay: 6000, alipay: 6000 } }, wxpay: { refundDurationMs: 500 } });
});
afterEach(() => shop.close());

async function paid(provider: ProviderName, quantity = 1): Promise<string> {
  const payer = await shop.login();
  const wish = { provider, data: { type: 'goods', custom: { goods_id: 'mug', quantity } } };
  const no = String((await payer.callService('pay/kh/createPayment', wish))['out_trade_no']);
  shop[provider].pay(no);
  await shop[provider].deliverDue();
  shop.tick(1000);
  return no;
}
async function refund(no: string, refund_fee: number): Promise<void> {
  const staff = await shop.login('demo-admin');
  expect(await staff.callService('pay/sys/refund', { out_trade_no: no, refund_fee })).toMatchObject({ code: 0 });
}
async function reconcileAt(time: number): Promise<void> {
  shop.tick(time - shop.now());
  await shop.runMonitor();
}
const rows = (provider: ProviderName, type: string): Row[] =>
  shop.rows('payment_reconciliations').filter((row) => row['provider'] === provider && row['type'] === type);
const fund = (provider: ProviderName, date = '2026-11-23'): Row =>
  rows(provider, 'bill').find((row) => row['sort'] === 'fund' && row['bill_date'] === date) ?? {};
const differences = (provider: ProviderName, date = '2026-11-23'): string[] =>
  rows(provider, 'difference')
    .filter((row) => row['bill_id'] === fund(provider, date)['_id'])
    .map(({ kind, subject, status }) => `${String(kind)} ${String(subject)} ${String(status)}`)
    .sort();

describe.each(PROVIDERS)('%s', (provider) => {
  test('an honest day: what came in, what went out, the fees really taken and the balance agree', async () => {
    const first = await paid(provider);
    await paid(provider, 2);
    await refund(first, 200);
    await reconcileAt(NEXT_TEN);
    // 12.00 与 24.00 各收 7 分、14 分，退 2.00 还 1 分。
    expect(fund(provider)).toMatchObject({
      status: 'DONE',
      sort: 'fund',
      theirs: { payments: 2, payment_fee: 3600, refunds: 1, refund_fee: 200, service_fee: 20_000 },
      ours: { payments: 2, payment_fee: 3600, refunds: 1, refund_fee: 200 },
      balances: { opening: 0, closing: 3600 - 200 - 20 },
      differences: {},
      checkpoint: null,
    });
    expect(differences(provider)).toEqual([]);
    // 第二天从前一天的结余开始。
    await paid(provider);
    await reconcileAt(NEXT_TEN + DAY);
    expect(fund(provider, '2026-11-24')).toMatchObject({ balances: { opening: 3380, closing: 3380 + 1200 - 7 }, differences: {} });
    expect(differences(provider, '2026-11-24')).toEqual([]);
    expect(shop.rows('payment_alerts')).toEqual([]);
  });

  test.each([
    // 头一行少了、错了，一天开始的结余跟着变：没有前一天可比时，只有单号看得出来。
    ['flowMissingLine', ['fee payment OPEN']],
    ['flowWrongAmount', ['fee payment OPEN']],
    ['flowExtraLine', ['fee day OPEN', 'fee payment OPEN']],
    ['flowWrongFee', ['fee day OPEN', 'fee day OPEN', 'fee service OPEN']],
  ] as const)('%s is seen, in the line and in the balance, typed as fee', async (fault, kinds) => {
    await paid(provider);
    await paid(provider);
    shop[provider].switches.set(fault, true);
    await reconcileAt(NEXT_TEN);
    expect(differences(provider)).toEqual(kinds);
    const staff = await shop.login('demo-admin');
    const listed = (await staff.callService('pay/sys/listReviews', { kind: 'difference' }))['rows'] as unknown[];
    expect(listed).toHaveLength(kinds.length);
  });

  test('with a day before, the balance alone tells that the first line is wrong', async () => {
    await paid(provider);
    await reconcileAt(NEXT_TEN);
    await paid(provider);
    shop[provider].switches.set('flowWrongAmount', true);
    await reconcileAt(NEXT_TEN + DAY);
    expect(differences(provider, '2026-11-24')).toEqual(['fee day OPEN', 'fee payment OPEN']);
  });

  test('a line that comes a day later is missing first and settled by the next day; the balances still connect', async () => {
    await paid(provider);
    shop[provider].switches.set('flowLateLine', true);
    await reconcileAt(NEXT_TEN);
    expect(differences(provider)).toEqual(['fee service OPEN']);
    await paid(provider);
    await reconcileAt(NEXT_TEN + DAY);
    expect(differences(provider)).toEqual(['fee service SETTLED']);
    expect(differences(provider, '2026-11-24')).toEqual(['fee service OPEN', 'late service SETTLED']);
    expect(fund(provider)).toMatchObject({ differences: {} });
  });
});

test('Alipay and WeChat: the fund bill of a day without trades is a bill too', async () => {
  await reconcileAt(NEXT_TEN + 7 * 3_600_000);
  for (const provider of PROVIDERS) {
    expect(fund(provider)).toMatchObject({ status: 'DONE', ours: { payments: 0 } });
    expect(fund(provider)).not.toHaveProperty('balances');
  }
});
