// 往外的连接：开发之外只去公网，每次连接都重新解析、用核对过的地址连；不跟跳转，答复有上限。经过的是云端用的那个 urllib。
import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import urllib from 'urllib';
import { createGatewayHttp } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/http';
import { onlyOutside } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/outbound';
import type { Vk } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/vk';

/** 域名 → 每一次解析的结果；一次一个。 */
const answers = new Map<string, LookupAddress[][]>();
jest.mock('node:dns', () => ({
  lookup: (name: string, _options: unknown, done: (error: Error | null, found: LookupAddress[]) => void) => {
    const next = answers.get(name)?.shift();
    if (next) done(null, next);
    else done(new Error('没有这个域名'), []);
  },
}));
/** 测试里的「公网」只有这一个本机地址；其余照真的判断。 */
jest.mock('../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/public-address', () => {
  const real = jest.requireActual<{ isPublicAddress(address: string): boolean }>(
    '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/public-address',
  );
  return { isPublicAddress: (address: string) => address === '127.0.0.2' || real.isPublicAddress(address) };
});

let server: Server;
let seen: { host: string | undefined; address: string | undefined }[];
let body: string;
beforeAll((ready) => {
  server = createServer((request, response) => {
    seen.push({ host: request.headers.host, address: request.socket.localAddress });
    if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.1/inside' });
    response.end(body);
  });
  server.listen(0, '0.0.0.0', ready);
});
afterAll((done) => {
  server.closeAllConnections();
  server.close(done);
});
beforeEach(() => {
  [seen, body] = [[], 'ok'];
  answers.clear();
});

const vk = {
  request: async (options: Record<string, unknown>) => {
    const result = await urllib.request(String(options['url']), options);
    return { status: result.res.statusCode, headers: result.res.headers, data: result.data as unknown };
  },
} as unknown as Vk;
const ask = (host: string, path = '/', own = onlyOutside(vk)): Promise<unknown> =>
  createGatewayHttp(own)({
    method: 'POST',
    url: `http://${host}:${(server.address() as AddressInfo).port}${path}`,
    headers: {},
    body: '{}',
    timeoutMs: 2000,
  });
const at = (...addresses: string[]): LookupAddress[] => addresses.map((address) => ({ address, family: 4 }));

test.each(['127.0.0.1', '[::1]', '2130706433', '0x7f.1', '127.1', '169.254.169.254', '10.0.0.8'])(
  'a literal %s is refused',
  async (host) => {
    await expect(ask(host)).rejects.toMatchObject({ kind: 'NETWORK', detail: expect.stringContaining('公网') });
    expect(seen).toEqual([]);
  },
);

test('the checked address is the one that is connected to', async () => {
  answers.set('gateway.example', [at('127.0.0.2')]);
  expect(await ask('gateway.example')).toMatchObject({ status: 200, body: 'ok' });
  expect(seen).toMatchObject([{ address: '127.0.0.2', host: expect.stringContaining('gateway.example') }]);
  expect(answers.get('gateway.example')).toEqual([]);
});

test('a name that turns to the inside between two connections is refused the second time', async () => {
  answers.set('turns.example', [at('127.0.0.2'), at('127.0.0.1')]);
  expect(await ask('turns.example')).toMatchObject({ status: 200 });
  await expect(ask('turns.example')).rejects.toMatchObject({ detail: expect.stringContaining('公网') });
  expect(seen).toHaveLength(1);
});

test('one inside address among several refuses them all', async () => {
  answers.set('mixed.example', [at('127.0.0.2', '192.168.1.1'), at('127.0.0.1', '127.0.0.2')]);
  for (let time = 0; time < 2; time += 1) await expect(ask('mixed.example')).rejects.toMatchObject({ kind: 'NETWORK' });
  expect(seen).toEqual([]);
});

test('a redirect is an answer, not a way', async () => {
  answers.set('gateway.example', [at('127.0.0.2')]);
  expect(await ask('gateway.example', '/away')).toMatchObject({ status: 302 });
  expect(seen).toHaveLength(1);
});

test('an answer without end is not believed: the outcome is unknown', async () => {
  answers.set('gateway.example', [at('127.0.0.2')]);
  body = 'x'.repeat(4 * 1024 * 1024 + 1);
  await expect(ask('gateway.example')).rejects.toMatchObject({ kind: 'NETWORK', outcome: 'unknown' });
});

test('in development the simulators on this machine are reached as before', async () => {
  expect(await ask('127.0.0.1', '/', vk)).toMatchObject({ status: 200 });
});

test('a gateway that is not on the list is not connected to, whatever its name resolves to', async () => {
  answers.set('gateway.example', [at('127.0.0.2')]);
  const listed = onlyOutside(vk, (url) => new URL(url).hostname === 'gateway.example');
  await expect(ask('elsewhere.example', '/', listed)).rejects.toMatchObject({ kind: 'NETWORK', detail: expect.stringContaining('名单') });
  expect(seen).toEqual([]);
  expect(await ask('gateway.example', '/', listed)).toMatchObject({ status: 200 });
});
