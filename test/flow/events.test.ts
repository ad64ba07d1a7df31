// 对外的事件：付了、退了、关了告诉商户的地址。记号与状态同一次写入，一件不丢；编号不变；三天十次；员工能看能重发。
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { UniClient } from '../../local/stack/client';
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
const KEY = Buffer.alloc(32, 7);
const SECRET = `whsec_${KEY.toString('base64')}`;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let server: Server;
let heard: Heard[];
let status: number;
/** 收到了先不答 */
let hold: (() => Promise<void>) | undefined;
let shop: Shop;
let staff: UniClient;
beforeAll((ready) => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', async () => {
      heard.push({ headers: request.headers, body });
      await hold?.();
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1', ready);
});
afterAll((done) => void server.close(done));

const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
async function open(options: ShopOptions = {}, events: object = {}): Promise<void> {
  heard = [];
  status = 200;
  hold = undefined;
  shop = await openShop({
    wxpay: { refundSpacingMs: 0, refundDurationMs: 500 },
    ...options,
    settings: { events: { allowLocal: true, endpoints: { goods: { url: url(), secret: SECRET } }, ...events }, ...options.settings },
  });
  staff = await shop.login('demo-admin');
}
afterEach(async () => {
  checkInvariants(shop);
  expect(JSON.stringify(['payment_events', 'payment_logs', 'payment_alerts'].map((name) => shop.rows(name)))).not.toContain(SECRET);
  await shop.close();
});

type Provider = 'wxpay' | 'alipay';
const rows = (): Record<string, unknown>[] => shop.rows('payment_events');
const typed = (): [string, string][] =>
  heard
    .map(({ body }) => JSON.parse(body) as { type: string; data: { out_trade_no: string } })
    .map(({ type, data }) => [type, data.out_trade_no]);
