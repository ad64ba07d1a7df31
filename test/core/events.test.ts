// 对外的事件只去公网：字面的地址当场拒绝，域名解析出来的逐个核对（有一个内网的就整个不去），每次连接都重新核对；配置在加载时检查。
import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkEvents, endpointOf, eventsRule } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/events';
import { isPublicAddress } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/public-address';
import { send } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/events/send';
import { signedHeaders } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/events/sign';

/** 域名 → 每一次解析的结果；一次一个，用完为止。 */
const answers = new Map<string, LookupAddress[][]>();
jest.mock('node:dns', () => ({
  lookup: (name: string, _options: unknown, done: (error: Error | null, found: LookupAddress[]) => void) => {
    const next = answers.get(name)?.shift();
    if (next) done(null, next);
    else done(new Error('没有这个域名'), []);
  },
}));

let server: Server;
let hits = 0;
let respond: (response: import('node:http').ServerResponse) => void;
beforeAll((ready) => {
  server = createServer((_request, response) => {
    hits += 1;
    respond(response);
  });
  server.listen(0, '127.0.0.1', ready);
});
afterAll((done) => void server.close(done));
beforeEach(() => {
  hits = 0;
  answers.clear();
  respond = (response) => response.end();
});
const port = (): number => (server.address() as AddressInfo).port;
const to = (host: string, allowLocal = false): Promise<number> =>
  send({ url: `http://${host}:${port()}/hook`, headers: {}, body: '{}', allowLocal });
const v4 = (address: string): LookupAddress => ({ address, family: 4 });

test.each([
  ['8.8.8.8', true],
  ['1.1.1.1', true],
  ['2606:4700:4700::1111', true],
  ['10.0.0.1', false],
  ['127.0.0.1', false],
  ['0.0.0.0', false],
  ['100.64.0.1', false],
  ['169.254.169.254', false],
  ['172.16.0.1', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['198.18.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['2001:db8::1', false],
  ['fc00::1', false],
  ['fd12::1', false],
  ['fe80::1', false],
  ['ff02::1', false],
  ['localhost', false],
  ['', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

test.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '127.1', '0177.0.0.1'])(
  'a literal %s is refused before any connection',
  async (host) => {
    await expect(to(host)).rejects.toThrow('公网');
    expect(hits).toBe(0);
  },
);

test('a name is refused when one of its addresses is not public, however it is ordered', async () => {
  answers.set('mixed.example', [
    [v4('8.8.8.8'), v4('127.0.0.1')],
    [v4('127.0.0.1'), v4('8.8.8.8')],
  ]);
  await expect(to('mixed.example')).rejects.toThrow('公网');
  await expect(to('mixed.example')).rejects.toThrow('公网');
  await expect(to('nobody.example')).rejects.toThrow('没有这个域名');
  expect(hits).toBe(0);
});

test('every connection asks again: a name that turns to the inside is refused the second time', async () => {
  answers.set('turns.example', [[v4('127.0.0.1')]]);
  await expect(to('turns.example')).rejects.toThrow('公网');
  expect(answers.get('turns.example')).toEqual([]);
  await expect(to('turns.example')).rejects.toThrow('没有这个域名');
});

test('a redirect is not followed, an endless answer is not read, the local machine only when development says so', async () => {
  respond = (response) => response.writeHead(302, { location: `http://127.0.0.1:${port()}/elsewhere` }).end();
  expect(await to('127.0.0.1', true)).toBe(302);
  expect(hits).toBe(1);
  respond = (response) => {
    response.writeHead(200);
    response.write('x'.repeat(1024 * 1024));
  };
  expect(await to('127.0.0.1', true)).toBe(200);
});

test('an answer that never comes ends in time', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  try {
    respond = () => undefined;
    const sent = to('127.0.0.1', true);
    const failed = expect(sent).rejects.toThrow('超时');
    await jest.advanceTimersByTimeAsync(10_000);
    await failed;
  } finally {
    jest.useRealTimers();
  }
});

/** 公布的 Standard Webhooks 例子（签名由它的库算出）。 */
test('the signature is the one the Standard Webhooks libraries expect', () => {
  expect(
    signedHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', 1_614_265_330_000),
  ).toMatchObject({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const read = (events: unknown): boolean => {
  const problems: { path: string; problem: string }[] = [];
  eventsRule(events, 'vk-pay.events', problems);
  return problems.length === 0;
};
test.each([
  [{ endpoints: { goods: { url: 'https://shop.example/hook?a=1', secret: SECRET } } }, true],
  [undefined, true],
  [{ endpoints: { goods: { url: 'ftp://shop.example', secret: SECRET } } }, false],
  [{ endpoints: { goods: { url: 'https://user:pass@shop.example', secret: SECRET } } }, false],
  [{ endpoints: { goods: { url: 'https://shop.example', secret: 'whsec_c2hvcnQ=' } } }, false],
  [{ endpoints: { goods: { url: 'https://shop.example', secret: 'secret' } } }, false],
  [{ endpoints: { goods: { url: 'https://shop.example' } } }, false],
  [{ endpoints: { 'Not A Type': { url: 'https://shop.example', secret: SECRET } } }, false],
  [{ endpoint: {} }, false],
])('the section %j is accepted: %s', (events, expected) => {
  expect(read(events)).toBe(expected);
});

test('local addresses in production and http where https is required are named', () => {
  const problems: { path: string; problem: string }[] = [];
  const settings = { allowLocal: true, endpoints: { goods: { url: 'http://shop.example/hook', secret: SECRET } } };
  checkEvents(settings, { requireHTTPS: true, production: true }, problems);
  expect(problems.map(({ path }) => path)).toEqual(['vk-pay.events.allowLocal', 'vk-pay.events.endpoints.goods.url']);
  expect(endpointOf({ allowLocal: false, endpoints: {} }, 'constructor')).toBeUndefined();
});
