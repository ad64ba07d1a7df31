/**
 * 三个环境：development、testing、production。`vk-pay/config.js` 的 `base` 之上合并当前环境的一节。
 * 环境由 VK_PAY_ENV、UNI_CLOUD_ENV、NODE_ENV 依次决定（控制台不许用户设置 UNI_ 开头的变量），缺省 production（最严格的一个）。
 * 失败策略：生产从不与沙箱、模拟网关说话（那里的「已付」不是钱），开发与测试没有明说就不与真实的网关说话；
 * 不该连的那一节停用，其余照常。
 */
import { manifestOf, PROVIDERS, type ProviderName } from '../../../../../../common/contract/channels';
import type { ConfigProblem } from '../providers/credentials';
import { isGatewayOf } from './gateway-hosts';
import { flag, optional, shapeOf, type Read } from './rules';

const ENVIRONMENTS = ['development', 'testing', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** 当前环境；写错名字算配置错误。 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment | undefined {
  const name = env['VK_PAY_ENV'] || env['UNI_CLOUD_ENV'] || env['NODE_ENV'] || 'production';
  // jest 把 NODE_ENV 设为 test，与本模块的 testing 是同一件事。
  const alias = name === 'test' ? 'testing' : name;
  return ENVIRONMENTS.find((known) => known === alias);
}

type Plain = Readonly<Record<string, unknown>>;
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

/** 一层层合并；数组与值整个换掉。 */
function mergeOver(below: Plain, above: Plain): Plain {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const own = Object.hasOwn(merged, key) ? merged[key] : undefined;
    merged[key] = isPlain(own) && isPlain(value) ? mergeOver(own, value) : value;
  }
  return merged;
}

/** 规范「生产环境安全配置」的那一段直接就是整个文件：没有分层的，全部当作 base。 */
const layered = (file: Plain): Plain => (Object.hasOwn(file, 'base') || Object.hasOwn(file, 'environments') ? file : { base: file });

/** config.js 的内容 → 当前环境的设置（还没有检查各个键）。 */
export function mergeEnvironment(file: unknown, environment: Environment, problems: ConfigProblem[]): Plain {
  const { base = {}, environments = {}, ...unknown } = layered(isPlain(file) ? file : {});
  const wrong = (path: string, problem: string): void => void problems.push({ path: `vk-pay.${path}`, problem });
  for (const key of Object.keys(unknown)) wrong(key, '设置要写在 base 或 environments 的一节里');
  if (!isPlain(base)) wrong('base', '必须是对象');
  if (!isPlain(environments)) wrong('environments', '必须是对象');
  const sections = isPlain(environments) ? environments : {};
  for (const [name, section] of Object.entries(sections)) {
    if (!ENVIRONMENTS.some((known) => known === name)) wrong(`environments.${name}`, `没有这个环境，只有 ${ENVIRONMENTS.join('、')}`);
    else if (!isPlain(section)) wrong(`environments.${name}`, '必须是对象');
  }
  const own = sections[environment];
  return mergeOver(isPlain(base) ? base : {}, isPlain(own) ? own : {});
}

const channelRule = optional(
  shapeOf({
    /** 用沙箱；没有写就照 uni-pay/config.js 那一节自己的 sandbox */
    sandbox: optional(flag),
    /** 把与网关的往来（脱敏后）打印到控制台；生产环境打不开 */
    debug: optional(flag, false),
  }),
  { debug: false },
);
type ChannelSettings = Read<typeof channelRule>;

const perProvider = <T>(value: T): Readonly<Record<ProviderName, T>> =>
  Object.fromEntries(PROVIDERS.map((name) => [name, value])) as Record<ProviderName, T>;
/** 每个渠道一节：规范「多环境配置」的 `wxpay: { sandbox, debug }`、`alipay: { sandbox }`。 */
export const channelSettings = perProvider(channelRule);
export const channelDefaults: Readonly<Record<ProviderName, ChannelSettings>> = perProvider({ debug: false });

export function checkChannels(
  settings: Readonly<Record<ProviderName, ChannelSettings>>,
  environment: Environment,
  problems: ConfigProblem[],
): void {
  for (const name of PROVIDERS)
    if (settings[name].debug && environment === 'production') problems.push({ path: `vk-pay.${name}.debug`, problem: '生产环境不能打开' });
}

type Place = 'real' | 'sandbox' | 'local' | 'other';
export const hostOf = (url: string): string => /^https?:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? '';
/** 域名去掉第一段：备用域名与正式域名只差这一段。 */
export const domainOf = (url: string): string => hostOf(url).split('.').slice(1).join('.');
/** 本机、内网、没有后缀的主机名：在那里的只可能是模拟网关。 */
export const LOCAL =
  /^(?:\[|localhost$|127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.|[^.]+$)|\.(?:localhost|local|internal|test)$/;

/** 这个网关是哪一种。商户自己的转发（固定出口 IP）是 other。 */
function placeOf(provider: ProviderName, gateway: string): Place {
  const { gatewayUrl, sandboxUrl } = manifestOf(provider);
  if (LOCAL.test(hostOf(gateway))) return 'local';
  if (domainOf(gateway) === domainOf(gatewayUrl)) return 'real';
  return sandboxUrl !== undefined && domainOf(gateway) === domainOf(sandboxUrl) ? 'sandbox' : 'other';
}

/**
 * 这个环境为什么不能与这个网关说话。
 * @returns 能说话的为 undefined
 */
export function whyNotHere(
  provider: ProviderName,
  gateway: string,
  sandbox: boolean,
  {
    environment,
    allowRealGateways,
    gatewayHosts,
  }: { readonly environment: Environment; readonly allowRealGateways: boolean; readonly gatewayHosts: readonly string[] },
): string | undefined {
  const place = placeOf(provider, gateway);
  if (manifestOf(provider).abroadHosts?.includes(hostOf(gateway))) return `${gateway} 是境外商户的网关：跨境收款不支持，只收人民币`;
  if (environment !== 'development' && place !== 'local' && !isGatewayOf(provider, gateway, gatewayHosts))
    return `网关指向了 ${gateway}，不在名单里：自己的转发要把域名写进 vk-pay/config.js 的 gatewayHosts`;
  if (environment === 'production') {
    if (sandbox || place === 'sandbox') return '生产环境不用沙箱：那里的钱不是钱';
    return place === 'local' ? `生产环境不连模拟网关 ${gateway}` : undefined;
  }
  if (place !== 'real') return undefined;
  // 沙箱由请求里的参数区分：那里的钱不是真的
  if (sandbox && manifestOf(provider).sandboxInPlace) return undefined;
  if (sandbox) return `说了 sandbox，网关却是真实的 ${gateway}：没有沙箱的渠道请用 gateways.${provider} 指向模拟网关`;
  return allowRealGateways
    ? undefined
    : `${environment} 环境不连真实的网关：用 sandbox 或 gateways.${provider}；真要连，在 vk-pay/config.js 的这个环境里写 allowRealGateways: true`;
}
