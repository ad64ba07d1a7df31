/**
 * payment_refunds 的全部读写，以及「退款单 + 订单占用金额」必须同时变化的两个事务。
 * 订单上 refund_fee + refunding_fee 任何时刻不超过 total_fee（不变量 I3）。
 */
import type { HistoryEntry } from '../../../../../../common/contract/order';
import type { RefundStatus } from '../../../../../../common/contract/services';
import type { DatabaseHandle, Document, Vk } from '../kernel/vk';
import { inTransaction } from '../order-types/store';
import { COLLECTIONS } from '../kernel/collections';
import { readOrder, type OrderRecord } from '../orders/record';
import { readRows } from '../ledger/read-rows';
import { OPEN_REFUND_STATUSES, readRefund, type RefundRecord } from './record';
import { retryOnConflict } from '../ledger/conflict';

const dbName = COLLECTIONS.refunds;

export type RefundPatch = Partial<
  Pick<RefundRecord, 'next_query_date' | 'query_attempts' | 'update_date' | 'revoke' | 'refund_id' | 'refund_date' | 'refunded_fee'>
>;

export interface RefundMove {
  readonly to: RefundStatus;
  readonly source: string;
  readonly at: number;
  readonly requestId: string;
  readonly patch: RefundPatch;
}

export interface RefundStore {
  find(out_refund_no: string): Promise<RefundRecord | undefined>;
  listByOrder(out_trade_no: string): Promise<RefundRecord[]>;
  /** 占用订单金额并建退款单，一个事务；钱不够、状态不对或单号已存在时返回 undefined。 */
  reserve(refund: RefundRecord, at: number): Promise<OrderRecord | undefined>;
  /**
   * 退款有了结论：退款单与订单一起变。已被别人处理返回 undefined。
   * 全部退完时订单转 REFUND，履历同一次写入。
   */
  conclude(refund: RefundRecord, move: RefundMove): Promise<{ refund: RefundRecord; order: OrderRecord } | undefined>;
  /** 没有结论，只改状态字样或排期。 */
  touch(refund: RefundRecord, move: RefundMove): Promise<RefundRecord | undefined>;
  claimRevoke(out_refund_no: string, at: number, db: DatabaseHandle): Promise<RefundRecord | undefined>;
  failRevoke(refund: RefundRecord, revoke: RefundRecord['revoke'], at: number): Promise<void>;
  dueForQuery(now: number, limit: number): Promise<RefundRecord[]>;
  dueForRevoke(now: number, limit: number): Promise<RefundRecord[]>;
}

