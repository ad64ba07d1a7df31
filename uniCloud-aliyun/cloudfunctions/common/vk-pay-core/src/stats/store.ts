/** payment_stats 的读写。这里之外没有任何代码碰这张表。 */
import type { Granularity } from '../../../../../../common/contract/watch/statistics';
import { printFailure } from '../kernel/console-line';
import { isDuplicateKey } from '../kernel/duplicate-key';
import { perKernel, type ReceivingKernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import { bucketId, CURSOR_ID, readBucket, type BucketRecord } from './record';

/** 不在 kernel/collections.ts 里：回调函数装着那一份，用不着它。 */
const dbName = 'payment_stats';
/** 云端一次最多读这么多行。 */
const PAGE = 1000;

export interface StatsStore {
  find(span: Granularity, from: number): Promise<BucketRecord | undefined>;
  /** 新增（known 为 undefined）或替换 known 那一版；被别人抢先返回 false */
  put(known: BucketRecord | undefined, bucket: Omit<BucketRecord, '_id' | 'version' | 'update_date'>): Promise<boolean>;
  /** [from, to) 之内的，从旧到新 */
  list(span: Granularity, from: number, to: number): Promise<BucketRecord[]>;
  /** 变了、还没有并到上一级的，最早的在前 */
  dirty(span: Granularity, limit: number): Promise<BucketRecord[]>;
  /** 并好了；这期间又变了的不算 */
  clean(bucket: BucketRecord): Promise<void>;
  /** 数到了哪一分钟；还没有开始为 undefined */
  cursor(): Promise<number | undefined>;
  /** 最近一次往前推的时间，毫秒：定时任务的心跳 */
  beat(): Promise<number | undefined>;
  /** 从 from 推到 to；from 为 undefined 是第一次。被别人抢先返回 false */
  advance(from: number | undefined, to: number): Promise<boolean>;
  /** 删除一批 before 之前的；返回删了几行 */
  purge(span: Granularity, before: number, limit: number): Promise<number>;
}

export const statsOf = perKernel(createStatsStore);

function createStatsStore(k: ReceivingKernel): StatsStore {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;

  const select = async (whereJson: Document, pageSize: number, fieldJson?: Document): Promise<Document[]> => {
    const sortArr = [{ name: 'from', type: 'asc' }] as const;
    const wish = { dbName, whereJson, sortArr, pageIndex: 1, pageSize, getCount: false, ...(fieldJson ? { fieldJson } : {}) };
    return (await baseDao.select(wish)).rows;
  };
  const add = async (row: Document & { readonly _id: string }): Promise<boolean> => {
    try {
      await baseDao.add({ dbName, dataJson: row, cancelAddTime: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  };

  /** 读不懂的删掉：一分钟可以从原始的行重数，一小时可以重加；留着就谁也数不下去。 */
  const readable = async (rows: readonly Document[]): Promise<BucketRecord[]> => {
    const read: BucketRecord[] = [];
    for (const row of rows) {
      try {
        read.push(readBucket(row));
      } catch (error) {
        printFailure(`${error instanceof Error ? error.message : String(error)}，已删去重数`, k.requestId);
        await baseDao.del({ dbName, whereJson: { _id: row['_id'] } });
      }
    }
    return read;
  };

  return {
    async find(span, from) {
      const row = await baseDao.findById({ dbName, id: bucketId(span, from) });
      return row ? (await readable([row]))[0] : undefined;
    },

    async put(known, bucket) {
      const update_date = k.now();
      if (!known) return add({ _id: bucketId(bucket.span, bucket.from), ...bucket, version: 1, update_date });
      const { calls, orders, faults, seen, dirty } = bucket;
      const written = await baseDao.updateAndReturn({
        dbName,
        whereJson: { _id: known._id, version: known.version },
        // 嵌套的值缺省按路径合并；整体替换必须说明。
        dataJson: {
          calls: command.set(calls),
          orders: command.set(orders),
          faults: command.set(faults),
          ...(seen ? { seen: command.set(seen) } : {}),
          dirty,
          version: command.inc(1),
          update_date,
        },
      });
      return Boolean(written);
    },

    async list(span, from, to) {
      const found: BucketRecord[] = [];
      for (let start = from; ;) {
        const rows = await select({ span, from: command.gte(start).lt(to) }, PAGE);
        found.push(...(await readable(rows)));
        if (rows.length < PAGE) return found;
        start = Number(rows[PAGE - 1]?.['from']) + 1;
      }
    },

    dirty: async (span, limit) => readable(await select({ span, dirty: 1 }, limit)),

    async clean({ _id, version }) {
      await baseDao.update({ dbName, whereJson: { _id, version }, dataJson: { dirty: 0 } });
    },

    async cursor() {
      const row = await baseDao.findById({ dbName, id: CURSOR_ID });
      return row ? Number(row['minute']) : undefined;
    },

    async beat() {
      const row = await baseDao.findById({ dbName, id: CURSOR_ID });
      return row ? Number(row['update_date']) : undefined;
    },

    async advance(from, to) {
      const minute = { minute: to, update_date: k.now() };
      if (from === undefined) return add({ _id: CURSOR_ID, span: CURSOR_ID, ...minute });
      return (await baseDao.update({ dbName, whereJson: { _id: CURSOR_ID, minute: from }, dataJson: minute })) > 0;
    },

    async purge(span, before, limit) {
      // 先取编号再删：一次删太多会超过云端单次操作的时限。
      const rows = await select({ span, from: command.lt(before) }, limit, { _id: true });
      if (rows.length === 0) return 0;
      return baseDao.del({ dbName, whereJson: { span, _id: command.in(rows.map(({ _id }) => _id)) } });
    },
  };
}
