/**
 * 配置的唯一入口：凭证（uni-pay/config.js，vk-uni-pay 的键原样可用）+ 设置（vk-pay/config.js）。
 * 加载时一次检查完，列出全部错误。失败策略：会不安全的（设置写错、通知地址不对）整个不收钱（fail closed）；
 * 一节收款账号写错只停用那一节，问题留在 `problems` 里。
 */
import type { AccountPlatform, ProviderName } from '../../../../../../common/contract/channels';
import { crossedKeys } from '../providers/kit/compare-keys';
import type { Account, ProviderReceiver } from '../providers/provider';
import type { ConfigProblem, Expiring } from '../providers/credentials';
import type { ConfigCenter } from '../kernel/vk';
import { readCipherKeys, withNotifyKey, type CipherKeys } from './encryption';
import { accountKey, documentOrigin, isSection, readAccounts, type AccountBook, type AccountSurroundings, type Section } from './accounts';
import { channelDefaults, readEnvironment } from './environments';
import { flag, listOf, optional, shapeOf, text, whole } from './rules';
import { checkUrl, readSettings, type Settings } from './settings';

export { DEFAULT_PID } from './accounts';

export interface Config {
  readonly settings: Settings;
  /** App 里的支付宝改走手机网页 */
  readonly alipayAppPayToH5Pay: boolean;
  /** 开发与测试环境里允许付款的用户；空 = 不限 */
  readonly userWhitelist: readonly string[];
  /** 过期未付的订单保留多少天后删除；0 = 不删 */
  readonly autoDeleteExpiredOrders: number;
  /** 静态加密的密钥；没有配置为 undefined */
  readonly cipher: CipherKeys | undefined;
  /** 收款账号；没有开通或已停用返回 undefined。 */
  account(provider: ProviderName, platform: AccountPlatform, pid: string): Account | undefined;
  accounts(): readonly Account[];
  /** 配置文件里的全部收款账号 */
  readonly book: AccountBook;
  /** 照同样的规矩读数据库里的一个商户；问题的路径从 `path` 起 */
  readMerchant(root: Section, pid: string, path: string): AccountBook;
  /** 配置里的证书什么时候过期 */
  readonly expiring: readonly Expiring[];
  /** 各节的问题：有问题的一节已停用，其余照常 */
  readonly problems: readonly ConfigProblem[];
  /** 这个账号为什么停用；没有停用返回空 */
  problemsOf(provider: ProviderName, platform: AccountPlatform, pid: string): readonly ConfigProblem[];
}

/** 一行一个问题。 */
export function listProblems(problems: readonly ConfigProblem[]): string {
  return problems.map(({ path, problem }) => `${path}：${problem}`).join('\n  - ');
}

export class ConfigError extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(`支付配置有 ${problems.length} 处错误：\n  - ${listProblems(problems)}`);
  }
}

/** notifyUrl：`{ 空间id: 地址 }` 或直接一个地址；`*` 为任意空间。不知道在哪个空间时，只有一个地址就用它。 */
function readNotifyBase(notifyUrl: unknown, spaceId: string | undefined): string | undefined {
  if (typeof notifyUrl === 'string') return notifyUrl || undefined;
  if (!isSection(notifyUrl)) return undefined;
  const own =
    (spaceId !== undefined && Object.prototype.hasOwnProperty.call(notifyUrl, spaceId) ? notifyUrl[spaceId] : undefined) ?? notifyUrl['*'];
  const known = own ?? (spaceId === undefined && Object.keys(notifyUrl).length === 1 ? Object.values(notifyUrl)[0] : undefined);
  return typeof known === 'string' && known !== '' ? known : undefined;
}

/** uni-pay/config.js 顶层的开关，键与 vk-uni-pay 相同；不认识的键（还没支持的渠道等）不管。 */
const rootKeysRule = shapeOf(
  {
    alipayAppPayToH5Pay: optional(flag, false),
    userWhitelist: optional(listOf(text(undefined, '必须是用户 id')), []),
    autoDeleteExpiredOrders: optional(whole(0, 3650, '必须是天数'), 0),
  },
  'ignore',
);

/** 设置读不出来时，各节照最严格的环境检查：问题一次列全，反正不会启动。 */
const SAFEST: AccountSurroundings['settings'] = {
  gateways: {},
  timeout: 10_000,
  environment: 'production',
  allowRealGateways: false,
  gatewayHosts: [],
  ...channelDefaults,
};

export interface ConfigSources {
  readonly configCenter: ConfigCenter;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly spaceId: string | undefined;
  readonly providers: ReadonlyMap<ProviderName, ProviderReceiver>;
}

/**
 * 读取并检查全部配置。
 * @throws ConfigError 有会不安全的错误；连同各节的问题，列出每一处的路径与原因
 */
export function loadConfig({ configCenter, env, spaceId, providers }: ConfigSources): Config {
  const unsafe: ConfigProblem[] = [];
  const environment = readEnvironment(env);
  if (!environment) unsafe.push({ path: 'VK_PAY_ENV', problem: '必须是 development、testing 或 production' });
  const settings = readSettings(configCenter({ pluginId: 'vk-pay' }).requireFile('config.js'), environment ?? 'production', unsafe);
  const credentials = configCenter({ pluginId: 'uni-pay' }).requireFile('config.js');
  const root: Section = isSection(credentials) ? credentials : {};
  // 配置中心对「文件不存在」与「它引用的模块不存在」都只说没有。
  if (!isSection(credentials))
    unsafe.push({ path: 'uni-pay', problem: 'config.js 读不到：文件不存在、它 require 的模块不存在，或导出的不是对象' });

  const notifyBase = readNotifyBase(root['notifyUrl'], spaceId)?.replace(/\/+$/, '');
  checkUrl(notifyBase, 'uni-pay.notifyUrl', settings?.requireHTTPS ?? true, unsafe);
  const legacy = rootKeysRule(root, 'uni-pay', unsafe);
  const surroundings = { providers, settings: settings ?? SAFEST, notifyBase: notifyBase ?? '' };
  const book = readAccounts(root, surroundings);
  const { accounts, disabled, problems, keys, expiring } = book;
  const written = readCipherKeys(env['VK_PAY_ENCRYPTION_KEYS'], settings?.encryption.keys ?? [], unsafe);
  const cipher = withNotifyKey(written, root['notifyKey']);
  // 自己的密钥当成了网关的：谁拿到它都能伪造到账通知。
  unsafe.push(...crossedKeys(keys));
  // 有账号却没有地方收通知：付了钱没人知道。
  if (!notifyBase && accounts.size > 0) unsafe.push({ path: 'uni-pay.notifyUrl', problem: `没有空间 ${spaceId ?? '（未知）'} 的通知地址` });
  if (unsafe.length > 0 || !settings) throw new ConfigError([...unsafe, ...problems]);
  const idle = settings.keepNotifies && !cipher ? [{ path: 'vk-pay.keepNotifies', problem: '没有加密密钥（encryption），回调不留存' }] : [];
  return {
    settings,
    ...legacy,
    cipher,
    account: (provider, platform, pid) => accounts.get(accountKey(provider, platform, pid)),
    accounts: () => [...accounts.values()],
    book,
    readMerchant: (sections, pid, path) => readAccounts(sections, surroundings, documentOrigin(pid, path)),
    expiring,
    problems: [...problems, ...idle],
    problemsOf: (provider, platform, pid) => disabled.get(accountKey(provider, platform, pid)) ?? [],
  };
}
