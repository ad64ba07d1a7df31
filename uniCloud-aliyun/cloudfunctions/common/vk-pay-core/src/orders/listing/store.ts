/** 列出许多张订单：本人的、员工查的、排期到了的、该清理的。条件都是已校验的标量，每一种都有索引。 */
import type { OrderStatus } from '../../../../../../../common/contract/payments/order';
import { COLLECTIONS } from '../../kernel/collections';
import { perKernel, type ReceivingKernel } from '../../kernel/kernel';
import { createListing, type Listing } from '../../ledger/listing';
import { readOrder, type OrderRecord } from '../record';

const dbName = COLLECTIONS.orders;

export interface OrderList extends Listing<OrderRecord> {
  /** 按渠道的交易号找；它不是唯一索引，多于一张时取最早的。 */
  findByTransaction(transaction_id: string): Promise<OrderRecord | undefined>;
  listByUser(
    user_id: string,
    page: { pageIndex: number; pageSize: number; status?: OrderStatus },
  ): Promise<{ rows: OrderRecord[]; hasMore: boolean }>;
  /** 员工查单：按创建时间从新到旧，接着上一页的最后一张往下取；翻到多深都一样快。 */
  search(wish: OrderSearch): Promise<{ rows: OrderRecord[]; hasMore: boolean }>;
  /** 履历里有这个请求编号的订单 */
  numbersOfRequest(request_id: string): Promise<string[]>;
  /** 已付而业务还没办完的有几张 */
  countAwaiting(): Promise<number>;
  /** 删除一批付款期限早于 before（毫秒）、从没有人付过的已关闭订单；返回删除的张数。 */
  purgeClosed(before: number, limit: number): Promise<number>;
}

/** 员工查单的条件；都是已校验的标量，没有正则、没有全表扫描（每一种都有索引）。 */
export interface OrderSearch {
  readonly where: Readonly<Partial<Record<'transaction_id' | 'user_id' | 'status' | 'provider', string>>> & { readonly total_fee?: number };
  /** 只要付了款、业务还没办完的 */
  readonly unfinished?: boolean;
  /** 只在这些单号里找 */
  readonly numbers?: readonly string[];
  /** 创建时间，毫秒，含头不含尾 */
  readonly from: number;
  readonly to: number;
  /** 上一页的最后一张 */
  readonly after?: { readonly create_date: number; readonly out_trade_no: string };
  readonly limit: number;
}

const NEWEST_FIRST = [
  { name: 'create_date', type: 'desc' },
  { name: '_id', type: 'desc' },
] as const;

export const orderListOf = perKernel(createOrderList);

function createOrderList(k: ReceivingKernel): OrderList {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;
  const listing = createListing(k, dbName, readOrder);
  const unfinishedWhere = { status: 'SUCCESS', 'fulfil.status': command.in(['PENDING', 'FAILED']) };
  return {
    ...listing,

    async findByTransaction(transaction_id) {
      // 空条件会变成「整张表」，所以在这里再查一次。
      if (typeof transaction_id !== 'string' || transaction_id === '') throw new Error('交易号未经校验');
      const { rows } = await listing.list({ transaction_id }, { sort: { name: 'create_date', type: 'asc' }, pageIndex: 1, pageSize: 1 });
      return rows[0];
    },

    listByUser(user_id, { pageIndex, pageSize, status }) {
      if (typeof user_id !== 'string' || user_id === '') throw new Error('缺少用户');
      return listing.list({ user_id, ...(status ? { status } : {}) }, { sort: { name: 'create_date', type: 'desc' }, pageIndex, pageSize });
    },

    async search({ where, unfinished, numbers, from, to, after, limit }) {
      const base = { ...(unfinished ? unfinishedWhere : {}), ...where, ...(numbers ? { out_trade_no: command.in(numbers) } : {}) };
      const first = { sort: NEWEST_FIRST, pageIndex: 1 } as const;
      // 同一毫秒创建的几张按单号接着排；没有「或」，所以分两次取。
      const same = after
        ? await listing.list(
            { ...base, create_date: after.create_date, _id: command.lt(after.out_trade_no) },
            { ...first, pageSize: limit },
          )
        : { rows: [], hasMore: false };
      if (same.hasMore || same.rows.length === limit) return { rows: same.rows, hasMore: true };
      const until = after ? Math.min(to, after.create_date) : to;
      const older = await listing.list(
        { ...base, create_date: command.gte(from).lt(until) },
        { ...first, pageSize: limit - same.rows.length },
      );
      return { rows: [...same.rows, ...older.rows], hasMore: older.hasMore };
    },

    async numbersOfRequest(request_id) {
      if (typeof request_id !== 'string' || request_id === '') throw new Error('请求编号未经校验');
      const { rows } = await listing.list({ 'history.requestId': request_id }, { sort: NEWEST_FIRST, pageIndex: 1, pageSize: 50 });
      return rows.map((row) => row.out_trade_no);
    },

    countAwaiting: () => baseDao.count({ dbName, whereJson: unfinishedWhere }),

    async purgeClosed(before, limit) {
      const unpaid = {
        status: 'CLOSED',
        expire_date: command.gt(0).lt(before),
        transaction_id: command.exists(false),
        next_query_date: 0,
      };
      // 先取编号再删：一次删太多会超过云端单次操作的时限。
      const { rows } = await baseDao.select({
        dbName,
        whereJson: unpaid,
        fieldJson: { _id: true },
        sortArr: [{ name: 'expire_date', type: 'asc' }],
        pageIndex: 1,
        pageSize: limit,
        getCount: false,
      });
      if (rows.length === 0) return 0;
      return baseDao.del({ dbName, whereJson: { ...unpaid, _id: command.in(rows.map((row) => row['_id'])) } });
    },
  };
}
