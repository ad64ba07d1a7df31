/** 只追加的表：日志、错误、告警。 */
import type { Document, Vk } from '../kernel/vk';
import type { COLLECTIONS } from '../kernel/collections';
import { isDuplicateKey } from '../kernel/duplicate-key';

type Journal = (typeof COLLECTIONS)['logs' | 'errors' | 'alerts'];

export interface JournalStore {
  append(journal: Journal, row: Document): Promise<void>;
  /** 同一个 _id 只写一次；已存在时什么也不做。 */
  appendOnce(journal: Journal, row: Document & { readonly _id: string }): Promise<void>;
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
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
  };
}
