// 故障剧本（docs/protocols/wxpay.md §10.14、docs/invariants.md §3）：每种故障对调用方是什么样、账本是否已经改变；也能经 HTTP 安排。
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { RequestFault } from '../../../local/gateways/wxpay';
import { deliverByFetch } from '../../../local/gateways/kit/delivery';
import { startWorkbench, type Workbench } from './workbench';

let workbench: Workbench;
let waits: number[];
beforeEach(async () => {
  waits = [];
  workbench = await startWorkbench({ sleep: async (ms) => void waits.push(ms) });
});
afterEach(() => workbench.stop());

const committed = (): boolean => workbench.gateway.ledger.orders().length === 1;
const script = (fault: RequestFault): void => workbench.gateway.faults.add({ operation: 'create', fault });

test.each<[RequestFault['kind'], boolean]>([
  ['lostRequest', false],
  ['lostAnswer', true],
])('%s: the connection breaks, committed: %s', async (kind, done) => {
  script({ kind } as RequestFault);
  await expect(workbench.create('native')).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(committed()).toBe(done);
  expect(workbench.events.find((event) => event.kind === 'request')).toMatchObject({ outcome: 'lost', status: 0, fault: kind });
});

test.each<[RequestFault, number, boolean, RegExp]>([
  [{ kind: 'http', status: 500 }, 500, false, /^$/],
  [{ kind: 'http', status: 502 }, 502, false, /^<html>/],
  [{ kind: 'http', status: 503 }, 503, false, /SERVICE_UNAVAILABLE/],
  [{ kind: 'http', status: 429 }, 429, false, /FREQUENCY_LIMITED/],
  [{ kind: 'systemErrorCommitted' }, 500, true, /SYSTEM_ERROR/],
  [{ kind: 'limitedCommitted' }, 429, true, /FREQUENCY_LIMITED/],
  [{ kind: 'error', code: 'NO_AUTH' }, 403, false, /NO_AUTH/],
])('%j answers %i, committed: %s', async (fault, status, done, text) => {
  script(fault);
  const answer = await workbench.create('native');
  expect(answer).toMatchObject({ status, text: expect.stringMatching(text), verified: false });
  expect(committed()).toBe(done);
});

