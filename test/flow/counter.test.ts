// 柜台收款（docs/protocols/wxpay.md §2.4、docs/protocols/alipay.md §4.6）：付款码只交一次，查询说了算；
// 等密码、到时间撤销、倒下与丢答复都不丢、不重；付款码不落在任何地方。
import type { UniClient } from '../../local/stack/client';
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';

type Row = Record<string, unknown>;
const PROVIDERS = ['wxpay', 'alipay'] as const;
const FEE = 1234;

let shop: Shop;
let staff: UniClient;
const codes: string[] = [];

async function open(options: ShopOptions = {}): Promise<void> {
  shop = await openShop(options);
  staff = await shop.login('demo-admin');
}
afterEach(async () => {
  checkInvariants(shop);
  const tables = ['payment_orders', 'payment_logs', 'payment_errors', 'payment_alerts', 'payment_reviews'];
  const text = JSON.stringify(tables.map((name) => shop.rows(name)));
  for (const code of codes.splice(0)) expect([code, text.includes(code)]).toEqual([code, false]);
  await shop.close();
});

describe.each(PROVIDERS)('%s', (provider) => {
  const NO = 'VPCOUNTER01';
  const giveUp = provider === 'wxpay' ? 46_000 : 61_000;
  const show = (mode?: 'pay' | 'password' | 'poor'): string => {
    const code = shop[provider].showCode(mode);
    codes.push(code);
    return code;
  };
  const charge = (auth_code: string, more: Row = {}): Promise<Row> =>
    staff.callService('pay/sys/chargeByCode', {
      auth_code,
      out_trade_no: NO,
      type: 'counter',
      total_fee: FEE,
      subject: '到店付款',
      ...more,
    });
  const look = (): Promise<Row> => staff.callService('pay/sys/counterPayment', { out_trade_no: NO });
  const truth = (): { paid: boolean; refunded: number } => {
    const refunds = shop[provider].ledger.refunds(NO) as readonly { refund?: number; amount?: number }[];
    const refunded = refunds.reduce((sum, one) => sum + (one.refund ?? one.amount ?? 0), 0);
    if (provider === 'wxpay') return { paid: shop.wxpay.ledger.order(NO)?.payment !== undefined, refunded };
    return { paid: shop.alipay.ledger.trade(NO)?.paidAt !== undefined, refunded };
  };
  const trades = (): number => (provider === 'wxpay' ? shop.wxpay.ledger.orders() : shop.alipay.ledger.trades()).length;

  test('paid at once: settled by the query, told to nobody twice, refundable like any other', async () => {
    await open({ wxpay: { refundSpacingMs: 0, refundDurationMs: 500 } });
    expect(await charge(show())).toMatchObject({ code: 0, outcome: 'paid', provider, total_fee: FEE, transaction_id: expect.any(String) });
    await shop[provider].deliverDue();
    expect(shop.order(NO)).toMatchObject({ status: 'SUCCESS', pay_type: `${provider}_codepay`, fulfil: { status: 'DONE' } });
    expect(await staff.callService('pay/sys/refund', { out_trade_no: NO, out_refund_no: 'RFCOUNTER01' })).toMatchObject({ code: 0 });
    shop.tick(61_000);
    await shop.runMonitor();
    expect(truth()).toEqual({ paid: true, refunded: FEE });
  });

  test('the same number again, with the same or another code, at once or later: one charge', async () => {
    await open({ runtime: { databaseLatency: () => new Promise((done) => setTimeout(done, 2)) } });
    const answers = await Promise.all([charge(show()), charge(show()), charge(show())]);
    for (const answer of answers) expect(answer).toMatchObject({ code: 0, out_trade_no: NO });
    shop.tick(3000);
    expect(await charge(show())).toMatchObject({ code: 0, outcome: 'paid' });
    expect(trades()).toBe(1);
    expect(await charge(show(), { total_fee: FEE + 1 })).toMatchObject({ code: 40001, msg: expect.stringContaining('out_trade_no') });
  });

  test('needs the password: waits, asks no more often than every two seconds, is paid when entered', async () => {
    await open();
    expect(await charge(show('password'))).toMatchObject({ code: 0, outcome: 'waiting', give_up_date: expect.any(Number) });
    for (let poll = 0; poll < 4; poll += 1) {
      shop.tick(3000);
      expect(await look()).toMatchObject({ outcome: 'waiting' });
      expect(await look()).toMatchObject({ outcome: 'waiting' });
    }
    expect(shop.rows('payment_logs').filter(({ type }) => type === 'query')).toHaveLength(4);
    shop[provider].pay(NO);
    shop.tick(3000);
    expect(await look()).toMatchObject({ outcome: 'paid' });
  });

  test.each(['the page', 'the timer'])('never entered: at its time %s reverses it, and nobody can pay it any more', async (who) => {
    await open();
    await charge(show('password'));
    shop.tick(who === 'the page' ? giveUp : 61_000);
    if (who === 'the page') expect(await look()).toMatchObject({ outcome: 'closed', status: 'CLOSED' });
    for (let minute = 0; minute < 3; minute += 1) {
      await shop.runMonitor();
      shop.tick(61_000);
    }
    expect(shop.order(NO)?.['status']).toBe('CLOSED');
    expect(() => shop[provider].pay(NO)).toThrow();
    expect(truth()).toEqual({ paid: false, refunded: 0 });
  });

  test('paid just before its time is over: kept, not reversed', async () => {
    await open();
    await charge(show('password'));
    shop.tick(giveUp);
    shop[provider].pay(NO);
    expect(await look()).toMatchObject({ outcome: 'paid' });
    expect(truth()).toEqual({ paid: true, refunded: 0 });
  });

  test.each(['lostRequest', 'lostAnswer'])(
    'the reversal goes %s and the payer pays meanwhile if still possible: all given back, or nothing taken',
    async (kind) => {
      await open();
      await charge(show('password'));
      shop.tick(giveUp);
      const faults = shop[provider].faults as unknown as { add(rule: object): void };
      faults.add({ operation: provider === 'wxpay' ? 'reverse' : 'cancel', fault: { kind } });
      await look();
      expect(shop.order(NO)).toMatchObject({ cancel: { status: 'ASKED' } });
      try {
        shop[provider].pay(NO);
      } catch {
        // 撤销其实已经到了，只是应答丢了。
      }
      shop.tick(61_000);
      await shop.runMonitor();
      shop.tick(61_000);
      await shop.runMonitor();
      const { paid, refunded } = truth();
      expect([shop.order(NO)?.['status'], refunded]).toEqual(paid ? ['REFUND', FEE] : ['CLOSED', 0]);
      expect(paid).toBe(kind === 'lostRequest');
    },
  );

  test.each(['lost before it arrived', 'lost on the way back'])('the answer is %s: unclear, then what the gateway says', async (how) => {
    await open();
    const faults = shop[provider].faults as unknown as { add(rule: object): void };
    const kind = how === 'lost before it arrived' ? 'lostRequest' : 'lostAnswer';
    faults.add({ operation: 'codepay', fault: { kind } });
    expect(await charge(show())).toMatchObject({ code: 0, outcome: 'waiting' });
    shop.tick(3000);
    if (how === 'lost on the way back') return expect(await look()).toMatchObject({ outcome: 'paid' });
    expect(await look()).toMatchObject({ outcome: 'waiting' });
    shop.tick(61_000);
    expect(await look()).toMatchObject({ outcome: 'closed' });
    expect(truth()).toEqual({ paid: false, refunded: 0 });
  });

  test('refused: why is told, nothing is left open, and a new number may be charged', async () => {
    await open();
    expect(await charge(show('poor'))).toMatchObject({ code: 0, outcome: 'closed', refusal: { code: 40007 } });
    expect(await charge(`${show().slice(0, -1)}0`.slice(0, 18), { out_trade_no: 'VPCOUNTER02' })).toMatchObject({ code: 0 });
    expect(await charge(show(), { out_trade_no: 'VPCOUNTER03' })).toMatchObject({ code: 0, outcome: 'paid' });
  });

  test('an expired or used code is refused and says so', async () => {
    await open();
    const code = show();
    expect(await charge(code)).toMatchObject({ outcome: 'paid' });
    expect(await charge(code, { out_trade_no: 'VPCOUNTER02' })).toMatchObject({
      outcome: 'closed',
      refusal: { code: 40001, msg: expect.stringContaining('auth_code') },
    });
  });

  test('staff withdraw while it waits; too early is told', async () => {
    await open();
    await charge(show('password'));
    const withdraw = (): Promise<Row> => staff.callService('pay/sys/cancelPayment', { out_trade_no: NO });
    if (provider === 'wxpay') expect(await withdraw()).toMatchObject({ code: 40010 });
    shop.tick(16_000);
    expect(await withdraw()).toMatchObject({ code: 0, status: 'CLOSED' });
    expect(() => shop[provider].pay(NO)).toThrow();
  });

  test('the process dies before, during and after the charge: never lost, never twice', async () => {
    for (const at of [1, 2, 3]) {
      let writes = 0;
      let armed = false;
      await open({
        runtime: {
          databaseFault: ({ write }: { write: boolean }, phase: string): void | 'kill' => {
            if (!armed || !write || phase !== 'after') return undefined;
            writes += 1;
            if (writes !== at) return undefined;
            armed = false;
            return 'kill';
          },
        },
      });
      const code = show();
      armed = true;
      await Promise.race([charge(code).catch(() => undefined), new Promise((done) => setTimeout(done, 800))]);
      armed = false;
      for (let minute = 0; minute < 4; minute += 1) {
        shop.tick(61_000);
        await shop.runMonitor();
      }
      const { paid, refunded } = truth();
      const status = shop.order(NO)?.['status'];
      expect([at, paid, status]).toEqual([
        at,
        paid,
        paid ? (refunded > 0 ? 'REFUND' : 'SUCCESS') : status === undefined ? undefined : 'CLOSED',
      ]);
      if (at < 3) {
        checkInvariants(shop);
        await shop.close();
      }
    }
  }, 60_000);
});

