// I1、I3、I13：一次请求还在路上，同一个单号的另一次被拒绝，不等于没有：占着的不放开，落定之后与网关的账一样。
import type { Shop } from './harness';
import { checkInvariants, openShop } from './harness';
import { openSharingShop } from './sharing-harness';
import { alipayWish, openTransferShop, wxpayWish, type Row } from './transfers-harness';

type Provider = 'wxpay' | 'alipay';
const PROVIDERS = ['wxpay', 'alipay'] as const;
const MINUTE = 60_000;

/** 一种花钱的请求：怎样说、占着多少、网关的账上多少。 */
interface Case {
  readonly shop: Shop;
  readonly operation: string;
  /** 余额不足之类：确定的拒绝 */
  readonly error: Row;
  ask(): Promise<Row>;
  status(): unknown;
  /** 我们占着、已经给出去的 */
  held(): number;
  gateway(): number;
  readonly fee: number;
  minutes(count: number): Promise<void>;
  close(): Promise<void>;
}

async function minutesOf(shop: Shop, provider: Provider, count: number): Promise<void> {
  for (let passed = 0; passed < count; passed += 1) {
    shop.tick(MINUTE);
    await shop[provider].deliverDue();
    await shop.runMonitor();
  }
}

async function refundCase(provider: Provider): Promise<Case> {
  const shop = await openShop({ wxpay: { refundSpacingMs: 0, refundDurationMs: 500 } });
  const staff = await shop.login('demo-admin');
  const created = await shop.createGoods({ provider, quantity: 10 });
  const out_trade_no = String(created['out_trade_no']);
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  shop[provider].pay(out_trade_no);
  await shop[provider].deliverDue();
  const fee = 2000;
  return {
    shop,
    fee,
    operation: 'refund',
    error: provider === 'wxpay' ? { code: 'NOT_ENOUGH' } : { subCode: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' },
    ask: () => staff.callService('pay/sys/refund', { out_trade_no, out_refund_no: 'RFLATE0001', refund_fee: fee }),
    status: () => shop.rows('payment_refunds')[0]?.['status'],
    held: () => Number(shop.order(out_trade_no)['refund_fee']) + Number(shop.order(out_trade_no)['refunding_fee']),
    gateway: () =>
      provider === 'wxpay'
        ? shop.wxpay.ledger.refunds(out_trade_no).reduce((sum, { refund }) => sum + refund, 0)
        : (shop.alipay.ledger.trade(out_trade_no)?.refunded ?? 0),
    minutes: (count) => minutesOf(shop, provider, count),
    async close() {
      checkInvariants(shop);
      await shop.close();
    },
  };
}

async function transferCase(provider: Provider): Promise<Case> {
  const at = await openTransferShop();
  const { shop } = at;
  const wish = provider === 'wxpay' ? wxpayWish('LATE00000001') : alipayWish('LATE00000001');
  return {
    shop,
    fee: 1000,
    operation: 'transfer',
    error: provider === 'wxpay' ? { code: 'NOT_ENOUGH' } : { subCode: 'PAYER_BALANCE_NOT_ENOUGH' },
    ask: () => at.transfer(wish),
    status: () => at.row('LATE00000001')['status'],
    held: () => at.budget(),
    gateway: () => {
      const found = provider === 'wxpay' ? shop.wxpay.ledger.transfer('LATE00000001') : shop.alipay.ledger.transfer('LATE00000001');
      return Number(found?.amount ?? 0);
    },
    minutes: (count) => minutesOf(shop, provider, count),
    close: () => at.close(),
  };
}

async function shareCase(provider: Provider): Promise<Case> {
  const at = await openSharingShop(provider);
  const { shop } = at;
  const no = await at.paid();
  await at.addShop();
  return {
    shop,
    fee: 1000,
    operation: provider === 'wxpay' ? 'share' : 'settle',
    error: provider === 'wxpay' ? { code: 'INVALID_REQUEST' } : { subCode: 'ACQ.TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH' },
    ask: () => at.share(no, 'LATESHARE001', { 'store-1': 1000 }),
    status: () => at.row('LATESHARE001')['status'],
    held: () => Number(shop.order(no)['sharing_fee'] ?? 0) + Number(shop.order(no)['shared_fee'] ?? 0),
    gateway: () => at.gateway(no).shared,
    minutes: (count) => minutesOf(shop, provider, count),
    close: () => at.close(),
  };
}

const CASES = [
  ['refund', refundCase],
  ['transfer', transferCase],
  ['share', shareCase],
] as const;
const EACH = CASES.flatMap(([name, open]) => PROVIDERS.map((provider) => [`${name} @${provider}`, provider, open] as const));

let at: Case;
afterEach(() => at.close());
const script = (provider: Provider, fault: Row): void => at.shop[provider].faults.add({ operation: at.operation, fault } as never);

test.each(EACH)(
  '%s: the first request is late, the second refused: nothing is freed, what lands is booked',
  async (_name, provider, open) => {
    at = await open(provider);
    script(provider, { kind: 'late', ms: 100_000 });
    await at.ask();
    expect(at.held()).toBe(at.fee);
    at.shop.tick(MINUTE);
    script(provider, { kind: 'error', ...at.error });
    await at.ask();
    expect([at.status(), at.held(), at.gateway()]).toEqual(['UNKNOWN', at.fee, 0]);
    await at.minutes(1);
    expect(at.gateway()).toBe(at.fee);
    await at.minutes(5);
    expect(at.status()).not.toBe('FAILED');
    expect([at.held(), at.gateway()]).toEqual([at.fee, at.fee]);
    expect(at.shop.rows('payment_alerts')).toEqual([]);
  },
);

test.each(EACH)(
  '%s: the request was lost and every later one is refused: in the end it failed, and the money is free',
  async (_name, provider, open) => {
    at = await open(provider);
    script(provider, { kind: 'lostRequest' });
    await at.ask();
    at.shop[provider].faults.add({ operation: at.operation, fault: { kind: 'error', ...at.error }, times: Infinity } as never);
    await at.ask();
    expect([at.status(), at.held()]).toEqual(['UNKNOWN', at.fee]);
    // 有人守着页面一遍遍地问：不再一遍遍地请求，结论也不因此更晚
    for (let asked = 0; asked < 12; asked += 1) {
      at.shop.tick(10_000);
      await at.ask();
    }
    const requests = at.shop[provider].exchanges().filter(({ operation }) => operation === at.operation);
    expect(requests.length).toBeLessThanOrEqual(2);
    await at.minutes(3);
    expect([at.status(), at.held(), at.gateway()]).toEqual(['FAILED', 0, 0]);
  },
);
