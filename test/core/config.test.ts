// docs/migration.md「配置」：vk-uni-pay 的 config.js 原样可用；会不安全的错误按路径一次列全、不启动；一节的错误只停用那一节；
// 哪个端用哪一节、通知地址怎么选。
import type { AlipayDevelopmentKeys } from '../../local/gateways/alipay/keys';
import type { DevelopmentKeys } from '../../local/keys';
import { keysAt } from '../keys';
import { alipaySections } from '../../local/gateways/alipay/account';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import { ConfigError, loadConfig, type Config } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/config';
import type { ProviderPorts } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { createReceivers } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/receivers';

const NOTIFY = 'https://shop.example/pay-notify';
let all: DevelopmentKeys;
let keys: AlipayDevelopmentKeys;
beforeAll(async () => {
  all = await keysAt(Date.UTC(2026, 10, 23));
  keys = all.alipay;
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
    return load(uniPay, more).problems.map(({ path }) => path);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems.map(({ path }) => path);
  }
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

const wxpay = (): Record<string, Record<string, unknown>> => wxpaySections(all.wxpay, 'publicKey');
const names = (config: Config): string[] => config.accounts().map(({ provider, platform }) => `${provider}.${platform}`);

// 用户带着模板来：没有用的节里留着证书路径、空的 pfx、版本与场景。
const UNUSED_WXPAY = {
  appId: '',
  secret: '',
  mchId: '',
  key: '',
  pfx: Buffer.alloc(0),
  v3Key: '',
  appCertPath: '/nowhere/cert.pem',
  appPrivateKeyPath: '/nowhere/key.pem',
  version: 2,
};
const UNUSED_ALIPAY = {
  appId: '',
  privateKey: '',
  alipayPublicCertPath: '/nowhere/public.crt',
  alipayRootCertPath: '/nowhere/root.crt',
  appCertPath: '/nowhere/app.crt',
  sandbox: false,
};

test('sections nobody uses are not opened, whatever the template left in them', () => {
  const config = load({
    notifyUrl: { 'mp-1': NOTIFY, 'mp-2': NOTIFY },
    wxpay: {
      'mp-weixin': wxpay()['mp-weixin'],
      'app-plus': UNUSED_WXPAY,
      h5: { ...UNUSED_WXPAY, pfx: Buffer.from('real bytes'), v3Key: 'x'.repeat(32), appId: '  ', mchId: null },
      'h5-weixin': { ...UNUSED_WXPAY, wxpayPublicKeyId: 'PUB_KEY_ID_1', mchId: 0 },
      transfer: UNUSED_WXPAY,
      mweb: { ...UNUSED_WXPAY, sceneInfo: { h5_info: { type: 'Wap', wap_url: 'https://www.shop.example', wap_name: '小店' } } },
    },
    alipay: { 'mp-alipay': UNUSED_ALIPAY, 'app-plus': UNUSED_ALIPAY, h5: UNUSED_ALIPAY, transfer: UNUSED_ALIPAY },
  });
  // 没有写 codepay、transfer 的：柜台收款、付钱给用户就用收款的那一节
  expect([names(config), config.problems]).toEqual([['wxpay.mp-weixin', 'wxpay.codepay', 'wxpay.transfer'], []]);
  expect(config.account('wxpay', 'transfer', 'default')?.appid).toBe(config.account('wxpay', 'mp-weixin', 'default')?.appid);
  expect(config.problemsOf('wxpay', 'h5', 'default')).toEqual([]);
});

test.each([
  ['an appId and nothing else', { appId: 'wx1' }],
  ['a mchId and nothing else', { mchId: '1900000001' }],
  ['a mchId written as a number', { mchId: 1900000001 }],
  [
    'files that cannot be read',
    { appId: 'wx1', mchId: '1900000001', v3Key: 'x'.repeat(32), appCertPath: '/nowhere', appPrivateKeyPath: '/nowhere' },
  ],
  ['a text instead of a section', 'wx1234567890'],
  ['a list instead of a section', [1]],
  ['a field that is no text', { appId: { a: 1 }, mchId: '1900000001', sceneInfo: 7, v3Key: ['x'] }],
  [
    'a field that cannot even be read',
    {
      mchId: '1900000001',
      get v3Key(): string {
        throw new Error('坏了');
      },
    },
  ],
])('a section with %s is an error of that section only', (_name, broken) => {
  const config = load({ notifyUrl: NOTIFY, wxpay: { ...wxpay(), h5: broken }, alipay: alipay() });
  expect(names(config)).toEqual(expect.arrayContaining(['wxpay.mp-weixin', 'wxpay.mweb', 'alipay.h5', 'alipay.page']));
  expect(config.account('wxpay', 'h5', 'default')).toBeUndefined();
  const problems = config.problemsOf('wxpay', 'h5', 'default');
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.every(({ path }) => path.startsWith('uni-pay.wxpay.h5'))).toBe(true);
  expect(config.problems).toEqual(problems);
});

