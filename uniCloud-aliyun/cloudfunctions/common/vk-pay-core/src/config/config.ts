/**
 * 配置的唯一入口：凭证（uni-pay/config.js，vk-uni-pay 的键原样可用）+ 设置（vk-pay/config.js）。
 * 加载时一次检查完，列出全部错误；失败策略：有错就不收钱（fail closed）。
 */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import {
  CHANNEL_PLATFORMS,
  manifestOf,
  payWayOf,
  PROVIDERS,
  type Platform,
  type ProviderName,
} from '../../../../../../common/contract/channels';
import type { Account, ConfigProblem, ProviderReceiver } from '../providers/provider';
import type { ConfigCenter } from '../kernel/vk';
import { checkUrl, readEnvironment, readSettings, type Settings } from './settings';

export const DEFAULT_PID = 'default';

export interface Config {
  readonly settings: Settings;
  /** App 里的支付宝改走手机网页 */
  readonly alipayAppPayToH5Pay: boolean;
  /** 开发与测试环境里允许付款的用户；空 = 不限 */
  readonly userWhitelist: readonly string[];
  /** 过期未付的订单保留多少天后删除；0 = 不删 */
  readonly autoDeleteExpiredOrders: number;
  /** 收款账号；没有配置返回 undefined。 */
  account(provider: ProviderName, platform: Platform, pid: string): Account | undefined;
  accounts(): readonly Account[];
}

export class ConfigError extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(`支付配置有 ${problems.length} 处错误：\n${problems.map((p) => `  - ${p.path}：${p.problem}`).join('\n')}`);
  }
}

type Section = Readonly<Record<string, unknown>>;
function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** 模板里留空的一节等于没有配置。 */
function isFilled(section: unknown): section is Section {
  return (
    isSection(section) &&
    Object.entries(section).some(
      ([key, value]) =>
        key !== 'version' && key !== 'sceneInfo' && key !== 'sandbox' && value !== '' && value !== undefined && value !== null,
    )
  );
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

const rootKeysSchema = v.object({
  alipayAppPayToH5Pay: v.optional(v.boolean('必须是布尔值'), false),
  userWhitelist: v.optional(v.array(v.pipe(v.string('必须是用户 id'), v.minLength(1, '不能为空')), '必须是数组'), []),
  autoDeleteExpiredOrders: v.optional(
    v.pipe(v.number('必须是天数'), v.safeInteger('必须是整数'), v.minValue(0, '不能小于 0'), v.maxValue(3650, '不能大于 3650')),
    0,
  ),
});
type RootKeys = v.InferOutput<typeof rootKeysSchema>;

/** uni-pay/config.js 顶层的开关，键与 vk-uni-pay 相同；不认识的键（还没支持的渠道等）不管。 */
function readRootKeys(root: Section, problems: ConfigProblem[]): RootKeys {
  const read = v.safeParse(rootKeysSchema, root);
  if (read.success) return read.output;
  problems.push(...read.issues.map((issue) => ({ path: `uni-pay.${v.getDotPath(issue) ?? ''}`, problem: issue.message })));
  return { alipayAppPayToH5Pay: false, userWhitelist: [], autoDeleteExpiredOrders: 0 };
}

export interface ConfigSources {
  readonly configCenter: ConfigCenter;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly spaceId: string | undefined;
  readonly providers: ReadonlyMap<ProviderName, ProviderReceiver>;
}

/**
 * 读取并检查全部配置。
 * @throws ConfigError 列出每一处错误的路径与原因
 */
export function loadConfig({ configCenter, env, spaceId, providers }: ConfigSources): Config {
  const problems: ConfigProblem[] = [];
  const environment = readEnvironment(env);
  if (!environment) problems.push({ path: 'VK_PAY_ENV', problem: '必须是 development、testing 或 production' });
  const settings = readSettings(configCenter({ pluginId: 'vk-pay' }).requireFile('config.js'), environment ?? 'production', problems);
  const credentials = configCenter({ pluginId: 'uni-pay' }).requireFile('config.js');
  const root: Section = isSection(credentials) ? credentials : {};
  const requireHTTPS = settings?.requireHTTPS ?? true;

  const notifyBase = readNotifyBase(root['notifyUrl'], spaceId)?.replace(/\/+$/, '');
  checkUrl(notifyBase, 'uni-pay.notifyUrl', requireHTTPS, problems);

  const legacy = readRootKeys(root, problems);
  const accounts = new Map<string, Account>();
  /** 有账号却没有地方收通知 */
  let unreachable = false;
  for (const name of PROVIDERS) {
    const provider = providers.get(name);
    const channel = root[name];
    if (!provider || !isSection(channel)) continue;
    // 几个端可能共用一节：只读一次，错误也只说一次。
    const sections = new Map<string, ReturnType<typeof provider.readCredentials>>();
    for (const platform of CHANNEL_PLATFORMS[name]) {
      const key = (payWayOf(name, platform)?.sections ?? [platform]).find((candidate) => isFilled(channel[candidate]));
      if (key === undefined) continue;
      const section = channel[key] as Section;
      const path = `uni-pay.${name}.${key}`;
      const known = sections.get(key);
      const read = known ?? provider.readCredentials(section, path, (file) => readFileSync(file, 'utf8'));
      sections.set(key, read);
      if (!read.ok) {
        if (!known) problems.push(...read.problems);
        continue;
      }
      if (!notifyBase) {
        unreachable = true;
        continue;
      }
      accounts.set(`${name}/${platform}/${DEFAULT_PID}`, {
        provider: name,
        platform,
        pid: DEFAULT_PID,
        appid: read.appid,
        mchid: read.mchid,
        gatewayUrl: (settings?.gateways[name] ?? read.gatewayUrl ?? manifestOf(name).gatewayUrl).replace(/\/+$/, ''),
        notifyUrl: `${notifyBase}/${name}/${platform}`,
        timeoutMs: settings?.timeout ?? 10_000,
        credentials: read.credentials,
      });
    }
  }
  if (unreachable) problems.push({ path: 'uni-pay.notifyUrl', problem: `没有空间 ${spaceId ?? '（未知）'} 的通知地址` });
  if (problems.length > 0 || !settings) throw new ConfigError(problems);
  return {
    settings,
    ...legacy,
    account: (provider, platform, pid) => accounts.get(`${provider}/${platform}/${pid}`),
    accounts: () => [...accounts.values()],
  };
}
