// 客户端的话从不证明付款：只有服务端的查询能让结果变成「已付款」；答复丢了也不会多出一张订单。
import { readdirSync, readFileSync } from 'node:fs';
import { TIMEOUT_MS, type CallService } from '../../common/client/shell/services';
import type { Driver } from '../../common/client/pay/drivers/driver';
import { PlatformError } from '../../common/client/shell/errors';
import { openSession } from '../../common/client/pay/checkout-session';
import { pay, type PayInput, type PayPhase } from '../../common/client/pay/pay';
import { installFakeUni } from './fake-uni';
import { orderView, queryAnswer } from './client-stub';

beforeEach(() => installFakeUni());

type Reply = (data: Record<string, unknown>) => unknown;

function server(replies: Record<string, Reply>) {
  const calls: [string, Record<string, unknown>][] = [];
  const call = (async (name: string, data: Record<string, unknown>) => {
    calls.push([name, data]);
    const reply = replies[name]?.(data);
    if (reply instanceof Error || (typeof reply === 'object' && reply !== null && 'code' in reply && reply.code !== 0)) throw reply;
    return reply;
  }) as unknown as CallService;
  return { call, calls, names: () => calls.map(([name]) => name) };
}

const INPUT: PayInput = { provider: 'wxpay', data: { out_trade_no: 'VP1', type: 'goods', total_fee: 1200 } };
const created: Reply = () => ({ code: 0, out_trade_no: 'VP1', provider: 'wxpay', platform: 'mp-weixin', orderInfo: {} });
const query =
  (status: string): Reply =>
  () =>
    queryAnswer(orderView({ status }));

async function run(driver: Driver, replies: Record<string, Reply>) {
  const cloud = server(replies);
  const phases: PayPhase[] = [];
  const outcome = await pay(INPUT, (phase) => phases.push(phase), { call: cloud.call, drivers: new Map([['mp-weixin', driver]]) });
  return { outcome, phases, cloud };
}

test('paid is what the server says, after create, window and confirmation', async () => {
  const { outcome, phases } = await run(async () => 'done', { createPayment: created, queryPayment: query('SUCCESS') });
  expect(outcome.kind).toBe('paid');
  expect(phases).toEqual(['creating', 'invoking', 'confirming']);
});

