// I8：验不过签的回调什么也不改，只是一个限频的提示——单号只用来查一张没有结论的订单，限频在全部实例之间有效，灌再多也不碰数据库。
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';

let shop: Shop;
let operations: string[];
async function open(options: ShopOptions = {}): Promise<void> {
  operations = [];
  shop = await openShop({
    onEvent: (item) =>
      item.source === 'cloud' && item.event.type === 'database' && operations.push(`${item.event.kind} ${item.event.collection}`),
    ...options,
  });
}
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

type Provider = 'wxpay' | 'alipay';
const REFUSED = { wxpay: 401, alipay: 200 } as const;
const dueSoon = (no: string): boolean => Number(shop.order(no)['next_query_date']) <= shop.now();
const without = (no: string): object => {
  const { next_query_date: _due, version: _version, update_date: _at, ...rest } = shop.order(no);
  return rest;
};
const hints = (): unknown[] => shop.rows('payment_logs').filter((row) => row['type'] === 'notify-hint');

/** 付了款、通知收不到、排期还远的一张单。 */
async function paidUnheard(provider: Provider): Promise<string> {
  const created = await shop.createGoods({ provider });
  const no = String(created['out_trade_no']);
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  shop[provider].faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop[provider].pay(no);
  expect(dueSoon(no)).toBe(false);
  return no;
}
type Notice = { url: string; headers: object; body: string };
const notice = (provider: Provider, outTradeNo: string): Notice =>
  shop[provider].buildNotification('payment', { outTradeNo, variant: 'forged' });
const stale = (provider: Provider, outTradeNo: string): Notice =>
  provider === 'wxpay'
    ? shop.wxpay.buildNotification('payment', { outTradeNo, variant: 'stale' })
    : shop.alipay.buildNotification('payment', { outTradeNo, variant: 'forged', fields: { notify_time: '2026-11-21 12:00:00' } });
async function post({ url, headers, body }: Notice): Promise<number> {
  return (await fetch(url, { method: 'POST', headers: { ...headers }, body })).status;
}

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  test('a notice whose signature does not verify changes nothing; the gateway is asked sooner and its answer counts', async () => {
    await open();
    const no = await paidUnheard(provider);
    const before = without(no);
    expect(await post(notice(provider, no))).toBe(REFUSED[provider]);
    expect([without(no), dueSoon(no)]).toEqual([before, true]);
    expect(hints()).toMatchObject([{ out_trade_no: no, status: 'IGNORED' }]);
    await shop.runMonitor();
    expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
  });

  test('once a minute over all instances: other numbers and other instances get nothing in between', async () => {
    await open();
    const orders = [await paidUnheard(provider), await paidUnheard(provider), await paidUnheard(provider)] as const;
    await post(notice(provider, orders[0]));
    await post(notice(provider, orders[1]));
    // 新的实例没有记忆，靠的是全部实例共用的那一行。
    shop.runtime.recycle();
    await post(notice(provider, orders[2]));
    expect(orders.map(dueSoon)).toEqual([true, false, false]);
    shop.tick(61_000);
    expect(hints()).toHaveLength(1);
  });

  test('a flood costs no database operation at all after the first', async () => {
    await open();
    const no = await paidUnheard(provider);
    const forged = notice(provider, no);
    await post(forged);
    operations.length = 0;
    await Promise.all(Array.from({ length: 64 }, () => post(forged)));
    expect(operations).toEqual([]);
  });

  test('several instances hit at the same moment: one look', async () => {
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3));
    await open({ runtime: { databaseLatency: pause } });
    const orders = [await paidUnheard(provider), await paidUnheard(provider), await paidUnheard(provider)];
    const notices = orders.map((no) => notice(provider, no));
    await Promise.all(
      notices.map((one) => {
        shop.runtime.recycle();
        return post(one);
      }),
    );
    expect(orders.filter(dueSoon)).toHaveLength(1);
  });

  test('only an open order of this channel is looked up; a concluded or unknown one stays as it is', async () => {
    await open();
    const no = await paidUnheard(provider);
    shop.tick(11_000);
    await shop.runMonitor();
    expect(shop.order(no)['status']).toBe('SUCCESS');
    const version = shop.order(no)['version'];
    expect(await post(notice(provider, no))).toBe(REFUSED[provider]);
    expect([shop.order(no)['version'], hints().length]).toEqual([version, 0]);
  });

  test('a stale one gives no hint', async () => {
    await open();
    const no = await paidUnheard(provider);
    operations.length = 0;
    await post(stale(provider, no));
    expect(dueSoon(no)).toBe(false);
    expect(operations.filter((operation) => operation.includes('payment_leases'))).toEqual([]);
  });

  test('the database is down for the hint: the answer is the same', async () => {
    let down = false;
    await open({
      runtime: {
        databaseFault: ({ collection }) => {
          if (down && collection === 'payment_leases') throw new Error('数据库不在');
        },
      },
    });
    const no = await paidUnheard(provider);
    down = true;
    expect(await post(notice(provider, no))).toBe(REFUSED[provider]);
    expect(shop.order(no)['status']).toBe('PROCESSING');
  });
});

test('a number of the other channel is not looked at through this door', async () => {
  await open();
  const mine = await paidUnheard('wxpay');
  const other = await paidUnheard('alipay');
  const forged = shop.alipay.buildNotification('payment', {
    outTradeNo: other,
    variant: 'forged',
    fields: { out_trade_no: mine },
  } as never);
  await post(forged);
  expect([dueSoon(mine), dueSoon(other), hints().length]).toEqual([false, false, 0]);
});
