// I3、I13：没有退成的退款从不答 code 0；被拒绝的以同一个单号再来会再问网关；要人处理的告警一次、看得见、金额一直占着。
import { checkInvariants, openShop, type Shop } from './harness';
import type { UniClient } from '../../local/stack/client';

let shop: Shop;
let staff: UniClient;
beforeEach(async () => {
  shop = await openShop({ wxpay: { refundSpacingMs: 0, refundDurationMs: 500 } });
  staff = await shop.login('demo-admin');
});
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

type Provider = 'wxpay' | 'alipay';
async function paid(provider: Provider): Promise<string> {
  const created = await shop.createGoods({ provider, quantity: 10 });
  const out_trade_no = String(created['out_trade_no']);
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  shop[provider].pay(out_trade_no);
  await shop[provider].deliverDue();
  return out_trade_no;
}
const refund = (input: object): Promise<Record<string, unknown>> => staff.callService('pay/sys/refund', input);
const held = (provider: Provider, out_trade_no: string): number =>
  provider === 'wxpay'
    ? shop.wxpay.ledger.refunds(out_trade_no).reduce((sum, item) => sum + item.refund, 0)
    : (shop.alipay.ledger.trade(out_trade_no)?.refunded ?? 0);
const lowBalance = (provider: Provider): void => {
  if (provider === 'wxpay') shop.wxpay.faults.add({ operation: 'refund', fault: { kind: 'error', code: 'NOT_ENOUGH' } });
  else shop.alipay.faults.add({ operation: 'refund', fault: { kind: 'error', subCode: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' } });
};
const alerts = (kind: string): unknown[] => shop.rows('payment_alerts').filter((row) => row['kind'] === kind);

test.each(['wxpay', 'alipay'] as const)(
  '%s: refused for low balance, the same number asks the gateway again after the top-up',
  async (provider) => {
    const out_trade_no = await paid(provider);
    const wish = { out_trade_no, out_refund_no: 'RFLOW0001', refund_fee: 2000 };
    lowBalance(provider);
    expect(await refund(wish)).toMatchObject({ code: 40007 });
    expect(shop.order(out_trade_no)).toMatchObject({ refund_fee: 0, refunding_fee: 0 });
    // 还没有补足：再问一次仍是同样的答复，不是 code 0。
    lowBalance(provider);
    expect(await refund(wish)).toMatchObject({ code: 40007 });
    expect(await refund({ ...wish, refund_fee: 2001 })).toMatchObject({ code: 40001, msg: expect.stringContaining('refund_fee') });
    expect(await refund(wish)).toMatchObject({ code: 0, refund: { out_refund_no: 'RFLOW0001', refund_fee: 2000 } });
    shop.tick(1000);
    await shop[provider].deliverDue();
    expect(held(provider, out_trade_no)).toBe(2000);
    expect(shop.order(out_trade_no)).toMatchObject({ refund_fee: 2000, refunding_fee: 0 });
    expect(await refund(wish)).toMatchObject({ code: 0, refund: { status: 'SUCCESS' } });
    expect(held(provider, out_trade_no)).toBe(2000);
  },
);

test.each(['wxpay', 'alipay'] as const)(
  '%s: between refusal and retry the money may have gone elsewhere, then the retry is refused',
  async (provider) => {
    const out_trade_no = await paid(provider);
    lowBalance(provider);
    await refund({ out_trade_no, out_refund_no: 'RFLOW0002', refund_fee: 2000 });
    expect(await refund({ out_trade_no, out_refund_no: 'RFALL0002', refund_fee: 11_000 })).toMatchObject({ code: 0 });
    expect(await refund({ out_trade_no, out_refund_no: 'RFLOW0002', refund_fee: 2000 })).toMatchObject({ code: 40001 });
    expect(held(provider, out_trade_no)).toBe(11_000);
  },
);

test('a refund the gateway accepted and closed later is not code 0 when asked again, and says that a new number is needed', async () => {
  const out_trade_no = await paid('wxpay');
  await refund({ out_trade_no, out_refund_no: 'RFCLOSE001', refund_fee: 2000 });
  const closed = shop.wxpay.buildNotification('refund', {
    outRefundNo: 'RFCLOSE001',
    eventType: 'REFUND.CLOSED',
    plaintext: { refund_status: 'CLOSED' },
  });
  await fetch(closed.url, { method: 'POST', headers: { ...closed.headers }, body: closed.body });
  expect(shop.order(out_trade_no)).toMatchObject({ refunding_fee: 0 });
  expect(await refund({ out_trade_no, out_refund_no: 'RFCLOSE001', refund_fee: 2000 })).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('换一个退款单号'),
  });
});

test('a refund that needs a person alarms once, keeps the money reserved, shows the gateway word, and can still end well', async () => {
  const out_trade_no = await paid('wxpay');
  await refund({ out_trade_no, out_refund_no: 'RFABN0001', refund_fee: 2000 });
  const abnormal = shop.wxpay.buildNotification('refund', {
    outRefundNo: 'RFABN0001',
    eventType: 'REFUND.ABNORMAL',
    plaintext: { refund_status: 'ABNORMAL', user_received_account: '某银行储蓄卡0000' },
  });
  const post = (): Promise<Response> => fetch(abnormal.url, { method: 'POST', headers: { ...abnormal.headers }, body: abnormal.body });
  expect((await post()).status).toBe(200);
  expect((await post()).status).toBe(200);
  const seen = await staff.callService('pay/sys/findPayment', { out_trade_no });
  expect(seen).toMatchObject({ refunds: [{ status: 'ABNORMAL', gateway_state: 'ABNORMAL' }], refundable_fee: 10_000 });
  // 付款人看得到还没到账，看不到网关的原话。
  const payer = await shop.client.callService('pay/kh/queryPayment', { out_trade_no, with_refunds: true });
  expect(payer).toMatchObject({ refunds: [{ status: 'ABNORMAL' }] });
  expect(JSON.stringify(payer['refunds'])).not.toContain('gateway_state');
  expect(shop.order(out_trade_no)).toMatchObject({ refund_fee: 0, refunding_fee: 2000 });
  expect(alerts('refund-abnormal')).toHaveLength(1);
  // 员工在商户平台处理之后，网关最终说退成了。
  shop.tick(3_600_000);
  await shop.runMonitor();
  expect(alerts('refund-abnormal')).toHaveLength(1);
  expect(shop.order(out_trade_no)).toMatchObject({ refund_fee: 2000, refunding_fee: 0 });
});
