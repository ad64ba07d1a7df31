// issue「Outbound」：开发之外，网关只能是清单里官方的域名或设置 gatewayHosts 里自己的转发；两家都是；配置指向别处的一节停用，一行说清楚。
import { alipaySections } from '../../local/gateways/alipay/account';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import type { DevelopmentKeys } from '../../local/keys';
import { keysAt } from '../keys';
import { ConfigError, loadConfig, type Config } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/config';
import { isGatewayHost } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/gateway-hosts';
import { createReceivers } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/receivers';

let keys: DevelopmentKeys;
beforeAll(async () => {
  keys = await keysAt(Date.UTC(2026, 10, 23));
}, 60_000);

const unused = (): Promise<never> => Promise.reject(new Error('没有网络'));
function load(vkPay: object, VK_PAY_ENV: string): Config {
  const files: Record<string, unknown> = {
    'vk-pay': { base: { allowRealGateways: true, ...vkPay } },
    'uni-pay': {
      notifyUrl: 'https://shop.example/pay-notify',
      wxpay: { h5: wxpaySections(keys.wxpay, 'publicKey')['h5'] },
      alipay: { h5: alipaySections(keys.alipay, 'key')['h5'] },
    },
  };
  return loadConfig({
    configCenter: ({ pluginId }) => ({ requireFile: () => files[pluginId] }),
    env: { VK_PAY_ENV },
    spaceId: 'mp-1',
    providers: createReceivers({ http: unused, now: () => 0, nonce: () => 'n', claim: () => Promise.resolve(true) }),
  });
}

const OFFICIAL = {
  wxpay: ['https://api.mch.weixin.qq.com', 'https://api2.mch.weixin.qq.com'],
  alipay: ['https://openapi.alipay.com'],
} as const;
const ELSEWHERE = [
  'https://pay-proxy.shop.example',
  'https://api.mch.weixin.qq.com.evil.example',
  'https://api.mch.weixin.qq.com@evil.example',
  'https://evil.mch.weixin.qq.com',
  'https://openapi.alipay.com.evil.example',
  'https://8.8.8.8',
];
const PROVIDERS = ['wxpay', 'alipay'] as const;

describe.each(PROVIDERS)('%s', (provider) => {
  test.each(OFFICIAL[provider])('the official %s needs no list', (gateway) => {
    for (const environment of ['production', 'testing'])
      expect(load({ gateways: { [provider]: gateway } }, environment).account(provider, 'h5', 'default')?.gatewayUrl).toBe(gateway);
  });

  test.each(ELSEWHERE)('%s is refused in one clear line, and only this section is off', (gateway) => {
    for (const environment of ['production', 'testing']) {
      const config = load({ gateways: { [provider]: gateway } }, environment);
      expect(config.account(provider, 'h5', 'default')).toBeUndefined();
      expect(config.problemsOf(provider, 'h5', 'default')).toEqual([
        {
          path: `uni-pay.${provider}.h5`,
          problem: `网关指向了 ${gateway}，不在名单里：自己的转发要把域名写进 vk-pay/config.js 的 gatewayHosts`,
          about: 'crossing',
        },
      ]);
      expect(config.account(provider === 'wxpay' ? 'alipay' : 'wxpay', 'h5', 'default')).toBeDefined();
    }
  });

  test('the gateway of merchants abroad is refused for what it is, listed or not', () => {
    const gateway = 'https://apihk.mch.weixin.qq.com';
    for (const environment of ['production', 'testing', 'development']) {
      const config = load({ gateways: { wxpay: gateway }, gatewayHosts: ['apihk.mch.weixin.qq.com'] }, environment);
      expect(config.account('wxpay', 'h5', 'default')).toBeUndefined();
      expect(config.problemsOf('wxpay', 'h5', 'default')).toMatchObject([{ problem: expect.stringContaining('跨境收款不支持') }]);
    }
  });

  test("the merchant's own relay is let through by its exact name", () => {
    const gateways = { [provider]: 'https://pay-proxy.shop.example' };
    const account = (gatewayHosts: string[]): unknown => load({ gateways, gatewayHosts }, 'production').account(provider, 'h5', 'default');
    expect(account(['pay-proxy.shop.example'])).toBeDefined();
    for (const near of ['shop.example', 'proxy.shop.example', 'pay-proxy.shop.example.org']) expect(account([near])).toBeUndefined();
  });

  test('in development a gateway may be anywhere', () => {
    const gateways = { [provider]: 'https://pay-proxy.shop.example' };
    expect(load({ gateways }, 'development').account(provider, 'h5', 'default')).toBeDefined();
  });
});

test.each(['https://relay.example', 'relay.example:443', 'relay.example/path', '*.example', 'Relay.Example', 'localhost', ''])(
  'the list takes plain host names only: %j is refused by its place',
  (host) => {
    expect(() => load({ gatewayHosts: [host] }, 'production')).toThrow(ConfigError);
    expect(() => load({ gatewayHosts: [host] }, 'production')).toThrow('vk-pay.gatewayHosts.0');
  },
);

test('a connection goes to gateways, to where bills come from, and to listed relays only', () => {
  for (const url of [
    'https://api2.mch.weixin.qq.com/v3/x',
    'https://openapi.alipay.com/gateway.do',
    'https://dwbillcenter.alipay.com/bill?a=1',
  ])
    expect([url, isGatewayHost(url, [])]).toEqual([url, true]);
  expect(isGatewayHost('https://relay.example/v3/x', ['relay.example'])).toBe(true);
  for (const url of [
    'https://relay.example/v3/x',
    'https://alipay.com.evil.example/',
    'https://evilalipay.com/',
    'https://evil.example\\@api.mch.weixin.qq.com/',
    'nonsense',
  ])
    expect([url, isGatewayHost(url, [])]).toEqual([url, false]);
});
