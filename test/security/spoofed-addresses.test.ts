// 攻击表「X-Forwarded-For 换一千个」（docs/invariants.md §4）：头里、客户端自称的地址都不算数，
// 限频还是同一个桶，ipWhitelist 一次也不放行；来源地址只有平台给的那一个。
import { createHmac } from 'node:crypto';
import { signedText } from '../../common/contract/request-signature';
import { createClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { openShop, type Shop } from '../flow/harness';

const TIMES = 1000;
const MAX = 5;
const SECRET = Buffer.alloc(32, 9).toString('base64');
const servers = { erp: { secrets: [SECRET], services: ['listOrders'] } };

let shop: Shop;
afterEach(() => shop.close());

/** 第 n 个自称的地址：全在 203.0.113.0/24 与 2001:db8::/32 里，没有两个写法相同。 */
const claimed = (n: number): string => (n % 2 === 0 ? `203.0.113.${n % 256}, 10.${n >> 8}.${n % 256}.1` : `2001:db8::${n.toString(16)}`);
/** 各家代理、平台、框架认的头。 */
const HEADERS = ['x-forwarded-for', 'X-Real-IP', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip', 'vk-client-ip', 'forwarded'] as const;
const headersOf = (n: number): Record<string, string> =>
  Object.fromEntries(HEADERS.map((name) => [name, name === 'forwarded' ? `for="${claimed(n)}"` : claimed(n)]));

async function fromServer(n: number): Promise<number> {
  const [service, data, timestamp, nonce] = ['listOrders', {}, shop.now(), `nonce-of-a-spoofer-${n}`] as const;
  const sign = createHmac('sha256', Buffer.from(SECRET, 'base64')).update(signedText({ service, data, timestamp, nonce, user: '' }));
  const response = await shop.runtime.app.request('/vk-pay/pay/pub/server', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headersOf(n) },
    body: JSON.stringify({ app_key: 'erp', service, data, request_signature: { timestamp, nonce, sign: sign.digest('hex') } }),
  });
  return Number(((await response.json()) as { code: unknown }).code);
}
/** 没有登录的客户端，自称来自哪里。 */
function fromClient(n: number): Promise<number> {
  const clientInfo = { CLIENTIP: claimed(n), clientIP: claimed(n), cip: claimed(n), ip: claimed(n) };
  const client = createClient({
    endpoint: '',
    spaceId: SPACE_ID,
    clientSecret: CLIENT_SECRET,
    clientInfo,
    now: () => shop.now(),
    fetch: async (path, init) =>
      shop.runtime.app.request(path, { ...init, headers: { ...(init.headers as Record<string, string>), ...headersOf(n) } }),
  });
  return client.callService('pay/pub/options', {}).then(({ code }) => Number(code));
}
async function counted(call: (n: number) => Promise<number>): Promise<Record<string, number>> {
  const seen: Record<string, number> = {};
  for (let n = 0; n < TIMES; n += 1) {
    const code = await call(n);
    seen[code] = (seen[code] ?? 0) + 1;
  }
  return seen;
}

test.each([
  ['the server of a merchant', fromServer],
  ['a client that has not logged in', fromClient],
])('a thousand claimed addresses are one bucket: %s', async (_name, call) => {
  shop = await openShop({ settings: { servers, rateLimit: { windowMs: 3_600_000, max: MAX } } });
  expect(await counted(call)).toEqual({ 0: MAX, 40008: TIMES - MAX });
  expect(shop.rows('payment_leases').filter(({ _id }) => String(_id).startsWith('rate:'))).toHaveLength(1);
});

test('a thousand claimed addresses of the list open nothing', async () => {
  const settings = { servers, ipWhitelist: ['203.0.113.0/24', '10.0.0.0/8', '2001:db8::/32'], rateLimit: { windowMs: 60_000, max: 0 } };
  shop = await openShop({ settings });
  expect(await counted(fromServer)).toEqual({ 40009: TIMES });
});
