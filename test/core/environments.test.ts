// 规范「多环境配置」：三个环境合并在 base 之上；生产从不与沙箱、模拟网关说话，开发与测试没有明说就不与真实的网关说话；
// debug 只在开发时、脱敏后打印。
import { alipaySections } from '../../local/gateways/alipay/account';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import type { DevelopmentKeys } from '../../local/keys';
import { keysAt } from '../keys';
import { type ConfigError, loadConfig, type Config } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/config';
import { traced } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/gateway-trace';
import { createReceivers } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/receivers';

let keys: DevelopmentKeys;
beforeAll(async () => {
  keys = await keysAt(Date.UTC(2026, 10, 23));
}, 60_000);

const unused = (): Promise<never> => Promise.reject(new Error('没有网络'));
function load(vkPay: unknown, env: Record<string, string> = {}, sandbox?: boolean): Config {
  const alipay = alipaySections(keys.alipay, 'key');
  const files: Record<string, unknown> = {
    'vk-pay': vkPay,
    'uni-pay': {
      notifyUrl: 'https://shop.example/pay-notify',
      wxpay: { h5: wxpaySections(keys.wxpay, 'publicKey')['h5'] },
      alipay: { h5: { ...alipay['h5'], ...(sandbox === undefined ? {} : { sandbox }) } },
    },
  };
  return loadConfig({
    configCenter: ({ pluginId }) => ({ requireFile: () => files[pluginId] }),
    env,
    spaceId: 'mp-1',
    providers: createReceivers({ http: unused, now: () => 0, nonce: () => 'n', claim: () => Promise.resolve(true) }),
  });
}
const refused = (vkPay: unknown, env: Record<string, string> = {}): string[] => {
  try {
    load(vkPay, env);
  } catch (error) {
    return (error as ConfigError).problems.map(({ path }) => path);
  }
  throw new Error('没有拒绝');
};
const development = { VK_PAY_ENV: 'development' };
const open = (config: Config): Record<string, string> =>
  Object.fromEntries(
    config.accounts().flatMap(({ provider, platform, gatewayUrl }) => (platform === 'h5' ? [[provider, gatewayUrl]] : [])),
  );
const REAL = { wxpay: 'https://api.mch.weixin.qq.com', alipay: 'https://openapi.alipay.com' };
const SANDBOX = 'https://openapi-sandbox.dl.alipaydev.com';
const simulated = { requireHTTPS: false, gateways: { wxpay: 'http://127.0.0.1:9099', alipay: 'http://127.0.0.1:9099' } };

test('an environment is merged over the base layer by layer; lists are replaced', () => {
  const file = {
    base: { timeout: 5000, ipWhitelist: ['10.0.0.0/8'], rateLimit: { windowMs: 1000, max: 5, services: { 'pay/kh/a': { max: 1 } } } },
    environments: {
      testing: { ipWhitelist: [], rateLimit: { max: 7, services: { 'pay/kh/b': { max: 2 } } } },
      production: { timeout: 9000 },
    },
  };
  const { settings } = load(file, { VK_PAY_ENV: 'testing' });
  expect(settings).toMatchObject({
    environment: 'testing',
    timeout: 5000,
    ipWhitelist: [],
    rateLimit: { windowMs: 1000, max: 7, services: { 'pay/kh/a': { max: 1 }, 'pay/kh/b': { max: 2 } } },
  });
  expect(load(file).settings).toMatchObject({ environment: 'production', timeout: 9000, rateLimit: { max: 5 } });
});

test('the block of the specification is a whole file as it stands; a mistake in it is still told by name', () => {
  const block = {
    removeTestEndpoints: true,
    requireHTTPS: true,
    timeout: 10_000,
    rateLimit: { windowMs: 60_000, max: 100 },
    ipWhitelist: ['192.168.1.0/24', '10.0.0.0/8'],
    requireSignature: true,
  };
  expect(load(block).settings).toMatchObject({ environment: 'production', ...block });
  expect(load(block).problems).toEqual([]);
  expect(refused({ ...block, requireHTTP: true, timeout: '10s' }).sort()).toEqual(['vk-pay.requireHTTP', 'vk-pay.timeout']);
});

test('every mistake of the file is in one message: keys outside, unknown environments, wrong sections, wrong switches', () => {
  const file = {
    base: { timeout: 1, wxpay: { sandbox: 'yes', debugging: true } },
    environments: { prod: {}, testing: [], development: { alipay: { debug: 1 } } },
    timeout: 5000,
  };
  expect(refused(file, development).sort()).toEqual(
    [
      'vk-pay.timeout',
      'vk-pay.timeout',
      'vk-pay.environments.prod',
      'vk-pay.environments.testing',
      'vk-pay.wxpay.sandbox',
      'vk-pay.wxpay.debugging',
      'vk-pay.alipay.debug',
    ].sort(),
  );
  expect(() => load(file, development)).toThrow(/7 处错误[\s\S]*vk-pay\.environments\.prod：没有这个环境/);
});

