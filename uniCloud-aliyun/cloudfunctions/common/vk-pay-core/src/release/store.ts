/** payment_releases：一个功能一行，`_id` 就是功能的名字。没有一行就是没有人改过。 */
import { FEATURES, type FeatureName, type ReleaseChange, type Rollout } from '../../../../../../common/contract/release/release';
import { COLLECTIONS } from '../kernel/collections';
import { isDuplicateKey } from '../kernel/duplicate-key';
import type { Document, Vk } from '../kernel/vk';

export interface ReleaseRecord extends Rollout {
  readonly _id: FeatureName;
  /** 第一次改的时候定下，从此不变 */
  readonly salt: string;
  readonly version: number;
  /** 旧的在前 */
  readonly history: readonly ReleaseChange[];
}

/** 履历留多少次。 */
const KEPT = 50;

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** 读不懂的当作没有人改过：一行坏数据不能让人付不了钱。 */
function readRelease(row: Document): ReleaseRecord | undefined {
  const sound =
    FEATURES.some((feature) => feature === row['_id']) &&
    typeof row['enabled'] === 'boolean' &&
    typeof row['percentage'] === 'number' &&
    typeof row['salt'] === 'string' &&
    Number.isSafeInteger(row['version']) &&
    isTexts(row['allow']) &&
    isTexts(row['deny']) &&
    Array.isArray(row['history']);
  return sound ? (row as unknown as ReleaseRecord) : undefined;
}

export async function allReleases({ baseDao }: Vk): Promise<ReleaseRecord[]> {
  const { rows } = await baseDao.select({ dbName: COLLECTIONS.releases, pageIndex: 1, pageSize: 100, getCount: false });
  return rows.flatMap((row) => readRelease(row) ?? []);
}

/**
 * 写下新的样子。
 * @param known 看到的版本；0 = 还没有人改过
 * @returns 别人先改了为 false
 */
export async function writeRelease(
  vk: Vk,
  feature: FeatureName,
  known: ReleaseRecord | undefined,
  change: ReleaseChange,
  salt: string,
): Promise<boolean> {
  const { enabled, percentage, allow, deny } = change;
  const command = vk.getUnicloud()._;
  const history = [...(known?.history ?? []), change].slice(-KEPT);
  if (!known) {
    try {
      const dataJson = { _id: feature, enabled, percentage, allow, deny, salt, version: 1, history, update_date: change.at };
      await vk.baseDao.add({ dbName: COLLECTIONS.releases, dataJson, cancelAddTime: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
  const written = await vk.baseDao.updateAndReturn({
    dbName: COLLECTIONS.releases,
    whereJson: { _id: feature, version: known.version },
    dataJson: {
      enabled,
      percentage,
      allow: command.set(allow),
      deny: command.set(deny),
      history: command.set(history),
      version: command.inc(1),
      update_date: change.at,
    },
  });
  return Boolean(written);
}
