/** 统计测试的空间：真实的本地数据库与索引，自己走的钟；行由测试直接写下，每次数据库操作都可以被切断、拖慢。 */
import { join } from 'node:path';
import { createOperationPort, Engine, inspect, LocalDatabase, type DatabaseOperation } from '../../local/unicloud/database';
import { createBaseDao } from '../../local/vk-unicloud/base-dao';
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import type { AlertEntry } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/journal';

export type Row = Record<string, unknown>;

export interface Space {
  readonly engine: Engine;
  /** 一个实例；每次调用是新的一个 */
  kernel(): Kernel;
  add(collection: string, row: Row): Promise<void>;
  addAll(collection: string, rows: readonly Row[]): Promise<void>;
  change(collection: string, id: string, row: Row): Promise<void>;
  rows(collection: string): Row[];
  now: number;
  readonly alerts: AlertEntry[];
  /** 每次数据库操作之前、之后调用；抛出就是断了 */
  fault: (operation: DatabaseOperation, phase: 'before' | 'after') => void;
  readonly operations: string[];
  close(): void;
}

/** @param databaseDir 表与索引的定义 */
export function openSpace(now: number, databaseDir = join(__dirname, '../../uniCloud-aliyun/database')): Space {
  const engine = new Engine(':memory:', databaseDir, 'NORMAL', () => space.now);
  const space: Space = {
    engine,
    now,
    alerts: [],
    operations: [],
    fault: () => undefined,
    kernel() {
      const port = createOperationPort({
        fault: (operation, phase) => {
          if (phase === 'before') space.operations.push(`${operation.kind} ${operation.collection}`);
          return space.fault(operation, phase);
        },
      });
      const db = new LocalDatabase(engine, port);
      const baseDao = createBaseDao(
        () => db as never,
        () => undefined,
      );
      const kernel = {
        vk: { baseDao, getUnicloud: () => ({ _: db.command, db }) },
        context: {},
        requestId: 'r1',
        now: () => space.now,
        wait: async () => undefined,
        ids: { fraction: () => 0, nonce: () => 'n' },
        journal: {
          log: () => undefined,
          error: () => undefined,
          flush: async () => undefined,
          alert: async (entry: AlertEntry) => void space.alerts.push(entry),
        },
      };
      return kernel as unknown as Kernel;
    },
    add: async (collection, row) => void (await new LocalDatabase(engine, createOperationPort()).collection(collection).add(row)),
    addAll: async (collection, rows) => void (await new LocalDatabase(engine, createOperationPort()).collection(collection).add([...rows])),
    change: async (collection, id, row) =>
      void (await new LocalDatabase(engine, createOperationPort()).collection(collection).doc(id).update(row)),
    rows: (collection) => inspect(engine, collection),
    close: () => engine.close(),
  };
  return space;
}