function expectSigned({ headers, body }: Heard): void {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  const expected = createHmac('sha256', KEY)
    .update(`${String(id)}.${String(timestamp)}.${body}`)
    .digest('base64');
  expect(signature).toBe(`v1,${expected}`);
  expect(Math.abs(Number(timestamp) * 1000 - shop.now())).toBeLessThan(10_000);
}
async function placed(provider: Provider): Promise<string> {
  const created = await shop.createGoods({ provider });
  if (provider === 'alipay') shop.alipay.scan((created['orderInfo'] as { code_url: string }).code_url);
  return String(created['out_trade_no']);
}
async function paid(provider: Provider): Promise<string> {
  const no = await placed(provider);
  shop[provider].pay(no);
  await shop[provider].deliverDue();
  return no;
}

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  test('paid, refunded in parts and closed are told once each, signed, with what happened', async () => {
    await open();
    const no = await paid(provider);
    await shop.runMonitor();
    for (const [index, fee] of [500, 700].entries()) {
      await staff.callService('pay/sys/refund', { out_trade_no: no, out_refund_no: `RFEVENT000${index}`, refund_fee: fee });
      shop.tick(61_000);
      await shop.wxpay.deliverDue();
      await shop.runMonitor();
    }
    const other = await placed(provider);
    await shop.client.callService('pay/kh/closePayment', { out_trade_no: other });
    await shop.runMonitor();
    await shop.runMonitor();
    expect(typed()).toEqual([
      ['payment.paid', no],
      ['payment.refunded', no],
      ['payment.refunded', no],
      ['payment.closed', other],
    ]);
    const bodies = heard.map(({ body }) => JSON.parse(body) as { data: Record<string, unknown> });
    expect(bodies[0]?.data).toMatchObject({
      total_fee: 1200,
      type: 'goods',
      user_id: 'demo-user',
      provider,
      transaction_id: expect.any(String),
    });
    expect(bodies[2]?.data).toMatchObject({ out_refund_no: 'RFEVENT0001', refund_fee: 700, refunded_fee: 1200, total_fee: 1200 });
    expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(4);
    expect(rows().every((row) => row['status'] === 'DELIVERED' && row['attempts'] === 1)).toBe(true);
  });

  test('found by the query and by staff instead of the notice: told all the same', async () => {
    await open();
    const no = await placed(provider);
    shop[provider].faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    shop[provider].pay(no);
    shop.tick(11_000);
    await shop.runMonitor();
    await shop.runMonitor();
    const held = await placed(provider);
    shop[provider].pay(held);
    const wrong =
      provider === 'wxpay'
        ? shop.wxpay.buildNotification('payment', { outTradeNo: held, total: 1 })
        : shop.alipay.buildNotification('payment', { outTradeNo: held, variant: 'wrongAmount' });
    await fetch(wrong.url, { method: 'POST', headers: { ...wrong.headers }, body: wrong.body });
    await shop.runMonitor();
    expect(typed()).toEqual([['payment.paid', no]]);
    await staff.callService('pay/sys/resolveReview', { out_trade_no: held, act: 'settle', reason: '核对过' });
    await shop.runMonitor();
    expect(typed()).toEqual([
      ['payment.paid', no],
      ['payment.paid', held],
    ]);
  });

  test.each(['after the state was written', 'before the row was listed', 'after the row was listed', 'after it was sent'])(
    'dead %s: told all the same, under one id',
    async (when) => {
      let armed = '';
      const databaseFault = (
        { collection, write, kind }: { collection: string; write: boolean; kind: string },
        phase: string,
      ): void | 'kill' => {
        const hit =
          armed === 'after the state was written'
            ? phase === 'after' && kind === 'commit'
            : armed === 'before the row was listed' || armed === 'after the row was listed'
              ? phase === armed.split(' ')[0] && collection === 'payment_events' && kind === 'add'
              : armed === 'after it was sent' && phase === 'before' && write && collection === 'payment_events' && heard.length === 1;
        if (!hit) return undefined;
        armed = '';
        return 'kill';
      };
      await open({ runtime: { databaseFault } });
      if (when === 'after the state was written') armed = when;
      const no = await paid(provider);
      armed = when === 'after the state was written' ? '' : when;
      await Promise.race([shop.runMonitor().catch(() => undefined), new Promise((done) => setTimeout(done, 1500))]);
      shop.tick(2 * MINUTE);
      await shop.runMonitor();
      shop.tick(2 * MINUTE);
      await shop.runMonitor();
      expect(new Set(typed().map(String))).toEqual(new Set([`payment.paid,${no}`]));
      expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(rows()).toMatchObject([{ status: 'DELIVERED' }]);
    },
  );
});

test('every delivery is signed over its own time, and the id stays', async () => {
  await open();
  status = 503;
  await paid('wxpay');
  await shop.runMonitor();
  expectSigned(heard[0] as Heard);
  shop.tick(2 * MINUTE);
  status = 204;
  await shop.runMonitor();
  expect(heard).toHaveLength(2);
  expectSigned(heard[1] as Heard);
  expect(heard[1]?.headers['webhook-id']).toBe(heard[0]?.headers['webhook-id']);
  expect(heard[1]?.body).toBe(heard[0]?.body);
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attempts: 2, tries: [{ status: 503 }, { status: 204 }] }]);
});

test('ten tries over three days, then it stops, alarms and can be sent again by staff', async () => {
  await open();
  status = 302;
  await paid('alipay');
  let day = 0;
  for (let hour = 0; hour < 80 && rows()[0]?.['status'] !== 'FAILED'; hour += 1) {
    await shop.runMonitor();
    shop.tick(MINUTE);
    await shop.runMonitor();
    shop.tick(59 * MINUTE);
    day = hour / 24;
  }
  expect([heard.length, day > 2.5 && day < 3.3]).toEqual([10, true]);
  expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(shop.rows('payment_alerts').filter((row) => row['kind'] === 'event-undelivered')).toHaveLength(1);
  staff = await shop.login('demo-admin');
  const listed = await staff.callService('pay/sys/listEvents', { status: 'FAILED' });
  expect(listed).toMatchObject({ code: 0, rows: [{ kind: 'paid', status: 'FAILED', attempts: 10 }], hasMore: false });
  expect(JSON.stringify(listed)).not.toContain(url());
  status = 200;
  const { id } = (listed['rows'] as { id: string }[])[0] ?? { id: '' };
  expect(await staff.callService('pay/sys/resendEvent', { id })).toMatchObject({ code: 0, event: { id, status: 'DELIVERED' } });
  const [{ operator } = { operator: '' }] = rows()[0]?.['resends'] as { operator: string }[];
  expect(shop.rows('uni-id-users').find(({ _id }) => _id === operator)).toMatchObject({ username: 'demo-admin' });
  expect(heard.at(-1)?.headers['webhook-id']).toBe(id);
});

