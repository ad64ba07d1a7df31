// 商户自己的服务器：只认签名，改过的、重放的、别的 secret 的都不行；能叫什么由配置说了算；来源名单、限频照管。
import { createHmac } from 'node:crypto';
import { signedText } from '../../common/contract/request-signature';
import { SERVER_SERVICES } from '../../common/contract/servers/server-services';
import { openShop, START, type Shop } from './harness';

const [OLD, NEW, OTHER] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string, string];
const servers = {
  erp: { secrets: [NEW, OLD], services: ['listOrders', 'queryPayment', 'refund'] },
  shut: { secrets: [OTHER], services: [] },
};
let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ settings: { servers } });
});
afterAll(() => shop.close());

interface Asked {
  readonly app_key?: string;
  readonly secret?: string;
  readonly service?: string;
  readonly data?: Record<string, unknown>;
  readonly user_id?: string;
  readonly timestamp?: number;
  readonly nonce?: string;
}
let counter = 0;
function request({ app_key = 'erp', secret = NEW, service = 'listOrders', data = {}, user_id, ...rest }: Asked = {}) {
  const { timestamp = shop.now(), nonce = `nonce-of-the-server-${(counter += 1)}` } = rest;
  const text = signedText({ service, data, timestamp, nonce, user: user_id ?? '' });
  const sign = createHmac('sha256', Buffer.from(secret, 'base64')).update(text).digest('hex');
  return { app_key, service, data, ...(user_id ? { user_id } : {}), request_signature: { timestamp, nonce, sign } };
}
const post = async (body: object, own = shop, headers: Record<string, string> = {}): Promise<Record<string, unknown>> => {
  const response = await fetch(`${own.url}/vk-pay/pay/pub/server`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
};
const written = (): number =>
  ['payment_orders', 'payment_refunds', 'payment_logs', 'payment_errors'].flatMap((name) => shop.rows(name)).length;

test('either secret of a rotation is accepted, over HTTP and by callFunction', async () => {
  for (const secret of [NEW, OLD]) expect(await post(request({ secret }))).toMatchObject({ code: 0, rows: [] });
  expect(await shop.client.callService('pay/pub/server', request())).toMatchObject({ code: 0 });
});

type Request = ReturnType<typeof request>;
test.each<readonly [string, () => object]>([
  ['no signature', () => ({ ...request(), request_signature: undefined })],
  ['an empty signature', () => ({ ...request(), request_signature: {} })],
  ['other data', () => ({ ...request(), data: { pageSize: 50 } })],
  ['a user who was not signed', () => ({ ...request({ service: 'queryPayment' }), user_id: 'demo-user' })],
  ['another service', () => ({ ...request(), service: 'queryPayment' })],
  [
    'another time',
    () => ((one: Request) => ({ ...one, request_signature: { ...one.request_signature, timestamp: START + 1 } }))(request()),
  ],
  ['the secret of another key', () => request({ secret: OTHER })],
  ['a key nobody knows', () => request({ app_key: 'nobody' })],
  ['a key of every object', () => request({ app_key: 'constructor' })],
  ['five minutes and a second late', () => request({ timestamp: START - 301_000 })],
  ['five minutes and a second early', () => request({ timestamp: START + 301_000 })],
])('%s is refused with 40002, all alike, and nothing is written', async (_name, body) => {
  const before = written();
  const answer = await post(body());
  expect(answer).toMatchObject({ code: 40002 });
  expect(Object.keys(answer).sort()).toEqual(['action', 'code', 'msg', 'requestId']);
  expect(written()).toBe(before);
});

test('a recorded request is good once, over all instances; the nonces of two keys are apart', async () => {
  const recorded = request({ nonce: 'n'.repeat(20) });
  const answers = await Promise.all(Array.from({ length: 6 }, () => post(recorded)));
  expect(answers.filter(({ code }) => code === 0)).toHaveLength(1);
  shop.runtime.recycle();
  expect(await post(recorded)).toMatchObject({ code: 40002, msg: '请求重复' });
  expect(await post(request({ app_key: 'shut', secret: OTHER, nonce: 'n'.repeat(20) }))).toMatchObject({ code: 40009 });
});

test.each(SERVER_SERVICES)('%s may be called only by whom the configuration lists', async (service) => {
  const listed = servers.erp.services.includes(service);
  const answer = await post(request({ service, data: {} }));
  if (listed) expect(answer['code']).not.toBe(40009);
  else expect(answer).toMatchObject({ code: 40009 });
  expect(await post(request({ app_key: 'shut', secret: OTHER, service }))).toMatchObject({ code: 40009 });
});

test.each([
  [{ service: 'resolvePayment' }, 'service'],
  [{ service: '__proto__' }, 'service'],
  [{ service: ['refund'] }, 'service'],
  [{ app_key: { $ne: 1 } }, 'app_key'],
  [{ data: [] }, 'data'],
  [{ user_id: { $gt: '' } }, 'user_id'],
])('%j is refused by name', async (wrong, field) => {
  expect(await post({ ...request(), ...wrong })).toMatchObject({ code: 40001, msg: expect.stringContaining(field) });
});

test('a user is only for what is his; the client is only what it may be', async () => {
  expect(await post(request({ user_id: 'u1' }))).toMatchObject({ code: 40001, msg: expect.stringContaining('user_id') });
  expect(await post(request({ data: { client: { SPACEINFO: {} } } }))).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('client'),
  });
});

test('ipWhitelist applies, whatever the headers claim; the rate is counted by address', async () => {
  const away = await openShop({ settings: { servers, ipWhitelist: ['203.0.113.0/24'] } });
  const claims = { 'x-forwarded-for': '203.0.113.7', 'vk-client-ip': '203.0.113.7', 'x-real-ip': '203.0.113.7' };
  expect(await post(request(), away, claims)).toMatchObject({ code: 40009 });
  await away.close();
  const near = await openShop({
    settings: {
      servers,
      ipWhitelist: ['127.0.0.0/8', '::1'],
      rateLimit: { windowMs: 60_000, max: 0, services: { 'pay/pub/server': { max: 2 } } },
    },
  });
  const answers = [];
  for (let time = 0; time < 3; time += 1) answers.push((await post(request(), near))['code']);
  expect(answers).toEqual([0, 0, 40008]);
  await near.close();
});

test('without servers in the configuration nobody gets in', async () => {
  const none = await openShop();
  expect(await post(request(), none)).toMatchObject({ code: 40002 });
  await none.close();
});
