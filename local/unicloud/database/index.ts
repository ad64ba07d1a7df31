/** `uniCloud.database()`。 */
import { CollectionReference } from './collection';
import { createCommand } from './command';
import { type Engine } from './engine';
import type { OperationPort } from './operation';
import type { Scope } from './scope';
import type { EngineTransaction } from './transaction';
import type { Document } from './values';

export { Engine, type Written } from './engine';
export type { DatabaseFault, DatabaseLatency, DatabaseOperation } from './operation';
export { createOperationPort } from './operation';
export type { Document } from './values';

/** 事务：只有单条操作可用（docs/protocols/unicloud.md §2.5）；没有 runTransaction。 */
export class DatabaseTransaction {
  private readonly port: OperationPort;
  constructor(
    private readonly scope: Scope,
    private readonly transaction: EngineTransaction,
  ) {
    this.port = scope.port;
  }
  collection(name: string): CollectionReference {
    return new CollectionReference({ ...this.scope, transaction: this.transaction }, name);
  }
  commit(): Promise<object> {
    return this.port.run({ kind: 'commit', collection: '', write: true, transaction: true }, async () => {
      this.transaction.commit();
      return {};
    });
  }
  rollback(): Promise<object> {
    return this.port.run({ kind: 'rollback', collection: '', write: false, transaction: true }, async () => {
      this.transaction.rollback();
      return {};
    });
  }
}

class Point {
  readonly type = 'Point';
  readonly coordinates: readonly [number, number];
  constructor(longitude: number, latitude: number) {
    this.coordinates = [longitude, latitude];
  }
}

/** 每个云函数实例一个；没有 createCollection、runTransaction、RegExp、serverDate，与阿里云相同。 */
export class LocalDatabase {
  readonly command = createCommand();
  readonly Geo = { Point };
  private readonly scope: Scope;
  private readonly open = new Set<EngineTransaction>();
  /** @param DateClass 结果里的日期用的类；缺省为宿主的 Date */
  constructor(engine: Engine, port: OperationPort, DateClass: DateConstructor = Date) {
    this.scope = { engine, port, Date: DateClass };
  }
  collection(name: string): CollectionReference {
    return new CollectionReference(this.scope, name);
  }
  startTransaction(): Promise<DatabaseTransaction> {
    const { engine, port } = this.scope;
    return port.run({ kind: 'startTransaction', collection: '', write: false, transaction: true }, async () => {
      const transaction = engine.begin();
      for (const other of this.open) if (!other.isOpen) this.open.delete(other);
      this.open.add(transaction);
      return new DatabaseTransaction(this.scope, transaction);
    });
  }

  /** 实例没了：它没提交的事务作废。云端要等到 10 秒期限，这里立刻，测试不必真的等。 */
  abandon(): void {
    for (const transaction of this.open) if (transaction.isOpen) transaction.rollback();
    this.open.clear();
  }
}

/** 测试与工具用：直接看全部文档，不经过故障端口。 */
export function inspect(engine: Engine, collection: string): Document[] {
  return engine.all(collection);
}
