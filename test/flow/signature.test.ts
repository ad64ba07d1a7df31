// 规范 requireSignature：带令牌的请求要签名；改过的、重放的、过期的、别人的都不行，什么也不写。前端用 crypto-js，云端用 node:crypto，两边对得上。
import { createHmac } from 'node:crypto';
import type { UniClient } from '../../local/stack/client';
import { learnServerClock, signed } from '../../common/client/shell/request-signing';
import { openShop, type Shop, type ShopOptions } from './harness';

let shop: Shop;
let payer: UniClient;
let token: string;
const LIST = 'pay/kh/listPayments';
const CREATE = 'pay/kh/createPayment';
const GOODS = { provider: 'wxpay', data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1, note: '雨 ☂ "引号"' } } };

async function open(options: ShopOptions = {}): Promise<void> {
  shop = await openShop({ settings: { requireSignature: true }, ...options });
  payer = await shop.login();
  token = String((shop.rows('uni-id-users')[0]?.['token'] as string[]).at(-1));
  (globalThis as { uni?: unknown }).uni = { getStorageSync: (key: string) => (key === 'uni_id_token' ? token : '') };
  learnServerClock({ server_date: shop.now() });
}
beforeEach(() => open());
afterEach(() => shop.close());

type Answer = Promise<Record<string, unknown>>;
const send = (service: string, data: object): Answer => payer.callService(service, data as Record<string, unknown>);
const written = (): unknown[] => ['payment_orders', 'payment_logs'].flatMap((name) => shop.rows(name));

test('what the front end signs is accepted, whatever the text and the order of the keys', async () => {
  expect(await send(CREATE, signed(CREATE, GOODS))).toMatchObject({ code: 0, total_fee: 1200 });
  const request = signed(LIST, { pageSize: 3, pageIndex: 1 });
  expect(await send(LIST, Object.fromEntries(Object.entries(request).reverse()))).toMatchObject({ code: 0 });
});

test('the signature is the one the documents describe', async () => {
  const timestamp = shop.now();
  const nonce = 'nonce-of-a-witness-1';
  // 照 docs/security.md 手写，不经过 contract
  const text = ['vk-pay-1', LIST, String(timestamp), nonce, '', '{"pageIndex":1,"pageSize":3}'].join('\n');
  const key = createHmac('sha256', token).update('vk-pay session key v1').digest('hex');
  const sign = createHmac('sha256', key).update(text).digest('hex');
  expect(await send(LIST, { pageSize: 3, pageIndex: 1, request_signature: { timestamp, nonce, sign } })).toMatchObject({ code: 0 });
});

const tampered = (change: (request: Record<string, unknown> & { request_signature: Record<string, unknown> }) => object): object =>
  change(structuredClone(signed(LIST, { pageIndex: 1 })) as unknown as Parameters<typeof change>[0]);
test.each<readonly [string, () => object]>([
  ['no signature', () => ({ pageIndex: 1 })],
  ['another content', () => tampered((request) => ({ ...request, pageIndex: 2 }))],
  ['a field more', () => tampered((request) => ({ ...request, pageSize: 50 }))],
  [
    'another time',
    () =>
      tampered((request) => ({
        ...request,
        request_signature: { ...request.request_signature, timestamp: Number(request.request_signature['timestamp']) + 1 },
      })),
  ],
  [
    'another nonce',
    () => tampered((request) => ({ ...request, request_signature: { ...request.request_signature, nonce: 'x'.repeat(32) } })),
  ],
  ['the signature of another service', () => signed(CREATE, { pageIndex: 1 })],
  [
    'a time as text',
    () => tampered((request) => ({ ...request, request_signature: { ...request.request_signature, timestamp: String(shop.now()) } })),
  ],
  [
    'a nonce that is a query',
    () => tampered((request) => ({ ...request, request_signature: { ...request.request_signature, nonce: { $ne: null } } })),
  ],
  [
    'a signature in capitals',
    () =>
      tampered(({ request_signature: own, ...rest }) => ({
        ...rest,
        request_signature: { ...own, sign: String(own['sign']).toUpperCase() },
      })),
  ],
  ['a signature that is a list', () => ({ pageIndex: 1, request_signature: [] })],
  [
    'the key of another token',
    () => {
      const mine = token;
      token = 'a.b.c';
      const request = signed(LIST, { pageIndex: 1 });
      token = mine;
      return request;
    },
  ],
])('%s is refused with 40002 and nothing is written', async (_name, request) => {
  const before = written().length;
  expect(await send(LIST, request())).toMatchObject({ code: 40002 });
  expect(written()).toHaveLength(before);
});

test('five minutes are the window, on both sides; the refusal tells to set the clock', async () => {
  for (const [ahead, code] of [
    [299_000, 0],
    [-299_000, 0],
    [301_000, 40002],
    [-301_000, 40002],
  ] as const) {
    learnServerClock({ server_date: shop.now() + ahead });
    const answer = await send(LIST, signed(LIST, {}));
    expect([ahead, answer['code']]).toEqual([ahead, code]);
    if (code !== 0) expect(answer['msg']).toContain('校准时间');
  }
});

test('a request recorded and sent again is refused, also by many at once and by another instance', async () => {
  await shop.close();
  await open({ runtime: { databaseLatency: () => new Promise((resolve) => setImmediate(resolve)) } });
  const request = signed(CREATE, GOODS);
  const answers = await Promise.all(Array.from({ length: 8 }, () => send(CREATE, request)));
  expect(answers.filter(({ code }) => code === 0)).toHaveLength(1);
  expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([0, 40002]));
  shop.runtime.recycle();
  expect(await send(CREATE, request)).toMatchObject({ code: 40002 });
  expect(shop.rows('payment_orders')).toHaveLength(1);
});

test('signed by a clock five minutes ahead and sent again when it is five minutes old: used is used', async () => {
  // 正好在边上：学到时钟与签名之间，真的时间一毫秒也不能走
  const still = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
  learnServerClock({ server_date: shop.now() + 300_000 });
  const request = signed(LIST, {});
  still.mockRestore();
  expect(await send(LIST, request)).toMatchObject({ code: 0 });
  shop.tick(600_000);
  await shop.runMonitor();
  expect(await send(LIST, request)).toMatchObject({ code: 40002, msg: '请求重复' });
});

test('when the nonce cannot be stored the request is refused, to be tried again', async () => {
  await shop.close();
  await open({
    runtime: {
      databaseFault({ collection }) {
        if (collection === 'payment_leases') throw new Error('数据库断了');
      },
    },
  });
  expect(await send(LIST, signed(LIST, {}))).toMatchObject({ code: 40010 });
});

test('public services need none, and a deployment without the flag does not mind one', async () => {
  expect(await shop.client.callService('pay/pub/options', {})).toMatchObject({ code: 0 });
  await shop.close();
  await open({ settings: {} });
  expect(await send(LIST, { ...signed(LIST, {}), pageIndex: 1 })).toMatchObject({ code: 0 });
});
