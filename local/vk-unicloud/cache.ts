/** 缓存与锁（docs/protocols/vk-unicloud.md §7）：globalDataCache（表 vk-global-data）、temporaryCache、getCacheManage（db）、getReentrantLockManage。 */
import type { BaseDao } from './base-dao';
import type { Database, Json } from './platform';

const dbName = 'vk-global-data';

interface Entry {
  value: unknown;
  expiredAt: number;
}

/** 进程内缓存：只属于这个实例。 */
export function createTemporaryCache() {
  const entries = new Map<string, Entry>();
  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry && entry.expiredAt > 0 && entry.expiredAt <= Date.now()) entries.delete(key);
    return entries.get(key);
  };
  return {
    get: (key: string): unknown => live(key)?.value,
    set: (key: string, value: unknown, second = 0): void =>
      void entries.set(key, { value, expiredAt: second > 0 ? Date.now() + second * 1000 : 0 }),
    del: (key: string): boolean => entries.delete(key),
    clear: (prefix = ''): void => [...entries.keys()].filter((key) => key.startsWith(prefix)).forEach((key) => entries.delete(key)),
    isExpired: (key: string): boolean => live(key) === undefined,
  };
}

export function createGlobalDataCache(dao: BaseDao, database: () => Database) {
  const expiry = (second: number): number => (second > 0 ? Date.now() + second * 1000 : 0);
  const isExpired = (row: Json): boolean => Number(row['expired_at']) > 0 && Number(row['expired_at']) <= Date.now();

  async function read(key: string): Promise<unknown> {
    try {
      const row = await dao.findById({ dbName, id: key });
      if (!row) return undefined;
      if (!isExpired(row)) return row['value'];
      await dao.deleteById({ dbName, id: key });
    } catch {
      // 原框架吞掉数据库错误，当作没有缓存。
    }
    return undefined;
  }
  async function get(key: string, second?: number, fn?: () => Promise<unknown>, cacheIt = true): Promise<unknown> {
    const cached = await read(key);
    if (cached !== undefined || !fn) return cached;
    try {
      const value = await fn();
      if (cacheIt) await set(key, value, second);
      return value;
    } catch {
      return undefined;
    }
  }
  async function set(
    key: string | { key: string; value: unknown; second?: number; comment?: string },
    value?: unknown,
    second = 0,
    comment?: string,
  ): Promise<Json> {
    const row = typeof key === 'object' ? key : { key, value, second, comment };
    try {
      const now = Date.now();
      const { type, updated } = await dao.setById({
        dbName,
        id: row.key,
        dataJson: { key: row.key, value: row.value, comment: row.comment, expired_at: expiry(row.second ?? 0), _add_time: now },
      });
      return { code: 0, msg: 'ok', mode: type, num: updated };
    } catch {
      return { code: -1, msg: '缓存写入失败' };
    }
  }
  async function uniqueAdd(key: string, value: unknown = 1, second = 5): Promise<Json> {
    try {
      await dao.del({ dbName, whereJson: { _id: key, expired_at: database().command.gt(0).lte(Date.now()) } });
      const id = await dao.add({ dbName, dataJson: { _id: key, key, value, expired_at: expiry(second) } });
      return { code: 0, id };
    } catch {
      return { code: -1, msg: 'already exists' };
    }
  }
  async function inc(key: string, n = 1, second = 0): Promise<Json> {
    try {
      const num = await dao.update({
        dbName,
        whereJson: { _id: key },
        dataJson: { value: database().command.inc(n), expired_at: expiry(second) },
      });
      if (num > 0) return { num, mode: 'update' };
      await dao.add({ dbName, dataJson: { _id: key, key, value: n, expired_at: expiry(second) } });
      return { num: 1, mode: 'add' };
    } catch {
      return { code: -1 };
    }
  }
  return {
    get,
    set,
    inc,
    uniqueAdd,
    del: (key: string): Promise<number> => dao.deleteById({ dbName, id: key }),
    delByValue: (key: string, value: unknown): Promise<number> => dao.del({ dbName, whereJson: { _id: key, value } }),
    clear: async (prefix?: string): Promise<number> => (prefix ? dao.del({ dbName, whereJson: { _id: new RegExp(`^${prefix}`) } }) : 0),
    deleteExpired: (): Promise<number> => dao.del({ dbName, whereJson: { expired_at: database().command.gt(0).lte(Date.now()) } }),
  };
}
export type GlobalDataCache = ReturnType<typeof createGlobalDataCache>;

/** 只有 db 模式；redis 需要官方插件与扩展。 */
export function createCacheManage(cache: GlobalDataCache, dao: BaseDao) {
  return {
    get: (key: string) => cache.get(key),
    set: (key: string, value: unknown, second = 0) => cache.set(key, value, second),
    setnx: (key: string, value: unknown, second = 5) => cache.uniqueAdd(key, value, second),
    del: (key: string) => cache.del(key),
    delByValue: (key: string, value: unknown) => cache.delByValue(key, value),
    clear: (prefix: string) => cache.clear(prefix),
    count: (prefix: string) => dao.count({ dbName, whereJson: { _id: new RegExp(`^${prefix}`) } }),
    exists: async (key: string) => (await dao.findById({ dbName, id: key })) !== undefined,
    expire: (key: string, second: number) => dao.updateById({ dbName, id: key, dataJson: { expired_at: Date.now() + second * 1000 } }),
    async ttl(key: string): Promise<number> {
      const row = (await dao.findById({ dbName, id: key })) as { expired_at: number };
      // 键不存在时 TypeError，与原框架相同。
      return row.expired_at === 0 ? 0 : Math.ceil((row.expired_at - Date.now()) / 1000);
    },
  };
}

/** lock() 从不等待：拿不到就返回 undefined；不可重入。 */
export interface ReentrantLock {
  lock(): Promise<ReentrantLock | undefined>;
  unlock(): Promise<Json>;
}

export function createLockManage(cache: GlobalDataCache, { id, timeout = 5 }: { id: string; timeout?: number }): ReentrantLock {
  if (!id) throw new Error('锁的 id 不能为空');
  const owner = `${Date.now()}-${Math.random()}`;
  const lock: ReentrantLock = {
    async lock() {
      return (await cache.uniqueAdd(id, owner, timeout))['code'] === 0 ? lock : undefined;
    },
    async unlock() {
      return (await cache.delByValue(id, owner)) > 0 ? { code: 0 } : { code: -1 };
    },
  };
  return lock;
}
