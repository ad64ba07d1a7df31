/**
 * 支付渠道与端：provider（谁收钱）× platform（在哪个端付）。全部由 providers/ 里的清单导出。
 * platform 的名字就是 uni-pay/config.js 里的键（vk-uni-pay 用户已有的配置），pay_type 为 `<provider>_<platform>`。
 */
import { MANIFESTS } from './providers';
import type { PlatformManifest, ProviderManifest } from './providers/manifest';

type Manifest = (typeof MANIFESTS)[number];
type PlatformsOf<M> = M extends { readonly platforms: infer P } ? keyof P : never;

export type ProviderName = Manifest['name'];
/**
 * - `mp-weixin` / `mp-alipay` 小程序 · `h5-weixin` 公众号内网页 · `app-plus` App
 * - `mweb` 手机浏览器（跳转收银台） · `h5` 电脑浏览器（二维码） · `page` 电脑浏览器跳转（支付宝，需指定）
 * - `codepay` 柜台：员工扫付款人的付款码
 */
export type Platform = PlatformsOf<Manifest>;

/** 只用来付出去的账号：config.js 里的 `transfer` 一节（vk-uni-pay 的名字）。 */
export const TRANSFER_PLATFORM = 'transfer';
/** 账号所在的端：收款的端，或专门付款的 `transfer`。 */
export type AccountPlatform = Platform | typeof TRANSFER_PLATFORM;

const ALL: readonly ProviderManifest[] = MANIFESTS;
const BY_NAME = new Map(ALL.map((manifest) => [manifest.name, manifest]));

const perProvider = <T>(read: (manifest: ProviderManifest) => T): Readonly<Record<ProviderName, T>> =>
  Object.fromEntries(ALL.map((manifest) => [manifest.name, read(manifest)])) as Record<ProviderName, T>;

export const PROVIDERS = ALL.map(({ name }) => name) as readonly ProviderName[];
/** 每个渠道支持的端。 */
export const CHANNEL_PLATFORMS = perProvider(({ platforms }) => Object.keys(platforms) as Platform[]);
export const PLATFORMS: readonly Platform[] = [...new Set(Object.values<readonly Platform[]>(CHANNEL_PLATFORMS).flat())];
export const ACCOUNT_PLATFORMS: readonly AccountPlatform[] = [...PLATFORMS, TRANSFER_PLATFORM];
export const PROVIDER_TITLES = perProvider(({ title }) => title);

export function manifestOf(provider: ProviderName): ProviderManifest {
  return BY_NAME.get(provider) as ProviderManifest;
}

/** 一个渠道在一个端上的付款方式；渠道没有这个端时返回 undefined。 */
export function payWayOf(provider: ProviderName, platform: AccountPlatform): PlatformManifest | undefined {
  const { platforms } = manifestOf(provider);
  return Object.prototype.hasOwnProperty.call(platforms, platform) ? platforms[platform] : undefined;
}

export function supportsPlatform(provider: ProviderName, platform: Platform): boolean {
  return payWayOf(provider, platform) !== undefined;
}

/** 替别的渠道收虚拟商品的：付款人不自己选它。 */
export const isStandIn = (provider: ProviderName): boolean => manifestOf(provider).standsInFor !== undefined;
/** 在这个端上替它收虚拟商品的渠道；没有返回 undefined（照它自己收）。 */
export const standInOf = (provider: ProviderName, platform: Platform): ProviderName | undefined =>
  PROVIDERS.find((other) => manifestOf(other).standsInFor === provider && supportsPlatform(other, platform));
/** 付款人是谁记在哪个渠道名下：替它收的，与它同一个应用、同一个人。 */
export const payersOf = (provider: ProviderName): ProviderName =>
  (manifestOf(provider).standsInFor as ProviderName | undefined) ?? provider;

/** 一个端是不是柜台（付款码）；不是返回 undefined。 */
export function counterOf(provider: ProviderName, platform: AccountPlatform): PlatformManifest['counter'] {
  return payWayOf(provider, platform)?.counter;
}
/** 这张单是不是员工用付款码收的。 */
export const isCounter = ({ provider, platform }: { readonly provider: ProviderName; readonly platform: AccountPlatform }): boolean =>
  counterOf(provider, platform) !== undefined;
/** 付款码是哪一家的；都不是返回 undefined。 */
export function providerOfCode(code: string): ProviderName | undefined {
  return PROVIDERS.find((provider) => Object.values(manifestOf(provider).platforms).some(({ counter }) => counter?.code.test(code)));
}

/** 渠道有哪些账号：各个端的，会转账的还有付款的。 */
export function accountPlatformsOf(provider: ProviderName): readonly AccountPlatform[] {
  return manifestOf(provider).transfer ? [...CHANNEL_PLATFORMS[provider], TRANSFER_PLATFORM] : CHANNEL_PLATFORMS[provider];
}

/** 账号取 config.js 里的哪几节，依次。 */
export function sectionsOf(provider: ProviderName, platform: AccountPlatform): readonly string[] {
  if (platform === TRANSFER_PLATFORM) return manifestOf(provider).transfer?.sections ?? [];
  return payWayOf(provider, platform)?.sections ?? [platform];
}

/** 判断端所需的客户端线索；全部来自客户端，只用于挑选付款方式，从不用于授权。 */
export interface ClientHints {
  /** uniCloud context.PLATFORM：web / h5 / mp-weixin / mp-alipay / app / app-plus */
  readonly uniPlatform?: string;
  readonly userAgent?: string;
  /** 调用方明确说是电脑（vk-uni-pay 的 isPC） */
  readonly isPC?: boolean;
  /** 调用方明确要二维码（vk-uni-pay 的 needQRcode） */
  readonly needQRcode?: boolean;
}

const TRAITS = ALL.flatMap(({ platforms }) => Object.entries(platforms)).flatMap(([platform, { client }]) =>
  client ? [{ platform: platform as Platform, ...client }] : [],
);

/** 按客户端线索挑选端；与用户的习惯一致：微信里用 JSAPI，手机浏览器跳转，电脑扫码。 */
export function detectPlatform(hints: ClientHints): Platform {
  if (hints.isPC || hints.needQRcode) return 'h5';
  const { uniPlatform, userAgent = '' } = hints;
  if (uniPlatform === 'app' || uniPlatform === 'app-plus') return 'app-plus';
  const own =
    TRAITS.find((trait) => trait.uniPlatform !== undefined && trait.uniPlatform === uniPlatform) ??
    TRAITS.find((trait) => trait.userAgent?.test(userAgent));
  if (own) return own.platform;
  return /Android|iPhone|iPad|iPod|Mobile|HarmonyOS/i.test(userAgent) ? 'mweb' : 'h5';
}
