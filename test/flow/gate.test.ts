// 规范「生产环境安全配置」：rateLimit、ipWhitelist、requireHTTPS、removeTestEndpoints 每一条都有人执行；docs/invariants.md「攻击」。
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, type UniClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { TEST_ENDPOINTS } from '../../scripts/build-functions';
import type { ReceivingKernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { requireSecureScheme } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/security/https';
import { openShop, START, type Shop, type ShopOptions } from './harness';

let shop: Shop;
afterEach(() => shop.close());

const MINUTE = 60_000;
const open = async (settings: Record<string, unknown>, options: ShopOptions = {}): Promise<Shop> =>
  (shop = await openShop({ settings, ...options }));
const list = (client: UniClient): Promise<Record<string, unknown>> => client.callService('pay/kh/listPayments', {});
const anonymous = (): UniClient => createClient({ endpoint: shop.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET, now: () => START });
const codes = (answers: readonly Record<string, unknown>[]): Record<string, number> => {
  const seen: Record<string, number> = {};
  for (const { code } of answers) seen[String(code)] = (seen[String(code)] ?? 0) + 1;
  return seen;
};
const times = <T>(count: number, work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, work));

describe('rateLimit', () => {
  test('exactly max calls pass, however many come at once over however many instances', async () => {
    // 读与写之间有间隔：先读后写的做法会放过更多
    await open(
      { rateLimit: { windowMs: MINUTE, max: 5 } },
      { runtime: { databaseLatency: () => new Promise((resolve) => setImmediate(resolve)) } },
    );
    const payer = await shop.login();
    expect(codes(await times(24, () => list(payer)))).toEqual({ 0: 5, 40008: 19 });
    shop.runtime.recycle();
    expect(await list(payer)).toMatchObject({ code: 40008 });
  });

  test('the answer says how long to wait, and after that it is true', async () => {
    await open({ rateLimit: { windowMs: MINUTE, max: 1 } });
    const payer = await shop.login();
    await list(payer);
    shop.tick(15_500);
    expect(await list(payer)).toMatchObject({ code: 40008, msg: '操作过于频繁，请 45 秒后重试', action: '降低调用频率' });
    shop.tick(45_000);
    expect(await list(payer)).toMatchObject({ code: 0 });
    expect(await list(payer)).toMatchObject({ code: 40008 });
  });

  test('one user never uses up the calls of another; who has not logged in counts by address', async () => {
    await open({ rateLimit: { windowMs: MINUTE, max: 2 } });
    const [payer, staff] = [await shop.login(), await shop.login('demo-admin')];
    await times(3, () => list(payer));
    expect(await list(staff)).toMatchObject({ code: 0 });
    const options = (): Promise<Record<string, unknown>> => anonymous().callService('pay/pub/options', {});
    expect(codes(await times(4, options))).toEqual({ 0: 2, 40008: 2 });
    const from = (clientIP: string): Promise<unknown> =>
      shop.runtime.invoke('vk-pay', { $url: 'pay/pub/options', data: {} }, { source: 'client', clientIP });
    expect(await from('203.0.113.7')).toMatchObject({ code: 0 });
    await times(3, () => from('203.0.113.8'));
    expect(await from('203.0.113.8')).toMatchObject({ code: 40008 });
    expect(await from('203.0.113.7')).toMatchObject({ code: 0 });
  });

  test('a service with its own limit is counted on its own', async () => {
    await open({ rateLimit: { windowMs: MINUTE, max: 3, services: { 'pay/kh/listPayments': { max: 1, windowMs: 10_000 } } } });
    const payer = await shop.login();
    expect(codes(await times(2, () => list(payer)))).toEqual({ 0: 1, 40008: 1 });
    const query = (): Promise<Record<string, unknown>> => payer.callService('pay/kh/queryPayment', { out_trade_no: 'NOTHERE001' });
    expect(codes(await times(4, query))).toEqual({ 40005: 3, 40008: 1 });
    shop.tick(10_000);
    expect(await list(payer)).toMatchObject({ code: 0 });
  });

  test('a call that is refused reads and writes nothing of ours', async () => {
    await open({ rateLimit: { windowMs: MINUTE, max: 1 } });
    const payer = await shop.login();
    await list(payer);
    const refused = await payer.callService('pay/kh/createPayment', {
      provider: 'wxpay',
      data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } },
    });
    expect(refused).toMatchObject({ code: 40008 });
    expect([shop.rows('payment_orders'), shop.wxpay.ledger.orders()]).toEqual([[], []]);
  });

  test('callbacks are not counted: a payment is settled while its payer is refused', async () => {
    await open({ rateLimit: { windowMs: MINUTE, max: 1 } });
    const { out_trade_no } = await shop.createGoods();
    expect(await list(shop.client)).toMatchObject({ code: 40008 });
    shop.wxpay.pay(String(out_trade_no));
    await shop.wxpay.deliverDue();
    expect(shop.order(String(out_trade_no))['status']).toBe('SUCCESS');
  });

  test('when counting is impossible, paying goes on and staff are told once an hour', async () => {
    await open(
      { rateLimit: { windowMs: MINUTE, max: 1 } },
      {
        runtime: {
          databaseFault({ collection }) {
            if (collection === 'payment_leases') throw new Error('数据库断了');
          },
        },
      },
    );
    const payer = await shop.login();
    expect(codes(await times(3, () => list(payer)))).toEqual({ 0: 3 });
    expect(shop.rows('payment_alerts')).toMatchObject([{ kind: 'rate-limit-uncounted', level: 'warning' }]);
  });

  test('what is over is cleared away by the timer', async () => {
    await open({ rateLimit: { windowMs: MINUTE, max: 9 } });
    await list(await shop.login());
    const counters = (): unknown[] => shop.rows('payment_leases').filter(({ _id }) => String(_id).startsWith('rate:'));
    expect(counters()).toHaveLength(1);
    shop.tick(2 * 60 * MINUTE);
    await shop.runMonitor();
    expect(counters()).toEqual([]);
  });
});

