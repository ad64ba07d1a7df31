// 分账在账单里（不变量 I11，docs/protocols/wxpay.md §2.8、docs/protocols/alipay.md §4.15）：分出去的、要回来的、之后退的，
// 与我们的账逐笔对得上；不是我们分的、数目不同的各是一处差异；只退分账的那一笔不当作退款。
import { openSharingShop, type Row, type SharingShop } from './sharing-harness';

/** 次日 10 点零 1 分（北京时间） */
const NEXT_TEN = Date.UTC(2026, 10, 24, 2, 1);

let at: SharingShop;
/** 有付款的那几天的账单。 */
const bills = (sort: 'trade' | 'fund'): Row[] =>
  at.shop
    .rows('payment_reconciliations')
    .filter((row) => row['sort'] === sort && Number((row['theirs'] as Row | undefined)?.['payments']) > 0);
const differences = (): string[] =>
  at.shop
    .rows('payment_reconciliations')
    .filter(({ type }) => type === 'difference')
    .map(({ kind, subject, reason }) => [kind, subject, reason].join(' '));

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  beforeAll(async () => {
    at = await openSharingShop(provider);
    await at.addShop();
    await at.addPerson();
  });
  afterAll(() => at.close());

  test('a day of sharing, taking back and refunding agrees to the fen; what is not ours, or of another sum, is a difference', async () => {
    const no = await at.paid();
    await at.share(no, 'BLS0001', { 'store-1': 1000, 'person-1': 500 });
    await at.minutes(2);
    expect(await at.call('returnSharing', { share_no: 'BLS0001', receiver_no: 'store-1', sharing_fee: 400 })).toMatchObject({ code: 0 });
    await at.minutes(2);
    expect(await at.call('refund', { out_trade_no: no, refund_fee: 400 })).toMatchObject({ code: 0 });
    const other = await at.paid();
    await at.share(other, 'BLS0002', { 'store-1': 700 });
    await at.share(other, 'BLS0003', { 'store-1': 300 });
    await at.minutes(2);
    const { database } = at.shop.runtime;
    const [part] = at.row('BLS0002')['parts'] as Row[];
    const lost = at.row('BLS0003');
    await database
      .collection('payment_sharings')
      .doc('BLS0002')
      .update({ parts: [{ ...part, fee: 650 }] });
    await database.collection('payment_sharings').doc('BLS0003').remove();
    at.shop.tick(NEXT_TEN - at.shop.now());
    await at.shop.runMonitor();
    await database
      .collection('payment_sharings')
      .doc('BLS0002')
      .update({ parts: [part] });
    await database.collection('payment_sharings').add(lost);
    // 支付宝的账务明细里没有说得出来的分账单号：只算进结余
    const numbered = [
      'fee sharing 分账 BLS0002 在账户里出了 ¥7.00，我们记 ¥6.50',
      'fee sharing 账户里分出 ¥3.00，分账单号 BLS0003 不是我们的',
    ];
    expect(differences().sort()).toEqual(provider === 'wxpay' ? numbered.sort() : []);
    const totals = { payments: 2, payment_fee: 20_000, refunds: 1, refund_fee: 400 };
    for (const sort of ['trade', 'fund'] as const) expect(bills(sort)).toMatchObject([{ theirs: totals, ours: totals }]);
    const fees = Number((bills('fund')[0]?.['theirs'] as Row)['service_fee']) / 1000;
    expect(bills('fund')[0]?.['balances']).toEqual({ opening: 0, closing: 20_000 - 1500 + 400 - 400 - 1000 - fees });
  });
});
