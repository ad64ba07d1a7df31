/** 只追加的表：日志、错误、告警。 */
import type { Document, Vk } from '../kernel/vk';
import { COLLECTIONS } from '../kernel/collections';
import { isDuplicateKey } from '../kernel/duplicate-key';
import { seenAgain, type Sighting } from './sighting';

type Journal = (typeof COLLECTIONS)['logs' | 'errors' | 'alerts' | 'reviews' | 'notifies'];

export interface JournalStore {
  append(journal: Journal, row: Document): Promise<void>;
  /** 同一个 _id 只写一次；已存在时什么也不做，返回 false。 */
  appendOnce(journal: Journal, row: Document & { readonly _id: string }): Promise<boolean>;
  /** 复核台上已有的一件事又出现了。@returns 重新打开的，第几次改动（告警的身份里要有）；没有重新打开为空 */
  seenAgain(id: string, sighting: Sighting): Promise<string>;
}

export interface JournalReader {
  /** 一张订单最近的日志或错误，新的在前 */
  ofOrder(journal: 'logs' | 'errors', out_trade_no: string, limit: number): Promise<Document[]>;
  /** 错误，新的在前；条件为空就是最近的 */
  errors(where: Document, pageIndex: number, pageSize: number): Promise<{ rows: Document[]; hasMore: boolean }>;
  /** 这个请求碰过的订单 */
  ordersOfRequest(request_id: string): Promise<string[]>;
}

/** 给员工看的；编号由调用方校验过。 */
export function createJournalReader({ baseDao }: Vk): JournalReader {
  const read = async (journal: 'logs' | 'errors', whereJson: Document, pageSize: number): Promise<Document[]> => {
    const dbName = COLLECTIONS[journal];
    const sortArr = [{ name: 'create_date', type: 'desc' }] as const;
    return (await baseDao.select({ dbName, whereJson, sortArr, pageIndex: 1, pageSize, getCount: false })).rows;
  };
  return {
    ofOrder: (journal, out_trade_no, limit) => read(journal, { out_trade_no }, limit),
    async errors(whereJson, pageIndex, pageSize) {
      const sortArr = [{ name: 'create_date', type: 'desc' }] as const;
      const { rows, hasMore } = await baseDao.select({
        dbName: COLLECTIONS.errors,
        whereJson,
        sortArr,
        pageIndex,
        pageSize,
        getCount: false,
        hasMore: true,
      });
      return { rows, hasMore };
    },
    async ordersOfRequest(request_id) {
      const rows = await Promise.all((['logs', 'errors'] as const).map((journal) => read(journal, { request_id }, 50)));
      return [...new Set(rows.flat().flatMap(({ out_trade_no }) => (typeof out_trade_no === 'string' ? [out_trade_no] : [])))];
    },
  };
}

export function createJournalStore(vk: Vk): JournalStore {
  const append = async (dbName: Journal, dataJson: Document): Promise<void> => {
    await vk.baseDao.add({ dbName, dataJson, cancelAddTime: true });
  };
  return {
    append,
    async appendOnce(journal, row) {
      try {
        await append(journal, row);
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return false;
      }
    },
    seenAgain: (id, sighting) => seenAgain(vk, id, sighting),
  };
}
