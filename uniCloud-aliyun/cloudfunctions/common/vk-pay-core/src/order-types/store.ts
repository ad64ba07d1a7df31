/** 交给订单类型使用的数据库操作。 */
import type { DatabaseHandle, Document, Vk } from '../kernel/vk';

/** 绑定了事务的数据库操作；云端事务里只允许这些单条操作。 */
export interface BoundDao {
  findById(dbName: string, id: string): Promise<Document | undefined>;
  add(dbName: string, dataJson: Document): Promise<void>;
  updateById(dbName: string, id: string, dataJson: Document): Promise<number>;
  setById(dbName: string, id: string, dataJson: Document): Promise<void>;
  /** 条件更新一条；没有符合的返回 undefined */
  updateAndReturn(dbName: string, whereJson: Document, dataJson: Document): Promise<Document | undefined>;
}

/**
 * 把 vk.baseDao 绑定到一个事务（或不绑定）。
 * @param requireOpen 每一次读写之前问一句；不许了就抛出
 */
export function bindDao(vk: Vk, db?: DatabaseHandle, requireOpen: () => void = () => undefined): BoundDao {
  const open = (): Vk['baseDao'] => {
    requireOpen();
    return vk.baseDao;
  };
  const scope = db ? { db } : {};
  return {
    findById: async (dbName, id) => (await open().findById({ dbName, id, ...scope })) ?? undefined,
    add: async (dbName, dataJson) => void (await open().add({ dbName, dataJson, ...scope })),
    updateById: async (dbName, id, dataJson) => open().updateById({ dbName, id, dataJson, ...scope }),
    setById: async (dbName, id, dataJson) => void (await open().setById({ dbName, id, dataJson, ...scope })),
    updateAndReturn: async (dbName, whereJson, dataJson) =>
      (await open().updateAndReturn({ dbName, whereJson, dataJson, ...scope })) ?? undefined,
  };
}
