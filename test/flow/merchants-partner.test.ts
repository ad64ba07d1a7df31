// 服务商替几个商户收款（docs/merchants.md「服务商替商户收款」）：同一套密钥，各写各的 pid；钱、退款、通知、关单从不串，两种密钥模式都一样。
import { alipaySections } from '../../local/gateways/alipay/account';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import { checkInvariants, testKeys } from './harness';
import { openMerchantShop, type MerchantShop, type Provider, type Row } from './merchants-harness';

const SUBS = { shopC: '1900000201', shopD: '1900000202' } as const;
const SELLERS = { shopC: '2088555555555551', shopD: '2088555555555552' } as const;
type Pid = keyof typeof SUBS;
const HOUR = 3_600_000;
const PIDS = Object.keys(SUBS) as Pid[];
const tokenOf = (pid: Pid): string => `T${pid}0000000000000000000000000`;

type WxpayMode = 'publicKey' | 'certificate' | 'both';
type AlipayMode = 'certificate' | 'key';
const MODES: readonly (readonly [WxpayMode, AlipayMode])[] = [
  ['publicKey', 'certificate'],
  ['certificate', 'key'],
  ['both', 'certificate'],
];

/** 服务商的每一节加上这个商户自己的编号。 */
const naming = (sections: Row, own: Row): Row =>
  Object.fromEntries(Object.entries(sections).map(([platform, section]) => [platform, { ...(section as Row), ...own }]));

async function documentOf(pid: Pid, wxpayMode: WxpayMode, alipayMode: AlipayMode): Promise<Row> {
  const { wxpay, alipay } = await testKeys();
  return {
    wxpay: naming(wxpaySections(wxpay, wxpayMode), { subMchId: SUBS[pid] }),
    alipay: naming(alipaySections(alipay, alipayMode), { appAuthToken: tokenOf(pid), sellerId: SELLERS[pid] }),
  };
}

describe.each(MODES)('WeChat Pay by %s, Alipay by %s', (wxpayKeyMode, alipayKeyMode) => {
  let shop: MerchantShop;
  beforeAll(async () => {
    shop = await openMerchantShop({
      wxpayKeyMode,
      alipayKeyMode,
      wxpay: { subMerchants: PIDS.map((pid) => ({ mchid: SUBS[pid], appids: [] })) },
      alipay: {
        authorizations: PIDS.map((pid, index) => ({ token: tokenOf(pid), sellerId: SELLERS[pid], appId: `202100000000009${index}` })),
      },
    });
    for (const pid of PIDS) await shop.write(pid, await documentOf(pid, wxpayKeyMode, alipayKeyMode));
    shop.tick(31_000);
  }, 60_000);
  afterAll(() => shop.close());

  const paidTo = (provider: Provider, no: string): unknown =>
    provider === 'wxpay' ? shop.wxpay.ledger.order(no)?.subMchid : shop.alipay.ledger.trade(no)?.sellerId;
  const ownerOf = (provider: Provider, pid: Pid): string => (provider === 'wxpay' ? SUBS : SELLERS)[pid];

  test.each(['wxpay', 'alipay'] as const)('%s: each merchant’s order is its own, from the payment to the refund', async (provider) => {
    for (const pid of PIDS) {
      const no = await shop.place(provider, pid);
      expect(shop.order(no)).toMatchObject({ pid, mchid: ownerOf(provider, pid), status: 'PROCESSING' });
      shop[provider].pay(no);
      expect(paidTo(provider, no)).toBe(ownerOf(provider, pid));
      expect(await shop[provider].deliverDue()).toMatchObject([{ acked: true, statuses: [200] }]);
      expect(shop.order(no)).toMatchObject({ status: 'SUCCESS' });
      expect(await shop.merchant('refund', { out_trade_no: no, refund_fee: 200 })).toMatchObject({ code: 0 });
      shop.tick(60_000);
      await shop[provider].deliverDue();
      await shop.runMonitor();
      expect(shop.order(no)).toMatchObject({ refund_fee: 200, refunding_fee: 0 });
    }
    checkInvariants(shop);
  });

  test.each(['wxpay', 'alipay'] as const)('%s: without a notice the query finds it; an unpaid one is closed', async (provider) => {
    const [paid, unpaid] = [await shop.place(provider, 'shopC'), await shop.place(provider, 'shopD')];
    shop[provider].faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    shop[provider].pay(paid);
    shop.tick(60_000);
    await shop.runMonitor();
    expect(shop.order(paid)).toMatchObject({ status: 'SUCCESS' });
    expect(await shop.merchant('queryPayment', { out_trade_no: paid })).toMatchObject({ code: 0, orderPaid: true });
    expect(await shop.merchant('closePayment', { out_trade_no: unpaid })).toMatchObject({ code: 0 });
    expect(shop.order(unpaid)).toMatchObject({ status: 'CLOSED' });
    checkInvariants(shop);
  });

  test.each(['wxpay', 'alipay'] as const)('%s: a true notice of one merchant at the other’s address changes nothing', async (provider) => {
    const no = await shop.place(provider, 'shopC');
    shop[provider].pay(no);
    const notice =
      provider === 'wxpay'
        ? shop.wxpay.buildNotification('payment', { outTradeNo: no })
        : shop.alipay.buildNotification('payment', { outTradeNo: no });
    // 支付宝的「没有收下」也是 200，正文不是 success
    for (const url of [notice.url.replace('/shopC', '/shopD'), notice.url.replace('/shopC', '')]) {
      const { url: _own, ...request } = notice;
      const answer = await fetch(url, { method: 'POST', headers: { ...request.headers }, body: request.body });
      expect([answer.status === 401, await answer.text()]).toEqual([provider === 'wxpay', expect.not.stringMatching(/success/i)]);
    }
    expect(shop.order(no)).toMatchObject({ status: 'PROCESSING' });
    expect(await shop.post(notice)).toBe(200);
    expect(shop.order(no)).toMatchObject({ status: 'SUCCESS' });
  });

  test('each merchant’s bill is its own, the service provider’s too', async () => {
    const date = new Date(shop.now() + 8 * HOUR).toISOString().slice(0, 10);
    const owners: readonly (Pid | undefined)[] = [undefined, ...PIDS];
    for (const provider of ['wxpay', 'alipay'] as const)
      for (const pid of owners) {
        const no = await shop.place(provider, pid);
        shop[provider].pay(no);
        await shop[provider].deliverDue();
        expect(shop.order(no)).toMatchObject({ status: 'SUCCESS' });
      }
    shop.tick(34 * HOUR);
    for (let run = 0; run < 6; run += 1) {
      await shop.runMonitor();
      shop.tick(11 * 60_000);
    }
    const bills = shop
      .rows('payment_reconciliations')
      .filter(({ type, bill_date, sort }) => type === 'bill' && bill_date === date && sort === 'trade')
      .map(({ provider, pid, status, differences, theirs, ours }) => {
        const { service_fee: _fee, ...totals } = theirs as Row;
        expect([provider, pid, totals]).toEqual([provider, pid, ours]);
        return `${String(provider)} ${String(pid)} ${String(status)} ${JSON.stringify(differences)}`;
      });
    expect(bills.sort()).toEqual(['wxpay', 'alipay'].flatMap((one) => ['default', ...PIDS].map((pid) => `${one} ${pid} DONE {}`)).sort());
  });
});
