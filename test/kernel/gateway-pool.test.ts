// 规范「连接池优化」落在有池的地方（到网关的连接）：poolSize、acquireTimeout、idleTimeout、reapInterval 每一个都有人执行。
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import urllib from 'urllib';
import {
  createGatewayPool,
  type GatewayPool,
  type PoolLimits,
} from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/gateway-pool';

const LIMITS: PoolLimits = { poolSize: 2, acquireTimeout: 1000, idleTimeout: 5000, reapInterval: 1000 };
let now: number;
let alarms: { at: number; ring: () => void }[];
const clock = {
  now: () => now,
  alarm: (ms: number, ring: () => void) => {
    const alarm = { at: now + ms, ring };
    alarms.push(alarm);
    return () => void (alarms = alarms.filter((other) => other !== alarm));
  },
};
async function pass(ms: number): Promise<void> {
  now += ms;
  for (const { ring } of alarms.filter(({ at }) => at <= now)) ring();
  alarms = alarms.filter(({ at }) => at > now);
  await new Promise((resolve) => setImmediate(resolve));
}

interface Held {
  readonly url: string;
  finish(): void;
}
let held: Held[];
const hold = (pool: GatewayPool, url: string): Promise<string> =>
  pool.run(url, () => new Promise((resolve) => void held.push({ url, finish: () => resolve(url) })));
beforeEach(() => {
  [now, alarms, held] = [0, [], []];
});
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('one gateway never has more than poolSize requests at once; the next goes when one is back, in order', async () => {
  const pool = createGatewayPool(clock, LIMITS);
  const all = ['a', 'b', 'c', 'd'].map((name) => hold(pool, `https://one.test/${name}`));
  const other = hold(pool, 'https://two.test/x');
  await settle();
  expect(held.map(({ url }) => url)).toEqual(['https://one.test/a', 'https://one.test/b', 'https://two.test/x']);
  held[1]?.finish();
  await settle();
  expect(held.map(({ url }) => url).at(-1)).toBe('https://one.test/c');
  for (let index = 0; index < 5; index += 1) {
    held[index]?.finish();
    await settle();
  }
  expect(await Promise.all([...all, other])).toHaveLength(5);
});

test('who waits longer than acquireTimeout gives up: nothing was sent, and the place is not lost', async () => {
  const pool = createGatewayPool(clock, LIMITS);
  void hold(pool, 'https://one.test/a');
  void hold(pool, 'https://one.test/b');
  const late = expect(hold(pool, 'https://one.test/late')).rejects.toMatchObject({ kind: 'BUSY', outcome: 'none' });
  await settle();
  await pass(999);
  const patient = hold(pool, 'https://one.test/patient');
  await settle();
  await pass(1);
  await late;
  held[0]?.finish();
  await settle();
  expect(held.map(({ url }) => url).at(-1)).toBe('https://one.test/patient');
  held.at(-1)?.finish();
  expect(await patient).toBe('https://one.test/patient');
});

test('a request that fails gives its place back', async () => {
  const pool = createGatewayPool(clock, { ...LIMITS, poolSize: 1 });
  for (let index = 0; index < 3; index += 1)
    await expect(pool.run('https://one.test/', () => Promise.reject(new Error('断了')))).rejects.toThrow('断了');
});

describe('against a real server', () => {
  let server: Server;
  let sockets: Set<Socket>;
  let url: string;
  beforeEach(async () => {
    sockets = new Set();
    server = createServer((_request, response) => response.end('ok'));
    server.on('connection', (socket) => void sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections()));
  const ask = (pool: GatewayPool): Promise<number> =>
    pool
      .run(url, async (agents) => (await urllib.request(url, { ...agents })).status)
      .then(async (status) => {
        await settle();
        return status;
      });

  test('connections are used again; one that idled for idleTimeout is closed, looked for once per reapInterval', async () => {
    const pool = createGatewayPool(clock, LIMITS);
    for (let index = 0; index < 5; index += 1) expect(await ask(pool)).toBe(200);
    expect([sockets.size, pool.idle()]).toEqual([1, 1]);
    now = 4999;
    await ask(pool);
    expect(sockets.size).toBe(1);
    now += 5000;
    await ask(pool);
    expect([sockets.size, pool.idle()]).toEqual([2, 1]);
    const slow = createGatewayPool(clock, { ...LIMITS, reapInterval: 600_000 });
    await ask(slow);
    now += 60_000;
    await ask(slow);
    expect(sockets.size).toBe(3);
  });
});