test('the server is asked to answer well before the front end stops waiting for it', async () => {
  const { cloud } = await run(async () => 'done', { createPayment: created, queryPayment: query('SUCCESS') });
  const asked = cloud.calls.filter(([name]) => name === 'queryPayment').map(([, data]) => data);
  expect(asked).toEqual([expect.objectContaining({ await_notify: true, await_max_time: 8 })]);
  expect(TIMEOUT_MS - Number(asked[0]?.['await_max_time']) * 1000).toBeGreaterThanOrEqual(10_000);
  // 别的地方也都经过同一个常量
  const sources = readdirSync('common/client', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const own = sources.filter((name) => readFileSync(`common/client/${name}`, 'utf8').includes('await_notify:'));
  expect(own).toEqual(['shell/services.ts']);
});

test('a window that says paid is only pending until the server agrees', async () => {
  expect((await run(async () => 'done', { createPayment: created, queryPayment: query('PROCESSING') })).outcome.kind).toBe('pending');
  expect((await run(async () => 'done', { createPayment: created, queryPayment: () => new Error('request:fail') })).outcome.kind).toBe(
    'pending',
  );
});

test('a window that says cancelled is still checked: the money may have moved', async () => {
  expect((await run(async () => 'cancelled', { createPayment: created, queryPayment: query('SUCCESS') })).outcome.kind).toBe('paid');
  expect((await run(async () => 'cancelled', { createPayment: created, queryPayment: query('PROCESSING') })).outcome.kind).toBe(
    'cancelled',
  );
});

test('a window that breaks is checked before it is called a failure', async () => {
  const broken: Driver = () => Promise.reject(new PlatformError('没有调起'));
  expect((await run(broken, { createPayment: created, queryPayment: query('SUCCESS') })).outcome.kind).toBe('paid');
  expect((await run(broken, { createPayment: created, queryPayment: query('PROCESSING') })).outcome).toMatchObject({
    kind: 'failed',
    stage: 'request',
  });
});

test('an unclear window is unclear, whatever it was, unless the server knows better', async () => {
  const vague: Driver = () => Promise.reject(new PlatformError('没有说清', '-100', true));
  expect((await run(vague, { createPayment: created, queryPayment: query('SUCCESS') })).outcome.kind).toBe('paid');
  expect((await run(vague, { createPayment: created, queryPayment: query('PROCESSING') })).outcome.kind).toBe('unclear');
  expect((await run(vague, { createPayment: created, queryPayment: () => new Error('request:fail') })).outcome.kind).toBe('unclear');
});

test('a cancel that the server cannot confirm is unclear: only the platform says so', async () => {
  const outcome = (await run(async () => 'cancelled', { createPayment: created, queryPayment: () => new Error('request:fail') })).outcome;
  expect(outcome.kind).toBe('unclear');
});

test('already paid (40006) goes to the result, not to a second payment', async () => {
  const { outcome, cloud } = await run(async () => 'done', {
    createPayment: () => ({ code: 40006, msg: '订单已支付' }),
    queryPayment: query('SUCCESS'),
  });
  expect(outcome.kind).toBe('paid');
  expect(cloud.names()).toEqual(['createPayment', 'queryPayment']);
});

test('a lost create answer is a failure to be retried with the same number', async () => {
  const { outcome, cloud } = await run(async () => 'done', { createPayment: () => ({ code: 'SYS_ERR', errMsg: 'request:fail' }) });
  expect(outcome).toMatchObject({ kind: 'failed', stage: 'create' });
  expect(cloud.calls[0]?.[1]).toMatchObject({ data: { out_trade_no: 'VP1' } });
});

test('no login means no error', async () => {
  expect((await run(async () => 'done', { createPayment: () => ({ code: 30204, msg: 'token' }) })).outcome.kind).toBe('login');
});

test('a platform without a driver is a failure, not a crash', async () => {
  const cloud = server({ createPayment: () => ({ code: 0, platform: 'page', orderInfo: {} }), queryPayment: query('PROCESSING') });
  expect(await pay(INPUT, () => undefined, { call: cloud.call, drivers: new Map() })).toMatchObject({ kind: 'failed', stage: 'request' });
});

describe('one payable number at a time', () => {
  const numbers = (): (() => Promise<string>) => {
    let count = 0;
    return async () => `VP${++count}`;
  };

  test('an unused number is simply replaced', async () => {
    const cloud = server({});
    const session = await openSession(undefined, { call: cloud.call, newNumber: numbers() });
    expect(await session.renew()).toBe('ready');
    expect([session.out_trade_no, cloud.names()]).toEqual(['VP2', []]);
  });

  test('a used number is closed before the next one exists', async () => {
    const cloud = server({ closePayment: () => ({ code: 0, status: 'CLOSED' }) });
    const session = await openSession(undefined, { call: cloud.call, newNumber: numbers() });
    session.markUsed();
    expect(await session.renew()).toBe('ready');
    expect(cloud.calls).toEqual([['closePayment', { out_trade_no: 'VP1' }]]);
    expect([session.out_trade_no, session.used]).toEqual(['VP2', false]);
  });

  test.each([
    ['status SUCCESS', { code: 0, status: 'SUCCESS' }],
    ['40006', { code: 40006, msg: '订单已支付' }],
  ])('closing that reveals a payment (%s) keeps the number', async (_name, reply) => {
    const cloud = server({ closePayment: () => reply });
    const session = await openSession('VP-old', { call: cloud.call, newNumber: numbers() });
    expect(await session.renew()).toBe('paid');
    expect(session.out_trade_no).toBe('VP-old');
  });

  test('an unclear close keeps the number and tells', async () => {
    const cloud = server({ closePayment: () => ({ code: 40010, msg: '系统繁忙' }) });
    const session = await openSession('VP-old', { call: cloud.call, newNumber: numbers() });
    await expect(session.renew()).rejects.toMatchObject({ code: 40010 });
    expect([session.out_trade_no, session.used]).toEqual(['VP-old', true]);
  });

  test('a number the server never saw is dropped', async () => {
    const cloud = server({ closePayment: () => ({ code: 40005, msg: '订单不存在' }) });
    const session = await openSession('VP-old', { call: cloud.call, newNumber: numbers() });
    expect(await session.renew()).toBe('ready');
  });
});
