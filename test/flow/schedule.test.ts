// I2、I10：每一行都有下一次——建单那一刻起、办到一半倒下、问不到网关；没到的不碰，先到的先做，一行一件的意外不挡别的。
import { openShop, type Shop, type ShopOptions } from './harness';

let shop: Shop;
afterEach(() => shop.close());
const open = async (options: ShopOptions = {}): Promise<void> => void (shop = await openShop(options));
const placed = async (): Promise<string> => String((await shop.createGoods())['out_trade_no']);
const queried = (): unknown[] => shop.rows('payment_logs').flatMap((row) => (row['type'] === 'query' ? [row['out_trade_no']] : []));
const report = async (): Promise<Record<string, Record<string, unknown>>> =>
  Object.fromEntries(((await shop.runMonitor()) as { jobs: { name: string }[] }).jobs.map((job) => [job.name, job]));

test('what is not due is not touched', async () => {
  await open();
  await placed();
  expect((await report())['repair-orders']).toMatchObject({ examined: 0 });
  expect(queried()).toEqual([]);
});

test('what has been due the longest comes first', async () => {
  await open({ settings: { monitorParallel: 1 } });
  const numbers: string[] = [];
  for (let n = 0; n < 4; n += 1) {
    numbers.push(await placed());
    shop.tick(2000);
  }
  shop.tick(20_000);
  await shop.runMonitor();
  expect(queried()).toEqual(numbers);
});

test('a row whose creation was never answered is looked after from the start', async () => {
  await open();
  shop.wxpay.faults.add({ operation: 'create', fault: { kind: 'lostAnswer' } });
  await shop.createGoods({ out_trade_no: 'VPLOST0001' });
  expect(shop.order('VPLOST0001')['status']).toBe('NOTPAY');
  shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.wxpay.pay('VPLOST0001');
  shop.tick(11_000);
  await shop.runMonitor();
  expect(shop.order('VPLOST0001')).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' } });
});

test('a gateway that is silent is asked again later, not at once', async () => {
  await open();
  const no = await placed();
  shop.wxpay.faults.add({ operation: 'query', fault: { kind: 'lostRequest' }, times: Infinity });
  shop.tick(11_000);
  await shop.runMonitor();
  expect(shop.order(no)['next_query_date']).toBeGreaterThan(shop.now());
  await shop.runMonitor();
  expect(queried()).toHaveLength(1);
});

test('booked, the handler failed, and the instance died before it could say so: the timer takes over', async () => {
  let written = -1;
  await open({
    runtime: {
      databaseFault: ({ kind, collection }, phase) => {
        // 第一次写在事务里，随业务一起回滚；第二次只记到账——就死在它之后。
        if (written < 0 || phase !== 'after' || kind !== 'updateAndReturn' || collection !== 'payment_orders') return undefined;
        written += 1;
        return written === 2 ? 'kill' : undefined;
      },
    },
  });
  const no = await placed();
  await shop.runtime.database.collection('demo_goods_orders').add({ _id: no, blocked: true });
  shop.wxpay.pay(no);
  written = 0;
  await shop.wxpay.deliverDue();
  expect(written).toBe(2);
  expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'PENDING', attempts: 0 } });
  await shop.runtime.database.collection('demo_goods_orders').doc(no).remove();
  shop.tick(31_000);
  await shop.runMonitor();
  expect(shop.order(no)).toMatchObject({ fulfil: { status: 'DONE' } });
});

test('one row that throws does not stop those behind it', async () => {
  await open({ settings: { monitorParallel: 1 } });
  const [bad, good] = [await placed(), await placed()];
  shop.wxpay.faults.add({
    operation: 'close',
    fault: { kind: 'error', code: 'SYSTEM_ERROR' },
    when: ({ outTradeNo }) => outTradeNo === bad,
  });
  shop.tick(31 * 60_000);
  expect((await report())['repair-orders']).toMatchObject({ examined: 2, failed: 1 });
  expect([shop.order(bad)['status'], shop.order(good)['status']]).toEqual(['PROCESSING', 'CLOSED']);
});

test('one job that fails does not take the others along', async () => {
  let down = false;
  await open({
    runtime: {
      databaseFault: ({ kind, collection }, phase) => {
        if (down && phase === 'before' && kind === 'get' && collection === 'payment_refunds') throw new Error('这张表读不了');
      },
    },
  });
  const no = await placed();
  shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  shop.wxpay.pay(no);
  shop.tick(11_000);
  down = true;
  const jobs = await report();
  expect(jobs['repair-refunds']).toMatchObject({ error: expect.stringContaining('读不了') });
  expect(jobs['repair-orders']).toMatchObject({ changed: 1 });
  expect(shop.order(no)['status']).toBe('SUCCESS');
});
