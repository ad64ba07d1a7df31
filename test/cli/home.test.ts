// 开发者的首页（/simulator/）背后：时间线实时到、往来记得住却不留秘密、每个网关的控制入口给出同样的几样。
import { createClient } from '../../local/stack/client';
import { masked, readable } from '../../local/stack/home/masking';
import type { Exchange, ExchangeSummary, FeedLine, HomeAbout } from '../../local/stack/home/shapes';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import type { FaultCatalogue } from '../../local/gateways/kit/fault-catalogue';
import type { OrderLine } from '../../local/gateways/kit/control';
import type { NoticeLine } from '../../local/gateways/kit/notice';
import { isStandIn, PROVIDERS, type ProviderName } from '../../common/contract/channels';
import { rawRequest } from './raw-request';
import { useStack } from './stack-opening';

/** 有自己的模拟网关的；虚拟支付住在微信的里面。 */
const HOSTS = PROVIDERS.filter((name) => !isStandIn(name));
const stack = useStack({ home: true });
const json = async <T>(path: string, init: { method?: string; body?: object; headers?: Record<string, string> } = {}): Promise<T> => {
  const answer = await rawRequest(`${stack().url}${path}`, {
    ...(init.method === undefined ? {} : { method: init.method }),
    headers: { ...(init.body ? { 'content-type': 'application/json' } : {}), ...init.headers },
    ...(init.body ? { body: JSON.stringify(init.body) } : {}),
  });
  return JSON.parse(answer.text) as T;
};
const client = createPayer();
function createPayer(): { buy(provider: ProviderName): Promise<string>; token(): string } {
  let token = '';
  return {
    token: () => token,
    async buy(provider) {
      const payer = createClient({ endpoint: stack().url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
      token = String((await payer.callService('user/pub/loginDemo'))['token']);
      payer.setToken(token);
      const data = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };
      return String((await payer.callService('pay/kh/createPayment', { provider, data }))['out_trade_no']);
    },
  };
}

test('the page asks for nothing from the outside and no other page can frame or script it', async () => {
  const page = await rawRequest(`${stack().url}/simulator/`);
  expect(page.status).toBe(200);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  const whole = [page.text];
  for (const part of ['script.js', 'style.css']) whole.push((await rawRequest(`${stack().url}/simulator/home/${part}`)).text);
  expect(whole.join('\n')).not.toMatch(/(?:src|href)="https?:|url\(\s*["']?https?:|@import|https?:\/\/(?!qr\.alipay|www\.w3\.org)/);
});

test('without a site the root leads here', async () => {
  const root = await rawRequest(`${stack().url}/`);
  expect([root.status, root.headers.location]).toEqual([302, '/simulator/']);
});

test('names every gateway and every timer', async () => {
  const about = await json<HomeAbout>('/simulator/home/about');
  expect(about.gateways.map(({ name }) => name)).toEqual(HOSTS);
  expect(about.timers).toEqual(['monitor']);
});

describe.each(HOSTS)('%s', (provider) => {
  const base = `/simulator/${provider}`;
  const orderOf = async (no: string): Promise<OrderLine | undefined> =>
    (await json<{ orders: OrderLine[] }>(`${base}/orders`)).orders.find((order) => order.out_trade_no === no);
  const noticesOf = async (no: string): Promise<NoticeLine[]> =>
    (await json<{ notices: NoticeLine[] }>(`${base}/notices`)).notices.filter((notice) => notice.out_trade_no === no);

  test('lists who waits to pay, lets it fail, lets it be paid, delivers the notice now and once more', async () => {
    const no = await client.buy(provider);
    const act = (action: string): Promise<unknown> => json(`${base}/pay`, { method: 'POST', body: { out_trade_no: no, action } });
    expect(await orderOf(no)).toMatchObject({ open: true, total: 1200, subject: expect.stringContaining('马克杯'), failed_attempts: 0 });
    const cashier = await rawRequest(`${stack().url}${(await orderOf(no))?.cashier ?? ''}`);
    expect([200, 302]).toContain(cashier.status);
    await act('fail');
    expect(await orderOf(no)).toMatchObject({ open: true, failed_attempts: 1 });
    await act('cancel');
    expect(await orderOf(no)).toMatchObject({ open: true });
    stack()[provider].faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
    await act('pay');
    expect(await orderOf(no)).toMatchObject({ open: false });
    expect(await noticesOf(no)).toMatchObject([{ state: 'SUPPRESSED', attempts: [] }]);

    const [notice] = await noticesOf(no);
    const send = (): Promise<unknown> => json(`${base}/notices/${notice?.id ?? ''}/send`, { method: 'POST' });
    await send();
    await stack()[provider].deliverDue();
    expect(await noticesOf(no)).toMatchObject([{ state: 'ACKED', attempts: [{ status: 200, acked: true }] }]);
    await send();
    await stack()[provider].deliverDue();
    expect(await noticesOf(no)).toMatchObject([{ state: 'ACKED', attempts: [{ acked: true }, { acked: true }] }]);
    expect(
      stack()
        .runtime.database.raw('demo_goods_orders')
        .filter((row) => row['_id'] === no),
    ).toHaveLength(1);
    expect(await json(`${base}/notices/none/send`, { method: 'POST' })).toMatchObject({ code: 'notFound' });
  });

  test('tells every fault it can play, in words, and each that needs no value can be arranged', async () => {
    const { faults } = await json<{ faults: FaultCatalogue }>(`${base}/about`);
    for (const { kind, words } of [...faults.requests, ...faults.callbacks])
      expect([kind, words]).toEqual([kind, expect.stringMatching(/./)]);
    const value = ({ type, choices }: FaultCatalogue['requests'][number]['fields'][number]): unknown =>
      type === 'choice' ? choices?.[0] : type === 'number' ? 2 : 'x';
    for (const [side, operation] of [
      ['requests', '*'],
      ['callbacks', 'callback'],
    ] as const)
      for (const { kind, fields } of faults[side]) {
        const fault = { kind, ...Object.fromEntries(fields.map((field) => [field.name, value(field)])) };
        const answer = await json<{ pending?: unknown[] }>(`${base}/faults`, { method: 'POST', body: { operation, fault } });
        expect([kind, answer.pending?.length]).toEqual([kind, 1]);
        await json(`${base}/faults`, { method: 'DELETE' });
      }
  });
});

test('a foreign page can neither run a timer nor send a notice', async () => {
  for (const path of ['/simulator/home/timers/monitor', '/simulator/wxpay/notices/x/send']) {
    const answer = await rawRequest(`${stack().url}${path}`, { method: 'POST', headers: { origin: 'https://shop.example' } });
    expect([path, answer.status]).toEqual([path, 403]);
  }
  expect(await json('/simulator/home/timers/monitor', { method: 'POST' })).toMatchObject({ result: { jobs: expect.any(Array) } });
  expect(await json('/simulator/home/timers/constructor', { method: 'POST' })).toMatchObject({ code: 'notFound' });
});

test('the timeline arrives line by line, and a page that comes back gets what it missed', async () => {
  const no = await client.buy('wxpay');
  const lines = async (from: number): Promise<FeedLine[]> => {
    const abort = new AbortController();
    const answer = await fetch(`${stack().url}/simulator/home/lines`, { headers: { 'last-event-id': String(from) }, signal: abort.signal });
    const reader = answer.body?.getReader();
    let text = '';
    // 别的单也有这一行，而且先到：等到说的是这一张为止。
    const arrived = (): boolean => text.split('\n').some((line) => line.includes(no) && line.includes('NOTPAY → PROCESSING'));
    while (reader && !arrived()) text += new TextDecoder().decode((await reader.read()).value);
    abort.abort();
    return [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, data]) => JSON.parse(data ?? '') as FeedLine);
  };
  const all = await lines(0);
  const mine = all.filter((line) => line.no === no && !line.detail).map(({ actor, text }) => `${actor} ${text}`);
  expect(mine).toEqual(expect.arrayContaining([expect.stringContaining('订单 NOTPAY → PROCESSING')]));
  const first = all.find((line) => line.no === no)?.id ?? 0;
  const missed = await lines(first);
  expect(missed.every(({ id }) => id > first)).toBe(true);
});

