/**
 * payment_orders 的全部读写。这里之外没有任何代码碰这张表。
 * 所有 id 都是已校验的字符串，绝不会有来自客户端的对象进入 whereJson。
 */
import { OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/order-number';
import type { HistoryEntry, OrderStatus } from '../../../../../../common/contract/order';
import type { DatabaseHandle, Document, Vk } from '../kernel/vk';
import { COLLECTIONS } from '../kernel/collections';
import { isDuplicateKey } from '../ledger/duplicate-key';
import { readOrder, type OrderRecord } from './record';
import { readRows } from '../ledger/read-rows';

const dbName = COLLECTIONS.orders;

/** 可以随一次写入改变的字段；状态只能经由 history 一起改变。 */
export type OrderPatch = Partial<Omit<OrderRecord, '_id' | 'out_trade_no' | 'history' | 'version' | 'status'>>;

/** 状态与履历总是同一次写入。 */
export interface OrderTransition {
  readonly status: OrderStatus;
  readonly entry: HistoryEntry;
}

export interface OrderStore {
  /** 新增；单号已存在时返回 false。 */
  add(order: OrderRecord): Promise<boolean>;
  find(out_trade_no: string): Promise<OrderRecord | undefined>;
  /** 按渠道的交易号找；它不是唯一索引，多于一张时取最早的。 */
  findByTransaction(transaction_id: string): Promise<OrderRecord | undefined>;
  /** 比较并交换：版本不变才写入，返回新订单；被别人抢先返回 undefined。 */
  swap(order: OrderRecord, patch: OrderPatch, transition?: OrderTransition, db?: DatabaseHandle): Promise<OrderRecord | undefined>;
  /** 在事务内认领业务处理：仅当仍未完成时置 DONE；返回认领后的订单，已被认领返回 undefined。 */
  claimFulfilment(out_trade_no: string, at: number, db: DatabaseHandle): Promise<OrderRecord | undefined>;
  listByUser(
    user_id: string,
    page: { pageIndex: number; pageSize: number; status?: OrderStatus },
  ): Promise<{ rows: OrderRecord[]; hasMore: boolean }>;
  /** 到期该主动查询的订单，最早的在前。 */
  dueForQuery(now: number, limit: number): Promise<OrderRecord[]>;
  /** 删除付款期限早于 before（毫秒）、从没有人付过的已关闭订单；返回删除的张数。 */
  purgeClosed(before: number): Promise<number>;
  /** 到期该（重新）处理业务的订单，最早的在前。 */
  dueForFulfilment(now: number, limit: number): Promise<OrderRecord[]>;
}

function assertOrderNo(value: string): string {
  if (typeof value !== 'string' || !OUT_TRADE_NO_PATTERN.test(value)) throw new Error('单号未经校验');
  return value;
}

export function createOrderStore(vk: Vk): OrderStore {
  const { baseDao } = vk;
  const command = vk.getUnicloud()._;

  const due = async (field: string, now: number, limit: number, extra: Document): Promise<OrderRecord[]> => {
    const { rows } = await baseDao.select({
      dbName,
      whereJson: { ...extra, [field]: command.gt(0).lte(now) },
      sortArr: [{ name: field, type: 'asc' }],
      pageIndex: 1,
      pageSize: limit,
      getCount: false,
    });
    return readRows(rows, readOrder);
  };

  return {
    async add(order) {
      try {
        await baseDao.add({ dbName, dataJson: { ...order }, cancelAddTime: true });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    async find(out_trade_no) {
      const row = await baseDao.findById({ dbName, id: assertOrderNo(out_trade_no) });
      return row ? readOrder(row) : undefined;
    },

    async findByTransaction(transaction_id) {
      // 空条件会变成「整张表」，所以在这里再查一次。
      if (typeof transaction_id !== 'string' || transaction_id === '') throw new Error('交易号未经校验');
      const { rows } = await baseDao.select({
        dbName,
        whereJson: { transaction_id },
        sortArr: [{ name: 'create_date', type: 'asc' }],
        pageIndex: 1,
        pageSize: 1,
        getCount: false,
      });
      return rows[0] ? readOrder(rows[0]) : undefined;
    },

    async swap(order, patch, transition, db) {
      const { fulfil, custom, ...plain } = patch;
      const row = await baseDao.updateAndReturn({
        dbName,
        ...(db ? { db } : {}),
        whereJson: { _id: assertOrderNo(order._id), version: order.version },
        dataJson: {
          ...plain,
          // 嵌套对象默认按路径合并；整体替换必须显式说明。
          ...(fulfil ? { fulfil: command.set(fulfil) } : {}),
          ...(custom ? { custom: command.set(custom) } : {}),
          ...(transition ? { status: transition.status, history: command.push([transition.entry]) } : {}),
          version: command.inc(1),
        },
      });
      return row ? readOrder(row) : undefined;
    },

    async claimFulfilment(out_trade_no, at, db) {
      const row = await baseDao.updateAndReturn({
        dbName,
        db,
        whereJson: { _id: assertOrderNo(out_trade_no), status: 'SUCCESS', 'fulfil.status': command.in(['PENDING', 'FAILED']) },
        dataJson: {
          'fulfil.status': 'DONE',
          'fulfil.next_date': 0,
          'fulfil.attempts': command.inc(1),
          update_date: at,
          version: command.inc(1),
        },
      });
      return row ? readOrder(row) : undefined;
    },

    async listByUser(user_id, { pageIndex, pageSize, status }) {
      if (typeof user_id !== 'string' || user_id === '') throw new Error('缺少用户');
      const { rows, hasMore } = await baseDao.select({
        dbName,
        whereJson: { user_id, ...(status ? { status } : {}) },
        sortArr: [{ name: 'create_date', type: 'desc' }],
        pageIndex,
        pageSize,
        getCount: false,
        hasMore: true,
      });
      return { rows: readRows(rows, readOrder), hasMore };
    },

    purgeClosed: (before) =>
      baseDao.del({
        dbName,
        whereJson: { status: 'CLOSED', transaction_id: command.exists(false), next_query_date: 0, expire_date: command.gt(0).lt(before) },
      }),
    dueForQuery: (now, limit) => due('next_query_date', now, limit, {}),
    dueForFulfilment: (now, limit) => due('fulfil.next_date', now, limit, { status: 'SUCCESS' }),
  };
}
