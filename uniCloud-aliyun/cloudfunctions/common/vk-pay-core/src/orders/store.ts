/**
 * payment_orders 的读写，一张一张地；列出许多张在 listing/store.ts。别处没有任何代码写这张表；状态只由状态机写。
 * 所有 id 都是已校验的字符串，绝不会有来自客户端的对象进入 whereJson。
 */
import { orderIdOf, OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/payments/order-number';
import { ORDER_TABLE, type OrderSource, type OrderStatus, type TransitionReason } from '../../../../../../common/contract/payments/order';
import { COLLECTIONS } from '../kernel/collections';
import { perKernel, type ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { isDuplicateKey } from '../kernel/duplicate-key';
import { markEvents } from '../config/events';
import { createMachine, type Machine } from '../ledger/machine';
import { readOrder, type OrderRecord } from './record';

const dbName = COLLECTIONS.orders;

export interface OrderStore extends Machine<OrderRecord, OrderStatus, TransitionReason, OrderSource> {
  /** @throws PayError ORDER_NOT_FOUND */
  require(out_trade_no: string): Promise<OrderRecord>;
}

function assertOrderNo(value: string): string {
  if (typeof value !== 'string' || !OUT_TRADE_NO_PATTERN.test(value)) throw new Error('单号未经校验');
  return value;
}

/** 这几种结局要告诉商户；退完而成的 REFUND 由退款单说。 */
const ANNOUNCED: ReadonlySet<OrderStatus> = new Set<OrderStatus>(['SUCCESS', 'CLOSED', 'REFUND']);

export const ordersOf = perKernel(createOrderStore);

function createOrderStore(k: ReceivingKernel): OrderStore {
  const machine = createMachine<OrderRecord, OrderStatus, TransitionReason, OrderSource>(k, {
    dbName,
    table: ORDER_TABLE,
    read: readOrder,
    assertId: assertOrderNo,
    alongside: (row, to) => (ANNOUNCED.has(to) ? markEvents(k, row) : {}),
  });

  /** 写成了的才记；事务里的后来没有提交，也只是多看一眼。 */
  const noting = async <T>(out_trade_no: string, writing: Promise<T>): Promise<T> => {
    const written = await writing;
    if (written) k.touched?.add(out_trade_no);
    return written;
  };
  const find: OrderStore['find'] = (out_trade_no) => machine.find(orderIdOf(out_trade_no));
  return {
    ...machine,
    find,
    add: (row, db) => noting(row.out_trade_no, machine.add(row, db)),
    write: (row, change, move, db) => noting(row.out_trade_no, machine.write(row, change, move, db)),

    async require(out_trade_no) {
      const order = await find(out_trade_no);
      if (!order) throw new PayError('ORDER_NOT_FOUND');
      return order;
    },
  };
}

export interface ReferenceStore {
  /** 占住一个业务单号；返回占着它的支付订单（可能就是自己） */
  take(key: string, out_trade_no: string): Promise<string>;
  /** 接手；被别人抢先返回 false */
  replace(key: string, from: string, to: string): Promise<boolean>;
}

export const referencesOf = perKernel(createReferenceStore);

function createReferenceStore(k: ReceivingKernel): ReferenceStore {
  const { baseDao } = k.vk;
  const references = COLLECTIONS.references;
  return {
    async take(key, out_trade_no) {
      try {
        await baseDao.add({ dbName: references, dataJson: { _id: key, out_trade_no, create_date: k.now() }, cancelAddTime: true });
        return out_trade_no;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const row = await baseDao.findById({ dbName: references, id: key });
        return String(row?.['out_trade_no'] ?? out_trade_no);
      }
    },
    async replace(key, from, to) {
      const row = await baseDao.updateAndReturn({
        dbName: references,
        whereJson: { _id: key, out_trade_no: from },
        dataJson: { out_trade_no: to },
      });
      return Boolean(row);
    },
  };
}