describe('ipWhitelist', () => {
  test('staff services open only to the listed addresses; payers and callbacks are not concerned', async () => {
    await open({ ipWhitelist: ['192.168.1.0/24', '10.0.0.0/8'] });
    const { out_trade_no } = await shop.createGoods();
    const staff = await shop.login('demo-admin');
    for (const service of ['pay/sys/findPayment', 'pay/sys/refund', 'pay/sys/cancelPayment'])
      expect(await staff.callService(service, { out_trade_no, reason: '核对过' })).toMatchObject({ code: 40009 });
    expect(await list(staff)).toMatchObject({ code: 0 });
    await shop.close();
    await open({ ipWhitelist: ['127.0.0.0/8', '::1'] });
    const again = await shop.login('demo-admin');
    expect(await again.callService('pay/sys/findPayment', { out_trade_no: 'NOTHERE001' })).toMatchObject({ code: 40005 });
  });
});

describe('removeTestEndpoints', () => {
  test('a test endpoint that was uploaded all the same answers as if it were not there', async () => {
    await open({ removeTestEndpoints: true });
    expect(await anonymous().callService('user/pub/loginDemo')).toMatchObject({ code: 40001, msg: '接口不存在' });
    expect(shop.rows('uni-id-users')).toEqual([]);
  });

  test.each(TEST_ENDPOINTS)('%s goes through the door for test endpoints', (file) => {
    expect(readFileSync(join(__dirname, '../../uniCloud-aliyun/cloudfunctions', file), 'utf8')).toMatch(
      /export const main = .*serveTestEndpoint\(/,
    );
  });
});

describe('requireHTTPS', () => {
  const check = (headers: unknown, requireHTTPS = true): (() => void) => {
    const k = { config: { settings: { requireHTTPS } } } as unknown as ReceivingKernel;
    return () => requireSecureScheme(k, { headers });
  };
  test('a request that the platform says was not encrypted is refused; what it does not say is no reason', async () => {
    await open({});
    for (const headers of [{ 'x-forwarded-proto': 'http' }, { 'X-Forwarded-Proto': 'https, http' }, { 'x-client-scheme': ['HTTP'] }])
      expect(check(headers)).toThrow('请使用 https');
    for (const headers of [{ 'x-forwarded-proto': 'https' }, {}, undefined, 'x-forwarded-proto: http'])
      expect(check(headers)).not.toThrow();
    expect(check({ 'x-forwarded-proto': 'http' }, false)).not.toThrow();
  });

  test('a request over HTTP that was not encrypted is refused before anything is done; an encrypted one is served', async () => {
    const gateways = { wxpay: 'https://gateway.example', alipay: 'https://gateway.example' };
    await open({ requireHTTPS: true, gateways, openApis: undefined }, { uniPay: { notifyUrl: 'https://shop.example/pay-notify' } });
    const call = async (scheme: string): Promise<unknown> =>
      (await fetch(`${shop.url}/vk-pay/pay/pub/options`, { method: 'POST', headers: { 'x-forwarded-proto': scheme }, body: '{}' })).json();
    expect(await call('http')).toMatchObject({ code: 40009, msg: '请使用 https', requestId: expect.stringMatching(/./) });
    expect(shop.rows('payment_logs')).toEqual([]);
    expect(await call('https')).toMatchObject({ code: 0 });
  });
});