test('what was sent and answered is kept, by order, with the verdict of the business, without a secret', async () => {
  const no = await client.buy('alipay');
  const payer = createClient({ endpoint: stack().url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  payer.setToken(client.token());
  await payer.callService('pay/kh/queryPayment', { out_trade_no: 'VP20261126000000ABCDEFGHIJ' });
  const { exchanges } = await json<{ exchanges: ExchangeSummary[] }>('/simulator/home/exchanges');
  expect(exchanges[0]).toMatchObject({
    from: '前端',
    what: 'pay/kh/queryPayment',
    verdict: '40005',
    good: false,
    no: 'VP20261126000000ABCDEFGHIJ',
  });
  const own = exchanges.filter((exchange) => exchange.no === no);
  expect(own.map(({ from, to, what, good }) => [from, to, what, good])).toEqual([
    ['前端', '云函数', 'pay/kh/createPayment', true],
    ['云函数', '支付宝网关', 'alipay.trade.precreate', true],
  ]);
  const details = await Promise.all(exchanges.map(({ id }) => json<Exchange>(`/simulator/home/exchanges/${id}`)));
  const gateway = details.find(({ id }) => id === own[1]?.id);
  // 支付宝把整段 JSON 放在表单的一个字段里，拆开来才看得懂
  expect(JSON.parse(gateway?.sent.body ?? '')).toMatchObject({ biz_content: { out_trade_no: no } });
  expect(JSON.parse(gateway?.sent.query ?? '')).toMatchObject({ method: 'alipay.trade.precreate', sign: expect.stringContaining('…') });
  const text = JSON.stringify(details);
  for (const secret of [client.token(), 'demo_openid', stack().keys.wxpay.apiV3Key]) expect(text).not.toContain(secret);
  expect(await json('/simulator/home/exchanges/999999')).toMatchObject({ code: 'notFound' });
});

test('a connection that was cut is told as cut', async () => {
  stack().wxpay.faults.add({ operation: 'create', fault: { kind: 'lostAnswer' } });
  await client.buy('wxpay');
  const { exchanges } = await json<{ exchanges: ExchangeSummary[] }>('/simulator/home/exchanges');
  expect(exchanges.find(({ to }) => to === '微信支付网关')).toMatchObject({ verdict: '断开', good: false });
});

describe('masking', () => {
  test('hides tokens, passwords and payers at any depth, also inside JSON within JSON', () => {
    const sent = { params: JSON.stringify({ functionArgs: { uniIdToken: 't0p', password: 'p', data: { openid: 'o1', total_fee: 1 } } }) };
    expect(masked(sent)).toEqual({
      params: { functionArgs: { uniIdToken: '（已隐藏）', password: '（已隐藏）', data: { openid: '（已隐藏）', total_fee: 1 } } },
    });
    expect(readable('buyer_id=2088&sign=abc&total_amount=1.00', 'application/x-www-form-urlencoded')).toBe(
      JSON.stringify({ buyer_id: '（已隐藏）', sign: 'abc', total_amount: '1.00' }, null, 2),
    );
  });

  test('JSON of any depth is told from, not fallen into', () => {
    const deep = (open: string, close: string): string => readable(open.repeat(100_000) + close.repeat(100_000), 'application/json');
    for (const text of [deep('[', ']'), readable(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, 'application/json')])
      expect(text).toContain('太深');
  });

  test('text that is no JSON stays as it is, and long text is cut', () => {
    expect(readable('success', 'text/plain')).toBe('success');
    expect(readable('{broken', 'application/json')).toBe('{broken');
    expect(readable('x'.repeat(50_000), 'text/plain').length).toBeLessThan(17_000);
  });
});
