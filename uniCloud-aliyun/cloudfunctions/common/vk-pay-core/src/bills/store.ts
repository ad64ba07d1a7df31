/** payment_reconciliations 的读写。这里之外没有任何代码碰这张表。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import {
  DIFFERENCE_KINDS,
  type BillSort,
  type BillStatus,
  type DifferenceKind,
  type LateTotals,
  type Totals,
} from '../../../../../../common/contract/reconciliation/reconciliation';
import { DAY_MS } from '../kernel/clock';
import { isDuplicateKey } from '../kernel/duplicate-key';
import { perKernel, type ReceivingKernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import { rankOf, saidOf, type BillRecord, type DifferenceRecord, type SettledBy } from './record';

/** 不在 kernel/collections.ts 里：回调函数装着那一份，用不着它。 */
const dbName = 'payment_reconciliations';

/** 「跨零点」过了这么久还没有对上：该有人看了，毫秒 */
const LATE_SETTLES_MS = 2 * DAY_MS;

/** 还没有核对成的 */
const UNDONE: readonly Exclude<BillStatus, 'DONE'>[] = ['WAITING', 'FAILED'];

const NONE: Totals = { payments: 0, payment_fee: 0, refunds: 0, refund_fee: 0 };
const plus = (sum: Totals, more: Partial<Totals>): Totals => ({
  payments: sum.payments + (more.payments ?? 0),
  payment_fee: sum.payment_fee + (more.payment_fee ?? 0),
  refunds: sum.refunds + (more.refunds ?? 0),
  refund_fee: sum.refund_fee + (more.refund_fee ?? 0),
});

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
  latestBill(provider: ProviderName, mchid: string, sort: BillSort): Promise<BillRecord | undefined>;
  /** 到时间该去要的，最早的在前 */
  dueBills(limit: number): Promise<BillRecord[]>;
  /** 在 before（毫秒）之前登记、至今没有核对成的，最早的在前；商户再多也找得到 */
  lateBills(before: number, limit: number): Promise<BillRecord[]>;
  listBills(page: { pageIndex: number; pageSize: number; provider?: ProviderName }): Promise<Listed<BillRecord>>;
  /** 记下一处差异；已经有的更新事实，查清的结论不动；对上过又不对了的、查清之后说法又变了的重新打开。返回它现在的样子 */
  putDifference(difference: DifferenceRecord): Promise<DifferenceRecord>;
  findDifferences(ids: readonly string[]): Promise<DifferenceRecord[]>;
  findDifference(id: string): Promise<DifferenceRecord | undefined>;
  /** 等人看的，最早的在前；刚记下的「跨零点」多半下一份账单就对上，过了两天还在的才算 */
  listOpen(limit: number): Promise<DifferenceRecord[]>;
  /** 了结一处还开着的差异；员工了结的连同谁、为什么。看过之后又变了的返回 false */
  settle(difference: DifferenceRecord, by: SettledBy, staff?: Pick<DifferenceRecord, 'acts'>): Promise<boolean>;
  change(difference: DifferenceRecord, set: Required<Pick<DifferenceRecord, 'proposal'>>): Promise<boolean>;
  /** 重新数一份账单还开着几处、跨零点的合计多少 */
  recount(bill_id: string): Promise<BillRecord['differences']>;
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
  /** 看过之后没有变过的；早先的没有版本。 */
  const unchanged = ({ _id, version }: DifferenceRecord): Document => ({ _id, version: version ?? command.exists(false) });
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

  /** 跨零点的各是多少：账单里属于我们另一天的，与我们这一天而在相邻账单里（或快到零点、还没等到）的。 */
  const lateOf = async (bill_id: string): Promise<LateTotals> => {
    const sums = { theirs: { ...NONE }, ours: { ...NONE } };
    const where = { bill_id, type: 'difference' };
    const lanes = [
      { ...where, settled_by: command.in(['late', 'next_bill']) },
      { ...where, kind: 'late', status: 'OPEN' },
    ];
    for (const lane of lanes)
      for (let pageIndex = 1, more = true; more; pageIndex += 1) {
        const { rows, hasMore } = await select<DifferenceRecord>(lane, [{ name: '_id', type: 'asc' }], pageIndex, 500);
        for (const row of rows) {
          const [side, view] = row.theirs ? (['theirs', row.theirs] as const) : (['ours', row.ours] as const);
          if (row.subject === 'payment') sums[side] = plus(sums[side], { payments: 1, payment_fee: view?.fee ?? 0 });
          if (row.subject === 'refund') sums[side] = plus(sums[side], { refunds: 1, refund_fee: view?.fee ?? 0 });
        }
        more = hasMore;
      }
    return sums;
  };

  return {
    findBill: (id) => find<BillRecord>(id),
    addBill: add,

    async changeBill(id, change) {
      await baseDao.updateById({ dbName, id, dataJson: { ...replacing(change), update_date: k.now() } });
    },

    async latestBill(provider, mchid, sort) {
      // 早先的没有写是哪一种，都是交易账单。
      const which = sort === 'trade' ? command.neq('fund') : sort;
      const { rows } = await select<BillRecord>(
        { type: 'bill', provider, mchid, sort: which },
        [{ name: 'bill_date', type: 'desc' }],
        1,
        1,
      );
      return rows[0];
    },

    async dueBills(limit) {
      const where = { type: 'bill', next_date: command.gt(0).lte(k.now()) };
      return (await select<BillRecord>(where, [{ name: 'next_date', type: 'asc' }], 1, limit)).rows;
    },

    async lateBills(before, limit) {
      const where = { type: 'bill', status: command.in(UNDONE), create_date: command.lt(before) };
      return (await select<BillRecord>(where, [{ name: 'create_date', type: 'asc' }], 1, limit)).rows;
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
      const changed = known.settled_by === 'staff' && saidOf(known) !== saidOf(difference);
      const reopened = known.status === 'SETTLED' && (known.settled_by === 'agrees' || changed) && difference.status === 'OPEN';
      const { status, settled_by, rank } = reopened ? difference : known;
      const { ours, theirs, reason, seen_date, transaction_id } = difference;
      const again = { act: 'reopen', operator: 'system', reason, at: k.now(), requestId: k.requestId } as const;
      const acts = reopened && changed ? { acts: [...(known.acts ?? []), again] } : {};
      const change = { ours, theirs, reason, seen_date, transaction_id, status, settled_by, rank, ...acts, update_date: k.now() };
      const written = await baseDao.updateAndReturn({
        dbName,
        whereJson: unchanged(known),
        dataJson: { ...replacing(change), version: command.inc(1) },
      });
      // 员工恰好在这时了结：以他看到的为准再来一次。
      return written ? { ...known, ...change } : this.putDifference(difference);
    },

    async findDifferences(ids) {
      if (ids.length === 0) return [];
      const { rows } = await select<DifferenceRecord>({ _id: command.in(ids) }, [{ name: '_id', type: 'asc' }], 1, ids.length);
      return rows;
    },

    findDifference: async (id) => {
      const row = await find<DifferenceRecord>(id);
      return row?.type === 'difference' ? row : undefined;
    },

    async listOpen(limit) {
      const where = { type: 'difference', status: 'OPEN' };
      const oldest = [{ name: 'create_date', type: 'asc' }] as const;
      const lanes = [
        { ...where, kind: command.neq('late') },
        { ...where, kind: 'late', create_date: command.lt(k.now() - LATE_SETTLES_MS) },
      ];
      const found = await Promise.all(lanes.map((lane) => select<DifferenceRecord>(lane, oldest, 1, limit)));
      return found.flatMap(({ rows }) => rows);
    },

    async settle(difference, by, staff = {}) {
      const written = await baseDao.updateAndReturn({
        dbName,
        whereJson: { ...unchanged(difference), status: 'OPEN' },
        dataJson: {
          status: 'SETTLED',
          settled_by: by,
          rank: rankOf(difference.kind, 'SETTLED'),
          ...(staff.acts ? { acts: command.set(staff.acts) } : {}),
          proposal: command.remove(),
          version: command.inc(1),
          update_date: k.now(),
        },
      });
      return Boolean(written);
    },

    async change(difference, { proposal }) {
      const dataJson = { proposal: proposal ? command.set(proposal) : command.remove(), version: command.inc(1), update_date: k.now() };
      return Boolean(await baseDao.updateAndReturn({ dbName, whereJson: { ...unchanged(difference), status: 'OPEN' }, dataJson }));
    },

    async recount(bill_id) {
      const counts = await Promise.all(
        DIFFERENCE_KINDS.map(async (kind): Promise<readonly [DifferenceKind, number]> => {
          const whereJson = { bill_id, type: 'difference', kind, status: 'OPEN' };
          const { total } = await baseDao.select({ dbName, whereJson, pageIndex: 1, pageSize: 1, getCount: true });
          return [kind, total];
        }),
      );
      const differences = Object.fromEntries(counts.filter(([, count]) => count > 0));
      await this.changeBill(bill_id, { differences, late: await lateOf(bill_id) });
      return differences;
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
