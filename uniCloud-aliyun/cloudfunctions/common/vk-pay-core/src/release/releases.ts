/**
 * 现在每个功能对谁打开。实例里记三十秒，有 Redis 时版本变了就不算数（kernel/stored-version.ts），
 * 所以改了之后一秒之内、没有 Redis 的一分钟之内，全部实例都知道。
 * 失败策略：读不到就用上一次读到的，从来没有读到过就照配置文件——灰度坏了不能让人付不了钱。
 */
import { FEATURES, type FeatureName, type Rollout } from '../../../../../../common/contract/release/release';
import { printFailure } from '../kernel/console-line';
import type { Kernel } from '../kernel/kernel';
import { storedVersion } from '../kernel/stored-version';
import { isOpenTo } from './bucket';
import { allReleases, type ReleaseRecord } from './store';

const FRESH_MS = 30_000;

interface Known {
  readonly at: number;
  /** 读之前看到的版本 */
  readonly version: string;
  readonly rows: ReadonlyMap<string, ReleaseRecord>;
}
/** 这个实例读到过的 */
const known = new WeakMap<object, Known>();

/** 没有人改过时的样子：配置文件说了算，渠道都打开。 */
export function untouched(k: Kernel, feature: FeatureName): Rollout {
  const on = feature !== 'alipay_desktop_page' || k.config.settings.alipayDesktop === 'page';
  return { enabled: true, percentage: on ? 100 : 0, allow: [], deny: [] };
}

export interface Releases {
  isOn(feature: FeatureName, user_id: string | undefined): boolean;
  /** 只对一部分人打开着的：统计要分开看 */
  isPartial(feature: FeatureName): boolean;
  /** 这个用户在各个只开了一部分的功能里是哪一边，如 `alipay_desktop_page=on`；都不在灰度中为 undefined */
  variantOf(user_id: string): string | undefined;
}

function over(k: Kernel, rows: ReadonlyMap<string, ReleaseRecord>): Releases {
  const isOn = (feature: FeatureName, user_id: string | undefined): boolean => {
    const row = rows.get(feature);
    return isOpenTo(row ?? untouched(k, feature), row?.salt ?? '', feature, user_id);
  };
  const isPartial = (feature: FeatureName): boolean => {
    const { enabled, percentage, allow, deny } = rows.get(feature) ?? untouched(k, feature);
    return enabled && ((percentage > 0 && percentage < 100) || allow.length > 0 || deny.length > 0);
  };
  return {
    isOn,
    isPartial,
    variantOf(user_id) {
      const sides = FEATURES.filter(isPartial).map((feature) => `${feature}=${isOn(feature, user_id) ? 'on' : 'off'}`);
      return sides.length === 0 ? undefined : sides.join(',');
    },
  };
}

/** 从不抛出。 */
export async function releasesOf(k: Kernel): Promise<Releases> {
  const version = await storedVersion(k, 'releases');
  const last = known.get(k.vk);
  const age = k.now() - (last?.at ?? -Infinity);
  // 时钟被拨回来时看上去还很新：不信，再读一次
  if (last?.version === version && age >= 0 && age < FRESH_MS) return over(k, last.rows);
  try {
    const rows = new Map((await allReleases(k.vk)).map((row) => [row._id as string, row]));
    known.set(k.vk, { at: k.now(), version, rows });
    return over(k, rows);
  } catch (error) {
    printFailure(`读不到灰度，照上一次的：${error instanceof Error ? error.message : String(error)}`, k.requestId);
    return over(k, last?.rows ?? new Map());
  }
}

/** 自己刚改过：这个实例立刻重新读。 */
export function forgetReleases(k: Kernel): void {
  known.delete(k.vk);
}
