// docs/migration.md「配置」：vk-uni-pay 的 config.js 原样可用；每一处错误按路径一次列全；哪个端用哪一节、通知地址怎么选。
import { createAlipayKeys, type AlipayDevelopmentKeys } from '../../local/keys';
import { alipaySections } from '../../local/stack/alipay-account';
import { ConfigError, loadConfig, type Config } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/config';
import type { ProviderPorts } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { createReceivers } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/receivers';

const NOTIFY = 'https://shop.example/pay-notify';
let keys: AlipayDevelopmentKeys;
beforeAll(async () => {
  keys = await createAlipayKeys(Date.UTC(2026, 10, 23));
}, 60_000);

const ports: ProviderPorts = {
  http: () => Promise.reject(new Error('没有网络')),
  now: () => 0,
  nonce: () => 'n',
  claim: () => Promise.resolve(true),
};
function load(
  uniPay: object,
  { vkPay = {}, env = {}, ...rest }: { vkPay?: object; spaceId?: string | undefined; env?: Record<string, string> } = {},
): Config {
  const spaceId = 'spaceId' in rest ? rest.spaceId : 'mp-1';
  const files: Record<string, unknown> = { 'uni-pay': uniPay, 'vk-pay': { base: vkPay } };
  return loadConfig({
    configCenter: ({ pluginId }) => ({ requireFile: () => files[pluginId] }),
    env,
    spaceId,
    providers: createReceivers(ports),
  });
}
const problems = (uniPay: object, more?: Parameters<typeof load>[1]): string[] => {
  try {
    load(uniPay, more);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems.map(({ path }) => path);
  }
  return [];
};
const alipay = (): Record<string, Record<string, unknown>> => alipaySections(keys, 'key');

test('the switches of vk-uni-pay are read, and keys of providers nobody supports yet do no harm', () => {
  const config = load({
    autoDeleteExpiredOrders: 3,
    alipayAppPayToH5Pay: true,
    userWhitelist: ['u1'],
    notifyKey: 'x',
    huawei: { 'app-plus': {} },
    vkspay: { mchId: '' },
  });
  expect([config.autoDeleteExpiredOrders, config.alipayAppPayToH5Pay, config.userWhitelist, config.accounts()]).toEqual([
    3,
    true,
    ['u1'],
    [],
  ]);
  const plain = load({});
  expect([plain.autoDeleteExpiredOrders, plain.alipayAppPayToH5Pay, plain.userWhitelist]).toEqual([0, false, []]);
});

test('every mistake is listed at once, by its path', () => {
  expect(
    problems(
      {
        autoDeleteExpiredOrders: '3',
        alipayAppPayToH5Pay: 'yes',
        userWhitelist: 'u1',
        notifyUrl: 'ftp://x',
        alipay: { h5: { appId: '', privateKey: 'nonsense', alipayPublicKey: '', sellerId: '123' } },
      },
      { vkPay: { timeout: 1, alipayDesktop: 'window', unknownSwitch: true }, env: { VK_PAY_ENV: 'prod' } },
    ).sort(),
  ).toEqual(
    expect.arrayContaining([
      'VK_PAY_ENV',
      'uni-pay.alipay.h5.appId',
      'uni-pay.alipay.h5.privateKey',
      'uni-pay.alipay.h5.sellerId',
      'uni-pay.alipayAppPayToH5Pay',
      'uni-pay.autoDeleteExpiredOrders',
      'uni-pay.userWhitelist',
      'vk-pay.alipayDesktop',
      'vk-pay.timeout',
      'vk-pay.unknownSwitch',
    ]),
  );
});

test('Alipay on the web has one section: phone and desktop pages use h5 unless they have their own', () => {
  const shared = load({ notifyUrl: NOTIFY, alipay: alipay() });
  for (const platform of ['h5', 'mweb', 'page'] as const)
    expect(shared.account('alipay', platform, 'default')).toMatchObject({
      appid: keys.appIds.h5,
      mchid: keys.sellerId,
      notifyUrl: `${NOTIFY}/alipay/${platform}`,
    });
  const own = load({ notifyUrl: NOTIFY, alipay: { ...alipay(), mweb: { ...alipay()['h5'], appId: '2021000000000009' } } });
  expect([own.account('alipay', 'mweb', 'default')?.appid, own.account('alipay', 'page', 'default')?.appid]).toEqual([
    '2021000000000009',
    keys.appIds.h5,
  ]);
});

test('the notify address is the one of this space; when the space is unknown the only one serves', () => {
  const address = (notifyUrl: unknown, spaceId: string | undefined): string | undefined =>
    load({ notifyUrl, alipay: alipay() }, { spaceId }).account('alipay', 'h5', 'default')?.notifyUrl;
  const two = { 'mp-1': 'https://one.example/n', 'mp-2': 'https://two.example/n' };
  expect([address(two, 'mp-2'), address({ 'mp-9': NOTIFY }, undefined), address({ '*': NOTIFY }, 'mp-1')]).toEqual([
    'https://two.example/n/alipay/h5',
    `${NOTIFY}/alipay/h5`,
    `${NOTIFY}/alipay/h5`,
  ]);
  expect(problems({ notifyUrl: two, alipay: { h5: alipay()['h5'] } }, { spaceId: 'mp-3' })).toContain('uni-pay.notifyUrl');
  expect(problems({ notifyUrl: { 'mp-1': 'http://shop.example/n' }, alipay: { h5: alipay()['h5'] } })).toContain('uni-pay.notifyUrl');
});

test('certificate mode needs all three files and says which is missing', () => {
  const { appCertContent: _app, ...incomplete } = alipaySections(keys, 'certificate')['h5'] as Record<string, unknown>;
  expect(problems({ notifyUrl: NOTIFY, alipay: { h5: incomplete } })).toEqual(['uni-pay.alipay.h5.appCertPath']);
});
