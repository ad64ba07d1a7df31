/**
 * 收款账号：uni-pay/config.js（或数据库里一个商户）`<渠道>.<端>` 的各节（vk-uni-pay 的键原样可用）。
 * 一节的错误只停用这一节：模板里带着没人用的节，一处写错不该让整个店收不了钱；停用的那一节绝不凑合着用。
 */
import { readFileSync } from 'node:fs';
import {
  accountPlatformsOf,
  manifestOf,
  PROVIDERS,
  sectionsOf,
  type AccountPlatform,
  type ProviderName,
} from '../../../../../../common/contract/channels';
import { maskSensitive } from '../../../../../../common/contract/sensitive';
import type { Account, ProviderReceiver } from '../providers/provider';
import type { ConfigProblem, CredentialsResult, DeclaredKey, Expiring } from '../providers/credentials';
import { whyNotHere } from './environments';
import type { Settings } from './settings';

export const DEFAULT_PID = 'default';

export type Section = Readonly<Record<string, unknown>>;
export function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 认得出是谁的键；别的键（证书路径、pfx、version、sceneInfo、sandbox……）模板里都预先填着，不说明开通了。 */
const IDENTITY = ['appId', 'mchId', 'privateKey'] as const;
const says = (value: unknown): boolean =>
  (typeof value === 'string' && value.trim() !== '') || (Number.isSafeInteger(value) && Number(value) > 0);

/** 这一节开通了没有：什么身份都没有填就是没有开通。 */
function isOpened(section: unknown): section is Section {
  return isSection(section) && IDENTITY.some((key) => says(section[key]));
}

export interface AccountBook {
  readonly accounts: ReadonlyMap<string, Account>;
  /** 停用的端 → 停用的原因 */
  readonly disabled: ReadonlyMap<string, readonly ConfigProblem[]>;
  /** 每一处问题恰好一次：几个端共用一节时也是 */
  readonly problems: readonly ConfigProblem[];
  /** 各节里的密钥，每节一次：整份放在一起比 */
  readonly keys: readonly DeclaredKey[];
  /** 各节里的证书什么时候过期，每节一次 */
  readonly expiring: readonly Expiring[];
}

/** 数据库里的一个商户（表 vk-pay-config）。 */
export interface Merchant {
  readonly pid: string;
  readonly name?: string;
  /** 停用的不收新的款；已有的单照样查、退、收通知 */
  readonly active: boolean;
  /** 整份都不能用的原因；有的话 `book` 里没有账号 */
  readonly problems: readonly ConfigProblem[];
  /** 写了哪些渠道 */
  readonly declared: readonly ProviderName[];
  readonly book: AccountBook;
}

export const accountKey = (provider: ProviderName, platform: AccountPlatform, pid: string): string => `${provider}/${platform}/${pid}`;

/** 这些节写在哪里、是谁的。 */
interface Origin {
  readonly pid: string;
  /** 问题的路径从这里起 */
  readonly path: string;
  /** @throws 不读文件，或读不到 */
  readFile(path: string): string;
  /** 通知地址里带着商户：默认商户的不带 */
  readonly notifyTail: string;
}
/** 配置文件：默认商户。 */
const CONFIG_FILE: Origin = { pid: DEFAULT_PID, path: 'uni-pay', readFile: (file) => readFileSync(file, 'utf8'), notifyTail: '' };

/** 数据库里的商户（merchants/）：与配置文件同样的键、同样的检查。 */
export function documentOrigin(pid: string, path: string): Origin {
  const readFile = (): string => {
    throw new Error('数据库里的商户不读文件');
  };
  return { pid, path, readFile, notifyTail: `/${pid}` };
}

/** 各节共用的东西。 */
export interface AccountSurroundings {
  readonly providers: ReadonlyMap<ProviderName, ProviderReceiver>;
  readonly settings: Pick<Settings, 'gateways' | 'timeout' | 'environment' | 'allowRealGateways' | 'gatewayHosts' | ProviderName>;
  /** 通知地址，不带结尾斜杠 */
  readonly notifyBase: string;
}

/** 读好的一节：网关已定。 */
type ReadSection = Extract<CredentialsResult<unknown>, { ok: false }> | (Extract<CredentialsResult<unknown>, { ok: true }> & Placed);
interface Placed {
  /** 不带结尾斜杠 */
  readonly gateway: string;
}

/** 读一节；渠道自己抛出来的意外也只是这一节的问题。环境说了用不用沙箱的，以环境为准。 */
function readOnce(
  provider: ProviderReceiver,
  written: unknown,
  path: string,
  settings: AccountSurroundings['settings'],
  { readFile }: Origin,
): ReadSection {
  if (!isSection(written)) return { ok: false, problems: [{ path, problem: '必须是对象' }] };
  const { name } = provider;
  const sandbox = settings[name].sandbox ?? written['sandbox'] === true;
  try {
    const read = provider.readCredentials({ ...written, sandbox }, path, readFile);
    if (!read.ok) return read;
    const gateway = (settings.gateways[name] ?? read.gatewayUrl ?? manifestOf(name).gatewayUrl).replace(/\/+$/, '');
    const problem = whyNotHere(name, gateway, sandbox, settings);
    return problem === undefined ? { ...read, gateway } : { ok: false, problems: [{ path, problem, about: 'crossing' }] };
  } catch (thrown) {
    return {
      ok: false,
      problems: [{ path, problem: `读不出来：${maskSensitive(thrown instanceof Error ? thrown.message : String(thrown), '***')}` }],
    };
  }
}

/** 写了东西却不是一节（`h5: 'wx123'`）。 */
const isMisshapen = (value: unknown): boolean => value !== null && !isSection(value) && Boolean(value);

export function readAccounts(
  root: Section,
  { providers, settings, notifyBase }: AccountSurroundings,
  origin: Origin = CONFIG_FILE,
): AccountBook {
  const accounts = new Map<string, Account>();
  const disabled = new Map<string, readonly ConfigProblem[]>();
  const problems: ConfigProblem[] = [];
  const keys: DeclaredKey[] = [];
  const expiring: Expiring[] = [];
  for (const name of PROVIDERS) {
    const provider = providers.get(name);
    const channel = root[name];
    if (isMisshapen(channel)) problems.push({ path: `${origin.path}.${name}`, problem: '必须是对象' });
    if (!provider || !isSection(channel)) continue;
    // 几个端可能共用一节：只读一次，错误也只说一次。
    const read = new Map<string, ReadSection>();
    for (const platform of accountPlatformsOf(name)) {
      const own = sectionsOf(name, platform).find((candidate) => isOpened(channel[candidate]) || isMisshapen(channel[candidate]));
      if (own === undefined) continue;
      let credentials = read.get(own);
      if (!credentials) {
        read.set(own, (credentials = readOnce(provider, channel[own], `${origin.path}.${name}.${own}`, settings, origin)));
        if (credentials.ok) {
          keys.push(...credentials.keys);
          expiring.push(...(credentials.expiring ?? []));
        } else problems.push(...credentials.problems);
      }
      const key = accountKey(name, platform, origin.pid);
      if (!credentials.ok) disabled.set(key, credentials.problems);
      else
        accounts.set(key, {
          provider: name,
          platform,
          pid: origin.pid,
          appid: credentials.appid,
          mchid: credentials.mchid,
          gatewayUrl: credentials.gateway,
          notifyUrl: `${notifyBase}/${name}/${platform}${origin.notifyTail}`,
          timeoutMs: settings.timeout,
          debug: settings[name].debug,
          credentials: credentials.credentials,
        });
    }
  }
  return { accounts, disabled, problems, keys, expiring };
}