test.each<[RequestFault['kind']]>([['truncated'], ['falseSignature'], ['unsigned'], ['signTest']])(
  '%s: a committed 200 that must not be trusted',
  async (kind) => {
    script({ kind } as RequestFault);
    const answer = await workbench.create('native');
    expect(answer).toMatchObject({ status: 200, verified: false });
    expect(committed()).toBe(true);
    if (kind === 'truncated') expect(() => JSON.parse(answer.text)).toThrow();
    if (kind === 'unsigned') expect(answer.headers.get('wechatpay-signature')).toBeNull();
    if (kind === 'signTest') expect(answer.headers.get('wechatpay-signature')).toMatch(/^WECHATPAY\/SIGNTEST\//);
  },
);

test('timeout: committed, the answer comes late but whole', async () => {
  script({ kind: 'timeout', ms: 8_000 });
  expect(await workbench.create('native')).toMatchObject({ status: 200, verified: true });
  expect(waits).toEqual([8_000]);
});

test('unknown enum value and field, truly signed', async () => {
  await workbench.create('native', { out_trade_no: 'ENUM000001' });
  workbench.gateway.faults.add({ operation: 'query', fault: { kind: 'unknownEnum' } });
  expect(await workbench.query('ENUM000001')).toMatchObject({ verified: true, json: { trade_state: 'FUTURE_STATE', future_field: {} } });
});

test('rules count, skip and match; each is used up', async () => {
  const { faults } = workbench.gateway;
  faults.add({
    operation: 'query',
    fault: { kind: 'http', status: 500 },
    skip: 1,
    times: 2,
    when: ({ outTradeNo }) => outTradeNo === 'MATCH00001',
  });
  const statuses: number[] = [];
  for (const number of ['OTHER00001', 'MATCH00001', 'MATCH00001', 'MATCH00001', 'MATCH00001'])
    statuses.push((await workbench.query(number)).status);
  expect(statuses).toEqual([404, 404, 500, 500, 404]);
  expect(faults.pending()).toEqual([]);
});

test('"any operation" means any to which the fault applies: a request fault waits for a request, a callback fault for a callback', async () => {
  const { faults, ledger } = workbench.gateway;
  await workbench.create('native', { out_trade_no: 'ANYSIDE001' });
  faults.add({ operation: '*', fault: { kind: 'http', status: 502 } });
  workbench.gateway.pay('ANYSIDE001');
  expect(ledger.notifications('ANYSIDE001')).toMatchObject([{ state: 'PENDING' }]);
  expect((await workbench.query('ANYSIDE001')).status).toBe(502);

  await workbench.create('native', { out_trade_no: 'ANYSIDE002' });
  faults.add({ operation: '*', fault: { kind: 'suppress' } });
  expect((await workbench.query('ANYSIDE002')).status).toBe(200);
  workbench.gateway.pay('ANYSIDE002');
  expect(ledger.notifications('ANYSIDE002')).toMatchObject([{ state: 'SUPPRESSED' }]);

  // 签名探测是应答的故障；回调的探测是 prelude，各在各的一边。
  faults.add({ operation: '*', fault: { kind: 'signTest' } });
  await workbench.gateway.deliverDue();
  expect(workbench.callbacks.map(({ verified }) => verified)).toEqual([true]);
  expect((await workbench.query('ANYSIDE001')).headers.get('wechatpay-signature')).toMatch(/^WECHATPAY\/SIGNTEST\//);
});

describe('over HTTP', () => {
  const post = (path: string, body: unknown) =>
    workbench.open(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

  test('a rule is added, listed, used and cleared', async () => {
    expect(
      (
        await post('/simulator/wxpay/faults', {
          operation: 'query',
          outTradeNo: 'MATCH00001',
          times: 2,
          fault: { kind: 'http', status: 502 },
        })
      ).status,
    ).toBe(200);
    expect(await (await workbench.open('/simulator/wxpay/faults')).json()).toEqual({
      pending: [{ operation: 'query', fault: { kind: 'http', status: 502 }, left: 2 }],
    });
    expect((await workbench.query('OTHER00001')).status).toBe(404);
    expect((await workbench.query('MATCH00001')).status).toBe(502);
    await workbench.open('/simulator/wxpay/faults', { method: 'DELETE' });
    expect((await workbench.query('MATCH00001')).status).toBe(404);
  });

  test.each([
    ['not json', 'x{'],
    ['an unknown kind', { operation: 'query', fault: { kind: 'meteor' } }],
    ['an unknown operation', { operation: 'dance', fault: { kind: 'unsigned' } }],
    ['an unknown key', { operation: 'query', fault: { kind: 'unsigned', x: 1 } }],
  ])('%s is refused', async (_name, body) => {
    expect((await post('/simulator/wxpay/faults', body)).status).toBe(400);
    expect(workbench.gateway.faults.pending()).toEqual([]);
  });

  test('headless payment by each kind of link, failing and leaving included', async () => {
    const { json } = await workbench.create('jsapi', { out_trade_no: 'HEADLESS01' });
    const link = { prepay_id: json['prepay_id'] };
    expect(await (await post('/simulator/wxpay/pay', { ...link, action: 'fail' })).json()).toMatchObject({
      trade_state: 'NOTPAY',
      failed_attempts: 1,
    });
    expect(await (await post('/simulator/wxpay/pay', { ...link, action: 'cancel' })).json()).toMatchObject({ trade_state: 'NOTPAY' });
    expect(await (await post('/simulator/wxpay/pay', link)).json()).toMatchObject({
      trade_state: 'SUCCESS',
      out_trade_no: 'HEADLESS01',
      total: 100,
    });
    expect((await post('/simulator/wxpay/pay', link)).status).toBe(409);
    expect((await post('/simulator/wxpay/pay', { out_trade_no: 'NOSUCH0001' })).status).toBe(404);
    expect((await post('/simulator/wxpay/pay', { out_trade_no: { $ne: null } })).status).toBe(400);
    const shown = await (await workbench.open('/simulator/wxpay/orders/HEADLESS01')).text();
    expect(JSON.parse(shown)).toMatchObject({
      trade_state: 'SUCCESS',
      notifications: [{ event_type: 'TRANSACTION.SUCCESS', state: 'PENDING' }],
    });
    expect(shown).not.toContain('oUpF8uMuAJO');
  });

  test('the outcome of refunds can be chosen', async () => {
    expect((await post('/simulator/wxpay/refund-outcome', { out_refund_no: '*', outcome: 'ABNORMAL' })).status).toBe(200);
    expect((await post('/simulator/wxpay/refund-outcome', { out_refund_no: '*', outcome: 'LOST' })).status).toBe(400);
  });
});

describe('on a real port', () => {
  test.each([
    ['lostRequest', false],
    ['lostAnswer', true],
  ] as const)('%s resets the socket, the server lives on', async (kind, done) => {
    const server = serve({ fetch: workbench.gateway.app.fetch, port: 0 });
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    workbench.send = (request) => fetch(new Request(request.url.replace(':9099', `:${port}`), request));
    script({ kind });
    await expect(workbench.create('native')).rejects.toThrow('fetch failed');
    expect(committed()).toBe(done);
    expect(await workbench.create('native')).toMatchObject({ status: 200, verified: true });
    await new Promise((resolve) => server.close(resolve));
  });

  test('a callback receiver that never answers is given up on, a redirect is not followed', async () => {
    const receiver = createServer((request, response) => {
      if (request.url === '/redirect') response.writeHead(302, { location: '/silent' }).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, () => resolve()));
    const { port } = receiver.address() as AddressInfo;
    const request = { method: 'POST', headers: {}, body: '{}' };
    await expect(deliverByFetch(20)({ ...request, url: `http://localhost:${port}/silent` })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    // 会答的那一个给足时间：机器忙的时候 20 毫秒不够。
    expect(await deliverByFetch(10_000)({ ...request, url: `http://localhost:${port}/redirect` })).toMatchObject({ status: 302 });
    receiver.closeAllConnections();
    receiver.close();
  });
});