test('production talks to the real gateways, never to a sandbox or a simulator', () => {
  expect(open(load({}))).toEqual(REAL);
  const own = {
    base: {
      gateways: { wxpay: 'https://api2.mch.weixin.qq.com', alipay: 'https://pay-proxy.shop.example' },
      gatewayHosts: ['pay-proxy.shop.example'],
    },
  };
  expect(open(load(own))).toEqual({ wxpay: 'https://api2.mch.weixin.qq.com', alipay: 'https://pay-proxy.shop.example' });
  for (const gateway of [
    'http://127.0.0.1:9099',
    'http://localhost',
    'https://10.1.2.3',
    'https://[::1]:1',
    'https://gateway',
    'https://a.local',
  ])
    expect(open(load({ base: { requireHTTPS: false, gateways: { wxpay: gateway } } }))).toEqual({ alipay: REAL.alipay });
  const config = load({}, {}, true);
  expect(open(config)).toEqual({ wxpay: REAL.wxpay });
  expect(config.problemsOf('alipay', 'h5', 'default')).toMatchObject([
    { path: 'uni-pay.alipay.h5', problem: expect.stringContaining('沙箱') },
  ]);
  expect(open(load({ base: { gateways: { alipay: SANDBOX } } }))).toEqual({ wxpay: REAL.wxpay });
});

test.each(['development', 'testing'])('%s never talks to a real gateway unless told so', (name) => {
  const env = { VK_PAY_ENV: name };
  expect(open(load({}, env))).toEqual({});
  expect(open(load({ base: simulated }, env))).toEqual(simulated.gateways);
  expect(open(load({ environments: { [name]: { allowRealGateways: true } } }, env))).toEqual(REAL);
  // 沙箱：环境说了算；没有沙箱的渠道说了 sandbox 而没有模拟网关，也不会落到真实的网关上。
  const block = { environments: { [name]: { wxpay: { sandbox: true }, alipay: { sandbox: true }, allowRealGateways: true } } };
  expect(open(load(block, env))).toEqual({ alipay: SANDBOX });
  expect(open(load({ environments: { [name]: { alipay: { sandbox: false }, allowRealGateways: true } } }, env, true))).toEqual(REAL);
});

test('the block of the specification is read as it stands; debug cannot be switched on in production', () => {
  const environments = {
    development: { wxpay: { sandbox: true, debug: true }, alipay: { sandbox: true } },
    testing: { wxpay: { sandbox: true, debug: false }, alipay: { sandbox: true } },
    production: { wxpay: { sandbox: false, debug: false }, alipay: { sandbox: false } },
  };
  expect(load({ base: simulated, environments }, development).account('wxpay', 'h5', 'default')?.debug).toBe(true);
  expect(open(load({ environments }))).toEqual(REAL);
  expect(refused({ base: { wxpay: { debug: true } } })).toEqual(['vk-pay.wxpay.debug']);
});

test('debug prints one line per exchange, and nothing secret in it', async () => {
  const printed: string[] = [];
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  const answer = { status: 200, headers: {}, body: '{"prepay_id":"wx201","code_url":"weixin://x"}' };
  const request = {
    method: 'POST' as const,
    url: 'https://g.test/gateway.do?app_id=1&sign=abc%2B',
    headers: { authorization: 'secret' },
    timeoutMs: 1,
  };
  const http = traced(
    () => Promise.resolve(answer),
    () => 5,
  );
  const body = `biz_content=${encodeURIComponent('{"buyer_open_id":"o-1","out_trade_no":"T1"}')}`;
  expect(await http({ ...request, body, debug: true })).toBe(answer);
  await http({ ...request, body });
  await expect(traced(unused, () => 5)({ ...request, debug: true })).rejects.toThrow('没有网络');
  jest.restoreAllMocks();
  expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      vk_pay: 'gateway',
      level: 'info',
      method: 'POST',
      url: 'https://g.test/gateway.do',
      query: { app_id: '1', sign: '***' },
      request: { biz_content: { buyer_open_id: '***', out_trade_no: 'T1' } },
      status: 200,
      response: { prepay_id: '***', code_url: expect.any(String) as string },
      ms: 0,
    },
  ]);
});