test('several timers at once: one delivery', async () => {
  const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 3));
  await open({ runtime: { databaseLatency: pause } });
  await paid('wxpay');
  await Promise.all([shop.runMonitor(), shop.runMonitor(), shop.runMonitor()]);
  expect([heard.length, rows().length]).toEqual([1, 1]);
});

test('while it is being sent, staff cannot send it again; afterwards they can, under the same id', async () => {
  let arrived: () => void = () => undefined;
  let go: () => void = () => undefined;
  const there = new Promise<void>((done) => (arrived = done));
  const may = new Promise<void>((done) => (go = done));
  await open();
  await paid('wxpay');
  let arrivals = 0;
  hold = async () => {
    arrivals += 1;
    arrived();
    if (arrivals === 1) await may;
  };
  const sending = shop.runMonitor();
  await there;
  const id = rows()[0]?.['_id'];
  expect(await staff.callService('pay/sys/resendEvent', { id })).toMatchObject({ code: 40010 });
  hold = undefined;
  go();
  await sending;
  expect([heard.length, rows()[0]?.['status']]).toEqual([1, 'DELIVERED']);
  expect(await staff.callService('pay/sys/resendEvent', { id })).toMatchObject({ code: 0, event: { id, status: 'DELIVERED' } });
  expect(heard.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
});

test('types without an address are told to nobody; the star is for all the others', async () => {
  await open({}, { endpoints: { vip: { url: url(), secret: SECRET } } });
  await paid('wxpay');
  await shop.runMonitor();
  expect([heard.length, rows().length]).toEqual([0, 0]);
  await shop.close();
  await open({}, { endpoints: { '*': { url: url(), secret: SECRET } } });
  await paid('wxpay');
  await shop.runMonitor();
  expect(heard).toHaveLength(1);
});

test('the local machine is refused unless development allows it: nothing is connected, the reason is on the row', async () => {
  await open({}, { allowLocal: false });
  await paid('wxpay');
  await shop.runMonitor();
  expect(heard).toEqual([]);
  expect(rows()).toMatchObject([{ status: 'PENDING', attempts: 1, tries: [{ problem: expect.stringContaining('公网') }] }]);
});

test('an endpoint that is down holds up nothing else', async () => {
  await open({}, { endpoints: { goods: { url: 'http://127.0.0.1:9/hook', secret: SECRET } } });
  const no = await paid('wxpay');
  await shop.runMonitor();
  expect(shop.order(no)).toMatchObject({ status: 'SUCCESS', fulfil: { status: 'DONE' }, event_date: 0 });
  expect(rows()).toMatchObject([{ status: 'PENDING', attempts: 1 }]);
  shop.tick(HOUR);
});

test('only staff may look and send again; ids are checked', async () => {
  await open();
  await paid('wxpay');
  await shop.runMonitor();
  const id = rows()[0]?.['_id'];
  for (const service of ['listEvents', 'resendEvent'])
    expect(await shop.client.callService(`pay/sys/${service}`, { id })).not.toMatchObject({ code: 0 });
  for (const bad of [{}, { id: { $ne: null } }, { id: 'evt_x' }])
    expect(await staff.callService('pay/sys/resendEvent', bad)).toMatchObject({ code: 40001 });
  expect(await staff.callService('pay/sys/resendEvent', { id: `evt_${'A'.repeat(27)}` })).toMatchObject({ code: 40005 });
  expect(heard).toHaveLength(1);
});
