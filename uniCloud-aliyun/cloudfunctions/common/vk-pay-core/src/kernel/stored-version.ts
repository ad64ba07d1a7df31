/**
 * 存在数据库里的配置（商户、灰度）改到了第几版：有 Redis 时记在一个键里，别的实例一秒之内就知道要重新读；
 * 没有 Redis 的照各自的记忆（三十秒）过期。先写数据库再换版本，先看版本再读数据库：看到的版本不会比读到的新。
 * 失败策略：Redis 坏了当作没有变（fail open），只是晚半分钟才知道；从不抛出。
 */
import { inRedis, usesRedis, type RedisUser } from './redis';
import type { Vk } from './vk';

/** 哪一种存着的配置 */
export type Stored = 'merchants' | 'releases';

/** 一个实例隔这么久才再问一次 */
const ASK_MS = 1000;
/** 一天没有人改，键就没有了：与从来没有改过一样，各实例多读一次 */
const KEPT_SECONDS = 86_400;

interface Seen {
  readonly at: number;
  readonly version: string;
}
const seen = new WeakMap<Vk, Map<Stored, Seen>>();

function note({ vk, now }: Pick<RedisUser, 'vk' | 'now'>, what: Stored, version: string): string {
  seen.set(vk, (seen.get(vk) ?? new Map<Stored, Seen>()).set(what, { at: now(), version }));
  return version;
}

const keyOf = (what: Stored): string => `vk-pay:version:${what}`;

/** 这个实例最近看到的版本，不去问；没有看到过为空。 */
export const knownVersion = ({ vk }: Pick<RedisUser, 'vk'>, what: Stored): string => seen.get(vk)?.get(what)?.version ?? '';

/** 现在的版本；只比相同与否。 */
export async function storedVersion(k: RedisUser, what: Stored): Promise<string> {
  if (!usesRedis(k)) return '';
  const last = seen.get(k.vk)?.get(what);
  const age = k.now() - (last?.at ?? -Infinity);
  if (last && age >= 0 && age < ASK_MS) return last.version;
  try {
    return note(k, what, (await inRedis(k, (redis) => redis.get(keyOf(what)))) ?? '');
  } catch {
    return note(k, what, last?.version ?? '');
  }
}

/** 刚改过：写完数据库之后叫。 */
export async function announceStored(k: RedisUser, what: Stored): Promise<void> {
  if (!usesRedis(k)) return;
  const version = `${k.now()}.${k.requestId}`;
  try {
    await inRedis(k, (redis) => redis.set(keyOf(what), version, 'EX', KEPT_SECONDS));
    note(k, what, version);
  } catch {
    // 见文件头：别的实例照记忆的过期
  }
}
