// 一个渠道 = 清单 + 文件夹 + 模拟网关：别处的名单全由清单导出，文档的表格与它一致。
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CHANNEL_PLATFORMS,
  detectPlatform,
  manifestOf,
  payWayOf,
  PLATFORMS,
  PROVIDER_TITLES,
  PROVIDERS,
  supportsPlatform,
  type Platform,
  type ProviderName,
} from '../../common/contract/channels';
import type { Capability } from '../../common/contract/providers/manifest';
import { readSettings } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/settings';
import type { ProviderPorts } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import type { ConfigProblem } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/credentials';
import { createReceivers } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/receivers';
import { createProviders } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/registry';

const template = jest.requireActual<Record<string, Record<string, unknown>>>(
  '../../uniCloud-aliyun/cloudfunctions/common/uni-config-center/uni-pay/config.js',
);
const ROOT = join(__dirname, '../..');
const ports: ProviderPorts = {
  http: () => Promise.reject(new Error('没有网络')),
  now: () => 0,
  nonce: () => 'n',
  claim: () => Promise.resolve(true),
};
const WAYS = PROVIDERS.flatMap((provider) => CHANNEL_PLATFORMS[provider].map((platform) => [provider, platform] as const));

test('both lists of folders hold exactly the providers that have a manifest, each under its own name', () => {
  // 通知要主动查询才算数的，不在回调函数的小入口里
  const receiving = PROVIDERS.filter((name) => !manifestOf(name).asksBack);
  for (const [made, names] of [
    [createReceivers(ports), receiving],
    [createProviders(ports), PROVIDERS],
  ] as const) {
    expect([...made.keys()].sort()).toEqual([...names].sort());
    for (const [name, provider] of made) expect([name, provider.name]).toEqual([name, name]);
  }
});

test.each([...createProviders(ports)])('%s can do what its manifest says, and nothing else', (name, provider) => {
  const { can, platforms, tradeOpensLater, payerFields, merchantFields } = manifestOf(name);
  const offered: Capability[] = [
    'create',
    'query',
    'close',
    'cancel',
    'refund',
    'queryRefund',
    'readReturn',
    'bill',
    'transfer',
    'queryTransfer',
    'cancelTransfer',
    'authorizations',
    'balance',
    'login',
    'charge',
    'reverse',
    'shipping',
    'sharing',
  ];
  expect(offered.filter((capability) => provider[capability] !== undefined)).toEqual(
    offered.filter((capability) => (can as readonly Capability[]).includes(capability)),
  );
  expect(provider).toMatchObject({ tradeOpensLater, payerFields, merchantFields });
  for (const [platform, { longestPayMs }] of Object.entries(platforms))
    expect([platform, provider.longestPayMs?.[platform as Platform]]).toEqual([platform, longestPayMs]);
  expect(payerFields.filter((field) => merchantFields.includes(field))).toEqual([]);
});

test('every list of the contract is derived: titles, platforms, support', () => {
  for (const provider of PROVIDERS) {
    expect(PROVIDER_TITLES[provider]).toBe(manifestOf(provider).title);
    expect(CHANNEL_PLATFORMS[provider]).toEqual(Object.keys(manifestOf(provider).platforms));
    for (const platform of PLATFORMS)
      expect([provider, platform, supportsPlatform(provider, platform)]).toEqual([
        provider,
        platform,
        payWayOf(provider, platform) !== undefined,
      ]);
  }
  expect(new Set(PLATFORMS).size).toBe(PLATFORMS.length);
  expect(payWayOf('wxpay', 'constructor' as Platform)).toBeUndefined();
});

test.each(WAYS)('%s %s: the template of config.js has the section it reads', (provider, platform) => {
  const sections = payWayOf(provider, platform)?.sections ?? [platform];
  const channel = template[provider] ?? {};
  expect(sections.some((section) => section in channel)).toBe(true);
});

test('a platform that only one provider has is recognised by the traits in its manifest', () => {
  for (const [provider, platform] of WAYS) {
    const client = payWayOf(provider, platform)?.client;
    if (client?.uniPlatform) expect(detectPlatform({ uniPlatform: client.uniPlatform })).toBe(platform);
  }
  expect(detectPlatform({ uniPlatform: 'web', userAgent: 'Mozilla/5.0 (iPhone) MicroMessenger/8.0' })).toBe('h5-weixin');
  expect(detectPlatform({ uniPlatform: 'app', userAgent: 'MicroMessenger' })).toBe('app-plus');
  expect(detectPlatform({ uniPlatform: 'web', userAgent: 'Mozilla/5.0 (iPhone)' })).toBe('mweb');
  expect(detectPlatform({ userAgent: 'Mozilla/5.0 (X11; Linux)' })).toBe('h5');
  expect(detectPlatform({ uniPlatform: 'mp-weixin', needQRcode: true })).toBe('h5');
});

test('gateways can be set for every provider and for nobody else', () => {
  const problems: ConfigProblem[] = [];
  const gateways = Object.fromEntries(PROVIDERS.map((name) => [name, `https://${name}.example`]));
  expect(readSettings({ base: { gateways } }, 'testing', problems)?.gateways).toEqual(gateways);
  expect(problems).toEqual([]);
  readSettings({ base: { gateways: { nobody: 'https://x.example' } } }, 'testing', problems);
  readSettings({ base: { gateways: { wxpay: 'ftp://x' } } }, 'testing', problems);
  expect(problems.map(({ path }) => path)).toEqual(['vk-pay.gateways.nobody', 'vk-pay.gateways.wxpay']);
});

/** README 里的一行：渠道、端、付款方式；表格之外的列由人写。 */
function tableRows(file: string): string[][] {
  return readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .filter((line) => /^\|[^|]+\| `[a-z0-9-]+` [^|]+\|/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
const codeIn = (cell: string): string => /^`([^`]+)`/.exec(cell)?.[1] ?? '';

test('the table of the README has one row for every way to pay, with the names of the manifests', () => {
  const rows = tableRows('README.md');
  const known = (name: ProviderName): string => `${manifestOf(name).title} ${manifestOf(name).edition}`.trim();
  const key = (title: string, platform: string): string => `${title} / ${platform}`;
  expect(rows.map(([title = '', platform = '']) => key(title, codeIn(platform))).sort()).toEqual(
    WAYS.map(([provider, platform]) => key(known(provider), platform)).sort(),
  );
  for (const [provider, platform] of WAYS) {
    const row = rows.find(([title, cell = '']) => title === known(provider) && codeIn(cell) === platform);
    expect(row?.[2]?.startsWith(payWayOf(provider, platform)?.label ?? '?')).toBe(true);
  }
});

test('the English table names the same ways to pay', () => {
  const platforms = tableRows('README.en.md').map(([, platform = '']) => codeIn(platform));
  expect(platforms.sort()).toEqual(WAYS.map(([, platform]) => platform).sort());
});