test('only staff with the right to refund; a payer cannot place such an order; a strange code is refused by name', async () => {
  await open();
  const wish = { auth_code: shop.wxpay.showCode(), out_trade_no: 'VPCOUNTER09', type: 'counter', total_fee: FEE, subject: '到店付款' };
  codes.push(wish.auth_code);
  expect(await shop.client.callService('pay/sys/chargeByCode', wish)).not.toMatchObject({ code: 0 });
  const viewer = await shop.login('demo-viewer');
  expect(await viewer.callService('pay/sys/chargeByCode', wish)).toMatchObject({ code: 40009 });
  const data = { type: 'recharge', total_fee: 5000 };
  expect(await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', platform: 'codepay', data })).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('platform'),
  });
  expect(
    await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data: { type: 'counter', total_fee: FEE } }),
  ).toMatchObject({
    code: 40001,
  });
  expect(await staff.callService('pay/sys/chargeByCode', { ...wish, auth_code: '9912345678901234567' })).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('auth_code'),
  });
  expect(shop.rows('payment_orders')).toEqual([]);
});

test('a type with a price keeps its own price', async () => {
  await open();
  const code = shop.alipay.showCode();
  codes.push(code);
  const custom = { goods_id: 'mug', quantity: 1 };
  const wish = { auth_code: code, out_trade_no: 'VPCOUNTER08', type: 'goods', custom, user_id: 'demo-user' };
  expect(await staff.callService('pay/sys/chargeByCode', { ...wish, total_fee: 1 })).toMatchObject({ code: 40001 });
  expect(await staff.callService('pay/sys/chargeByCode', wish)).toMatchObject({ code: 0, outcome: 'paid', total_fee: 1200 });
});
