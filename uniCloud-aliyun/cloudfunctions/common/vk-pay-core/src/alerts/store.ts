/** payment_alerts 的读写；具体的一件件事由 journal 写下，规则得出的由这里写下。版本没变才写。 */
import type { AlertStatus } from '../../../../../../common/contract/watch/alerts';
import { COLLECTIONS } from '../kernel/collections';
import { isDuplicateKey } from '../kernel/duplicate-key';
import { perKernel, type ReceivingKernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import type { AlertRecord } from './record';

const dbName = COLLECTIONS.alerts;

export interface AlertStore {
  /** 还没有人认领的有几条 */
  countOpen(level?: 'warning' | 'critical'): Promise<number>;
  countAcknowledged(): Promise<number>;
  /** 从那时起，这一种有几条 */
  countKind(kind: string, since: number): Promise<number>;
  find(id: string): Promise<AlertRecord | undefined>;
  /** 已经有了返回 false */
  add(row: AlertRecord): Promise<boolean>;
  /** 被别人抢先返回 undefined */
  write(row: AlertRecord, set: Partial<Omit<AlertRecord, '_id' | 'version'>>): Promise<AlertRecord | undefined>;
  /** 到时间该往外说的，最早的在前 */
  due(limit: number): Promise<AlertRecord[]>;
  /** 规则得出的、还没有好的 */
  standing(limit: number): Promise<AlertRecord[]>;
  /** 新的在前 */
  list(page: { status?: AlertStatus; pageIndex: number; pageSize: number }): Promise<{ rows: AlertRecord[]; hasMore: boolean }>;
}

export const alertsOf = perKernel(createAlertStore);

function createAlertStore(k: ReceivingKernel): AlertStore {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  const select = async (
    whereJson: Document,
    sort: { readonly name: string; readonly type: 'asc' | 'desc' },
    pageIndex: number,
    pageSize: number,
  ): Promise<{ rows: AlertRecord[]; hasMore: boolean }> => {
    const page = { sortArr: [sort], pageIndex, pageSize, getCount: false, hasMore: true };
    const { rows, hasMore } = await baseDao.select({ dbName, whereJson, ...page });
    return { rows: rows as unknown as AlertRecord[], hasMore };
  };
  return {
    countOpen: (level) => baseDao.count({ dbName, whereJson: { status: 'OPEN', ...(level ? { level } : {}) } }),
    countAcknowledged: () => baseDao.count({ dbName, whereJson: { status: 'ACKNOWLEDGED' } }),
    countKind: (kind, since) => baseDao.count({ dbName, whereJson: { kind, create_date: command.gte(since) } }),

    async find(id) {
      if (typeof id !== 'string' || id === '') throw new Error('编号未经校验');
      return ((await baseDao.findById({ dbName, id })) ?? undefined) as unknown as AlertRecord | undefined;
    },

    async add(row) {
      try {
        await baseDao.add({ dbName, dataJson: { ...row } as unknown as Document, cancelAddTime: true });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    async write(row, set) {
      const dataJson = Object.fromEntries(
        Object.entries(set).map(([key, value]) => [key, typeof value === 'object' && value !== null ? command.set(value) : value]),
      );
      const written = await baseDao.updateAndReturn({
        dbName,
        whereJson: { _id: row._id, version: row.version ?? command.exists(false) },
        dataJson: { ...dataJson, version: (row.version ?? 0) + 1 },
      });
      return (written ?? undefined) as unknown as AlertRecord | undefined;
    },

    due: async (limit) => (await select({ next_date: command.gt(0).lte(k.now()) }, { name: 'next_date', type: 'asc' }, 1, limit)).rows,

    standing: async (limit) =>
      (
        await select(
          { status: command.in(['OPEN', 'ACKNOWLEDGED']), last_date: command.gt(0) },
          { name: 'last_date', type: 'asc' },
          1,
          limit,
        )
      ).rows,

    list: ({ status, pageIndex, pageSize }) =>
      select(status ? { status } : { create_date: command.gt(0) }, { name: 'create_date', type: 'desc' }, pageIndex, pageSize),
  };
}
