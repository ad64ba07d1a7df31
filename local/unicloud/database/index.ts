/** `uniCloud.database()`。 */
import { CollectionReference, type Scope } from './collection';
import { createCommand } from './command';
import { type Engine, type EngineTransaction } from './engine';
import type { OperationPort } from './operation';
import type { Document } from './values';

export { Engine } from './engine';
export type { DatabaseFault, DatabaseOperation } from './operation';
export { createOperationPort } from './operation';
export type { Document } from './values';

/** 事务：只有单条操作可用（reference 2.5）；没有 runTransaction。 */
export class DatabaseTransaction {
  constructor(
    private readonly engine: Engine,
    private readonly port: OperationPort,
    private readonly transaction: EngineTransaction,
  ) {}
  collection(name: string): CollectionReference {
    return new CollectionReference({ engine: this.engine, port: this.port, transaction: this.transaction }, name);
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
  constructor(private readonly engine: Engine, private readonly port: OperationPort) {
    this.scope = { engine, port };
  }
  collection(name: string): CollectionReference {
    return new CollectionReference(this.scope, name);
  }
  startTransaction(): Promise<DatabaseTransaction> {
    return this.port.run({ kind: 'startTransaction', collection: '', write: false, transaction: true }, async () => new DatabaseTransaction(this.engine, this.port, this.engine.begin()));
  }
}

/** 测试与工具用：直接看全部文档，不经过故障端口。 */
export function inspect(engine: Engine, collection: string): Document[] {
  return engine.all(collection);
}
