// 别的网站的页面不能操作本地系统：换了来源、换了域名（DNS 重绑定）、跨域调用都不行；向别的设备打开时管理员登录要密码。
import { createClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import { isOwnName } from '../../local/stack/visitors';
import { rawRequest } from './raw-request';
import { useStack } from './stack-opening';

const stack = useStack({ demoPassword: 'correct-horse' });
const client = (): ReturnType<typeof createClient> =>
  createClient({ endpoint: stack().url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });

async function openOrder(): Promise<string> {
  const payer = client();
  payer.setToken(String((await payer.callService('user/pub/loginDemo'))['token']));
  const data = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };
  return String((await payer.callService('pay/kh/createPayment', { provider: 'wxpay', data }))['out_trade_no']);
}

/** 会改变模拟网关的每一个入口。 */
const CHANGES = [
  ['POST', '/simulator/wxpay/pay'],
  ['POST', '/simulator/wxpay/cashier'],
  ['POST', '/simulator/wxpay/refund-outcome'],
  ['POST', '/simulator/wxpay/faults'],
  ['DELETE', '/simulator/wxpay/faults'],
  ['POST', '/simulator/alipay/pay'],
  ['POST', '/simulator/alipay/cashier'],
  ['POST', '/simulator/alipay/faults'],
  ['DELETE', '/simulator/alipay/faults'],
] as const;

const FOREIGN: readonly Record<string, string>[] = [
  { origin: 'https://shop.example' },
  { origin: 'null' },
  { origin: 'http://localhost:1' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
];

describe.each(CHANGES)('%s %s', (method, path) => {
  const body = method === 'POST' ? '{}' : undefined;

  test.each(FOREIGN)('is refused to a page of another site: %j', async (headers) => {
    const answer = await rawRequest(`${stack().url}${path}`, { method, headers, body });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([403, { code: 'forbidden', message: expect.any(String) }]);
  });

  test('is refused under a name that is not ours', async () => {
    const answer = await rawRequest(`${stack().url}${path}`, { method, headers: { host: 'rebound.example' }, body });
    expect(answer.status).toBe(403);
  });
});

test('a foreign page cannot pay an order; the same request of our own page, or of a program, can', async () => {
  const out_trade_no = await openOrder();
  const pay = (headers: Record<string, string>): Promise<number> =>
    rawRequest(`${stack().url}/simulator/wxpay/pay`, { method: 'POST', headers, body: JSON.stringify({ out_trade_no }) }).then(
      (answer) => answer.status,
    );
  expect(await pay({ origin: 'https://shop.example', 'content-type': 'text/plain' })).toBe(403);
  expect(stack().wxpay.ledger.order(out_trade_no)?.state).toBe('NOTPAY');
  expect(await pay({ origin: stack().url })).toBe(200);
  expect(stack().wxpay.ledger.order(out_trade_no)?.state).toBe('SUCCESS');
  const other = await openOrder();
  const byProgram = await rawRequest(`${stack().url}/simulator/wxpay/pay`, {
    method: 'POST',
    body: JSON.stringify({ out_trade_no: other }),
  });
  expect(byProgram.status).toBe(200);
});

test.each(['/', '/client', '/simulator/', '/simulator/wxpay/scan', '/gateway.do', '/v3/certificates'])(
  'nothing at %s is answered under a rebound name',
  async (path) => {
    const answer = await rawRequest(`${stack().url}${path}`, { headers: { host: `rebound.example:${new URL(stack().url).port}` } });
    expect(answer.status).toBe(403);
  },
);

test('a function url may be reached through a tunnel: its own signature guards it', async () => {
  const answer = await rawRequest(`${stack().url}/pay-notify/wxpay`, { method: 'POST', headers: { host: 'tunnel.example' }, body: '{}' });
  expect(answer.status).not.toBe(403);
});

test('names that only this machine answers to', () => {
  expect(['localhost', 'app.localhost', '127.0.0.1', '192.168.1.20', '::1'].map(isOwnName)).toEqual([true, true, true, true, true]);
  expect(['localhost.evil.example', 'evil.example', '', undefined].map(isOwnName)).toEqual([false, false, false, false]);
});

describe('calls from another origin', () => {
  const preflight = (origin: string): Promise<string | undefined> =>
    rawRequest(`${stack().url}/client`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-serverless-sign' },
    }).then((answer) => answer.headers['access-control-allow-origin']);

  test('are for development servers of this machine only, never for everybody', async () => {
    expect(await preflight('https://shop.example')).toBeUndefined();
    expect(await preflight('null')).toBeUndefined();
    expect(await preflight('http://localhost.shop.example')).toBeUndefined();
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1:5173']) expect(await preflight(origin)).toBe(origin);
  });

  test('get the same header with the answer', async () => {
    const post = (origin: string): ReturnType<typeof rawRequest> =>
      rawRequest(`${stack().url}/client`, { method: 'POST', headers: { origin }, body: '{}' });
    expect((await post('http://localhost:5173')).headers).toMatchObject({
      'access-control-allow-origin': 'http://localhost:5173',
      vary: 'Origin',
    });
    expect((await post('https://shop.example')).headers['access-control-allow-origin']).toBeUndefined();
  });
});

test('with a demo password the administrator needs it, the payer does not', async () => {
  const login = (data: object): Promise<Record<string, unknown>> => client().callService('user/pub/loginDemo', data);
  expect(await login({ username: 'demo' })).toMatchObject({ code: 0, token: expect.any(String) });
  for (const password of [undefined, '', 'wrong', true, ['correct-horse']]) {
    const answer = await login({ username: 'demo-admin', password });
    expect(answer).toMatchObject({ code: 40009, needPassword: true });
    expect(answer).not.toHaveProperty('token');
  }
  expect(await login({ username: 'demo-admin', password: 'correct-horse' })).toMatchObject({ code: 0, token: expect.any(String) });
});