export function createRefundStore(vk: Vk): RefundStore {
  const { baseDao } = vk;
  const command = vk.getUnicloud()._;

  const due = async (field: string, now: number, limit: number, where: Document): Promise<RefundRecord[]> => {
    const { rows } = await baseDao.select({
      dbName,
      whereJson: { ...where, [field]: command.gt(0).lte(now) },
      sortArr: [{ name: field, type: 'asc' }],
      pageIndex: 1,
      pageSize: limit,
      getCount: false,
    });
    return readRows(rows, readRefund);
  };
  const findOrder = async (id: string, db: DatabaseHandle): Promise<OrderRecord | undefined> => {
    const row = await baseDao.findById({ dbName: COLLECTIONS.orders, id, db });
    return row ? readOrder(row) : undefined;
  };
  const moveRefund = async (
    refund: RefundRecord,
    { to, source, at, requestId, patch }: RefundMove,
    db?: DatabaseHandle,
  ): Promise<RefundRecord | undefined> => {
    const { revoke, ...plain } = patch;
    const row = await baseDao.updateAndReturn({
      dbName,
      whereJson: { _id: refund._id, status: refund.status },
      dataJson: {
        ...plain,
        ...(revoke ? { revoke: command.set(revoke) } : {}),
        ...(to === refund.status ? {} : { status: to, history: command.push([{ from: refund.status, to, source, at, requestId }]) }),
        update_date: at,
      },
      ...(db ? { db } : {}),
    });
    return row ? readRefund(row) : undefined;
  };

  return {
    async find(out_refund_no) {
      const row = await baseDao.findById({ dbName, id: out_refund_no });
      return row ? readRefund(row) : undefined;
    },

    async listByOrder(out_trade_no) {
      const { rows } = await baseDao.select({
        dbName,
        whereJson: { out_trade_no },
        sortArr: [{ name: 'create_date', type: 'asc' }],
        pageIndex: 1,
        pageSize: 100,
        getCount: false,
      });
      return readRows(rows, readRefund);
    },

    reserve: (refund, at) =>
      retryOnConflict(() =>
        inTransaction(vk, async (db) => {
          const order = await findOrder(refund.out_trade_no, db);
          if (!order || order.status !== 'SUCCESS') return undefined;
          if (order.refund_fee + order.refunding_fee + refund.refund_fee > order.total_fee) return undefined;
          const row = await baseDao.updateAndReturn({
            dbName: COLLECTIONS.orders,
            db,
            whereJson: { _id: order._id, version: order.version },
            dataJson: { refunding_fee: command.inc(refund.refund_fee), version: command.inc(1), update_date: at },
          });
          if (!row) return undefined;
          await baseDao.add({ dbName, dataJson: { ...refund }, db, cancelAddTime: true });
          return readOrder(row);
        }),
      ),

    conclude: (refund, move) =>
      retryOnConflict(() =>
        inTransaction(vk, async (db) => {
          const order = await findOrder(refund.out_trade_no, db);
          if (!order) return undefined;
          const succeeded = move.to === 'SUCCESS';
          const refunded_fee = order.refund_fee + refund.refund_fee;
          const moved = await moveRefund(refund, succeeded ? { ...move, patch: { ...move.patch, refunded_fee } } : move, db);
          if (!moved) return undefined;
          const full = succeeded && order.status === 'SUCCESS' && refunded_fee === order.total_fee;
          const entry: HistoryEntry = {
            from: order.status,
            to: 'REFUND',
            reason: 'refunded_in_full',
            source: 'refund',
            at: move.at,
            requestId: move.requestId,
          };
          const row = await baseDao.updateAndReturn({
            dbName: COLLECTIONS.orders,
            db,
            whereJson: { _id: order._id, version: order.version },
            dataJson: {
              refunding_fee: command.inc(-refund.refund_fee),
              ...(succeeded ? { refund_fee: command.inc(refund.refund_fee) } : {}),
              ...(full ? { status: 'REFUND', history: command.push([entry]) } : {}),
              version: command.inc(1),
              update_date: move.at,
            },
          });
          return row ? { refund: moved, order: readOrder(row) } : undefined;
        }),
      ),

    touch: (refund, move) => moveRefund(refund, move),

    async claimRevoke(out_refund_no, at, db) {
      const row = await baseDao.updateAndReturn({
        dbName,
        db,
        whereJson: { _id: out_refund_no, status: 'SUCCESS', 'revoke.status': command.in(['PENDING', 'FAILED']) },
        dataJson: { 'revoke.status': 'DONE', 'revoke.next_date': 0, 'revoke.attempts': command.inc(1), update_date: at },
      });
      return row ? readRefund(row) : undefined;
    },

    async failRevoke(refund, revoke, at) {
      // 别人已经做完（DONE）时条件不成立，什么也不改。
      await baseDao.update({
        dbName,
        whereJson: { _id: refund._id, 'revoke.status': command.in(['PENDING', 'FAILED']) },
        dataJson: { revoke: command.set(revoke), update_date: at },
      });
    },

    dueForQuery: (now, limit) => due('next_query_date', now, limit, { status: command.in([...OPEN_REFUND_STATUSES]) }),
    dueForRevoke: (now, limit) => due('revoke.next_date', now, limit, { status: 'SUCCESS' }),
  };
}
