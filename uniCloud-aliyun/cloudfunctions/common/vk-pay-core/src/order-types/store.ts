/** 交给订单类型使用的数据库操作，以及事务的开启。 */
import type { DatabaseHandle, Document, Transaction, Vk } from '../kernel/vk';

/** 绑定了事务的数据库操作；云端事务里只允许这些单条操作。 */
export interface BoundDao {
  findById(dbName: string, id: string): Promise<Document | undefined>;
  add(dbName: string, dataJson: Document): Promise<void>;
  updateById(dbName: string, id: string, dataJson: Document): Promise<number>;
  setById(dbName: string, id: string, dataJson: Document): Promise<void>;
  /** 条件更新一条；没有符合的返回 undefined */
  updateAndReturn(dbName: string, whereJson: Document, dataJson: Document): Promise<Document | undefined>;
}

/** 把 vk.baseDao 绑定到一个事务（或不绑定）。 */
export function bindDao(vk: Vk, db?: DatabaseHandle): BoundDao {
  const { baseDao } = vk;
  const scope = db ? { db } : {};
  return {
    findById: async (dbName, id) => (await baseDao.findById({ dbName, id, ...scope })) ?? undefined,
    add: async (dbName, dataJson) => void (await baseDao.add({ dbName, dataJson, ...scope })),
    updateById: (dbName, id, dataJson) => baseDao.updateById({ dbName, id, dataJson, ...scope }),
    setById: async (dbName, id, dataJson) => void (await baseDao.setById({ dbName, id, dataJson, ...scope })),
    updateAndReturn: async (dbName, whereJson, dataJson) =>
      (await baseDao.updateAndReturn({ dbName, whereJson, dataJson, ...scope })) ?? undefined,
  };
}

/**
 * 在一个事务里执行 work 并提交；work 抛错或返回 undefined 时回滚。
 * 提交的应答可能丢失：抛错只表示「不知道」，真实结果由下一次条件更新判断。
 * @param alongside 与提交同时做的、成败都不要紧的事（写日志），省一次往返；它不抛错
 */
export async function inTransaction<T>(
  vk: Vk,
  work: (db: Transaction) => Promise<T | undefined>,
  alongside?: () => Promise<void>,
): Promise<T | undefined> {
  const transaction = await vk.baseDao.startTransaction();
  try {
    const result = await work(transaction);
    if (result === undefined) await transaction.rollback();
    else await Promise.all([transaction.commit(), alongside?.()]);
    return result;
  } catch (error) {
    try {
      await transaction.rollback();
    } catch {
      // 事务可能已经结束；原来的错误更重要。
    }
    throw error;
  }
}
