/**
 * 状态机的执行者：状态只在这里写；列出许多行在 listing.ts。一次写入里做三件事——按版本比较并交换、按表核对、追加履历。
 * 不在表里的迁移到不了数据库；订单与退款（日后的转账）声明各自的表，走同一段代码。
 */
import type { HistoryOf, StateTable } from '../../../../../../common/contract/machine';
import type { ReceivingKernel } from '../kernel/kernel';
import type { DatabaseHandle, Document } from '../kernel/vk';
import { isDuplicateKey } from '../kernel/duplicate-key';
import { isWriteConflict } from './conflict';

/** 状态机管的一行至少有这些。 */
export interface LedgerRow<Status extends string> {
  readonly _id: string;
  readonly status: Status;
  /** 每次写入加一，用作比较并交换的版本 */
  readonly version: number;
}

/** 一次迁移：去哪里、为什么、从哪得知；员工的处理还有谁与为什么。 */
export interface Move<Status extends string, Reason extends string, Source extends string> {
  readonly to: Status;
  readonly reason: Reason;
  readonly source: Source;
  readonly operator?: string;
  readonly note?: string;
}

/** 随一次写入改变的字段；值为 undefined 的字段被去掉。状态、履历、版本不能这样改。 */
export interface Change<Row> {
  readonly set?: Partial<Omit<Row, '_id' | 'status' | 'history' | 'version'>>;
  /** 在数据库里加减的数 */
  readonly inc?: Readonly<Record<string, number>>;
}

export interface MachineSpec<Row, Status extends string, Reason extends string> {
  readonly dbName: string;
  readonly table: StateTable<Status, Reason>;
  /** 数据库文档 → 记录。@throws Error 决定资金走向的字段有一项不对 */
  readonly read: (document: Document) => Row;
  /** 状态变化时在同一次写入里另外写下的（对外的事件还没有列出来的记号） */
  readonly alongside?: (row: Row, to: Status) => Document;
  /** @throws Error 编号未经校验：绝不能有来自客户端的对象进入条件 */
  readonly assertId: (id: string) => string;
}

export interface Machine<Row, Status extends string, Reason extends string, Source extends string> {
  /** 新增；编号已存在时返回 false */
  add(row: Row, db?: DatabaseHandle): Promise<boolean>;
  find(id: string): Promise<Row | undefined>;
  /**
   * 比较并交换：版本没变才写，返回新的一行；被别人抢先返回 undefined。
   * @throws Error 表里没有这个迁移（那是程序错误，什么也没有写）
   */
  write(row: Row, change: Change<Row>, move?: Move<Status, Reason, Source>, db?: DatabaseHandle): Promise<Row | undefined>;
}

const isPlainObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

export function createMachine<Row extends LedgerRow<Status>, Status extends string, Reason extends string, Source extends string>(
  k: ReceivingKernel,
  { dbName, table, read, assertId, alongside = () => ({}) }: MachineSpec<Row, Status, Reason>,
): Machine<Row, Status, Reason, Source> {
  const { baseDao } = k.vk;
  const command = k.vk.getUnicloud()._;

  const fields = ({ set = {}, inc = {} }: Change<Row>): Document => ({
    // 嵌套对象默认按路径合并；整体替换必须显式说明。
    ...Object.fromEntries(
      Object.entries(set).map(([key, value]) => [
        key,
        value === undefined ? command.remove() : isPlainObject(value) ? command.set(value) : value,
      ]),
    ),
    ...Object.fromEntries(Object.entries(inc).map(([key, by]) => [key, command.inc(by)])),
  });

  const transition = (row: Row, { to, reason, source, operator, note }: Move<Status, Reason, Source>): Document => {
    if (!table.allows(row.status, to, reason)) throw new Error(`${table.name}不能从 ${row.status} 因 ${reason} 到 ${to}`);
    const entry: HistoryOf<Status, Reason, Source> = {
      from: row.status,
      to,
      reason,
      source,
      at: k.now(),
      requestId: k.requestId,
      ...(operator ? { operator } : {}),
      ...(note ? { note } : {}),
    };
    return { ...alongside(row, to), status: to, history: command.push([entry]) };
  };

  return {
    async add(row, db) {
      assertId(row._id);
      try {
        await baseDao.add({ dbName, dataJson: { ...row } as unknown as Document, cancelAddTime: true, ...(db ? { db } : {}) });
        return true;
      } catch (error) {
        if (isDuplicateKey(error) && !isWriteConflict(error)) return false;
        throw error;
      }
    },

    async find(id) {
      const row = await baseDao.findById({ dbName, id: assertId(id) });
      return row ? read(row) : undefined;
    },

    async write(row, change, move, db) {
      const written = await baseDao.updateAndReturn({
        dbName,
        whereJson: { _id: assertId(row._id), version: row.version, status: row.status },
        dataJson: { ...fields(change), ...(move ? transition(row, move) : {}), version: command.inc(1), update_date: k.now() },
        ...(db ? { db } : {}),
      });
      return written ? read(written) : undefined;
    },
  };
}
