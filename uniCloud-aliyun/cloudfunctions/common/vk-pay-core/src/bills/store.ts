/** payment_reconciliations 的读写。这里之外没有任何代码碰这张表。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import { isDuplicateKey } from '../kernel/duplicate-key';
import { perKernel, type ReceivingKernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import { rankOf, type BillRecord, type DifferenceRecord, type SettledBy } from './record';

/** 不在 kernel/collections.ts 里：回调函数装着那一份，用不着它。 */
const dbName = 'payment_reconciliations';

interface Listed<Row> {
  readonly rows: Row[];
  readonly hasMore: boolean;
}

export interface BillStore {
  findBill(id: string): Promise<BillRecord | undefined>;
  /** 新增；已经有了返回 false */
  addBill(bill: BillRecord): Promise<boolean>;
  changeBill(id: string, change: Partial<Omit<BillRecord, '_id' | 'type'>>): Promise<void>;
  /** 一个商户最近的账单 */
  latestBill(provider: ProviderName, mchid: string): Promise<BillRecord | undefined>;
  /** 到时间该去要的，最早的在前 */
  dueBills(limit: number): Promise<BillRecord[]>;
  listBills(page: { pageIndex: number; pageSize: number; provider?: ProviderName }): Promise<Listed<BillRecord>>;
  /** 记下一处差异；已经有的更新事实，看过的结论不动；对上过又不对了的重新打开。返回它现在的样子 */
  putDifference(difference: DifferenceRecord): Promise<DifferenceRecord>;
  findDifferences(ids: readonly string[]): Promise<DifferenceRecord[]>;
  /** 了结一处还开着的差异 */
  settle(difference: DifferenceRecord, by: SettledBy): Promise<boolean>;
  /** 这次核对里没有再看到的、还开着的 */
  unseen(bill_id: string, before: number, limit: number): Promise<DifferenceRecord[]>;
  listDifferences(bill_id: string, page: { pageIndex: number; pageSize: number }): Promise<Listed<DifferenceRecord>>;
}

export const billsOf = perKernel(createBillStore);

function createBillStore(k: ReceivingKernel): BillStore {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;

  const select = async <Row>(
    whereJson: Document,
    sortArr: readonly { name: string; type: 'asc' | 'desc' }[],
    pageIndex: number,
    pageSize: number,
  ): Promise<Listed<Row>> => {
    const { rows, hasMore } = await baseDao.select({ dbName, whereJson, sortArr, pageIndex, pageSize, getCount: false, hasMore: true });
    return { rows: rows as unknown as Row[], hasMore };
  };
  /** 嵌套对象缺省按路径合并；整体替换必须说明。 */
  const replacing = (change: Document): Document =>
    Object.fromEntries(
      Object.entries(change)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, typeof value === 'object' && value !== null ? command.set(value) : value]),
    );
  const add = async (row: object): Promise<boolean> => {
    try {
      await baseDao.add({ dbName, dataJson: { ...row } as Document, cancelAddTime: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  };
  const find = async <Row>(id: string): Promise<Row | undefined> =>
    ((await baseDao.findById({ dbName, id })) ?? undefined) as unknown as Row | undefined;

  return {
    findBill: (id) => find<BillRecord>(id),
    addBill: add,

    async changeBill(id, change) {
      await baseDao.updateById({ dbName, id, dataJson: { ...replacing(change), update_date: k.now() } });
    },

    async latestBill(provider, mchid) {
      const { rows } = await select<BillRecord>({ type: 'bill', provider, mchid }, [{ name: 'bill_date', type: 'desc' }], 1, 1);
      return rows[0];
    },

    async dueBills(limit) {
      const where = { type: 'bill', next_date: command.gt(0).lte(k.now()) };
      return (await select<BillRecord>(where, [{ name: 'next_date', type: 'asc' }], 1, limit)).rows;
    },

    listBills: ({ pageIndex, pageSize, provider }) =>
      select(
        { type: 'bill', ...(provider ? { provider } : {}) },
        [
          { name: 'bill_date', type: 'desc' },
          { name: '_id', type: 'asc' },
        ],
        pageIndex,
        pageSize,
      ),

    async putDifference(difference) {
      if (await add(difference)) return difference;
      const known = await find<DifferenceRecord>(difference._id);
      if (!known) throw new Error(`差异 ${difference._id} 存不进去`);
      const reopened = known.status === 'SETTLED' && known.settled_by === 'agrees' && difference.status === 'OPEN';
      const { status, settled_by, rank } = reopened ? difference : known;
      const { ours, theirs, reason, seen_date, transaction_id } = difference;
      const change = { ours, theirs, reason, seen_date, transaction_id, status, settled_by, rank, update_date: k.now() };
      await baseDao.updateById({ dbName, id: difference._id, dataJson: replacing(change) });
      return { ...known, ...change };
    },

    async findDifferences(ids) {
      if (ids.length === 0) return [];
      const { rows } = await select<DifferenceRecord>({ _id: command.in(ids) }, [{ name: '_id', type: 'asc' }], 1, ids.length);
      return rows;
    },

    async settle({ _id, kind }, by) {
      const written = await baseDao.updateAndReturn({
        dbName,
        whereJson: { _id, status: 'OPEN' },
        dataJson: { status: 'SETTLED', settled_by: by, rank: rankOf(kind, 'SETTLED'), update_date: k.now() },
      });
      return Boolean(written);
    },

    async unseen(bill_id, before, limit) {
      const where = { bill_id, type: 'difference', status: 'OPEN', seen_date: command.lt(before) };
      return (await select<DifferenceRecord>(where, [{ name: '_id', type: 'asc' }], 1, limit)).rows;
    },

    listDifferences: (bill_id, { pageIndex, pageSize }) =>
      select(
        { bill_id, type: 'difference' },
        [
          { name: 'rank', type: 'asc' },
          { name: '_id', type: 'asc' },
        ],
        pageIndex,
        pageSize,
      ),
  };
}
