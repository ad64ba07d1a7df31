/**
 * 灰度发布：一个功能对哪些用户打开。名单、缺省、给人看的名字都在这张表里；现在开到哪里写在 `payment_releases`，
 * 改了一分钟之内全部实例都知道，不用重新上传。
 */
import { PROVIDERS, type ProviderName } from '../channels';
import type { OkAnswer } from '../answer';

export type FeatureName = 'alipay_desktop_page' | `provider_${ProviderName}`;

export const providerFeature = (provider: ProviderName): FeatureName => `provider_${provider}`;

/** 全部功能；页面按这个次序。 */
export const FEATURES: readonly FeatureName[] = ['alipay_desktop_page', ...PROVIDERS.map(providerFeature)];

/** 渠道的开关说的是哪个渠道；不是渠道的返回 undefined。 */
export function providerOfFeature(feature: FeatureName): ProviderName | undefined {
  return PROVIDERS.find((provider) => providerFeature(provider) === feature);
}

/** 名单最多多少人。 */
export const MAX_LISTED = 200;

/** 开到哪里。 */
export interface Rollout {
  /** 总开关：关了对谁都不打开，名单也不算 */
  readonly enabled: boolean;
  /** 百分之几的用户，0–100 的整数 */
  readonly percentage: number;
  /** 一定打开的用户 */
  readonly allow: readonly string[];
  /** 一定不打开的用户；比 allow 先看 */
  readonly deny: readonly string[];
}

/** 改过一次：谁、什么时候、为什么、改成什么。 */
export interface ReleaseChange extends Rollout {
  readonly at: number;
  readonly operator: string;
  readonly reason: string;
}

export interface ReleaseView extends Rollout {
  readonly feature: FeatureName;
  /** 还没有人改过：照配置文件 */
  readonly untouched: boolean;
  /** 改的时候带回来：别人先改了就拒绝 */
  readonly version: number;
  /** 新的在前 */
  readonly history: readonly ReleaseChange[];
}

/** `pay/sys/listReleases` 的答复。 */
export interface ListReleasesAnswer extends OkAnswer {
  readonly rows: readonly ReleaseView[];
  readonly server_date: number;
}
/** `pay/sys/changeRelease` 的入参；答复是改好的那一个。 */
export interface ChangeReleaseInput extends Rollout {
  readonly feature: FeatureName;
  readonly version: number;
  readonly reason: string;
}
export interface ChangeReleaseAnswer extends OkAnswer {
  readonly release: ReleaseView;
  readonly server_date: number;
}