test('a section that several ends share is disabled for all of them and its mistakes are told once', () => {
  const config = load({ notifyUrl: NOTIFY, wxpay: wxpay(), alipay: { h5: { ...alipay()['h5'], privateKey: 'nonsense' } } });
  for (const platform of ['h5', 'mweb', 'page'] as const)
    expect(config.problemsOf('alipay', platform, 'default')).toMatchObject([{ path: 'uni-pay.alipay.h5.privateKey' }]);
  expect(config.problems).toHaveLength(1);
  // 自己有一节、写错了：不凑合用别的节。
  const own = load({ notifyUrl: NOTIFY, alipay: { ...alipay(), mweb: { appId: '2021' } } });
  expect([own.account('alipay', 'mweb', 'default'), own.account('alipay', 'page', 'default')?.appid]).toEqual([undefined, keys.appIds.h5]);
});

test.each([
  ['a limit that is no number', {}, { vkPay: { maxFee: 'a lot' } }],
  ['an unknown environment', {}, { env: { VK_PAY_ENV: 'prod' } }],
  ['a notify address without https', { notifyUrl: 'http://shop.example/n' }, {}],
  ['no notify address for this space', { notifyUrl: { 'mp-9': NOTIFY } }, {}],
  ['a whitelist that is no list', { userWhitelist: 'u1' }, {}],
])('%s still refuses to start, and lists the mistakes of the sections too', (_name, uniPay, more) => {
  const sections = { wxpay: { ...wxpay(), h5: { appId: 'wx1' } } };
  expect(() => load({ notifyUrl: NOTIFY, ...sections, ...uniPay }, more)).toThrow(ConfigError);
  expect(problems({ notifyUrl: NOTIFY, ...sections, ...uniPay }, more)).toEqual(expect.arrayContaining(['uni-pay.wxpay.h5.mchId']));
});

test('a config file that is not there is said to be missing, not taken for an empty one', () => {
  for (const missing of [undefined, () => ({}), []]) expect(problems(missing as unknown as object)).toContain('uni-pay');
});

test('keys are compared over the whole configuration: a gateway key that is an own key of any section is refused', () => {
  const section = { ...wxpay()['h5'], wxpayPublicKeyContent: keys.app.publicKeyPem };
  expect(problems({ notifyUrl: NOTIFY, alipay: { h5: alipay()['h5'] }, wxpay: { h5: section } })).toEqual([
    'uni-pay.wxpay.h5.wxpayPublicKeyContent',
  ]);
  const crossed = { ...alipay()['h5'], alipayPublicKey: all.wxpay.platform.publicKeys[0]?.publicKeyPem };
  expect(problems({ notifyUrl: NOTIFY, wxpay: { h5: wxpay()['h5'] }, alipay: { h5: crossed } })).toEqual([
    'uni-pay.alipay.h5.alipayPublicKey',
  ]);
});

test('the security block of the specification is read as it stands; mistakes in it are named', () => {
  const block = {
    removeTestEndpoints: true,
    requireHTTPS: true,
    timeout: 10000,
    rateLimit: { windowMs: 60000, max: 100 },
    ipWhitelist: ['192.168.1.0/24', '10.0.0.0/8'],
  };
  expect(load({}, { vkPay: block }).settings).toMatchObject(block);
  expect(load({}).settings).toMatchObject({ removeTestEndpoints: true, rateLimit: { windowMs: 60000, max: 100 }, ipWhitelist: [] });
  expect(load({}, { env: { VK_PAY_ENV: 'development' } }).settings.removeTestEndpoints).toBe(false);
  const wrong = {
    removeTestEndpoints: 'yes',
    rateLimit: { windowMs: 0, max: -1, services: { createPayment: { max: 1 }, 'pay/kh/listPayments': { max: 'many' } } },
    ipWhitelist: ['10.0.0.0/33', '::1/129', 'localhost', '10.0.0.1/8/8', '2001:db8::/32', '10.1.2.3'],
  };
  expect(problems({}, { vkPay: wrong }).sort()).toEqual(
    [
      'vk-pay.removeTestEndpoints',
      'vk-pay.rateLimit.windowMs',
      'vk-pay.rateLimit.max',
      'vk-pay.rateLimit.services.createPayment',
      'vk-pay.rateLimit.services.pay/kh/listPayments.max',
      ...[0, 1, 2, 3].map((index) => `vk-pay.ipWhitelist.${index}`),
    ].sort(),
  );
});
